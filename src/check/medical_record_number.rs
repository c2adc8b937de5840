//! `medical-record-number`: what hospitals hand out as record numbers: 5 to 12 letters and digits, hyphens between
//! them, at least four digits; no date, no run, not one digit over and over. There is no standard and no check digit, so
//! passing says only that nothing speaks against it. Longer numbers, UUIDs and numbers of few digits are Unknown.
//!
//! Template: `{medical-record-number}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "medical-record-number",
    passing: "nothing speaks against a record number",
    luck: 0,
    run,
    generate,
    breaker,
};

/// Longer ones exist, UUIDs among them, but have nothing of their own to be judged by.
const LONGEST: usize = 12;

fn run(value: &[u8]) -> Outcome {
    let body: Vec<u8> = value.iter().copied().filter(|byte| *byte != b'-').collect();
    let found: Vec<u8> = body.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0').collect();
    let whole = (5..=LONGEST).contains(&body.len()) && body.iter().all(u8::is_ascii_alphanumeric);
    let edges = value.first() != Some(&b'-') && value.last() != Some(&b'-') && !contains(value, b"--");
    if body.len() > LONGEST
        && body.len() <= 40
        && edges
        && found.len() >= 4
        && body.iter().all(u8::is_ascii_alphanumeric)
    {
        return Outcome::UNKNOWN;
    }
    let letters = body.len() - found.len();
    let short = (1..4).contains(&found.len()) && body.len() <= 40 && edges;
    if short && body.iter().all(u8::is_ascii_alphanumeric) {
        return Outcome::UNKNOWN;
    }
    Outcome::of(whole && edges && found.len() >= 4 && !is_typed(&found) && !is_date(&found, letters))
}

fn contains(value: &[u8], pair: &[u8]) -> bool {
    value.windows(pair.len()).any(|window| window == pair)
}

fn is_typed(found: &[u8]) -> bool {
    digits::all_same(found) || digits::is_run(found)
}

/// Eight digits that read as a date either way round.
fn is_date(found: &[u8], letters: usize) -> bool {
    if letters != 0 || found.len() != 8 {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        found[range].iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit))
    };
    let plausible = |year, month, day| {
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    plausible(number(0..4), number(4..6), number(6..8))
        || plausible(number(4..8), number(0..2), number(2..4))
        || plausible(number(4..8), number(2..4), number(0..2))
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let number = random.digits(7);
        if !is_typed(&digits::of(&number)) {
            return number;
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    let digit = random.digits(1);
    value
        .chars()
        .map(|character| if character.is_ascii_digit() { digit.clone() } else { character.to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hospitals_write_it_in_several_ways() {
        for value in ["4471209", "MRN004512", "00-45-12-99", "A7719402", "H12-884-021"] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS, "{value}");
        }
    }

    #[test]
    fn longer_and_shorter_ones_are_unknown() {
        for value in
            ["33", "106", "PAT-7", "dataport4", "110107073916280", "2dd06e9a-7708-49d1-861a-94d81f279b3e"]
        {
            assert_eq!(run(value.as_bytes()), Outcome::UNKNOWN, "{value}");
        }
    }

    #[test]
    fn dates_runs_and_words_fail() {
        for value in [
            "",
            "12345678",
            "0000000",
            "19610312",
            "03121961",
            "1961-03-12",
            "patient",
            "-12984",
            "12--984",
            "12 984",
            "-1",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
