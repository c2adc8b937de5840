//! `mx-curp`: a Mexican population registry code of eighteen characters: four letters of the names, the date of birth,
//! the sex, the state, three consonants of the names, a digit for those born before 2000 or a letter for those born
//! since, and a check digit: ten minus the sum of the places of the characters in an alphabet with Ñ, times 18 to 2,
//! modulo ten (Registro Nacional de Población, Diario Oficial of 18 October 2021).
//!
//! Template: `{mx-curp}`.
//!
//! ```
//! use sealant::check::{Verdict, mx_curp};
//! assert_eq!((mx_curp::CHECK.run)(b"BOXW310820HNERXN09").verdict, Verdict::Pass);
//! assert_eq!((mx_curp::CHECK.run)(b"BOXW310820HNERXN00").verdict, Verdict::Fail);
//! ```

use super::calendar::{any_day, is_short_date};
use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "mx-curp",
    passing: "its date of birth, its state and its check digit fit",
    luck: 1900,
    run,
    generate,
    breaker,
};

/// The states, and NE for those born abroad.
const STATES: [&str; 33] = [
    "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC", "MN", "MS",
    "NT", "NL", "OC", "PL", "QT", "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS", "NE",
];

const VOWELS: &str = "AEIOUX";
const CONSONANTS: &str = "BCDFGHJKLMNPQRSTVWXYZ";

fn run(value: &[u8]) -> Outcome {
    let of = |place: usize, set: &str| set.as_bytes().contains(&value[place]);
    let shaped = layout::fits(value, "AAAA999999AAAAAA99") || layout::fits(value, "AAAA999999AAAAAAA9");
    let fits = shaped
        && of(1, VOWELS)
        && of(10, "HMX")
        && (13..16).all(|place| of(place, CONSONANTS))
        && STATES.iter().any(|state| state.as_bytes() == &value[11..13])
        && is_short_date(&value[4..10].iter().map(|byte| byte - b'0').collect::<Vec<_>>())
        && check_digit(value) == value[17];
    let outcome = Outcome::of(fits);
    if fits && value.starts_with(b"XEXX010101") { outcome.with("test", "true") } else { outcome }
}

/// The check digit as a character. Ñ has the place between N and O, so letters from O on count one more.
fn check_digit(value: &[u8]) -> u8 {
    let place = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'N' => u32::from(byte - b'A') + 10,
        other => u32::from(other.saturating_sub(b'A')) + 11,
    };
    let sum: u32 = value[..17].iter().zip(0..).map(|(byte, at)| place(*byte) * (18 - at)).sum();
    b'0' + u8::try_from((10 - sum % 10) % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let names = random.string(CONSONANTS, 1) + &random.string(VOWELS, 1) + &random.string(CONSONANTS, 2);
    let (year, day) = (random.digits(2), any_day(random));
    let state = random.pick(&STATES);
    let start = format!("{names}{year}{day}{}{state}", random.string("HM", 1));
    let start = format!("{start}{}{}", random.string(CONSONANTS, 3), random.string("01", 1));
    format!("{start}{}", char::from(check_digit(start.as_bytes())))
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The places looked up in the alphabet written out, Ñ and all.
    fn twin(text: &str) -> u32 {
        let alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
        let place = |character: char| alphabet.chars().position(|known| known == character).unwrap();
        let sum: usize = text.chars().take(17).enumerate().map(|(at, one)| place(one) * (18 - at)).sum();
        u32::try_from((10 - sum % 10) % 10).unwrap()
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_alphabet_written_out(
            text in "[A-Z][AEIOUX][A-Z]{2}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[HM](DF|JC|NE|ZS)[B-D]{3}[A-Z0-9]",
            last in 0..10_u32,
        ) {
            let vowelled = !text[13..16].contains('A');
            let valid = vowelled && last == twin(&text);
            let text = format!("{text}{last}");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn states_and_sexes_are_known() {
        for value in ["BOXW310820ANERXN09", "BOXW310820HXXRXN09", "BOXW311320HNERXN09", "BOXW310820HNEAXN09"]
        {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
