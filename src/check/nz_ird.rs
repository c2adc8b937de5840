//! `nz-ird`: a New Zealand Inland Revenue number: eight or nine digits between 10 and 150 million, bare or in threes, the
//! last a check digit by the weights 3, 2, 7, 6, 5, 4, 3, 2 modulo 11, or where that says ten by 7, 4, 3, 2, 5, 2, 7, 6
//! (Inland Revenue, resident withholding tax specification).
//!
//! Template: `{nz-ird}` makes a hyphened number, `{nz-ird:bare}` one without hyphens.
//!
//! ```
//! use sealant::check::{Verdict, nz_ird};
//! assert_eq!((nz_ird::CHECK.run)(b"112-606-874").verdict, Verdict::Pass);
//! assert_eq!((nz_ird::CHECK.run)(b"112-606-870").verdict, Verdict::Fail);
//! ```

use super::digits::number;
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "nz-ird",
    passing: "its range and the check digit of Inland Revenue fit",
    luck: 616,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 3] = [3, 3, 3];
const FIRST: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];
const SECOND: [u32; 8] = [7, 4, 3, 2, 5, 2, 7, 6];

fn run(value: &[u8]) -> Outcome {
    let read = digits::read_grouped(value, &GROUPS).or_else(|| digits::read_grouped(value, &[2, 3, 3]));
    let Some(mut found) = read else { return Outcome::FAIL };
    if found.len() == 8 {
        found.insert(0, 0);
    }
    let within = matches!(number(&found), 10_000_000..=150_000_000);
    let outcome = Outcome::of(within && check_digit(&found) == Some(found[8]));
    if number(&found) == 49_091_850 { outcome.with("test", "true") } else { outcome }
}

/// The ninth digit; none where both sums say ten, since such numbers are not given out.
fn check_digit(found: &[u8]) -> Option<u8> {
    let by = |weights: &[u32]| (11 - digits::weighted(&found[..8], weights) % 11) % 11;
    let digit = [by(&FIRST), by(&SECOND)].into_iter().find(|digit| *digit < 10)?;
    u8::try_from(digit).ok()
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let start = 1_000_000 + random.below(14_000_000);
        let mut found = digits::of(&format!("{start:08}"));
        let Some(last) = check_digit(&found) else { continue };
        found.push(last);
        let text = digits::text(&found);
        if run(text.as_bytes()) == Outcome::PASS {
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, '-') };
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

    proptest::proptest! {
        /// The sum with the check digit itself, weighed once, is a multiple of eleven.
        #[test]
        fn agrees_with_the_sum_of_all(value in 9_000_000..160_000_000_u32) {
            let text = format!("{value:09}");
            let sum = |weights: [u32; 8]| {
                let start: u32 = text.bytes().zip(weights).map(|(one, weight)| u32::from(one - b'0') * weight).sum();
                (start, start + value % 10)
            };
            let (start, all) = sum([3, 2, 7, 6, 5, 4, 3, 2]);
            let all = if start % 11 == 1 { sum([7, 4, 3, 2, 5, 2, 7, 6]).1 } else { all };
            let valid = (10_000_000..=150_000_000).contains(&value) && all.is_multiple_of(11);
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn eight_digits_are_nine_with_a_nought() {
        assert_eq!(run(b"84-856-843"), Outcome::PASS);
        assert_eq!(run(b"084856843"), Outcome::PASS);
        assert_eq!(run(b"49091850"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"84-8568-43"), Outcome::FAIL);
    }
}
