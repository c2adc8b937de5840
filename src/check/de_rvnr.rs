//! `de-rvnr`: a German pension insurance number: the area of the insurer, a date of birth as DDMMYY, the first letter of the
//! name at birth, a serial of two digits and a check digit (SGB VI § 147; VKVV § 2). Each digit, the letter being two, counts
//! as the sum of the digits of its product with its weight. People whose day of birth is not proved, or whose serials are used
//! up, have other digits in its place (VKVV § 2 Abs. 3 and 5): a sound number without a date is unknown.
//!
//! Template: `{de-rvnr}`, `{de-rvnr:grouped}` with spaces.
//!
//! ```
//! use sealant::check::{Verdict, de_rvnr};
//! assert_eq!((de_rvnr::CHECK.run)(b"15 070649 C 103").verdict, Verdict::Pass);
//! assert_eq!((de_rvnr::CHECK.run)(b"15 070649 C 104").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "de-rvnr",
    passing: "its date of birth and its check digit fit",
    luck: 810,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u8; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];

fn run(value: &[u8]) -> Outcome {
    let code: Vec<u8> = value.iter().filter(|byte| **byte != b' ').map(u8::to_ascii_uppercase).collect();
    judge(&code).unwrap_or(Outcome::FAIL)
}

fn judge(code: &[u8]) -> Option<Outcome> {
    if code.len() != 12 || !code[8].is_ascii_uppercase() {
        return None;
    }
    let (born, end) = (digits::read(&code[..8], b"")?, digits::read(&code[9..], b"")?);
    let dated = is_day(number(&born[6..]), number(&born[4..6]), number(&born[2..4]));
    let checked = check_digit(&born, code[8], &end[..2]) == end[2];
    Some(if checked && !dated { Outcome::UNKNOWN } else { Outcome::of(checked) })
}

fn check_digit(born: &[u8], letter: u8, serial: &[u8]) -> u8 {
    let place = letter - b'A' + 1;
    let all = [born, &[place / 10, place % 10], serial].concat();
    let products = all.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight);
    products.map(|product| product / 10 + product % 10).sum::<u8>() % 10
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month, day) = date(random);
    let born = format!("{:02}{day:02}{month:02}{:02}", 2 + random.below(80), year % 100);
    let letter = random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    let serial = random.digits(2);
    let check = check_digit(&digits::of(&born), letter.as_bytes()[0], &digits::of(&serial));
    let gap = if arguments.contains(&"grouped") { " " } else { "" };
    format!("{}{gap}{}{gap}{letter}{gap}{serial}{check}", &born[..2], &born[2..])
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// By text: the letter written as its two-digit place in the alphabet, each product as its decimals.
    fn twin(text: &str) -> bool {
        let place = "_ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(&text[8..9]).unwrap();
        let spelt = format!("{}{place:02}{}", &text[..8], &text[9..11]);
        let products = spelt.chars().zip("212571212121".chars());
        let decimals: String =
            products.map(|(a, b)| (a.to_digit(10).unwrap() * b.to_digit(10).unwrap()).to_string()).collect();
        let sum: u32 = decimals.chars().filter_map(|decimal| decimal.to_digit(10)).sum();
        sum.to_string().ends_with(&text[11..])
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_decimals(text in "[0-9]{2}[0-2][1-8]0[1-9][0-9]{2}[A-Z][0-9]{3}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["15 070649 C 103", "15070649C103", "65 170839 J 003", "65170839j003"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["15070649C104", "15320649C103", "1507064910103", "15070649Ä103", "15070649C10", ""] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
        assert_eq!(run(b"38551285K051").verdict, Verdict::Unknown);
    }
}
