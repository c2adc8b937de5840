//! `base58check`: base 58 in Bitcoin's order, whose last four bytes are the first four of SHA-256 over SHA-256 of the others. So
//! are written private keys (WIF: version 0x80 or 0xef, 32 bytes, perhaps 0x01), extended ones (BIP 32: 78 bytes) and
//! keys under a passphrase (BIP 38: 39 bytes beginning 0x0142 or 0x0143). Fact `encrypted` for the last; `test` for keys of
//! test networks.
//!
//! Template: `{base58check}` makes a compressed WIF key, `{base58check:plain}` one of 51 characters, `{base58check:xprv}` and
//! `{base58check:bip38}` the others.

use sha2::{Digest, Sha256};

use super::crc32;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "base58check",
    passing: "the checksum at its end fits",
    luck: 3200,
    run,
    generate,
    breaker,
};

const ALPHABET: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Longer values are none of these keys, and the conversion takes the square of the length.
const LONGEST: usize = 120;
const TAIL: usize = 4;
/// The version bytes of private extended keys: xprv, yprv, zprv, tprv (BIP 32, 49 and 84).
const EXTENDED: [[u8; 4]; 4] =
    [[4, 0x88, 0xad, 0xe4], [4, 0x9d, 0x78, 0x78], [4, 0xb2, 0x43, 0x0c], [4, 0x35, 0x83, 0x94]];

fn run(value: &[u8]) -> Outcome {
    let Some(bytes) = decode(value).filter(|bytes| bytes.len() > TAIL) else { return Outcome::FAIL };
    let (body, tail) = bytes.split_at(bytes.len() - TAIL);
    if checksum(body) != tail {
        return Outcome::FAIL;
    }
    match (body[0], body.len()) {
        (0x80, 33 | 34) => Outcome::PASS,
        (0xef, 33 | 34) => Outcome::PASS.with("test", "true"),
        (4, 78) if body.starts_with(&EXTENDED[3]) => Outcome::PASS.with("test", "true"),
        (4, 78) if EXTENDED.iter().any(|version| body.starts_with(version)) => Outcome::PASS,
        (1, 39) if matches!(body[1], 0x42 | 0x43) => Outcome::PASS.with("encrypted", "true"),
        _ => Outcome::FAIL,
    }
}

fn checksum(body: &[u8]) -> [u8; TAIL] {
    let sum = Sha256::digest(Sha256::digest(body));
    [sum[0], sum[1], sum[2], sum[3]]
}

/// The bytes of a number in base 58, each leading `1` a zero.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut bytes: Vec<u8> = Vec::new();
    for character in text {
        let digit = ALPHABET.bytes().position(|known| known == *character)?;
        let mut carry = u32::try_from(digit).ok()?;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.insert(0, u8::try_from(carry).ok()?);
        }
    }
    let zeros = text.iter().take_while(|character| **character == b'1').count();
    Some([vec![0; zeros], bytes].concat())
}

/// The digits of bytes in base 58, by dividing them over and over.
fn encode(bytes: &[u8]) -> String {
    let mut left = bytes.to_vec();
    let mut text = Vec::new();
    while left.iter().any(|byte| *byte != 0) {
        let rest = left.iter_mut().fold(0_u32, |rest, byte| {
            let wide = rest << 8 | u32::from(*byte);
            *byte = u8::try_from(wide / 58).unwrap_or_default();
            wide % 58
        });
        text.push(char::from(ALPHABET.as_bytes()[rest as usize]));
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    "1".repeat(zeros) + &text.into_iter().rev().collect::<String>()
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let mut noise =
        |length: usize| -> Vec<u8> { (0..length).map(|_| random.next_u64().to_be_bytes()[0]).collect() };
    let body = match arguments.first().copied() {
        Some("plain") => [vec![0x80], noise(32)].concat(),
        Some("xprv") => [EXTENDED[0].to_vec(), noise(74)].concat(),
        Some("bip38") => [vec![1, 0x42], noise(37)].concat(),
        _ => [vec![0x80], noise(32), vec![1]].concat(),
    };
    let tail = checksum(&body);
    encode(&[&body[..], &tail].concat())
}

fn breaker(random: &mut Random, value: &str) -> String {
    crc32::change_last(random, value, ALPHABET)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn kinds_are_told_by_their_version() {
        let facts = |kind: &str| run(generate(&mut Random::new(4), &[kind]).as_bytes());
        assert_eq!(facts("plain"), Outcome::PASS);
        assert_eq!(facts("xprv"), Outcome::PASS);
        assert_eq!(facts("bip38"), Outcome::PASS.with("encrypted", "true"));
        assert!(generate(&mut Random::new(4), &["bip38"]).starts_with("6P"));
        assert!(generate(&mut Random::new(4), &["xprv"]).starts_with("xprv"));
        assert!(generate(&mut Random::new(4), &[]).starts_with(['K', 'L']));
    }

    /// The address of the first block, known everywhere: the sum fits, and it is no private key.
    #[test]
    fn addresses_are_no_keys() {
        let bytes = decode(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").unwrap();
        assert_eq!(checksum(&bytes[..21]), bytes[21..]);
        assert_eq!(run(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").verdict, Verdict::Fail);
    }

    proptest::proptest! {
        /// Horner's rule over digits against division over bytes.
        #[test]
        fn decoding_undoes_encoding(bytes in proptest::collection::vec(0..=255_u8, 0..80)) {
            proptest::prop_assert_eq!(decode(encode(&bytes).as_bytes()), Some(bytes));
        }
    }
}
