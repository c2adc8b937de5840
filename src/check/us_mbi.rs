//! `us-mbi`: a US Medicare beneficiary identifier: eleven places, each with its own class: a digit from 1, a letter, a
//! letter or digit, a digit, and so on; letters without S, L, O, I, B and Z; dashes, if any, 4-3-4 (CMS, "Understanding
//! the MBI format"). There is no check digit. Fact `test`: CMS's own example.
//!
//! Template: `{us-mbi}`, or `{us-mbi:dashed}`.
//!
//! ```
//! use sealant::check::{Verdict, us_mbi};
//! assert_eq!((us_mbi::CHECK.run)(b"3KF9-HT2-WC81").verdict, Verdict::Pass);
//! assert_eq!((us_mbi::CHECK.run)(b"3KF9-HS2-WC81").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "us-mbi",
    passing: "each place holds what the number of Medicare has there",
    luck: 215,
    run,
    generate,
    breaker,
};

const LETTERS: &str = "ACDEFGHJKMNPQRTUVWXY";
const DIGITS: &str = "0123456789";

/// Of each place: `1` a digit but 0, `9` a digit, `A` a letter, `X` either.
const PLACES: &[u8; 11] = b"1AX9AX9AA99";

/// The example in CMS's own description.
const EXAMPLE: &[u8; 11] = b"1EG4TE5MK73";

fn run(value: &[u8]) -> Outcome {
    let bare: Vec<u8> = value.iter().copied().filter(|byte| *byte != b'-').collect();
    let dashes: Vec<usize> = (0..value.len()).filter(|&at| value[at] == b'-').collect();
    let grouped = dashes.is_empty() || dashes == [4, 8];
    let fits = bare.len() == PLACES.len()
        && grouped
        && bare.iter().zip(PLACES).all(|(byte, place)| has(*place, *byte));
    if fits && bare == EXAMPLE { Outcome::PASS.with("test", "true") } else { Outcome::of(fits) }
}

fn has(place: u8, byte: u8) -> bool {
    match place {
        b'1' => byte.is_ascii_digit() && byte != b'0',
        b'9' => byte.is_ascii_digit(),
        b'A' => LETTERS.as_bytes().contains(&byte),
        _ => byte.is_ascii_digit() || LETTERS.as_bytes().contains(&byte),
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let mut text = String::new();
    for (at, place) in PLACES.iter().enumerate() {
        if arguments.contains(&"dashed") && matches!(at, 4 | 7) {
            text.push('-');
        }
        text += &match place {
            b'1' => random.string(&DIGITS[1..], 1),
            b'9' => random.string(DIGITS, 1),
            b'A' => random.string(LETTERS, 1),
            _ => random.string(&[LETTERS, DIGITS].concat(), 1),
        };
    }
    text
}

/// One of its letters becomes one that is never used.
fn breaker(random: &mut Random, value: &str) -> String {
    let never = random.string("SLOIBZ", 1);
    let letter = |(at, character): (usize, char)| {
        if at == 1 { never.clone() } else { character.to_string() }
    };
    value.chars().enumerate().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_one_expression(text in "[0-9][A-Z][A-Z0-9][0-9][A-Z][A-Z0-9][0-9][A-Z]{2}[0-9]{2}") {
            let letter = "[AC-HJKMNP-RT-Y]";
            let either = "[0-9AC-HJKMNP-RT-Y]";
            let whole = format!("^[1-9]{letter}{either}[0-9]{letter}{either}[0-9]{letter}{{2}}[0-9]{{2}}$");
            let twin = regex::Regex::new(&whole).unwrap();
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin.is_match(&text));
        }
    }

    #[test]
    fn the_published_example_is_a_test_value() {
        assert_eq!(run(b"1EG4-TE5-MK73"), Outcome::PASS.with("test", "true"));
    }

    #[test]
    fn other_shapes_fail() {
        for value in ["", "1EG4TE5MK7", "1EG4TE5MK733", "1EG-4TE5-MK73", "0EG4TE5MK73", "1eg4te5mk73"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}
