//! `nl-bsn`: a Dutch citizen service number: nine digits, the first eight by the weights 9 to 2 less the ninth a multiple of 11
//! (Besluit burgerservicenummer).
//!
//! Template: `{nl-bsn}`, `{nl-bsn:dotted}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "nl-bsn", passing: "the eleven test of the BSN fits", luck: 346, run, generate, breaker };

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" .") else { return Outcome::FAIL };
    let fits = found.len() == 9 && !digits::all_same(&found) && control(&found) == Some(found[8]);
    if fits && digits::text(&found) == "123456782" {
        Outcome::PASS.with("test", "true")
    } else {
        Outcome::of(fits)
    }
}

/// The ninth digit; none where no digit fits.
fn control(found: &[u8]) -> Option<u8> {
    u8::try_from(digits::weighted(found, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11).ok().filter(|digit| *digit < 10)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&(random.string("123456789", 1) + &random.digits(7)));
        if let Some(last) = control(&number) {
            number.push(last);
            let text = digits::text(&number);
            let dotted = arguments.first() == Some(&"dotted");
            return if dotted { format!("{}.{}.{}", &text[..4], &text[4..6], &text[6..]) } else { text };
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn twin(text: &str) -> bool {
        let digit = |at: usize| i64::from(text.as_bytes()[at] - b'0');
        let sum: i64 =
            (0..8).zip((2..=9).rev()).map(|(at, weight)| digit(at) * weight).sum::<i64>() - digit(8);
        sum % 11 == 0 && !text.bytes().all(|byte| byte == text.as_bytes()[0])
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_eleven_test(text in "[0-9]{9}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["111222333", "123456782"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["111222334", "999999999"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
