//! `de-id-card`: the serial number of a German identity card or passport: nine digits and consonants, the first a consonant,
//! and behind them the check digit of the machine readable zone (Personalausweisverordnung Anhang 1; Passverordnung Anlage 1a;
//! ICAO Doc 9303 part 5). Which letters there are is for patterns to say. Without its check digit a serial is unknown.
//!
//! Template: `{de-id-card}` with the check digit, `{de-id-card:serial}` without it.
//!
//! ```
//! use sealant::check::{Verdict, de_id_card};
//! assert_eq!((de_id_card::CHECK.run)(b"L01X00T471").verdict, Verdict::Pass);
//! assert_eq!((de_id_card::CHECK.run)(b"L01X00T472").verdict, Verdict::Fail);
//! assert_eq!((de_id_card::CHECK.run)(b"L01X00T47").verdict, Verdict::Unknown);
//! ```

use super::icao9303::check_digit;
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check =
    Check { name: "de-id-card", passing: "its check digit fits", luck: 332, run, generate, breaker };

/// Neither vowels, which make words, nor letters that look like digits.
const LETTERS: &str = "CFGHJKLMNPRTVWXYZ";
/// The published specimens (Bundesministerium des Innern).
const SPECIMENS: [&[u8]; 4] = [b"L01X00T47", b"LZ6311T47", b"T22000129", b"C01X00T47"];

fn run(value: &[u8]) -> Outcome {
    let code: Vec<u8> = value.iter().filter(|byte| **byte != b' ').copied().collect();
    let (serial, check) = code.split_at(code.len().min(9));
    let spelt = serial.len() == 9 && serial[0].is_ascii_uppercase() && serial.iter().any(u8::is_ascii_digit);
    let outcome = match check {
        _ if !spelt => return Outcome::FAIL,
        [] => Outcome::UNKNOWN,
        [digit] => Outcome::of(check_digit(serial.iter().copied()) == Some(*digit)),
        _ => return Outcome::FAIL,
    };
    if SPECIMENS.contains(&serial) { outcome.with("test", "true") } else { outcome }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let alphabet = format!("0123456789{LETTERS}");
    let serial = random.string(LETTERS, 1) + &random.string(&alphabet, 7) + &random.digits(1);
    if arguments.contains(&"serial") {
        return serial;
    }
    let check = check_digit(serial.bytes()).map_or('0', char::from);
    format!("{serial}{check}")
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// With the weight 9 for the check digit the whole sum is a multiple of ten.
    fn twin(text: &str) -> bool {
        let values = text.chars().map(|character| character.to_digit(36).unwrap());
        let sum: u32 = values.zip([7, 3, 1, 7, 3, 1, 7, 3, 1, 9]).map(|(value, weight)| value * weight).sum();
        sum.is_multiple_of(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_whole_sum(text in "[CFGHJ-NPRTV-Z][0-9CFGHJ-NPRTV-Z]{7}[0-9]{2}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["L01X00T471", "LZ6311T475", "T220001293", "C01X00T478", "T22000129 3"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS.with("test", "true"), "{value}");
        }
        for value in
            ["L01X00T470", "L01X00T47X", "0123456784", "LLLLLLLLLL", "l01x00t471", "L01X00T4711", "L01X", ""]
        {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
