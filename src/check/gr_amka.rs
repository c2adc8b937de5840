//! `gr-amka`: a Greek social security number: a date as DDMMYY, four digits and a Luhn digit over all (Ν. 3655/2008 άρθρο
//! 153; ΗΔΙΚΑ).
//!
//! Template: `{gr-amka}`.
//!
//! ```
//! use sealant::check::{Verdict, gr_amka};
//! assert_eq!((gr_amka::CHECK.run)(b"01013099997").verdict, Verdict::Pass);
//! assert_eq!((gr_amka::CHECK.run)(b"01013099999").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "gr-amka",
    passing: "its date of birth and its Luhn digit fit",
    luck: 810,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &[6, 5]) else { return Outcome::FAIL };
    let dated = is_day(number(&found[4..6]), number(&found[2..4]), number(&found[..2]));
    Outcome::of(dated && digits::luhn(&found) == 0)
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let (year, month, day) = date(random);
    let mut number = digits::of(&format!("{day:02}{month:02}{:02}{}", year % 100, random.digits(4)));
    number.push(digits::luhn_digit(&number));
    digits::text(&number)
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Every second digit from the second by a table of doubles, the others as they are.
    fn twin(text: &str) -> bool {
        let double = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
        let value = |(at, digit): (usize, u8)| {
            let digit = usize::from(digit - b'0');
            if at % 2 == 1 { double[digit] } else { digit }
        };
        let sum: usize = text.bytes().enumerate().map(value).sum();
        let (day, month) = (text[..2].parse().unwrap(), text[2..4].parse().unwrap());
        let real = [1900, 2000].iter().any(|century| {
            jiff::civil::Date::new(century + text[4..6].parse::<i16>().unwrap(), month, day).is_ok()
        });
        sum.is_multiple_of(10) && real
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_a_table_and_a_calendar(text in "[0-3][0-9][01][0-9]{8}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["01013099997", "14083754557", "13100426744", "17110128190"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["14083754550", "13100426740", "32013099997", "0101309999", "010130999970"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
