//! `pl-pesel`: a Polish PESEL: a date whose month tells the century (plus 80 for the 1800s, 20 to 60 for the 2000s to 2200s), a serial and a
//! check digit by the weights 1, 3, 7, 9 (Ustawa o ewidencji ludności, art. 15).
//!
//! Template: `{pl-pesel}`.

use super::calendar::{date, is_day};
use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "pl-pesel",
    passing: "the date and the check digit of the PESEL fit",
    luck: 578,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 10] = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b"") else { return Outcome::FAIL };
    Outcome::of(found.len() == 11 && is_dated(&found) && control(&found) == found[10])
}

fn is_dated(found: &[u8]) -> bool {
    let two = |at: usize| u32::from(found[at]) * 10 + u32::from(found[at + 1]);
    let century = [1900, 2000, 2100, 2200, 1800][(two(2) / 20) as usize];
    is_day(century + two(0), two(2) % 20, two(4))
}

fn control(found: &[u8]) -> u8 {
    let sum = digits::weighted(found, &WEIGHTS) % 10;
    u8::try_from((10 - sum) % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let (year, month, day) = date(random);
    let mut number = digits::of(&format!("{:02}{month:02}{day:02}{}", year % 100, random.digits(4)));
    number.push(control(&number));
    digits::text(&number)
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The sum of all digits with the weight 1 for the last is a multiple of ten.
    fn twin(text: &str) -> bool {
        let digit = |at: usize| text[at..=at].parse::<usize>().unwrap();
        let sum: usize = (0..10).map(|at| digit(at) * [1, 3, 7, 9][at % 4]).sum();
        (sum + digit(10)).is_multiple_of(10)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_whole_sum(text in "[0-9]{2}0[1-9][012][1-8][0-9]{5}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["44051401359", "02070803628"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["44051401358", "44133401359"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
