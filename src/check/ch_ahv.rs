//! `ch-ahv`: a Swiss social security number: 756, nine digits and the check digit of EAN-13 (Verordnung über die Alters- und
//! Hinterlassenenversicherung, Art. 133bis).
//!
//! Template: `{ch-ahv}`, `{ch-ahv:plain}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "ch-ahv",
    passing: "the country and the check digit of the AHV number fit",
    luck: 1329,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" .") else { return Outcome::FAIL };
    Outcome::of(found.len() == 13 && found.starts_with(&[7, 5, 6]) && control(&found) == found[12])
}

fn control(found: &[u8]) -> u8 {
    let sum = digits::weighted(found, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
    u8::try_from((10 - sum % 10) % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let mut number = digits::of(&(String::from("756") + &random.digits(9)));
    number.push(control(&number));
    let text = digits::text(&number);
    if arguments.first() == Some(&"plain") {
        return text;
    }
    format!("{}.{}.{}.{}", &text[..3], &text[3..7], &text[7..11], &text[11..])
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn twin(text: &str) -> bool {
        let digit = |at: usize| usize::from(text.as_bytes()[at] - b'0');
        (0..13).map(|at| digit(at) * if at % 2 == 0 { 1 } else { 3 }).sum::<usize>().is_multiple_of(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_whole_sum(text in "756[0-9]{10}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["756.9217.0769.85", "7569217076985"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["756.9217.0769.84", "757.9217.0769.85"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
