//! `gitlab-routable-token`: GitLab's tokens that say to which part of an installation they belong. Behind the payload stand
//! `.01.`, two digits of base 36 with the payload's length, and seven with the CRC-32 (IEEE 802.3) of everything before
//! them, prefix included. Tokens without those parts, and those without a version, are unknown: the older form carries no
//! sum, and that of the other is not published.
//!
//! Template: `{gitlab-routable-token:PREFIX:LENGTH}` makes a whole token; `glpat-` and 27 without arguments.

use super::crc32::{self, BASE36, BASE62};
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "gitlab-routable-token",
    passing: "the checksum at its end fits",
    luck: 3200,
    run,
    generate,
    breaker,
};

const TAIL: usize = 7;

fn run(value: &[u8]) -> Outcome {
    let parts: Vec<&[u8]> = value.splitn(4, |byte| *byte == b'.').collect();
    match parts.as_slice() {
        [_, b"01", tail] if tail.len() == 2 + TAIL => {
            let (body, sum) = value.split_at(value.len() - TAIL);
            Outcome::of(crc32::in_digits(body, BASE36, TAIL).as_bytes() == sum)
        }
        _ => Outcome::UNKNOWN,
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let prefix = arguments.first().filter(|prefix| prefix.is_ascii() && prefix.ends_with('-'));
    let payload = random.string(BASE62, digits::argument(arguments, 1, 27).clamp(1, 300));
    let length = payload.len();
    let digit = |value: usize| char::from(BASE36.as_bytes()[value % 36]);
    let body = format!("{}{payload}.01.{}{}", prefix.unwrap_or(&"glpat-"), digit(length / 36), digit(length));
    let tail = crc32::in_digits(body.as_bytes(), BASE36, TAIL);
    body + &tail
}

fn breaker(random: &mut Random, value: &str) -> String {
    crc32::change_last(random, value, BASE36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_tokens_are_unknown() {
        for value in ["", "glpat-", "glpat-AAAAAAAAAAAAAAAAAAAA", "glpat-A.0r0000000", "a.b.c.d"] {
            assert_eq!(run(value.as_bytes()), Outcome::UNKNOWN, "{value}");
        }
        assert_eq!(run(b"glpat-A.01.010000000"), Outcome::FAIL);
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(payload in "[0-9A-Za-z_-]{27,60}", length in "[0-9a-z]{2}") {
            let body = format!("glrt-{payload}.01.{length}");
            let powers = (0..7).rev().map(|power| u64::from(crc32::twin(body.as_bytes())) / 36_u64.pow(power) % 36);
            let tail: String = powers.map(|digit| char::from_digit(u32::try_from(digit).unwrap(), 36).unwrap()).collect();
            proptest::prop_assert_eq!(run(format!("{body}{tail}").as_bytes()), Outcome::PASS);
        }
    }
}
