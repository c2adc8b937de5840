//! `fr-nir`: a French social security number: sex, year, month, department (`2A` and `2B` for Corsica), commune, serial and a key that is 97
//! less the remainder by 97 (INSEE; Code de la sécurité sociale R115-1).
//!
//! Template: `{fr-nir}`.

use super::calendar::date;
use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "fr-nir",
    passing: "the key of the numéro de sécurité sociale fits",
    luck: 757,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let mut bare: Vec<u8> =
        value.iter().filter(|byte| !b" .-".contains(byte)).map(u8::to_ascii_uppercase).collect();
    if bare.len() != 15 {
        return Outcome::FAIL;
    }
    let less = match &bare[5..7] {
        b"2A" => 1_000_000,
        b"2B" => 2_000_000,
        _ => 0,
    };
    if less > 0 {
        bare[6] = b'0';
    }
    let Some(found) = digits::read(&bare, b"") else { return Outcome::FAIL };
    let month = found[3] * 10 + found[4];
    let sound = matches!(found[0], 1..=4 | 7 | 8)
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && found[5..7] != [0, 0];
    let key = 97 - (number(&found[..13]) - less) % 97;
    Outcome::of(sound && number(&found[13..]) == key)
}

fn number(found: &[u8]) -> u64 {
    found.iter().fold(0, |sum, digit| sum * 10 + u64::from(*digit))
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let (year, month, _) = date(random);
    let place = random.string("12345678", 1) + &random.string("123456789", 1);
    let body = format!("{}{:02}{month:02}{place}{}", random.string("12", 1), year % 100, random.digits(6));
    format!("{body}{:02}", 97 - number(&digits::of(&body)) % 97)
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Number and key together leave nothing by 97.
    fn twin(text: &str) -> bool {
        let body: u64 = text[..13].parse().unwrap();
        let key: u64 = text[13..].parse().unwrap();
        (body + key).is_multiple_of(97) && (1..=97).contains(&key)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_sum(text in "[12][0-9]{2}0[1-9][1-9][1-9][0-9]{8}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["295109912611193", "2 95 10 99 126 111 93"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["295109912611199", "595109912611193"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
