//! `crc32-base62`: the last six characters are the CRC-32 (IEEE 802.3) of the characters between the prefix and them,
//! in base 62 with the digits `0-9A-Za-z`, filled with zeros on the left. The prefix ends with the last underscore; a
//! value without one is all body. GitHub's and npm's token format, announced by GitHub in April 2021.
//!
//! Template: `{crc32-base62:LENGTH}` makes LENGTH random characters (30 without argument) and their six, no prefix.

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

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
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
    let mut left = crc32(body);
    let mut characters = ['0'; TAIL];
    for place in characters.iter_mut().rev() {
        *place = char::from(ALPHABET.as_bytes()[(left % 62) as usize]);
        left /= 62;
    }
    characters.iter().collect()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        let mut mixed = sum ^ u32::from(*byte);
        for _ in 0..8 {
            mixed = (mixed >> 1) ^ (0xedb8_8320 & (mixed & 1).wrapping_neg());
        }
        mixed
    })
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let body = random.string(ALPHABET, digits::argument(arguments, 0, 30).max(1));
    let tail = checksum(body.as_bytes());
    body + &tail
}

fn breaker(random: &mut Random, value: &str) -> String {
    let last = value.chars().next_back().unwrap_or('0');
    let others: String = ALPHABET.chars().filter(|other| *other != last).collect();
    let kept: String = value.chars().take(value.chars().count().saturating_sub(1)).collect();
    kept + &random.string(&others, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc32_of_the_check_string_of_the_catalogues() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

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

    /// By long division of the polynomial, bit by bit, and base 62 by powers from the top.
    fn twin(body: &[u8]) -> String {
        let mut bits: Vec<bool> =
            body.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).collect();
        bits.extend([false; 32]);
        bits.iter_mut().take(32).for_each(|bit| *bit = !*bit);
        for at in 0..bits.len() - 32 {
            if bits[at] {
                bits[at] = false;
                for tap in [32, 26, 23, 22, 16, 12, 11, 10, 8, 7, 5, 4, 2, 1, 0] {
                    bits[at + 32 - tap] ^= tap != 32;
                }
            }
        }
        let remainder = &bits[bits.len() - 32..];
        let crc = remainder.iter().enumerate().fold(0_u32, |sum, (at, bit)| sum | u32::from(!*bit) << at);
        let digits = (0..6).rev().map(|power| u64::from(crc) / 62_u64.pow(power) % 62);
        digits.map(|digit| ALPHABET.chars().nth(usize::try_from(digit).unwrap()).unwrap()).collect()
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(body in "[0-9A-Za-z]{4,40}") {
            proptest::prop_assert_eq!(checksum(body.as_bytes()), twin(body.as_bytes()));
        }
    }
}
