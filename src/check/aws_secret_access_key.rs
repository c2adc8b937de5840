//! `aws-secret-access-key`: forty characters of base 64, as AWS makes them. What it is for are the look-alikes that fail:
//! SHA-1 sums and other hexadecimal, paths, words run together, values without one of the three classes of characters
//! or made of few. Fact `test`: the documentation's key, which ends in `EXAMPLEKEY`.
//!
//! Template: `{aws-secret-access-key}`.

use super::random::Random;
use super::{Check, Outcome, letters};

/// The check. Nearly all random values pass, so a pass is worth nothing by itself.
pub const CHECK: Check = Check {
    name: "aws-secret-access-key",
    passing: "it looks as random as an AWS secret key",
    luck: 0,
    run,
    generate,
    breaker,
};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn run(value: &[u8]) -> Outcome {
    let in_alphabet = |byte: &u8| ALPHABET.as_bytes().contains(byte);
    let text = match std::str::from_utf8(value) {
        Ok(text) if value.len() == 40 && value.iter().all(in_alphabet) => text,
        _ => return Outcome::FAIL,
    };
    if text.ends_with("EXAMPLEKEY") {
        return Outcome::PASS.with("test", "true");
    }
    Outcome::of(is_mixed(value) && !is_path(text) && letters::rarity(text) >= 20)
}

/// All three classes, and enough different characters: of forty random ones 29 or 30 differ on the average.
fn is_mixed(value: &[u8]) -> bool {
    let different = ALPHABET.bytes().filter(|byte| value.contains(byte)).count();
    value.iter().any(u8::is_ascii_lowercase)
        && value.iter().any(u8::is_ascii_uppercase)
        && value.iter().any(u8::is_ascii_digit)
        && !value.iter().all(u8::is_ascii_hexdigit)
        && different >= 18
}

/// Many slashes, or segments that read as words.
fn is_path(text: &str) -> bool {
    let segments: Vec<&str> = text.split('/').filter(|segment| segment.len() > 3).collect();
    let wordy = segments.iter().filter(|segment| letters::is_wordy(segment)).count();
    text.matches('/').count() > 5 || segments.len() > 1 && wordy * 2 > segments.len()
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let value = random.string(ALPHABET, 40);
        if run(value.as_bytes()) == Outcome::PASS {
            return value;
        }
    }
}

/// A SHA-1 sum in its place.
fn breaker(random: &mut Random, value: &str) -> String {
    random.string("0123456789abcdef", value.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_fail() {
        for value in [
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "src/main/java/com/example/Config9Service",
            "node/modules/Brightwater2/dist/index/mod",
            "ThisIsAVeryLongIdentifierInSomeProgram12",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAa1/",
            "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
            "",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }

    #[test]
    fn the_documented_key_is_a_test_value() {
        let key = concat!("wJalrXUtnFEMI/K7MDENG", "/bPxRfiCY", "EXAMPLEKEY");
        assert_eq!(run(key.as_bytes()), Outcome::PASS.with("test", "true"));
    }

    /// What the filters cost: fewer than one random key in a hundred is taken for a look-alike.
    #[test]
    fn random_keys_pass() {
        let mut random = Random::new(6);
        let passed =
            (0..20_000).filter(|_| run(random.string(ALPHABET, 40).as_bytes()) == Outcome::PASS).count();
        assert!(passed > 19_900, "{passed}");
    }
}
