//! `crc16-base32`: base 32 (RFC 4648, no padding) whose last two bytes, the lower first, are the CRC-16/XMODEM of the others.
//! The seeds of NATS (58 characters) and of Stellar (56, SEP 23) are written so.
//!
//! Template: `{crc16-base32}` makes a Stellar secret seed; `{crc16-base32:nats}` the seed of a NATS user.

use data_encoding::BASE32_NOPAD;

use super::crc32;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "crc16-base32",
    passing: "the checksum at its end fits",
    luck: 1600,
    run,
    generate,
    breaker,
};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn run(value: &[u8]) -> Outcome {
    let Some(bytes) = decode(value).filter(|bytes| bytes.len() > 2) else { return Outcome::FAIL };
    let (body, tail) = bytes.split_at(bytes.len() - 2);
    Outcome::of(crc16(body).to_le_bytes() == tail)
}

/// The whole bytes; bits left over are passed by, as other programs do.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() * 5 / 8), 0_u32, 0);
    for character in text {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'2'..=b'7' => character - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(digit)) & 0xfff;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// CRC-16/XMODEM: polynomial 0x1021, from zero, nothing reflected.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(
            sum ^ u16::from(*byte) << 8,
            |sum: u16, _| {
                if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x1021 }
            },
        )
    })
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let head: &[u8] = if arguments.first() == Some(&"nats") { &[0x95, 0x00] } else { &[0x90] };
    let noise: Vec<u8> = (0..4).flat_map(|_| random.next_u64().to_be_bytes()).collect();
    let body = [head, &noise].concat();
    let tail = crc16(&body).to_le_bytes();
    BASE32_NOPAD.encode(&[&body[..], &tail].concat())
}

/// The last but one: the last may hold bits that count for nothing.
fn breaker(random: &mut Random, value: &str) -> String {
    let count = value.chars().count();
    let head: String = value.chars().take(count.saturating_sub(1)).collect();
    let last: String = value.chars().skip(count.saturating_sub(1)).collect();
    crc32::change_last(random, &head, ALPHABET) + &last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_string_of_the_catalogues() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
    }

    #[test]
    fn prefixes_are_those_of_their_owners() {
        assert!(generate(&mut Random::new(1), &["nats"]).starts_with("SU"));
        assert!(generate(&mut Random::new(1), &[]).starts_with('S'));
        assert_eq!(run(b""), Outcome::FAIL);
        assert_eq!(run(b"S0"), Outcome::FAIL);
    }

    /// The remainder by long division of the message as one polynomial.
    fn twin(bytes: &[u8]) -> u16 {
        let mut bits: Vec<bool> =
            bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
        bits.extend([false; 16]);
        for at in 0..bits.len() - 16 {
            if bits[at] {
                for tap in [0, 4, 11, 16] {
                    bits[at + tap] ^= true;
                }
            }
        }
        bits[bits.len() - 16..].iter().fold(0, |sum, bit| sum << 1 | u16::from(*bit))
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_long_division(bytes in proptest::collection::vec(0..=255_u8, 1..60)) {
            proptest::prop_assert_eq!(crc16(&bytes), twin(&bytes));
        }

        #[test]
        fn decoding_undoes_another_encoder(bytes in proptest::collection::vec(0..=255_u8, 0..60)) {
            proptest::prop_assert_eq!(decode(BASE32_NOPAD.encode(&bytes).as_bytes()), Some(bytes));
        }
    }
}
