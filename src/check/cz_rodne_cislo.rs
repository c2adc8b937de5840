//! `cz-rodne-cislo`: a Czech or Slovak birth number: a date as YYMMDD, the month plus 50 for women and plus 20 more where the
//! serials of a day are used up, then four digits; all ten as one number are a multiple of 11, or the last is 0 where the
//! first nine leave 10 (zákon č. 133/2000 Sb. § 13; zákon č. 301/1995 Z. z.). Numbers of before 1954 have nine digits and no
//! check digit: their date may speak against them, and nothing for them.
//!
//! Template: `{cz-rodne-cislo}`, or `{cz-rodne-cislo:bare}` without the slash.
//!
//! ```
//! use sealant::check::{Verdict, cz_rodne_cislo};
//! assert_eq!((cz_rodne_cislo::CHECK.run)(b"710319/2745").verdict, Verdict::Pass);
//! assert_eq!((cz_rodne_cislo::CHECK.run)(b"710319/2746").verdict, Verdict::Fail);
//! assert_eq!((cz_rodne_cislo::CHECK.run)(b"530319/274").verdict, Verdict::Unknown);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "cz-rodne-cislo",
    passing: "its date of birth and its check digit fit",
    luck: 610,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let (date, serial) = value.split_at(value.len().min(6));
    let serial = serial.strip_prefix(b"/").or_else(|| serial.strip_prefix(b" ")).unwrap_or(serial);
    let Some(found) = digits::read(&[date, serial].concat(), b"") else { return Outcome::FAIL };
    match found.len() {
        9 if is_dated(&found, 1900) && number(&found[..2]) < 54 => Outcome::UNKNOWN,
        10 => Outcome::of(is_dated(&found, 2000) && check_digit(&found) == found[9]),
        _ => Outcome::FAIL,
    }
}

/// Years from 54 on are of the 1900s, and those before of the century of a number's length.
fn is_dated(found: &[u8], young: u32) -> bool {
    let (year, month) = (number(&found[..2]), number(&found[2..4]));
    let century = if year < 54 { young } else { 1900 };
    let month = month % 50;
    let month = if month > 20 { month - 20 } else { month };
    is_day(century + year, month, number(&found[4..6]))
}

fn check_digit(found: &[u8]) -> u8 {
    u8::try_from(number(&found[..9]) % 11 % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (_, month, day) = date(random);
    let woman = if random.below(2) == 0 { 50 } else { 0 };
    let year = 54 + random.below(46);
    let mut number = digits::of(&format!("{year:02}{:02}{day:02}{}", month + woman, random.digits(3)));
    number.push(check_digit(&number));
    let text = digits::text(&number);
    if arguments.contains(&"bare") { text } else { digits::grouped(&text, &[6, 4], '/') }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The whole number leaves nothing when it is divided by eleven, or ends in the 0 that stands for ten.
    fn twin(text: &str) -> bool {
        let whole: u64 = text.parse().unwrap();
        let (year, month): (i16, i8) = (text[..2].parse().unwrap(), text[2..4].parse().unwrap());
        let year = if year < 54 { 2000 + year } else { 1900 + year };
        let real = [0, 20, 50, 70]
            .into_iter()
            .filter(|more| (1..=12).contains(&(month - more)))
            .any(|more| jiff::civil::Date::new(year, month - more, text[4..6].parse().unwrap()).is_ok());
        (whole.is_multiple_of(11) || (whole / 10 % 11 == 10 && whole.is_multiple_of(10))) && real
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_division_and_a_calendar(text in "[0-9]{2}[0-8][0-9][0-3][0-9]{5}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }

        #[test]
        fn makes_numbers_of_the_twin(seed: u64) {
            proptest::prop_assert!(twin(&generate(&mut Random::new(seed), &["bare"])));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["710319/2745", "7103192745", "0328211587", "3908242833"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in [
            "710319/2746",
            "0328211580",
            "1572138740",
            "71031/92745",
            "700330/274",
            "530330/27",
            "991231/123",
            "",
        ] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
        assert_eq!(run(b"530330/274").verdict, Verdict::Unknown);
        assert_eq!(run(b"536330/274").verdict, Verdict::Fail);
    }
}
