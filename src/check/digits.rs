//! Digits of a value, and the sums that check digits are made of. Knows no scheme: each check brings its own weights.

use super::random::Random;

/// The digits of a value, as numbers; none when it holds a byte that is neither a digit nor one of `separators`.
pub(super) fn read(value: &[u8], separators: &[u8]) -> Option<Vec<u8>> {
    let mut digits = Vec::with_capacity(value.len().min(64));
    for byte in value {
        if byte.is_ascii_digit() {
            digits.push(byte - b'0');
        } else if !separators.contains(byte) {
            return None;
        }
    }
    Some(digits)
}

/// The digits of a value whose groups, if it has any, are `sizes` long and split by one and the same separator, a
/// space, a hyphen or a dot.
pub(super) fn read_grouped(value: &[u8], sizes: &[usize]) -> Option<Vec<u8>> {
    let digits = read(value, b" -.")?;
    if digits.len() != sizes.iter().sum::<usize>() {
        return None;
    }
    (digits.len() == value.len() || groups(value)? == sizes).then_some(digits)
}

/// The sizes of the groups of a value that uses one separator throughout, a space, a hyphen or a dot.
pub(super) fn groups(value: &[u8]) -> Option<Vec<usize>> {
    let separator = *value.iter().find(|byte| !byte.is_ascii_digit())?;
    let groups: Vec<&[u8]> = value.split(|byte| *byte == separator).collect();
    let clean = groups.iter().all(|group| !group.is_empty() && group.iter().all(u8::is_ascii_digit));
    (matches!(separator, b' ' | b'-' | b'.') && clean)
        .then(|| groups.iter().map(|group| group.len()).collect())
}

/// Digits as text.
pub(super) fn text(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(b'0' + digit % 10)).collect()
}

/// Digits as one number; those of more than nine digits wrap.
pub(super) fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number.wrapping_mul(10).wrapping_add(u32::from(*digit)))
}

/// The digits of a text that holds nothing else but what may be left out.
pub(super) fn of(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
}

/// The sum of digits times weights, the first by the first.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The Luhn sum modulo 10 (ISO/IEC 7812-1 annex B): 0 when the last digit is the check digit of the others.
pub(super) fn luhn(digits: &[u8]) -> u8 {
    let mut sum = 0;
    for (place, digit) in digits.iter().rev().enumerate() {
        let value = if place % 2 == 1 { digit * 2 } else { *digit };
        sum = (sum + value / 10 + value % 10) % 10;
    }
    sum
}

/// The digit that makes the Luhn sum of `payload` and itself 0.
pub(super) fn luhn_digit(payload: &[u8]) -> u8 {
    let mut digits = payload.to_vec();
    digits.push(0);
    (10 - luhn(&digits)) % 10
}

/// Whether all digits are the same: no registry issues such a number, and people type them.
pub(super) fn all_same(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

/// Whether each digit is the one before plus one, or minus one, 9 and 0 being neighbours.
pub(super) fn is_run(digits: &[u8]) -> bool {
    let steps = |step: u8| digits.windows(2).all(|pair| pair[1] == (pair[0] + step) % 10);
    steps(1) || steps(9)
}

/// The text with one of its digits changed.
pub(super) fn change_one(random: &mut Random, text: &str) -> String {
    let places: Vec<usize> =
        text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
    if places.is_empty() {
        return format!("{text}!");
    }
    change_at(random, text, *random.clone().pick(&places))
}

/// The text with the digit at a byte position changed.
pub(super) fn change_at(random: &mut Random, text: &str, at: usize) -> String {
    let step = 1 + random.below(9);
    let change = |(place, character): (usize, char)| match character.to_digit(10) {
        Some(digit) if place == at => char::from_digit((digit + u32::try_from(step).unwrap_or(1)) % 10, 10),
        _ => Some(character),
    };
    text.char_indices().filter_map(change).collect()
}

/// Digits in groups of the given sizes, with a separator between them.
pub(super) fn grouped(digits: &str, sizes: &[usize], separator: char) -> String {
    let mut out = String::new();
    let mut rest = digits.chars();
    for (at, size) in sizes.iter().enumerate() {
        if at > 0 {
            out.push(separator);
        }
        out.extend(rest.by_ref().take(*size));
    }
    out.extend(rest);
    out
}

/// An argument of a sample template as a number within bounds, or the default.
pub(super) fn argument(arguments: &[&str], at: usize, default: usize) -> usize {
    arguments.get(at).and_then(|text| text.parse().ok()).map_or(default, |number: usize| number.min(4_096))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_need_one_separator() {
        assert_eq!(groups(b"12-345"), Some(vec![2, 3]));
        assert_eq!(groups(b"12-345 6"), None);
        assert_eq!(groups(b"12--3"), None);
        assert_eq!(read_grouped(b"123 45", &[3, 2]), Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(read_grouped(b"12 345", &[3, 2]), None);
    }

    #[test]
    fn a_changed_digit_is_another() {
        let mut random = Random::new(1);
        for _ in 0..100 {
            assert_ne!(change_one(&mut random, "12-34"), "12-34");
        }
    }

    #[test]
    fn runs_wrap_from_nine_to_nought() {
        assert!(is_run(&[7, 8, 9, 0, 1]) && is_run(&[1, 0, 9]) && !is_run(&[1, 2, 4]));
    }
}
