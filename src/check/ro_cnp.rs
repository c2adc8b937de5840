//! `ro-cnp`: a Romanian personal numerical code: a digit for sex and century, a date as YYMMDD, a county, a serial and a
//! check digit modulo 11, ten being written as 1 (OUG 97/2005; Legea 105/1996). The counties are those of python-stdnum.
//!
//! Template: `{ro-cnp}`.
//!
//! ```
//! use sealant::check::{Verdict, ro_cnp};
//! assert_eq!((ro_cnp::CHECK.run)(b"1630615123457").verdict, Verdict::Pass);
//! assert_eq!((ro_cnp::CHECK.run)(b"0800101221142").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "ro-cnp",
    passing: "its date of birth, its county and its check digit fit",
    luck: 913,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 12] = [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b"").filter(|found| found.len() == 13) else {
        return Outcome::FAIL;
    };
    let is_county = matches!(number(&found[7..9]), 1..=48 | 51 | 52 | 70 | 80..=83);
    Outcome::of(is_dated(&found) && is_county && check_digit(&found) == found[12])
}

/// The century of those who live in the country as foreigners, 7 to 9, is not told.
fn is_dated(found: &[u8]) -> bool {
    let century = match found[0] {
        0 => return false,
        1 | 2 => 1900,
        3 | 4 => 1800,
        5 | 6 => 2000,
        _ => 0,
    };
    is_day(century + number(&found[1..3]), number(&found[3..5]), number(&found[5..7]))
}

fn check_digit(found: &[u8]) -> u8 {
    match digits::weighted(found, &WEIGHTS) % 11 {
        10 => 1,
        digit => u8::try_from(digit).expect("a remainder of eleven below ten is one digit"),
    }
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let (year, month, day) = date(random);
    let county = 1 + random.below(46);
    let start = format!(
        "{}{:02}{month:02}{day:02}{county:02}{}",
        random.string("12", 1),
        year % 100,
        random.digits(3)
    );
    let mut number = digits::of(&start);
    number.push(check_digit(&number));
    digits::text(&number)
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// With the key as the law prints it, and a table of what each remainder is written as.
    fn twin(text: &str) -> bool {
        let key = "279146358279";
        let digit = |character: char| character.to_digit(10).unwrap() as usize;
        let sum: usize = text.chars().zip(key.chars()).map(|(a, b)| digit(a) * digit(b)).sum();
        text.ends_with(&"01234567891"[sum % 11..=sum % 11])
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_key(text in "[1-9][0-9]{2}0[1-9][0-2][1-8]([0-3][1-9]|[1-4]0)[0-9]{4}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_codes() {
        for value in ["1630615123457", "6270131185743", "5320914118385", "4140713095350"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["6270131185740", "5320914118380", "1630631123457", "1630615493457", "163061512345"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
