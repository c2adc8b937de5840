//! `crc32-base62`: the last six characters are the CRC-32 (IEEE 802.3) of the characters between the prefix and them,
//! in base 62 with the digits `0-9A-Za-z`, filled with zeros on the left. The prefix ends with the last underscore; a
//! value without one is all body. GitHub's and npm's token format, announced by GitHub in April 2021.
//!
//! Template: `{crc32-base62:LENGTH}` makes LENGTH random characters (30 without argument) and their six, no prefix.

use super::crc32::{self, BASE62};
use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "crc32-base62",
    passing: "the checksum at its end fits",
    luck: 3572,
    run,
    generate,
    breaker,
};

const TAIL: usize = 6;

fn run(value: &[u8]) -> Outcome {
    let start = value.iter().rposition(|byte| *byte == b'_').map_or(0, |at| at + 1);
    let token = &value[start..];
    if token.len() <= TAIL || !token.iter().all(u8::is_ascii_alphanumeric) {
        return Outcome::FAIL;
    }
    let (body, tail) = token.split_at(token.len() - TAIL);
    Outcome::of(checksum(body).as_bytes() == tail)
}

fn checksum(body: &[u8]) -> String {
    crc32::in_digits(body, BASE62, TAIL)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let body = random.string(BASE62, digits::argument(arguments, 0, 30).max(1));
    let tail = checksum(body.as_bytes());
    body + &tail
}

fn breaker(random: &mut Random, value: &str) -> String {
    crc32::change_last(random, value, BASE62)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_no_part_of_the_body() {
        let token = generate(&mut Random::new(5), &["30"]);
        assert_eq!(token.len(), 36);
        for prefix in ["", "ghp_", "npm_", "a_b_"] {
            assert_eq!(run(format!("{prefix}{token}").as_bytes()), Outcome::PASS);
        }
        assert_eq!(run(format!("ghp{token}").as_bytes()), Outcome::FAIL);
    }

    #[test]
    fn short_values_fail() {
        for value in ["", "_", "ghp_", "ghp_000000", "ghp_-0000000"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL);
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(body in "[0-9A-Za-z]{4,40}") {
            let powers = (0..6).rev().map(|power| u64::from(crc32::twin(body.as_bytes())) / 62_u64.pow(power) % 62);
            let tail: String = powers.map(|digit| BASE62.chars().nth(usize::try_from(digit).unwrap()).unwrap()).collect();
            proptest::prop_assert_eq!(run(format!("{body}{tail}").as_bytes()), Outcome::PASS);
        }
    }
}
