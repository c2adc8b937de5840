//! `br-cnpj`: a Brazilian taxpayer number of a company: twelve digits, or from July 2026 digits and capitals, and two
//! check digits, bare or as 99.999.999/9999-99. Each character counts as its ASCII code less 48, times 2 to 9 in turn
//! from the right; the check digit is eleven minus the sum modulo 11, what is above nine counting as nought (Receita
//! Federal, Instrução Normativa 2.229/2024).
//!
//! Template: `{br-cnpj}`, or `{br-cnpj:bare}`.
//!
//! ```
//! use sealant::check::{Verdict, br_cnpj};
//! assert_eq!((br_cnpj::CHECK.run)(b"31852720934004").verdict, Verdict::Pass);
//! assert_eq!((br_cnpj::CHECK.run)(b"31852720934000").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "br-cnpj",
    passing: "both check digits of the Brazilian revenue fit",
    luck: 664,
    run,
    generate,
    breaker,
};

const DOTTED: &str = "99.999.999/9999-99";

fn run(value: &[u8]) -> Outcome {
    let Some(found) = characters(value) else { return Outcome::FAIL };
    let fits = check_digit(&found[..12]) == found[12] && check_digit(&found[..13]) == found[13];
    Outcome::of(fits && !digits::all_same(&found))
}

/// The values of the fourteen characters; none when they are written in another way.
fn characters(value: &[u8]) -> Option<Vec<u8>> {
    let plain: Vec<u8> =
        value.iter().map(|byte| if byte.is_ascii_uppercase() { b'0' } else { *byte }).collect();
    layout::digits(&plain, &[DOTTED, "99999999999999"])?;
    let all: Vec<u8> =
        value.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| byte - b'0').collect();
    all[12..].iter().all(|digit| *digit < 10).then_some(all)
}

fn check_digit(before: &[u8]) -> u8 {
    let weights = (2..=9_u32).cycle();
    let sum: u32 = before.iter().rev().zip(weights).map(|(value, weight)| u32::from(*value) * weight).sum();
    let digit = 11 - sum % 11;
    if digit > 9 { 0 } else { u8::try_from(digit).expect("at most nine") }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&format!("{}000{}", random.digits(8), random.below(9) + 1));
        number.push(check_digit(&number));
        number.push(check_digit(&number));
        if !digits::all_same(&number) {
            return layout::fill(
                &number,
                if arguments.contains(&"bare") { "99999999999999" } else { DOTTED },
            );
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

    /// By the weights as the revenue prints them.
    fn twin(text: &str) -> bool {
        let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
        let value = |at: usize| u32::from(text.as_bytes()[at]) - 48;
        let last = |length: usize| {
            let skip = 13 - length;
            let rest = (0..length).map(|at| value(at) * weights[at + skip]).sum::<u32>() % 11;
            if rest < 2 { 0 } else { 11 - rest }
        };
        last(12) == value(12) && last(13) == value(13)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_printed_weights(start in "[0-9A-Z]{11}[B-Z]", tail in 0..100_u32) {
            let text = format!("{start}{tail:02}");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn the_example_with_letters_passes() {
        assert_eq!(run(b"12.ABC.345/01DE-35"), Outcome::PASS);
        assert_eq!(run(b"12.ABC.345/01DE-36"), Outcome::FAIL);
        assert_eq!(run(b"12.ABC.345/01DE-3A"), Outcome::FAIL);
    }
}
