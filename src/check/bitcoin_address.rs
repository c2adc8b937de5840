//! `bitcoin-address`: an address of the Bitcoin network as BIP 173 and BIP 350 write it: `bc1` and characters of an alphabet of
//! 32, the last six of them a checksum over all. Addresses of other kinds are Unknown.
//!
//! Template: `{bitcoin-address}`.
//!
//! ```
//! use sealant::check::{Verdict, bitcoin_address};
//! let address = b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
//! assert_eq!((bitcoin_address::CHECK.run)(address).verdict, Verdict::Pass);
//! assert_eq!((bitcoin_address::CHECK.run)(b"1BoatSLRHtKNngkdXEeobR76b53LETtpyT").verdict, Verdict::Unknown);
//! ```

use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "bitcoin-address",
    passing: "the checksum of the address fits",
    luck: 3000,
    run,
    generate,
    breaker,
};

const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// What remains of the polynomial for the first version of addresses, and for later ones.
const FIRST: u32 = 1;
const LATER: u32 = 0x2bc8_30a3;

/// The coefficients that each of the five bits pushed out adds (BIP 173).
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];

/// The longest address of BIP 173.
const LONGEST: usize = 90;

fn run(value: &[u8]) -> Outcome {
    let lower = value.to_ascii_lowercase();
    let Some(data) = lower.strip_prefix(b"bc1").filter(|_| value.len() <= LONGEST) else {
        return Outcome::UNKNOWN;
    };
    let one_case = lower == value || value.to_ascii_uppercase() == value;
    let Some(values) = values(data) else { return Outcome::FAIL };
    let wanted = if values.first() == Some(&0) { FIRST } else { LATER };
    let outcome = Outcome::of(one_case && values.len() > 12 && remainder(&values) == wanted);
    if lower == b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" {
        outcome.with("test", "true")
    } else {
        outcome
    }
}

fn values(data: &[u8]) -> Option<Vec<u8>> {
    let value = |byte: &u8| ALPHABET.bytes().position(|known| known == *byte);
    data.iter().map(|byte| value(byte).and_then(|place| u8::try_from(place).ok())).collect()
}

/// The remainder of the prefix and the values, divided by the generator.
fn remainder(values: &[u8]) -> u32 {
    // The high bits of `bc`, a nought, and their low bits.
    let prefix = [3, 3, 0, 2, 3];
    prefix.iter().chain(values).fold(1, |sum, value| {
        let pushed = sum >> 25;
        let start = (sum & 0x01ff_ffff) << 5 ^ u32::from(*value);
        let added = GENERATOR.iter().enumerate().filter(|(bit, _)| pushed >> bit & 1 == 1);
        added.fold(start, |sum, (_, generator)| sum ^ generator)
    })
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let data = format!("q{}", random.string(ALPHABET, 32));
    let mut padded = values(data.as_bytes()).unwrap_or_default();
    padded.extend([0; 6]);
    let sum = remainder(&padded) ^ FIRST;
    let letter = |place: u32| ALPHABET.as_bytes()[(sum >> (5 * (5 - place)) & 31) as usize];
    format!("bc1{data}{}", (0..6).map(|place| char::from(letter(place))).collect::<String>())
}

/// The last character becomes another of the alphabet: one error is always noticed.
fn breaker(_: &mut Random, value: &str) -> String {
    let mut text = value.to_owned();
    let last = text.pop().unwrap_or('q');
    text.push(if last == 'q' { 'p' } else { 'q' });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn the_examples_of_the_proposals_pass() {
        for address in [
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ] {
            assert_eq!(run(address.as_bytes()).verdict, Verdict::Pass, "{address}");
        }
    }

    #[test]
    fn the_bad_examples_of_the_proposals_fail() {
        for address in [
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1gmk9yu",
        ] {
            assert_ne!(run(address.as_bytes()).verdict, Verdict::Pass, "{address}");
        }
    }

    proptest::proptest! {
        #[test]
        fn two_swapped_characters_are_noticed(seed in proptest::prelude::any::<u64>(), at in 4..40_usize) {
            let address = generate(&mut Random::new(seed), &[]);
            let mut swapped = address.clone().into_bytes();
            swapped.swap(at, at + 1);
            let same = swapped == address.as_bytes();
            proptest::prop_assert_eq!(run(&swapped).verdict == Verdict::Pass, same);
        }
    }
}
