//! `mx-clabe`: a Mexican standardised bank account number of eighteen digits: bank, place, account, and a check digit, ten
//! minus the sum of the digits times 3, 7, 1 in turn, each product modulo ten, modulo ten (Asociación de Bancos de México).
//!
//! Template: `{mx-clabe}`.
//!
//! ```
//! use sealant::check::{Verdict, mx_clabe};
//! assert_eq!((mx_clabe::CHECK.run)(b"032180000118359719").verdict, Verdict::Pass);
//! assert_eq!((mx_clabe::CHECK.run)(b"032180000118359718").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "mx-clabe",
    passing: "the check digit of Mexican bank accounts fits",
    luck: 332,
    run,
    generate,
    breaker: digits::change_one,
};

const GROUPS: [usize; 4] = [3, 3, 11, 1];
const WEIGHTS: [u32; 18] = [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let outcome = Outcome::of(is_valid(&found));
    if digits::text(&found) == "032180000118359719" { outcome.with("test", "true") } else { outcome }
}

/// The check digit has the weight one.
fn is_valid(found: &[u8]) -> bool {
    digits::weighted(found, &WEIGHTS).is_multiple_of(10) && !digits::all_same(found)
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let text = random.string("01", 1) + &random.digits(17);
        if is_valid(&digits::of(&text)) {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        /// Product by product, each cut to its last digit.
        #[test]
        fn agrees_with_last_digits_of_products(text in "[1-9][0-9]{16}[0-9]") {
            let cut = |(at, byte): (usize, u8)| usize::from(byte - b'0') * [3, 7, 1][at % 3] % 10;
            let sum: usize = text.bytes().take(17).enumerate().map(cut).sum();
            let same = digits::all_same(&digits::of(&text));
            let valid = text.ends_with(&((10 - sum % 10) % 10).to_string()) && !same;
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn the_published_example_is_a_test_value() {
        assert_eq!(run(b"032180000118359719"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"032 180 00011835971 9"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"000000000000000000"), Outcome::FAIL);
    }
}
