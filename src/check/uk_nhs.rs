//! `uk-nhs`: an NHS number of England, Wales and the Isle of Man: ten digits, bare or 3-3-4, the last of them 11 minus
//! the weighted sum modulo 11 (NHS Data Dictionary). Fact `test`: the range from 999 000 0000, kept for tests.
//!
//! Template: `{uk-nhs}`, or `{uk-nhs:grouped}` with spaces.
//!
//! ```
//! use sealant::check::{Verdict, uk_nhs};
//! assert_eq!((uk_nhs::CHECK.run)(b"698 029 2706").verdict, Verdict::Pass);
//! assert_eq!((uk_nhs::CHECK.run)(b"698 029 2700").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "uk-nhs",
    passing: "the check digit of the NHS fits",
    luck: 346,
    run,
    generate,
    breaker: digits::change_one,
};

const WEIGHTS: [u32; 9] = [10, 9, 8, 7, 6, 5, 4, 3, 2];
const GROUPS: [usize; 3] = [3, 3, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let fits = check_digit(&found) == Some(found[9]) && !digits::all_same(&found);
    if fits && found.starts_with(&[9, 9, 9]) { Outcome::PASS.with("test", "true") } else { Outcome::of(fits) }
}

/// The tenth digit; none where the sum asks for a ten, since such numbers are not issued.
fn check_digit(first_nine: &[u8]) -> Option<u8> {
    match 11 - digits::weighted(first_nine, &WEIGHTS) % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let mut number = digits::of(&random.digits(9));
        let Some(last) = check_digit(&number) else { continue };
        number.push(last);
        if number.starts_with(&[9, 9, 9]) || digits::all_same(&number) {
            continue;
        }
        let text = digits::text(&number);
        return if arguments.contains(&"grouped") { digits::grouped(&text, &GROUPS, ' ') } else { text };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn the_whole_weighted_sum_divides_by_eleven(text in "[1-9][0-9]{9}") {
            let sum: u32 = text.chars().zip((1..=10).rev()).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
            let same = text.chars().all(|c| text.starts_with(c));
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, sum.is_multiple_of(11) && !same);
        }
    }

    #[test]
    fn any_one_separator_in_three_three_four() {
        for value in ["6980292706", "698-029-2706", "698 029 2706"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS);
        }
        for value in ["698-029 2706", "6980-29-2706", "698029270", "69802927061"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL);
        }
    }

    #[test]
    fn the_test_range_says_so() {
        let number = digits::of("999123457");
        let last = check_digit(&number).unwrap();
        assert_eq!(run(format!("999123457{last}").as_bytes()), Outcome::PASS.with("test", "true"));
    }
}
