//! `uk-chi`: a community health index number of Scotland: the date of birth as DDMMYY and four digits, the last of them
//! as in the NHS number of England: 11 minus the weighted sum modulo 11 (Public Health Scotland, data dictionary).
//!
//! Template: `{uk-chi}`, or `{uk-chi:grouped}` with a space behind the date.
//!
//! ```
//! use sealant::check::{Verdict, uk_chi};
//! assert_eq!((uk_chi::CHECK.run)(b"320285 6218").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "uk-chi",
    passing: "it holds a date of birth, and its check digit fits",
    luck: 822,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 9] = [10, 9, 8, 7, 6, 5, 4, 3, 2];
const GROUPS: [usize; 2] = [6, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    Outcome::of(is_date(&found) && check_digit(&found) == Some(found[9]))
}

fn is_date(found: &[u8]) -> bool {
    let number = |at: usize| found[at] * 10 + found[at + 1];
    matches!((number(0), number(2)), (1..=29, 1..=12) | (30, 1 | 3..=12) | (31, 1 | 3 | 5 | 7 | 8 | 10 | 12))
}

/// None where the sum asks for a ten, since such numbers are not issued.
fn check_digit(first_nine: &[u8]) -> Option<u8> {
    match 11 - digits::weighted(first_nine, &WEIGHTS) % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let date = format!("{:02}{:02}{}", 1 + random.below(28), 1 + random.below(12), random.digits(2));
        let mut number = digits::of(&(date + &random.digits(3)));
        let Some(last) = check_digit(&number) else { continue };
        number.push(last);
        let text = digits::text(&number);
        return if arguments.contains(&"grouped") { digits::grouped(&text, &GROUPS, ' ') } else { text };
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_a_calendar_and_the_whole_sum(text in "[0-3][0-9][01][0-9]{7}") {
            let sum: u32 = text.chars().zip((1..=10).rev()).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
            let (day, month) = (text[..2].parse().unwrap(), text[2..4].parse().unwrap());
            // A year without a century may have been a leap year, as 2000 was.
            let real = jiff::civil::Date::new(2000, month, day).is_ok();
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, real && sum.is_multiple_of(11));
        }
    }

    #[test]
    fn other_shapes_fail() {
        for value in ["", "0101", "01010112345", "0000000000", "3113991234", "010 1011234"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
