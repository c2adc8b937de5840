//! `discord-token`: the first of three parts is base 64 of the user's number, a snowflake: the milliseconds since 2015 in its
//! upper bits (Discord's API reference). Passes a number of 17 to 20 digits whose time lies between 2015 and 2035.
//!
//! Template: `{discord-token}`.

use data_encoding::BASE64URL_NOPAD;

use super::crc32::{self, BASE64URL};
use super::random::Random;
use super::{Check, Outcome, base64};

/// The check: seventeen bytes that are all digits.
pub const CHECK: Check = Check {
    name: "discord-token",
    passing: "it begins with the number of a user",
    luck: 3000,
    run,
    generate,
    breaker,
};

/// Twenty years in milliseconds.
const LATEST: u64 = 20 * 365 * 86_400_000;

fn run(value: &[u8]) -> Outcome {
    let first = value.split(|byte| *byte == b'.').next().unwrap_or_default();
    let Some(digits) = base64::decode(first) else { return Outcome::FAIL };
    let number = std::str::from_utf8(&digits).ok().filter(|text| (17..=20).contains(&text.len()));
    let plain = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.filter(plain).and_then(|text| text.parse::<u64>().ok());
    Outcome::of(number.is_some_and(|number| (1..LATEST).contains(&(number >> 22))))
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let day = 100 + random.below(4_000) as u64;
    let number = (day * 86_400_000 + random.below(86_400_000) as u64) << 22 | random.below(1 << 22) as u64;
    let user = BASE64URL_NOPAD.encode(number.to_string().as_bytes());
    format!("{user}.{}.{}", random.string(BASE64URL, 6), random.string(BASE64URL, 38))
}

/// The last character before the first dot is another, and its digit with it.
fn breaker(random: &mut Random, value: &str) -> String {
    let rest: String = value.chars().skip(1).collect();
    crc32::change_last(random, "M", "abcdefgh") + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_first_parts_fail() {
        for number in ["", "1", "nobody", "9999999999999999999", "12345678901234567x"] {
            let value = format!("{}.AAAAAA.A", BASE64URL_NOPAD.encode(number.as_bytes()));
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{number}");
        }
    }

    proptest::proptest! {
        /// The time of a snowflake, in whole days, by division instead of shifts.
        #[test]
        fn agrees_with_division(number in 10_000_000_000_000_000..u64::MAX) {
            let value = format!("{}.AAAAAA.A", BASE64URL_NOPAD.encode(number.to_string().as_bytes()));
            let days = number / 4_194_304 / 86_400_000;
            let expected = (17..=20).contains(&number.to_string().len()) && days < 20 * 365;
            proptest::prop_assert_eq!(run(value.as_bytes()), Outcome::of(expected));
        }
    }
}
