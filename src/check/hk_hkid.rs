//! `hk-hkid`: a Hong Kong identity card number: one or two letters, six digits and a check character, in brackets or
//! not. A blank counts 36, A 10, B 11 and so on, times 9 to 2; eleven minus the sum modulo eleven, ten being A
//! (Immigration Department).
//!
//! Template: `{hk-hkid}` makes a number with brackets, `{hk-hkid:bare}` one without.
//!
//! ```
//! use sealant::check::{Verdict, hk_hkid};
//! assert_eq!((hk_hkid::CHECK.run)(b"P283058(6)").verdict, Verdict::Pass);
//! assert_eq!((hk_hkid::CHECK.run)(b"P283058(0)").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "hk-hkid",
    passing: "the check digit of Hong Kong identity cards fits",
    luck: 360,
    run,
    generate,
    breaker,
};

const LAYOUTS: [&str; 8] = [
    "A999999(9)",
    "A999999(A)",
    "AA999999(9)",
    "AA999999(A)",
    "A9999999",
    "A999999A",
    "AA9999999",
    "AA999999A",
];

fn run(value: &[u8]) -> Outcome {
    if !LAYOUTS.iter().any(|layout| layout::fits(value, layout)) {
        return Outcome::FAIL;
    }
    let plain: Vec<u8> = value.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
    let (start, last) = plain.split_at(plain.len() - 1);
    let outcome = Outcome::of(last[0] == check_character(start));
    if start == b"A123456" { outcome.with("test", "true") } else { outcome }
}

fn check_character(start: &[u8]) -> u8 {
    let value = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte.saturating_sub(b'A') + 10 };
    let blank = if start.len() == 7 { 36 * 9 } else { 0 };
    let sum: u32 = start.iter().rev().zip(2..).map(|(byte, weight)| u32::from(value(*byte)) * weight).sum();
    let place = usize::try_from((11 - (sum + blank) % 11) % 11).expect("a remainder of eleven");
    b"0123456789A"[place]
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let start = random.string("ABCDEFGHJKMPRSTVYZ", 1) + &random.digits(6);
    let start = if start.ends_with("123456") { start.replace("123456", "123457") } else { start };
    let last = char::from(check_character(start.as_bytes()));
    if arguments.contains(&"bare") { format!("{start}{last}") } else { format!("{start}({last})") }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_one(random, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        /// The sum with the check character itself, weighed once, is a multiple of eleven.
        #[test]
        fn agrees_with_the_sum_of_all(text in "[A-Z]?[A-Z][0-9]{6}[0-9A]") {
            let padded = format!("{text:>9}");
            let value = |character: char| if character == ' ' { 36 } else { character.to_digit(36).unwrap() };
            let sum: u32 = padded.chars().zip((1..=9).rev()).map(|(one, weight)| value(one) * weight).sum();
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, sum.is_multiple_of(11));
        }
    }

    #[test]
    fn brackets_come_in_pairs() {
        assert_eq!(run(b"B061019(A)"), Outcome::PASS);
        assert_eq!(run(b"B061019A"), Outcome::PASS);
        assert_eq!(run(b"B061019(A"), Outcome::FAIL);
        assert_eq!(run(b"A123456(3)"), Outcome::PASS.with("test", "true"));
    }
}
