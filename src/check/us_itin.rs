//! `us-itin`: a US Individual Taxpayer Identification Number: 9 and eight digits, bare or 3-2-4, the fourth and fifth
//! within 50–65, 70–88, 90–92 or 94–99 (Internal Revenue Service, Internal Revenue Manual 3.21.263).
//!
//! Template: `{us-itin}`.
//!
//! ```
//! use sealant::check::{Verdict, us_itin};
//! assert_eq!((us_itin::CHECK.run)(b"900-93-0000").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::digits::number;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "us-itin",
    passing: "its first and middle digits are those of taxpayer numbers",
    luck: 451,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 3] = [3, 2, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let outcome = Outcome::of(found[0] == 9 && is_group(number(&found[3..5])));
    if digits::all_same(&found) || digits::is_run(&found) { outcome.with("test", "true") } else { outcome }
}

fn is_group(group: u32) -> bool {
    matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let text = format!("9{}", random.digits(8));
        let found = digits::of(&text);
        if is_group(number(&found[3..5])) && !digits::all_same(&found) && !digits::is_run(&found) {
            return digits::grouped(&text, &GROUPS, '-');
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_the_gaps(area in 890..1000_u32, group in 0..100_u32, serial in 0..10_000_u32) {
            let gap = group < 50 || (66..70).contains(&group) || group == 89 || group == 93;
            let text = format!("{area:03}-{group:02}-{serial:04}");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, area >= 900 && !gap);
        }
    }

    #[test]
    fn separators_are_all_or_none() {
        assert_eq!(run(b"912 71 4390"), Outcome::PASS);
        assert_eq!(run(b"912714390"), Outcome::PASS);
        assert_eq!(run(b"912-71 4390"), Outcome::FAIL);
        assert_eq!(run(b""), Outcome::FAIL);
    }
}
