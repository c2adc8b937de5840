//! `au-tfn`: an Australian Tax File Number: nine digits, bare or 3-3-3, whose sum with the weights 1, 4, 3, 7, 5, 8, 6,
//! 9, 10 is a multiple of eleven (Australian Taxation Office).
//!
//! Template: `{au-tfn}` makes a grouped number, `{au-tfn:bare}` one without separators.
//!
//! ```
//! use sealant::check::{Verdict, au_tfn};
//! assert_eq!((au_tfn::CHECK.run)(b"594 729 320").verdict, Verdict::Pass);
//! assert_eq!((au_tfn::CHECK.run)(b"594 729 321").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "au-tfn",
    passing: "the weighted sum of the tax office fits",
    luck: 346,
    run,
    generate,
    breaker: digits::change_one,
};

const GROUPS: [usize; 3] = [3, 3, 3];
const WEIGHTS: [u32; 9] = [1, 4, 3, 7, 5, 8, 6, 9, 10];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let outcome = Outcome::of(is_valid(&found));
    if digits::is_run(&found[..8]) { outcome.with("test", "true") } else { outcome }
}

fn is_valid(found: &[u8]) -> bool {
    digits::weighted(found, &WEIGHTS).is_multiple_of(11) && !digits::all_same(found)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let text = random.string("123456789", 1) + &random.digits(8);
        let found = digits::of(&text);
        if is_valid(&found) && !digits::is_run(&found[..8]) {
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, ' ') };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        /// The last weight, ten, is one less than eleven: the ninth digit equals the sum of the others.
        #[test]
        fn agrees_with_the_last_digit_as_remainder(text in "[1-9][0-9]{7}[1-9]") {
            let digit = |at: usize| text[at..=at].parse::<u32>().unwrap();
            let sum = digit(0) + 4 * digit(1) + 3 * digit(2) + 7 * digit(3) + 5 * digit(4) + 8 * digit(5)
                + 6 * digit(6) + 9 * digit(7);
            let valid = sum % 11 == digit(8) && !digits::all_same(&digits::of(&text));
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn a_typed_run_is_a_test_value() {
        assert_eq!(run(b"123456782"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"000000000"), Outcome::FAIL);
    }
}
