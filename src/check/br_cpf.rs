//! `br-cpf`: a Brazilian taxpayer number of a person: nine digits and two check digits, bare or as 999.999.999-99; each
//! check digit is the sum of the digits before it times 2, 3, 4, … from the right, times ten, modulo 11, a ten
//! counting as nought (Receita Federal). A number of one digit repeated fits and is never issued: it fails.
//!
//! Template: `{br-cpf}`, or `{br-cpf:bare}`.
//!
//! ```
//! use sealant::check::{Verdict, br_cpf};
//! assert_eq!((br_cpf::CHECK.run)(b"08798418939").verdict, Verdict::Pass);
//! assert_eq!((br_cpf::CHECK.run)(b"08798418930").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "br-cpf",
    passing: "both check digits of the Brazilian revenue fit",
    luck: 664,
    run,
    generate,
    breaker,
};

const DOTTED: &str = "999.999.999-99";

fn run(value: &[u8]) -> Outcome {
    let Some(found) = layout::digits(value, &[DOTTED, "99999999999", "999999999-99"]) else {
        return Outcome::FAIL;
    };
    let fits = check_digit(&found[..9]) == found[9] && check_digit(&found[..10]) == found[10];
    let outcome = Outcome::of(fits && !digits::all_same(&found));
    if digits::is_run(&found[..9]) { outcome.with("test", "true") } else { outcome }
}

fn check_digit(before: &[u8]) -> u8 {
    let sum: u32 = before.iter().rev().zip(2_u32..).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    u8::try_from(sum * 10 % 11 % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&random.digits(9));
        number.push(check_digit(&number));
        number.push(check_digit(&number));
        if !digits::all_same(&number) && !digits::is_run(&number[..9]) {
            return layout::fill(&number, if arguments.contains(&"bare") { "99999999999" } else { DOTTED });
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

    /// The way of the official leaflet: weights 10 to 2 and 11 to 2, eleven minus the remainder.
    fn twin(text: &str) -> bool {
        let digit = |at: usize| text[at..=at].parse::<usize>().unwrap();
        let last = |length: usize| {
            let rest = (0..length).map(|at| digit(at) * (length + 1 - at)).sum::<usize>() % 11;
            if rest < 2 { 0 } else { 11 - rest }
        };
        last(9) == digit(9) && last(10) == digit(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_leaflet(start in "[0-9]{8}[1-9]", tail in 0..100_u32) {
            for text in [format!("{start}{tail:02}"), generate(&mut Random::new(u64::from(tail)), &["bare"])] {
                let same = digits::all_same(&digits::of(&text));
                proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text) && !same);
            }
        }
    }

    #[test]
    fn one_digit_repeated_fails() {
        assert_eq!(run(b"111.111.111-11").verdict, Verdict::Fail);
        assert_eq!(run(b"123.456.789-09"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"087.984.189.39"), Outcome::FAIL);
    }
}
