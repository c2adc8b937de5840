//! `cl-rut`: a Chilean RUN or RUT: seven or eight digits, a hyphen and a check character, with dots or not. The digits
//! from the right count 2 to 7 in turn; eleven minus the sum modulo eleven, K for ten and nought for eleven (Servicio
//! de Registro Civil e Identificación).
//!
//! Template: `{cl-rut}`, or `{cl-rut:plain}` without dots.
//!
//! ```
//! use sealant::check::{Verdict, cl_rut};
//! assert_eq!((cl_rut::CHECK.run)(b"24.250.857-2").verdict, Verdict::Pass);
//! assert_eq!((cl_rut::CHECK.run)(b"24.250.857-0").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "cl-rut",
    passing: "the check digit of the Chilean registry fits",
    luck: 359,
    run,
    generate,
    breaker,
};

const LAYOUTS: [&str; 6] = ["99.999.999-", "9.999.999-", "99999999-", "9999999-", "99999999", "9999999"];

fn run(value: &[u8]) -> Outcome {
    let Some((last, start)) = value.split_last() else { return Outcome::FAIL };
    let Some(found) = layout::digits(start, &LAYOUTS) else { return Outcome::FAIL };
    let outcome = Outcome::of(last.to_ascii_uppercase() == check_character(&found));
    let dummy = digits::is_run(&found) || digits::all_same(&found);
    if dummy { outcome.with("test", "true") } else { outcome }
}

fn check_character(found: &[u8]) -> u8 {
    let weights = (2..=7_u32).cycle();
    let sum: u32 = found.iter().rev().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    let place = usize::try_from((11 - sum % 11) % 11).expect("a remainder of eleven");
    b"0123456789K"[place]
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let number = digits::of(&(random.string("12", 1) + &random.digits(7)));
        if digits::is_run(&number) || digits::all_same(&number) {
            continue;
        }
        let plain = arguments.contains(&"plain");
        let start = layout::fill(&number, LAYOUTS[if plain { 2 } else { 0 }]);
        return format!("{start}{}", char::from(check_character(&number)));
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_one(random, value.trim_end_matches('K')) + if value.ends_with('K') { "K" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The loop that every Chilean programmer knows: from one, adding digits times nine less a counter.
    fn twin(number: u32) -> char {
        let (mut sum, mut rest, mut turn) = (1, number, 0);
        while rest > 0 {
            sum = (sum + rest % 10 * (9 - turn % 6)) % 11;
            rest /= 10;
            turn += 1;
        }
        if sum == 0 { 'K' } else { char::from_digit(sum - 1, 10).unwrap() }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_loop(number in 1_000_000..100_000_000_u32, last in "[0-9K]") {
            let text = format!("{number}-{last}");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, last == twin(number).to_string());
        }
    }

    #[test]
    fn dots_and_hyphens_are_in_their_places() {
        assert_eq!(run(b"24250857-2"), Outcome::PASS);
        assert_eq!(run(b"242508572"), Outcome::PASS);
        assert_eq!(run(b"242.508.57-2"), Outcome::FAIL);
        assert_eq!(run(b"11.111.111-1"), Outcome::PASS.with("test", "true"));
    }
}
