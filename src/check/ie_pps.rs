//! `ie-pps`: an Irish personal public service number: seven digits, a letter that is the sum by the weights 8 to 2 modulo 23, and since 2013 a
//! second letter that counts nine times (Department of Social Protection).
//!
//! Template: `{ie-pps}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "ie-pps",
    passing: "the check letter of the PPS number fits",
    luck: 470,
    run,
    generate,
    breaker,
};

const LETTERS: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";

fn run(value: &[u8]) -> Outcome {
    let code: Vec<u8> = value.iter().filter(|byte| **byte != b' ').map(u8::to_ascii_uppercase).collect();
    let second = match code.get(8) {
        None | Some(b'W' | b'T' | b'X') => 0,
        Some(letter @ b'A'..=b'I') => u32::from(letter - b'A' + 1),
        Some(_) => return Outcome::FAIL,
    };
    let Some(found) = code.get(..7).and_then(|number| digits::read(number, b"")) else {
        return Outcome::FAIL;
    };
    Outcome::of(code.len() <= 9 && code.get(7) == Some(&letter_of(&found, second)))
}

fn letter_of(found: &[u8], second: u32) -> u8 {
    LETTERS[((digits::weighted(found, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23) as usize]
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let number = random.string("123456789", 1) + &random.digits(6);
    let letter = char::from(letter_of(&digits::of(&number), 0));
    format!("{number}{letter}")
}

fn breaker(_: &mut Random, value: &str) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let last = characters.pop();
    characters.push(if last == Some('A') { 'B' } else { 'A' });
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn twin(text: &str) -> bool {
        let digit = |at: usize| usize::from(text.as_bytes()[at] - b'0');
        let sum: usize = (0..7).map(|at| digit(at) * (8 - at)).sum();
        let letter = match sum % 23 {
            0 => 'W',
            rest => char::from(b'A' + u8::try_from(rest - 1).unwrap()),
        };
        text.ends_with(letter)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_alphabet(text in "[0-9]{7}[A-W]") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["6433435F", "6433435FT"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["6433435E", "6433435FZ"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
