//! `bech32`: a word, `1`, and base 32 whose last six characters are a BCH code over word and data (BIP 173). The secret keys of the
//! program age are written so, in capitals.
//!
//! Template: `{bech32}` makes an age secret key; `{bech32:WORD:LENGTH}` any other with LENGTH characters before the code.

use super::crc32;
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check =
    Check { name: "bech32", passing: "the checksum at its end fits", luck: 3000, run, generate, breaker };

const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const UPPER: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const TAIL: usize = 6;
/// What each of the five highest bits of the state adds (BIP 173).
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];

fn run(value: &[u8]) -> Outcome {
    let mixed = value.iter().any(u8::is_ascii_lowercase) && value.iter().any(u8::is_ascii_uppercase);
    let lower = value.to_ascii_lowercase();
    let Some(at) = lower.iter().rposition(|byte| *byte == b'1').filter(|at| *at > 0 && !mixed) else {
        return Outcome::FAIL;
    };
    let data: Option<Vec<u8>> = lower[at + 1..].iter().map(|byte| digit(*byte)).collect();
    let sum = data.filter(|data| data.len() > TAIL).map(|data| polymod(&lower[..at], &data));
    Outcome::of(sum == Some(1))
}

fn digit(character: u8) -> Option<u8> {
    ALPHABET.bytes().position(|known| known == character).and_then(|at| u8::try_from(at).ok())
}

fn polymod(word: &[u8], data: &[u8]) -> u32 {
    let high = word.iter().map(|byte| byte >> 5);
    let low = word.iter().map(|byte| byte & 31);
    let all = high.chain([0]).chain(low).chain(data.iter().copied());
    all.fold(1, |sum, value| {
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        let taps = GENERATOR.iter().enumerate().filter(|(bit, _)| sum >> (25 + bit) & 1 == 1);
        taps.fold(shifted, |sum, (_, tap)| sum ^ tap)
    })
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let plain = |word: &&&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    let word = arguments.first().filter(plain).unwrap_or(&"AGE-SECRET-KEY-").to_ascii_lowercase();
    let data = random.string(ALPHABET, digits::argument(arguments, 1, 52).max(1));
    let mut values: Vec<u8> = data.bytes().filter_map(digit).collect();
    values.extend([0; TAIL]);
    let sum = polymod(word.as_bytes(), &values) ^ 1;
    let tail: String =
        (0..TAIL).map(|at| char::from(ALPHABET.as_bytes()[(sum >> (25 - 5 * at) & 31) as usize])).collect();
    format!("{word}1{data}{tail}").to_ascii_uppercase()
}

fn breaker(random: &mut Random, value: &str) -> String {
    crc32::change_last(random, value, UPPER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of BIP 173 that have data.
    #[test]
    fn published_vectors() {
        for valid in [
            "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        ] {
            assert_eq!(run(valid.as_bytes()), Outcome::PASS, "{valid}");
            assert_eq!(run(valid.to_uppercase().as_bytes()), Outcome::PASS, "{valid}");
        }
        for invalid in
            ["pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee", ""]
        {
            assert_eq!(run(invalid.as_bytes()), Outcome::FAIL, "{invalid}");
        }
    }

    #[test]
    fn age_keys_have_their_length() {
        let key = generate(&mut Random::new(1), &[]);
        assert!(key.starts_with("AGE-SECRET-KEY-1") && key.len() == 16 + 58);
    }

    /// The code as division of polynomials over GF(32), a symbol at a time (BIP 173 gives the field and the generator).
    fn twin(values: &[u8]) -> Vec<u8> {
        let times = |mut a: u8, mut b: u8| {
            let mut product = 0;
            while b > 0 {
                if b & 1 == 1 {
                    product ^= a;
                }
                a = if a & 16 == 16 { (a << 1 ^ 0b10_1001) & 31 } else { a << 1 };
                b >>= 1;
            }
            product
        };
        let generator = [29, 22, 20, 21, 29, 18];
        let mut rest = values.to_vec();
        for at in 0..rest.len() - 6 {
            let lead = rest[at];
            rest[at] = 0;
            for (place, factor) in generator.iter().enumerate() {
                rest[at + 1 + place] ^= times(lead, *factor);
            }
        }
        rest.split_off(values.len() - 6)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_division_of_polynomials(data in "[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1,60}") {
            let word = "age-secret-key-";
            let mut values: Vec<u8> = vec![1];
            values.extend(word.bytes().map(|byte| byte >> 5));
            values.push(0);
            values.extend(word.bytes().map(|byte| byte & 31));
            values.extend(data.bytes().filter_map(digit));
            values.extend([0; 6]);
            let mut tail = twin(&values);
            tail[5] ^= 1;
            let tail: String = tail.iter().map(|value| char::from(ALPHABET.as_bytes()[usize::from(*value)])).collect();
            proptest::prop_assert_eq!(run(format!("{word}1{data}{tail}").as_bytes()), Outcome::PASS);
        }
    }
}
