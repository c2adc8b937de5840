//! How unlike words a text is. A model of letter pairs and class changes, counted over source code, says what the text
//! would cost as words; an even choice from its classes of characters says what it would cost as a random value. The
//! difference is its rarity in bits: above 0 the text is rather random, below 0 rather words.

mod table;

use table::{CHANGES, PAIRS};

/// The rarity of a text in whole bits: log2 of how much likelier it is as a random value than as words.
pub(super) fn rarity(text: &str) -> i64 {
    (as_words(text) - as_random(text)) / 8
}

/// Whether the text reads as words, run together or not.
pub(super) fn is_wordy(text: &str) -> bool {
    rarity(text) <= 0
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Start = 0,
    Lower = 1,
    Upper = 2,
    Digit = 3,
    Symbol = 4,
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' => Class::Lower,
        'A'..='Z' => Class::Upper,
        '0'..='9' => Class::Digit,
        other if other.is_lowercase() => Class::Lower,
        other if other.is_alphabetic() => Class::Upper,
        _ => Class::Symbol,
    }
}

/// The cost as words, in eighths of bits.
fn as_words(text: &str) -> i64 {
    let (mut before, mut letter, mut cost) = (Class::Start, None, 0);
    for character in text.chars() {
        let now = class(character);
        let starts =
            before != Class::Lower && before != Class::Upper || (before, now) == (Class::Lower, Class::Upper);
        cost += i64::from(CHANGES[before as usize][now as usize]);
        cost += own_cost(character, now, letter.filter(|_| !starts));
        letter = index(character);
        before = now;
    }
    cost
}

/// Symbols of identifiers and paths cost 3 bits, others 6; a digit one of ten; a letter by the one before it.
fn own_cost(character: char, class: Class, letter: Option<usize>) -> i64 {
    match (class, index(character)) {
        (Class::Digit, _) => 27,
        (Class::Symbol, _) if matches!(character, '_' | '-' | '.' | '/' | ' ') => 24,
        (Class::Symbol | Class::Start, _) => 48,
        (_, Some(at)) => i64::from(PAIRS[letter.unwrap_or(26)][at]),
        (_, None) => 36,
    }
}

fn index(character: char) -> Option<usize> {
    let lower = character.to_ascii_lowercase();
    lower.is_ascii_lowercase().then(|| usize::from(lower as u8 - b'a'))
}

/// Eighths of bits of one even choice, by the classes that occur: hexadecimal digits, or letters of each case (26),
/// digits (10), symbols (32).
fn as_random(text: &str) -> i64 {
    let occurs = |wanted: Class| text.chars().any(|character| class(character) == wanted);
    let hex = |upper: bool| {
        text.bytes().all(|byte| {
            byte.is_ascii_hexdigit() && (byte.is_ascii_uppercase() == upper || !byte.is_ascii_alphabetic())
        })
    };
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX / 64);
    if occurs(Class::Digit) && (hex(true) || hex(false)) && (occurs(Class::Lower) || occurs(Class::Upper)) {
        return length * 32;
    }
    let key = (occurs(Class::Lower), occurs(Class::Upper), occurs(Class::Digit), occurs(Class::Symbol));
    length * eighths(key)
}

/// 8·log2 of 26·lower + 26·upper + 10·digit + 32·symbol, rounded.
fn eighths(occurs: (bool, bool, bool, bool)) -> i64 {
    match occurs {
        (false, false, false, false) => 0,
        (false, false, true, false) => 27,
        (true, false, false, false) | (false, true, false, false) => 38,
        (true, false, true, false) | (false, true, true, false) => 41,
        (false, false, false, true) => 40,
        (false, false, true, true) => 43,
        (true, true, false, false) => 46,
        (true, false, false, true) | (false, true, false, true) => 47,
        (true, true, true, false) => 48,
        (true, false, true, true) | (false, true, true, true) => 49,
        (true, true, false, true) => 51,
        (true, true, true, true) => 52,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::random::Random;

    #[test]
    fn words_and_identifiers_are_wordy() {
        for text in [
            "password",
            "configuration",
            "getUserName",
            "access_token_url",
            "client-secret-name",
            "DATABASE_URL",
            "com.brightwater.ledger.Settings",
            "src/check/letters",
            "application",
            "authorization",
            "Bearer",
        ] {
            assert!(is_wordy(text), "{text}: {}", rarity(text));
        }
    }

    #[test]
    fn random_values_are_rare() {
        let mut random = Random::new(77);
        for (alphabet, length, least) in [
            ("0123456789abcdefghijklmnopqrstuvwxyz", 20, 10),
            ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 16, 15),
            ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 32, 50),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32, 20),
        ] {
            let rare = (0..500).filter(|_| rarity(&random.string(alphabet, length)) >= least).count();
            assert!(rare > 485, "{rare} of 500 with {length} of {}", alphabet.len());
        }
    }

    #[test]
    fn any_text_has_a_rarity() {
        for text in ["", "é", "密碼", "\u{0}", "ß9"] {
            assert!(rarity(text).abs() < 40);
        }
    }
}
