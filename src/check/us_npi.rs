//! `us-npi`: a US National Provider Identifier: ten digits, the first 1 or 2, the last the Luhn digit over `80840` and
//! the nine before it (CMS, 45 CFR 162.406). Fact `test`: CMS's own example.
//!
//! Template: `{us-npi}`.
//!
//! ```
//! use sealant::check::{Verdict, us_npi};
//! assert_eq!((us_npi::CHECK.run)(b"2684278601").verdict, Verdict::Pass);
//! assert_eq!((us_npi::CHECK.run)(b"2684278600").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "us-npi",
    passing: "the check digit for health care providers fits",
    luck: 564,
    run,
    generate,
    breaker,
};

/// The digits that ISO gave to US health identifiers; part of the sum, not of the number.
const ISSUER: [u8; 5] = [8, 0, 8, 4, 0];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" -") else { return Outcome::FAIL };
    let fits = found.len() == 10 && matches!(found[0], 1 | 2) && digits::luhn(&with_issuer(&found)) == 0;
    if fits && digits::text(&found) == "1234567893" {
        Outcome::PASS.with("test", "true")
    } else {
        Outcome::of(fits)
    }
}

fn with_issuer(found: &[u8]) -> Vec<u8> {
    [&ISSUER, found].concat()
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let mut number = digits::of(&(random.string("12", 1) + &random.digits(8)));
    number.push(digits::luhn_digit(&with_issuer(&number)));
    digits::text(&number)
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// CMS's shortcut: the constant 24 stands for the issuer's digits.
    fn twin(text: &str) -> bool {
        let digit = |at: usize| text[at..=at].parse::<u32>().unwrap();
        let doubled: u32 =
            [0, 2, 4, 6, 8].map(|at| [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit(at) as usize]).iter().sum();
        let plain: u32 = [1, 3, 5, 7].map(digit).iter().sum();
        (24 + doubled + plain + digit(9)).is_multiple_of(10) && "12".contains(&text[..1])
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_shortcut(text in "[0-3][0-9]{9}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn the_published_example_is_a_test_value() {
        assert_eq!(run(b"1234567893"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"12345678930"), Outcome::FAIL);
        assert_eq!(run(b""), Outcome::FAIL);
    }
}
