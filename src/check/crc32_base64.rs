//! `crc32-base64`: the last six characters of a token are base 64 of the four bytes of a CRC-32 (IEEE 802.3), the lowest first,
//! over the characters between the four of the prefix and them. The format of Confluent Cloud's secrets.
//!
//! Template: `{crc32-base64:PREFIX:LENGTH}` makes the prefix of four characters, LENGTH random characters and their six;
//! `cflt` and 54 without arguments.

use data_encoding::BASE64_NOPAD;

use super::crc32::{self, BASE62, crc32};
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "crc32-base64",
    passing: "the checksum at its end fits",
    luck: 3200,
    run,
    generate,
    breaker,
};

const PREFIX: usize = 4;
const TAIL: usize = 6;

fn run(value: &[u8]) -> Outcome {
    if value.len() <= PREFIX + TAIL {
        return Outcome::FAIL;
    }
    let (body, tail) = value[PREFIX..].split_at(value.len() - PREFIX - TAIL);
    Outcome::of(checksum(body).as_bytes() == tail)
}

fn checksum(body: &[u8]) -> String {
    BASE64_NOPAD.encode(&crc32(body).to_le_bytes())
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let prefix = arguments.first().filter(|prefix| prefix.len() == PREFIX && prefix.is_ascii());
    let body = random.string(&format!("{BASE62}+/"), digits::argument(arguments, 1, 54).max(1));
    let tail = checksum(body.as_bytes());
    format!("{}{body}{tail}", prefix.unwrap_or(&"cflt"))
}

/// The last character holds only two bits; the first of the six is changed.
fn breaker(random: &mut Random, value: &str) -> String {
    let count = value.chars().count();
    let at = count.saturating_sub(TAIL);
    let head: String = value.chars().take(at + 1).collect();
    let rest: String = value.chars().skip(at + 1).collect();
    crc32::change_last(random, &head, BASE62) + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_values_fail() {
        for value in ["", "cflt", "cfltAAAAAA"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL);
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(body in "[0-9A-Za-z+/]{4,60}") {
            let tail = data_encoding::BASE64.encode(&crc32::twin(body.as_bytes()).to_le_bytes());
            let token = format!("cflt{body}{}", tail.trim_end_matches('='));
            proptest::prop_assert_eq!(run(token.as_bytes()), Outcome::PASS);
        }
    }
}
