//! `macaroon`: a token of caveats in the second binary format of libmacaroons: base 64 of a version byte 2, then fields, each a type, a
//! length and bytes: location, identifier, an end, caveats, an end, and the signature of 32 bytes. `PyPI`'s upload tokens are macaroons.
//!
//! Template: `{macaroon}` makes one of pypi.org without its prefix; `{macaroon:LOCATION}` of another place.

use data_encoding::BASE64URL_NOPAD;

use super::random::Random;
use super::{Check, Outcome, base64};

/// The check.
pub const CHECK: Check = Check {
    name: "macaroon",
    passing: "its fields read as those of a macaroon",
    luck: 3000,
    run,
    generate,
    breaker,
};

const END: u8 = 0;
const LOCATION: u8 = 1;
const IDENTIFIER: u8 = 2;
const SIGNATURE: u8 = 6;

fn run(value: &[u8]) -> Outcome {
    // A hyphen ends the prefix, where there is one, but is also a character of base 64.
    let behind = value.iter().position(|byte| *byte == b'-').map_or(&b""[..], |at| &value[at + 1..]);
    let reads = |text: &[u8]| base64::decode(text).is_some_and(|bytes| is_macaroon(&bytes));
    Outcome::of(reads(value) || reads(behind))
}

fn is_macaroon(bytes: &[u8]) -> bool {
    let Some((2, mut rest)) = bytes.split_first().map(|(version, rest)| (*version, rest)) else {
        return false;
    };
    let mut identified = false;
    while let Some((&kind, behind)) = rest.split_first() {
        rest = behind;
        if kind == END {
            continue;
        }
        let Some((field, behind)) = field(rest) else { return false };
        identified |= kind == IDENTIFIER;
        if kind == SIGNATURE {
            return identified && field.len() == 32 && behind.is_empty();
        }
        if kind > SIGNATURE {
            return false;
        }
        rest = behind;
    }
    false
}

/// The bytes of a field behind its length, seven bits a byte, the lowest first.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().take(3).position(|byte| byte & 0x80 == 0)?;
    let length = bytes[..=end].iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f));
    bytes[end + 1..].split_at_checked(length)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let location = arguments.first().filter(|place| (1..=60).contains(&place.len())).unwrap_or(&"pypi.org");
    let identifier = random.string("0123456789abcdef", 36);
    let caveat = format!("[3,\"{}\"]", random.string("0123456789abcdef", 36));
    let signature: Vec<u8> = (0..4).flat_map(|_| random.next_u64().to_be_bytes()).collect();
    let mut bytes = vec![2];
    let mut push = |kind: u8, field: &[u8]| {
        bytes.extend([kind, u8::try_from(field.len()).unwrap_or(0x7f)]);
        bytes.extend(field);
    };
    push(LOCATION, location.as_bytes());
    push(IDENTIFIER, identifier.as_bytes());
    // An end, a caveat with its end, and the end of all of them.
    let caveats = [&[END, IDENTIFIER, 42][..], caveat.as_bytes(), &[END, END]].concat();
    bytes.extend(caveats);
    bytes.extend([SIGNATURE, 32]);
    bytes.extend(signature);
    BASE64URL_NOPAD.encode(&bytes)
}

/// The signature is cut short.
fn breaker(_: &mut Random, value: &str) -> String {
    value.chars().take(value.chars().count().saturating_sub(4)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_a_token_is_no_part_of_it() {
        let token = generate(&mut Random::new(5), &[]);
        assert!(token.starts_with("AgEIcHlwaS5vcmc"), "{token}");
        assert_eq!(run(format!("pypi-{token}").as_bytes()), Outcome::PASS);
        for value in ["", "pypi-", "pypi-AgEIcHlwaS5vcmc", "AgY"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }

    proptest::proptest! {
        /// Fields put together by another hand, of lengths that need one byte and two.
        #[test]
        fn any_lengths_are_read(identifier in 1..300_usize, signature in 30..35_usize) {
            let mut bytes = vec![2, 2];
            if identifier < 128 {
                bytes.push(u8::try_from(identifier).unwrap());
            } else {
                bytes.extend([u8::try_from(identifier % 128 + 128).unwrap(), u8::try_from(identifier / 128).unwrap()]);
            }
            bytes.extend(vec![7; identifier]);
            bytes.extend([0, 0, 6, u8::try_from(signature).unwrap()]);
            bytes.extend(vec![9; signature]);
            let text = BASE64URL_NOPAD.encode(&bytes);
            proptest::prop_assert_eq!(run(text.as_bytes()), Outcome::of(signature == 32));
        }
    }
}
