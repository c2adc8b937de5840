//! `au-abn`: an Australian Business Number: eleven digits, bare or 2-3-3-3; with one taken from the first, the sum with the
//! weights 10, 1, 3, 5, … 19 is a multiple of 89 (Australian Business Register).
//!
//! Template: `{au-abn}`, or `{au-abn:bare}` without spaces.
//!
//! ```
//! use sealant::check::{Verdict, au_abn};
//! assert_eq!((au_abn::CHECK.run)(b"76 848 039 138").verdict, Verdict::Pass);
//! assert_eq!((au_abn::CHECK.run)(b"76 848 039 130").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "au-abn",
    passing: "the weighted sum of the business register fits",
    luck: 648,
    run,
    generate,
    breaker: digits::change_one,
};

const GROUPS: [usize; 4] = [2, 3, 3, 3];
const WEIGHTS: [u32; 11] = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let sum = digits::weighted(&found, &WEIGHTS);
    Outcome::of(found[0] > 0 && (sum - WEIGHTS[0]).is_multiple_of(89))
}

/// The first two digits are those that make the other nine fit.
fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let rest = random.digits(9);
        let found = (11..100).map(|start| format!("{start}{rest}"));
        if let Some(text) = found.into_iter().find(|text| run(text.as_bytes()) == Outcome::PASS) {
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, ' ') };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_the_number_less_ten_thousand_million(value in 10_000_000_000..100_000_000_000_u64) {
            let less = format!("{:011}", value - 10_000_000_000);
            let weight = |at: usize| if at == 0 { 10 } else { at * 2 - 1 };
            let sum: usize = less.bytes().enumerate().map(|(at, byte)| usize::from(byte - b'0') * weight(at)).sum();
            let verdict = run(value.to_string().as_bytes()).verdict;
            proptest::prop_assert_eq!(verdict == Verdict::Pass, sum.is_multiple_of(89));
        }
    }

    #[test]
    fn groups_are_two_and_threes() {
        assert_eq!(run(b"91938097004"), Outcome::PASS);
        assert_eq!(run(b"919 380 970 04"), Outcome::FAIL);
        assert_eq!(run(b"00 000 000 000"), Outcome::FAIL);
    }
}
