//! `th-national-id`: a Thai national identity number: thirteen digits, bare or 1-4-5-2-1, the first 1 to 8, the last
//! eleven minus the sum with the weights 13 to 2 modulo 11, its last digit (Department of Provincial Administration).
//!
//! Template: `{th-national-id}` makes a hyphened number, `{th-national-id:bare}` one without hyphens.
//!
//! ```
//! use sealant::check::{Verdict, th_national_id};
//! assert_eq!((th_national_id::CHECK.run)(b"2345498775516").verdict, Verdict::Pass);
//! assert_eq!((th_national_id::CHECK.run)(b"2345498775510").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "th-national-id",
    passing: "the check digit of Thai identity cards fits",
    luck: 364,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 5] = [1, 4, 5, 2, 1];
const WEIGHTS: [u32; 12] = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let fits = matches!(found[0], 1..=8) && check_digit(&found) == found[12] && !digits::all_same(&found);
    Outcome::of(fits)
}

fn check_digit(found: &[u8]) -> u8 {
    let digit = (11 - digits::weighted(found, &WEIGHTS) % 11) % 10;
    u8::try_from(digit).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&(random.string("12345678", 1) + &random.digits(11)));
        number.push(check_digit(&number));
        if !digits::all_same(&number) {
            let text = digits::text(&number);
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
        /// Every digit counts as often as it stands from the end: added up by running sums instead of weights.
        #[test]
        fn agrees_with_running_sums(text in "[0-9]{11}[1-9][0-9]") {
            let (mut running, mut total) = (0_u32, 0_u32);
            for digit in text[..12].bytes() {
                running += u32::from(digit - b'0');
                total += running;
            }
            let digit = (11 - (total + running) % 11) % 10;
            let first = !text.starts_with(['0', '9']);
            let same = digits::all_same(&digits::of(&text));
            proptest::prop_assert_eq!(
                run(text.as_bytes()).verdict == Verdict::Pass,
                first && !same && text.ends_with(&digit.to_string())
            );
        }
    }

    #[test]
    fn groups_are_those_of_the_card() {
        assert_eq!(run(b"2-3454-98775-51-6"), Outcome::PASS);
        assert_eq!(run(b"23-454-98775-51-6"), Outcome::FAIL);
        assert_eq!(run(b"2-3454-98775-516"), Outcome::FAIL);
    }
}
