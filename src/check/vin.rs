//! `vin`: a vehicle identification number of seventeen capitals and digits without I, O and Q (ISO 3779). In North America
//! the ninth is a check digit: letters count as 49 CFR 565.15 says, times 8 to 2, 10, 0 and 9 to 2, modulo eleven, X for
//! ten. Elsewhere it is not, so there a number that does not fit is Unknown.
//!
//! Template: `{vin}`.
//!
//! ```
//! use sealant::check::{Verdict, vin};
//! assert_eq!((vin::CHECK.run)(b"1M8GDM9AXKP042788").verdict, Verdict::Pass);
//! assert_eq!((vin::CHECK.run)(b"1M8GDM9A0KP042788").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "vin",
    passing: "the check digit of North American vehicles fits",
    luck: 520,
    run,
    generate,
    breaker,
};

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

fn run(value: &[u8]) -> Outcome {
    if value.len() != 17 || !value.iter().all(|byte| ALPHABET.as_bytes().contains(byte)) {
        return Outcome::FAIL;
    }
    let outcome = match (check_character(value) == value[8], value[0]) {
        (true, _) => Outcome::PASS,
        (false, b'1'..=b'5') => Outcome::FAIL,
        (false, _) => Outcome::UNKNOWN,
    };
    if value == b"1M8GDM9AXKP042788" || value == b"11111111111111111" {
        outcome.with("test", "true")
    } else {
        outcome
    }
}

fn check_character(value: &[u8]) -> u8 {
    let sum: u32 = value.iter().zip(WEIGHTS).map(|(byte, weight)| worth(*byte) * weight).sum();
    b"0123456789X"[usize::try_from(sum % 11).expect("a remainder of eleven")]
}

/// A to H are 1 to 8, J to R 1 to 9 with gaps, S to Z 2 to 9.
fn worth(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'R' => u32::from(byte - b'J') + 1,
        other => u32::from(other.saturating_sub(b'S')) + 2,
    }
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let maker = random.string("1345", 1) + &random.string("ABCDEFGHJKLMNPRSTUVWXYZ", 7);
    let year = random.string("ABCDEFGHJKLMNPRSTVWXY", 1) + &random.string("ABCDEFGHJKLMNPRSTUVWXYZ", 1);
    let text = format!("{maker}0{year}{}", random.digits(6));
    let check = char::from(check_character(text.as_bytes()));
    format!("{maker}{check}{year}{}", &text[11..])
}

/// Moves the last digit by one, of weight two.
fn breaker(_: &mut Random, value: &str) -> String {
    let mut text = value.to_owned();
    let last = text.pop().and_then(|last| last.to_digit(10)).unwrap_or(0);
    text.push(char::from_digit((last + 1) % 10, 10).unwrap_or('0'));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// With the table of the regulation, letter by letter.
    fn twin(text: &str) -> bool {
        let letters = ["AJ1", "BKS2", "CLT3", "DMU4", "ENV5", "FW6", "GPX7", "HY8", "RZ9"];
        let value = |character: char| {
            let row = letters.iter().find(|row| row.contains(character));
            row.map_or_else(|| character.to_digit(10).unwrap(), |row| row[row.len() - 1..].parse().unwrap())
        };
        let sum: u32 = text.chars().zip(WEIGHTS).map(|(character, weight)| value(character) * weight).sum();
        let expected = if sum % 11 == 10 { "X".to_owned() } else { (sum % 11).to_string() };
        text[8..9] == expected
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_table(text in "[1-5A-H][A-HJ-NPR-Z0-9]{7}[0-9X][A-HJ-NPR-Z0-9]{8}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn elsewhere_nothing_is_known() {
        assert_eq!(run(b"WVWZZZ1JZXW000002").verdict, Verdict::Unknown);
        assert_eq!(run(b"1M8GDM9AXKP04278"), Outcome::FAIL);
        assert_eq!(run(b"1M8GDM9AXKP04278O"), Outcome::FAIL);
    }
}
