//! `de-tax-id`: a German tax identification number: eleven digits, the first not 0, of the first ten exactly one twice or three times, and a
//! check digit by ISO/IEC 7064 MOD 11,10 (Abgabenordnung § 139b; Steueridentifikationsnummerverordnung § 1).
//!
//! Template: `{de-tax-id}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "de-tax-id",
    passing: "the digits and the check digit of the Steuer-IdNr fit",
    luck: 822,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" ") else { return Outcome::FAIL };
    let fits =
        found.len() == 11 && found[0] != 0 && is_spread(&found[..10]) && control(&found[..10]) == found[10];
    Outcome::of(fits)
}

/// One digit occurs twice or three times, the others at most once.
fn is_spread(found: &[u8]) -> bool {
    let count = |digit: u8| found.iter().filter(|other| **other == digit).count();
    let often: Vec<usize> = (0..10).map(count).filter(|count| *count > 1).collect();
    matches!(often.as_slice(), [2 | 3])
}

fn control(found: &[u8]) -> u8 {
    let product = found.iter().fold(10, |product, digit| {
        let sum = (u32::from(*digit) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    u8::try_from((11 - product) % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let mut number = digits::of(&(random.string("123456789", 1) + &random.digits(9)));
        if is_spread(&number) {
            number.push(control(&number));
            return digits::text(&number);
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

    /// The standard's own recursion, from the right-hand side: a sound number leaves 1.
    fn twin(text: &str) -> bool {
        let mut product = 10;
        for digit in text[..10].bytes().map(|byte| u32::from(byte - b'0')) {
            product = match (digit + product) % 10 {
                0 => 20 % 11,
                sum => sum * 2 % 11,
            };
        }
        let last = u32::from(text.as_bytes()[10] - b'0');
        let mut counts = [0; 10];
        text[..10].bytes().for_each(|byte| counts[usize::from(byte - b'0')] += 1);
        let often: Vec<_> = counts.iter().filter(|count| **count > 1).collect();
        (product + last) % 10 == 1 && !text.starts_with('0') && often.len() == 1 && *often[0] < 4
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_standard(text in "[0-9]{11}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["36574261809", "36 574 261 809"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["36574261890", "36554266806"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
