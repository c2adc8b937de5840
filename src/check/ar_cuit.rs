//! `ar-cuit`: an Argentine CUIT or CUIL: two digits for the kind of holder, eight of the document, a check digit, bare or
//! as 99-99999999-9; eleven minus the sum with the weights 5, 4, 3, 2, 7 to 2 modulo 11, nought for eleven and nine for
//! ten (Agencia de Recaudación y Control Aduanero). Fact `holder`: `company` for kinds 30 to 34.
//!
//! Template: `{ar-cuit}`, or `{ar-cuit:bare}` without hyphens.
//!
//! ```
//! use sealant::check::{Verdict, ar_cuit};
//! assert_eq!((ar_cuit::CHECK.run)(b"27-37606504-4").verdict, Verdict::Pass);
//! assert_eq!((ar_cuit::CHECK.run)(b"27-37606504-0").verdict, Verdict::Fail);
//! ```

use super::digits::number;
use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "ar-cuit",
    passing: "its kind of holder and its check digit fit",
    luck: 664,
    run,
    generate,
    breaker,
};

const HYPHENED: &str = "99-99999999-9";
const BARE: &str = "99999999999";
const KINDS: [u32; 10] = [20, 23, 24, 27, 30, 33, 34, 50, 51, 55];
const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = layout::digits(value, &[HYPHENED, BARE]) else { return Outcome::FAIL };
    let kind = number(&found[..2]);
    if !KINDS.contains(&kind) || check_digit(&found) != found[10] {
        return Outcome::FAIL;
    }
    if (30..40).contains(&kind) { Outcome::PASS.with("holder", "company") } else { Outcome::PASS }
}

fn check_digit(found: &[u8]) -> u8 {
    let digit = match 11 - digits::weighted(found, &WEIGHTS) % 11 {
        11 => 0,
        10 => 9,
        digit => digit,
    };
    u8::try_from(digit).expect("at most nine")
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let kind = *random.pick(&[20, 27]);
    let document = random.string("12345", 1) + &random.digits(7);
    let mut number = digits::of(&format!("{kind}{document}"));
    number.push(check_digit(&number));
    layout::fill(&number, if arguments.contains(&"bare") { BARE } else { HYPHENED })
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        /// The sum of all eleven is a multiple of eleven, but for the ten that is written as a nine.
        #[test]
        fn agrees_with_the_sum_of_all(text in "(20|23|24|27|30|33|34|50|51|55|21|40)[0-9]{9}") {
            let sum: u32 = text.bytes().zip([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).map(|(one, weight)| u32::from(one - b'0') * weight).sum();
            let fits = sum.is_multiple_of(11) || text.ends_with('9') && (sum + 1).is_multiple_of(11);
            let known = !text.starts_with("21") && !text.starts_with('4');
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, fits && known);
        }
    }

    #[test]
    fn companies_are_told_from_people() {
        assert_eq!(run(b"33089288229"), Outcome::PASS.with("holder", "company"));
        assert_eq!(run(b"24086312510"), Outcome::PASS);
        assert_eq!(run(b"27376065044 "), Outcome::FAIL);
    }
}
