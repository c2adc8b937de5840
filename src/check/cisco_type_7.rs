//! `cisco-type-7`: a password of Cisco IOS as `service password-encryption` writes it: two decimal digits that say where in the
//! key to begin (0 to 15), then two hexadecimal digits a character, each the character XOR the next byte of the key, which
//! is the same in every device (published since 1995; Cisco document 107614 says that it is no encryption). Passes where the
//! characters are printable. Fact `length`: how many characters the password has, never the password.
//!
//! Template: `{cisco-type-7:LENGTH}`; ten characters without argument.

use super::random::Random;
use super::{Check, Outcome, digits};

/// The check. Of four random bytes, which is the least, 95 in 256 are printable each, and 16 in 100 places are in the key.
pub const CHECK: Check =
    Check { name: "cisco-type-7", passing: "it reads back as a password", luck: 836, run, generate, breaker };

const KEY: &[u8] = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";

fn run(value: &[u8]) -> Outcome {
    match read_back(value) {
        Some(password) if password.iter().all(|byte| (b' '..=b'~').contains(byte)) => {
            Outcome::PASS.with("length", password.len().to_string())
        }
        _ => Outcome::FAIL,
    }
}

fn read_back(value: &[u8]) -> Option<Vec<u8>> {
    let (place, rest) = value.split_at_checked(2)?;
    let place: usize = std::str::from_utf8(place).ok()?.parse().ok().filter(|place| *place < 16)?;
    let hidden = data_encoding::HEXUPPER_PERMISSIVE.decode(rest).ok().filter(|bytes| bytes.len() >= 4)?;
    let key = KEY.iter().cycle().skip(place);
    Some(hidden.iter().zip(key).map(|(byte, key)| byte ^ key).collect())
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let length = digits::argument(arguments, 0, 10).clamp(4, 25);
    let place = random.below(16);
    let password = random.string("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", length);
    let key = KEY.iter().cycle().skip(place);
    let hidden: Vec<u8> = password.bytes().zip(key).map(|(byte, key)| byte ^ key).collect();
    format!("{place:02}{}", data_encoding::HEXUPPER.encode(&hidden))
}

/// The first character becomes one that nobody can type.
fn breaker(_: &mut Random, value: &str) -> String {
    let mut bytes = value.as_bytes().to_vec();
    let flipped = bytes.get(2).and_then(|digit| char::from(*digit).to_digit(16)).map_or(0, |digit| digit ^ 8);
    if let (Some(digit), Some(character)) = (bytes.get_mut(2), char::from_digit(flipped, 16)) {
        *digit = u8::try_from(character.to_ascii_uppercase()).unwrap_or(b'0');
    }
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn published_values_read_back() {
        // Examples of Cisco's documents and of articles about them: `cisco`, `password`.
        for (value, length) in [("02050D480809", "5"), ("0822455D0A16", "5"), ("094F471A1A0A", "5")] {
            let outcome = run(value.as_bytes());
            assert_eq!(outcome.verdict, Verdict::Pass, "{value}");
            assert!(outcome.facts.contains(&("length", length.to_owned())), "{value}");
        }
        assert_eq!(read_back(b"02050D480809").unwrap(), b"cisco");
        assert_eq!(read_back(b"094F471A1A0A").unwrap(), b"cisco");
    }

    #[test]
    fn others_fail() {
        for value in ["", "0", "02", "16050D480809", "0205", "02050D48080", "zz050D480809", "0285D480809E"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    proptest::proptest! {
        /// One byte at a time, by the place in the key, as the published description has it.
        #[test]
        fn agrees_with_the_description(place in 0..20_usize, bytes in proptest::collection::vec(0..=255_u8, 0..30)) {
            let text = format!("{place:02}{}", data_encoding::HEXLOWER.encode(&bytes));
            let mut good = place < 16 && bytes.len() >= 4;
            for (at, byte) in bytes.iter().enumerate() {
                let plain = byte ^ KEY[(place + at) % KEY.len()];
                good &= plain > 31 && plain < 127;
            }
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, good);
        }
    }
}
