//! `kr-rrn`: a South Korean resident or foreigner registration number: a date of birth of six digits, a digit from 1
//! to 8 for century, sex and nationality, and six digits, with or without a hyphen after the date (Resident
//! Registration Act, enforcement rules). The last digit is eleven minus a weighted sum, for foreigners also thirteen
//! minus it. Numbers given out since October 2020 have no check digit, so a wrong one is Unknown for people born since.
//!
//! Template: `{kr-rrn}`, or `{kr-rrn:bare}` without the hyphen.
//!
//! ```
//! use sealant::check::{Verdict, kr_rrn};
//! assert_eq!((kr_rrn::CHECK.run)(b"161118-1553044").verdict, Verdict::Pass);
//! assert_eq!((kr_rrn::CHECK.run)(b"161118-1553040").verdict, Verdict::Fail);
//! ```

use super::calendar::{any_day, is_short_date};
use super::digits::number;
use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "kr-rrn",
    passing: "its date of birth and its check digit fit",
    luck: 780,
    run,
    generate,
    breaker,
};

const HYPHENED: &str = "999999-9999999";
const BARE: &str = "9999999999999";
const WEIGHTS: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = layout::digits(value, &[HYPHENED, BARE]) else { return Outcome::FAIL };
    if !is_short_date(&found[..6]) || !matches!(found[6], 1..=8) {
        return Outcome::FAIL;
    }
    let fits = check_digits(&found).contains(&u32::from(found[12]));
    let young = matches!(found[6], 3 | 4 | 7 | 8) && number(&found[..4]) >= 2010;
    if !fits && young { Outcome::UNKNOWN } else { Outcome::of(fits) }
}

/// The digits that may stand last: one for residents, two for foreigners.
fn check_digits(found: &[u8]) -> Vec<u32> {
    let rest = digits::weighted(&found[..12], &WEIGHTS) % 11;
    let bases: &[u32] = if found[6] < 5 { &[11] } else { &[11, 13] };
    bases.iter().map(|base| (base - rest) % 10).collect()
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let date = random.digits(2) + &any_day(random);
    let mut number = digits::of(&(date + &random.string("12345678", 1) + &random.digits(5)));
    let last = check_digits(&number)[0];
    number.push(u8::try_from(last).expect("a remainder of ten is one digit"));
    layout::fill(&number, if arguments.contains(&"bare") { BARE } else { HYPHENED })
}

/// A month that is none: the check digit of the youngest proves nothing.
fn breaker(_: &mut Random, value: &str) -> String {
    format!("{}19{}", value.get(..2).unwrap_or_default(), value.get(4..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_the_sum_written_out(start in "[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[1-4]", end in "[0-9]{6}") {
            let text = start + &end;
            let digit = |at: usize| text[at..=at].parse::<i64>().unwrap();
            let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
            let sum: i64 = (0..12).map(|at| digit(at) * weights[at]).sum();
            let fits = (11 - sum % 11) % 10 == digit(12);
            let verdict = run(text.as_bytes()).verdict;
            proptest::prop_assert_eq!(verdict == Verdict::Pass, fits);
            if !fits && digit(6) < 3 {
                proptest::prop_assert_eq!(verdict, Verdict::Fail);
            }
        }
    }

    #[test]
    fn the_youngest_may_have_any_last_digit() {
        let unknown =
            (0..10).filter(|last| run(format!("210305-312345{last}").as_bytes()) == Outcome::UNKNOWN);
        assert_eq!(unknown.count(), 9);
        assert_eq!(run(b"211305-3123450"), Outcome::FAIL);
    }
}
