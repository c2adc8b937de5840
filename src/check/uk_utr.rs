//! `uk-utr`: a unique taxpayer reference of the United Kingdom: ten digits, the first a check on the nine others by the weights 6, 7, 8, 9, 10,
//! 5, 4, 3, 2 modulo 11 (HMRC).
//!
//! Template: `{uk-utr}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "uk-utr", passing: "the check digit of the UTR fits", luck: 332, run, generate, breaker };

const WEIGHTS: [u32; 9] = [6, 7, 8, 9, 10, 5, 4, 3, 2];
const CONTROL: &[u8; 11] = b"21987654321";

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" ") else { return Outcome::FAIL };
    Outcome::of(found.len() == 10 && control(&found[1..]) == found[0] && !digits::all_same(&found[1..]))
}

fn control(rest: &[u8]) -> u8 {
    CONTROL[(digits::weighted(rest, &WEIGHTS) % 11) as usize] - b'0'
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let rest = digits::of(&random.digits(9));
    digits::text(&[&[control(&rest)], rest.as_slice()].concat())
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn twin(text: &str) -> bool {
        let digit = |at: usize| usize::from(text.as_bytes()[at] - b'0');
        let sum: usize =
            (1..10).zip([6, 7, 8, 9, 10, 5, 4, 3, 2]).map(|(at, weight)| digit(at) * weight).sum();
        let expected = match sum % 11 {
            0 => 2,
            1 => 1,
            rest => 11 - rest,
        };
        expected == digit(0) && !text[1..].bytes().all(|byte| byte == text.as_bytes()[1])
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_difference(text in "[0-9]{10}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        assert_eq!(run(b"1955839661").verdict, Verdict::Pass);
        for value in ["2955839661", "195583966"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
