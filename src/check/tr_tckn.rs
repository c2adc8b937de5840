//! `tr-tckn`: a Turkish identity number: eleven digits, the first not 0, the tenth from the odd and even places, the eleventh from the sum of
//! the ten before it (Nüfus ve Vatandaşlık İşleri).
//!
//! Template: `{tr-tckn}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "tr-tckn",
    passing: "the two check digits of the TCKN fit",
    luck: 679,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b"") else { return Outcome::FAIL };
    Outcome::of(found.len() == 11 && found[0] != 0 && controls(&found) == found[9..])
}

fn controls(found: &[u8]) -> [u8; 2] {
    let sum =
        |from: usize| found[..9].iter().skip(from).step_by(2).map(|digit| u32::from(*digit)).sum::<u32>();
    let tenth = (sum(0) * 7 + 90 - sum(1)) % 10;
    let eleventh = (sum(0) + sum(1) + tenth) % 10;
    [tenth, eleventh].map(|digit| u8::try_from(digit).expect("a remainder of ten is one digit"))
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let mut number = digits::of(&(random.string("123456789", 1) + &random.digits(8)));
    number.extend(controls(&number));
    digits::text(&number)
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
        let odd = digit(0) + digit(2) + digit(4) + digit(6) + digit(8);
        let even = digit(1) + digit(3) + digit(5) + digit(7);
        (odd * 7 - even).rem_euclid(10) == digit(9)
            && (odd + even + digit(9)) % 10 == digit(10)
            && digit(0) != 0
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_formula(text in "[0-9]{11}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }
    proptest::proptest! {
        #[test]
        fn agrees_on_near_misses(text in "1000000[0-9]{4}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        assert_eq!(run(b"17291716060").verdict, Verdict::Pass);
        for value in ["17291716050", "07291716060"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
