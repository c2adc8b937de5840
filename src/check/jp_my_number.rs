//! `jp-my-number`: a Japanese Individual Number: twelve digits, bare or 4-4-4, the last of them eleven minus the sum with
//! the weights 6 to 2 and 7 to 2 modulo 11, nought where the remainder is 0 or 1 (Ordinance 85 of 2014 of the Ministry
//! of Internal Affairs and Communications, article 5).
//!
//! Template: `{jp-my-number}` makes a grouped number, `{jp-my-number:bare}` one without spaces.
//!
//! ```
//! use sealant::check::{Verdict, jp_my_number};
//! assert_eq!((jp_my_number::CHECK.run)(b"7366 6001 8901").verdict, Verdict::Pass);
//! assert_eq!((jp_my_number::CHECK.run)(b"7366 6001 8900").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "jp-my-number",
    passing: "the check digit of Japanese individual numbers fits",
    luck: 332,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 3] = [4, 4, 4];
const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let outcome = Outcome::of(check_digit(&found) == found[11] && !digits::all_same(&found));
    if digits::is_run(&found[..11]) { outcome.with("test", "true") } else { outcome }
}

fn check_digit(found: &[u8]) -> u8 {
    match digits::weighted(found, &WEIGHTS) % 11 {
        0 | 1 => 0,
        rest => u8::try_from(11 - rest).expect("at most nine"),
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&random.digits(11));
        number.push(check_digit(&number));
        if !digits::all_same(&number) && !digits::is_run(&number[..11]) {
            let text = digits::text(&number);
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, ' ') };
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
        /// By the formula of the ordinance: places are counted from the right.
        #[test]
        fn agrees_with_the_ordinance(text in "[1-9][0-9]{11}") {
            let digit = |at: usize| text[at..=at].parse::<usize>().unwrap();
            let sum: usize =
                (1..=11).map(|place| digit(11 - place) * if place <= 6 { place + 1 } else { place - 5 }).sum();
            let last = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
            let same = digits::all_same(&digits::of(&text));
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, last == digit(11) && !same);
        }
    }

    #[test]
    fn groups_are_of_four() {
        assert_eq!(run(b"2364-9835-6790"), Outcome::PASS);
        assert_eq!(run(b"236-498-356-790"), Outcome::FAIL);
    }
}
