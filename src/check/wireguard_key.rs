//! `wireguard-key`: a private key of `WireGuard`: 32 bytes in base 64, clamped as Curve25519 wants it: the lowest three bits and the
//! highest are clear, the second highest is set (RFC 7748, section 5). One random value in 32 is, so this tells private keys from
//! public ones but proves little alone.
//!
//! Template: `{wireguard-key}`.

use data_encoding::BASE64;

use super::random::Random;
use super::{Check, Outcome, base64};

/// The check.
pub const CHECK: Check = Check {
    name: "wireguard-key",
    passing: "its bits are set as in a private key",
    luck: 500,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let key = base64::decode(value).filter(|bytes| bytes.len() == 32);
    Outcome::of(key.is_some_and(|bytes| bytes[0].trailing_zeros() >= 3 && bytes[31] & 0xc0 == 0x40))
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let mut bytes: Vec<u8> = (0..4).flat_map(|_| random.next_u64().to_be_bytes()).collect();
    bytes[0] &= 0xf8;
    bytes[31] = bytes[31] & 0x3f | 0x40;
    BASE64.encode(&bytes)
}

/// One of the low bits is set, as in every other public key.
fn breaker(_: &mut Random, value: &str) -> String {
    let mut bytes = BASE64.decode(value.as_bytes()).unwrap_or_default();
    bytes.iter_mut().take(1).for_each(|byte| *byte |= 1);
    BASE64.encode(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// By the definition: as a little-endian number the key is a multiple of eight between 2^254 and 2^255.
        #[test]
        fn agrees_with_the_definition(bytes in proptest::collection::vec(0..=255_u8, 32), clamp in 0..2) {
            let mut bytes = bytes;
            if clamp == 1 {
                bytes[0] &= 0b1111_1000;
                bytes[31] = bytes[31] & 0b0111_1111 | 0b0100_0000;
            }
            let high = u128::from_le_bytes(bytes[16..].try_into().unwrap());
            let low = u128::from_le_bytes(bytes[..16].try_into().unwrap());
            let clamped = low % 8 == 0 && (1 << 126..1 << 127).contains(&high);
            proptest::prop_assert_eq!(run(BASE64.encode(&bytes).as_bytes()), Outcome::of(clamped));
        }
    }

    #[test]
    fn other_lengths_fail() {
        for value in ["", "=", "AAAA", &"A".repeat(88)] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL);
        }
    }
}
