//! `pt-nif`: a Portuguese tax identification number: nine digits, the first not 0, and a check digit modulo 11, ten and
//! eleven being written as 0 (Decreto-Lei n.º 14/2013; Portaria n.º 346/2013). The first digit tells whose it is: the fact
//! `holder` is `organisation` for those that begin with 5, 6, 7 or 9.
//!
//! Template: `{pt-nif}` makes a person's number, `{pt-nif:organisation}` a company's, `{pt-nif:grouped}` one in threes.
//!
//! ```
//! use sealant::check::{Verdict, pt_nif};
//! assert_eq!((pt_nif::CHECK.run)(b"501 964 843").verdict, Verdict::Pass);
//! assert_eq!((pt_nif::CHECK.run)(b"501 964 842").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "pt-nif", passing: "its check digit fits", luck: 348, run, generate, breaker };

const WEIGHTS: [u32; 8] = [9, 8, 7, 6, 5, 4, 3, 2];

fn run(value: &[u8]) -> Outcome {
    let bare = value.strip_prefix(b"PT").unwrap_or(value).trim_ascii_start();
    let Some(found) = digits::read_grouped(bare, &[3, 3, 3]) else { return Outcome::FAIL };
    let outcome = Outcome::of(found[0] != 0 && check_digit(&found) == found[8]);
    if matches!(found[0], 5 | 6 | 7 | 9) { outcome.with("holder", "organisation") } else { outcome }
}

fn check_digit(found: &[u8]) -> u8 {
    let rest = digits::weighted(found, &WEIGHTS) % 11;
    u8::try_from(11 - rest).ok().filter(|digit| *digit < 10).unwrap_or(0)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let first = if arguments.contains(&"organisation") { "569" } else { "123" };
    let mut number = digits::of(&(random.string(first, 1) + &random.digits(7)));
    number.push(check_digit(&number));
    let text = digits::text(&number);
    if arguments.contains(&"grouped") { digits::grouped(&text, &[3, 3, 3], ' ') } else { text }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The whole sum is a multiple of eleven, or one more than it where the digit would be ten and is 0.
    fn twin(text: &str) -> bool {
        let sum: u32 =
            text.chars().zip((1..=9).rev()).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
        !text.starts_with('0') && (sum.is_multiple_of(11) || (sum % 11 == 1 && text.ends_with('0')))
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_whole_sum(text in "[0-9]{9}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["501964843", "PT 501 964 843", "PT501964843", "672377489", "670663247", "175516626"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["672377480", "670663240", "50 1964843", "50196484", "000000000"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
        assert_eq!(run(b"501964843").facts, [("holder", "organisation".to_owned())]);
        assert_eq!(run(b"175516626").facts, []);
    }
}
