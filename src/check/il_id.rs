//! `il-id`: an Israeli identity number: nine digits, the last the Luhn check digit of the others; shorter numbers are
//! written with noughts in front (Population and Immigration Authority).
//!
//! Template: `{il-id}`.
//!
//! ```
//! use sealant::check::{Verdict, il_id};
//! assert_eq!((il_id::CHECK.run)(b"400978482").verdict, Verdict::Pass);
//! assert_eq!((il_id::CHECK.run)(b"400978480").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "il-id",
    passing: "the check digit of Israeli identity cards fits",
    luck: 332,
    run,
    generate,
    breaker: digits::change_one,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = layout::digits(value, &["999999999", "99999999-9", "9-9999999-9"]) else {
        return Outcome::FAIL;
    };
    let outcome = Outcome::of(digits::luhn(&found) == 0 && !digits::all_same(&found));
    if digits::is_run(&found[..8]) { outcome.with("test", "true") } else { outcome }
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let mut number = digits::of(&(random.string("0123", 1) + &random.digits(7)));
        number.push(digits::luhn_digit(&number));
        if !digits::all_same(&number) && !digits::is_run(&number[..8]) {
            return digits::text(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Weights 1 and 2 in turn from the left, products above nine less nine.
    fn twin(text: &str) -> bool {
        let product = |(at, byte): (usize, u8)| {
            let value = u32::from(byte - b'0') * if at.is_multiple_of(2) { 1 } else { 2 };
            if value > 9 { value - 9 } else { value }
        };
        text.bytes().enumerate().map(product).sum::<u32>().is_multiple_of(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_weights_in_turn(text in "[0-9]{8}[1-9]") {
            let same = digits::all_same(&digits::of(&text));
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text) && !same);
        }
    }

    #[test]
    fn only_the_check_digit_stands_apart() {
        assert_eq!(run(b"40097848-2"), Outcome::PASS);
        assert_eq!(run(b"400-978-482"), Outcome::FAIL);
        assert_eq!(run(b"000000000"), Outcome::FAIL);
    }
}
