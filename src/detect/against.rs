//! What speaks against a value: stand-ins, references to values kept elsewhere, hashes, identifiers of builds,
//! published test values.

use std::ops::Range;
use std::sync::OnceLock;

use crate::model::evidence::TermKind;

/// A reason against, in words.
pub(super) type Against = (TermKind, &'static str);

/// The letters and digits of a value, in lower case; short ones need no memory of their own.
struct Plain {
    short: [u8; SHORT],
    length: usize,
    long: Vec<u8>,
}

/// The longest value that is short.
const SHORT: usize = 64;

impl Plain {
    fn of(value: &[u8]) -> Self {
        let kept = value.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase);
        let mut plain = Self { short: [0; SHORT], length: 0, long: Vec::new() };
        if value.len() > SHORT {
            plain.long.extend(kept);
            return plain;
        }
        for (place, byte) in plain.short.iter_mut().zip(kept) {
            *place = byte;
            plain.length += 1;
        }
        plain
    }

    fn bytes(&self) -> &[u8] {
        if self.long.is_empty() { &self.short[..self.length] } else { &self.long }
    }
}

/// Whether a value stands in for one: `changeme`, `<password>`, `xxxx`, `your-token-here`.
pub(super) fn placeholder(value: &[u8]) -> Option<Against> {
    let plain = Plain::of(value);
    let kept = plain.bytes();
    let encloses = |open: u8, close: u8| value.len() > 1 && value[0] == open && value.last() == Some(&close);
    let found = if is_repetitive(value, kept) {
        Some("the same few characters over and over")
    } else if value.len() >= 6 && is_sequence(kept) {
        Some("characters that follow each other")
    } else if holds_stand_in(value) {
        Some("a word that stands in for a value")
    } else if encloses(b'<', b'>') || encloses(b'[', b']') {
        Some("brackets that name what belongs there")
    } else {
        None
    };
    found.map(|because| (TermKind::Placeholder, because))
}

/// Whether a word that stands in for values is part of this one. Short words say so in short values only.
fn holds_stand_in(value: &[u8]) -> bool {
    let begins = |at: usize, word: &str| {
        (word.len() > 5 || value.len() <= 32)
            && value.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let initial = |byte: u8| FIRST_BYTES[usize::from(byte.to_ascii_lowercase())];
    let starts = value.iter().enumerate().filter(|(_, byte)| initial(**byte));
    starts.into_iter().any(|(at, _)| STAND_INS.iter().any(|word| begins(at, word)))
}

/// The bytes with which words that stand in for values begin: most places of most values are ruled out by theirs.
const FIRST_BYTES: [bool; 256] = {
    let mut first = [false; 256];
    let mut at = 0;
    while at < STAND_INS.len() {
        first[STAND_INS[at].as_bytes()[0] as usize] = true;
        at += 1;
    }
    first
};

const STAND_INS: &[&str] = &[
    "changeme",
    "change_me",
    "change-me",
    "your-",
    "your_",
    "yourpass",
    "yourtoken",
    "yourkey",
    "placeholder",
    "example",
    "dummy",
    "xxxx",
    "notreal",
    "not-real",
    "fake",
    "redacted",
    "insert",
    "replace",
    "todo",
    "sample",
    "0123456789",
    "abcdefgh",
    "deadbeef",
    "lorem",
    "<your",
    "my-secret",
    "mysecret",
    "supersecret",
    "topsecret",
];

/// Whether a value may as well be a hash or the name of something: a UUID, or as many hexadecimal digits as hashes have.
pub(super) fn hash_or_uuid(value: &[u8]) -> Option<Against> {
    let digits = value.iter().filter(|byte| byte.is_ascii_hexdigit()).count();
    let hyphens = value.iter().filter(|&&byte| byte == b'-').count();
    let uuid = value.len() == 36 && digits == 32 && hyphens == 4;
    let hash = digits == value.len() && matches!(value.len(), 32 | 40 | 64);
    (uuid || hash).then_some((TermKind::Rarity, "a hash or a UUID looks the same"))
}

/// Whether a value only says where the value is, or is encrypted.
pub(super) fn reference(value: &[u8]) -> Option<Against> {
    let starts = |prefix: &&[u8]| value.starts_with(prefix);
    let safe = [
        &b"ENC["[..],
        b"ENC(",
        b"{cipher}",
        b"$ANSIBLE_VAULT",
        b"AgA",
        b"vault:",
        b"enc:",
        b"{AQAAAB",
        b"AQICAH",
    ];
    let points = [
        &b"${"[..],
        b"$(",
        b"{{",
        b"%(",
        b"#{",
        b"<%",
        b"!",
        b"@Microsoft.KeyVault",
        b"arn:",
        b"secretref:",
        b"op://",
        b"ref+",
        b"vault://",
        b"secretmanager://",
        b"awssm://",
        b"akv://",
        b"sm://",
        b"ssm:",
        b"file:",
        b"env:",
        b"env.",
    ];
    let variable =
        value.len() > 1 && value[0] == b'$' && (value[1].is_ascii_alphabetic() || value[1] == b'_');
    let percent = value.len() > 2 && value[0] == b'%' && value.last() == Some(&b'%');
    // Sealed secrets of Kubernetes begin with the length of an encrypted key, 512 bytes.
    let sealed = value.len() > 684 && value.starts_with(b"Ag") && (b'A'..=b'D').contains(&value[2]);
    if sealed || safe.iter().any(starts) {
        Some((TermKind::Reference, "encrypted where it stands"))
    } else if points.iter().any(starts)
        || variable
        || percent
        || value.windows(2).any(|pair| pair == b"${" || pair == b"{{")
    {
        Some((TermKind::Reference, "names where the value is kept"))
    } else {
        None
    }
}

/// Whether the bytes around a number make it a part of something else: a hash, a UUID, a version, a float.
pub(super) fn part_of(text: &[u8], value: &Range<usize>) -> Option<Against> {
    let before = &text[value.start.saturating_sub(24)..value.start];
    let after = &text[value.end..text.len().min(value.end + 24)];
    let joined_before = before.iter().rev().take_while(|&&byte| is_hex_part(byte)).count();
    let joined_after = after.iter().take_while(|&&byte| is_hex_part(byte)).count();
    if joined_before + joined_after >= 8 && (joined_before > 0 || joined_after > 0) {
        let inside: Vec<u8> = [&before[before.len() - joined_before..], &after[..joined_after]].concat();
        if inside.iter().any(u8::is_ascii_alphabetic) {
            return Some((TermKind::Shape, "part of a hash or a UUID"));
        }
    }
    let float = before.ends_with(b"0.")
        || after.first() == Some(&b'.') && after.get(1).is_some_and(u8::is_ascii_digit);
    float.then_some((TermKind::Shape, "part of a decimal number or a version"))
}

fn is_hex_part(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || byte == b'-'
}

/// Whether a value is a published test value, by the hash of its letters and digits. Every one of them holds a digit.
pub(super) fn dummy(value: &[u8]) -> bool {
    if !value.iter().any(u8::is_ascii_digit) {
        return false;
    }
    let digest = blake3::hash(Plain::of(value).bytes());
    let first = digest.as_bytes().first_chunk().expect("a hash has 32 bytes");
    known_dummies().binary_search(&u64::from_be_bytes(*first)).is_ok()
}

/// The hashes of `patterns/data/dummies.txt` in ascending order: 16 hexadecimal digits at the start of each line.
fn known_dummies() -> &'static [u64] {
    static DUMMIES: OnceLock<Vec<u64>> = OnceLock::new();
    DUMMIES.get_or_init(|| {
        let lines = include_str!("../../patterns/data/dummies.txt").lines();
        let hashes = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.get(..16));
        let mut known: Vec<u64> = hashes.filter_map(|hash| u64::from_str_radix(hash, 16).ok()).collect();
        known.sort_unstable();
        known
    })
}

/// How many neighbours of the longest stretch are equal.
fn longest_repeat(value: &[u8]) -> usize {
    let repeats = value.windows(2).map(|pair| pair[0] == pair[1]);
    repeats
        .fold((0, 0), |(longest, run), same| {
            let run = if same { run + 1 } else { 0 };
            (longest.max(run), run)
        })
        .0
}

/// By the letters and digits of a value.
fn is_repetitive(value: &[u8], kept: &[u8]) -> bool {
    let mut seen = [false; 256];
    kept.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    let repeat = longest_repeat(kept);
    kept.len() >= 4 && (distinct == 1 || (kept.len() >= 12 && distinct <= 2))
        || (repeat >= 7 && repeat * 2 >= kept.len())
        || kept.is_empty() && value.len() >= 3
}

/// Whether most letters and digits are one more, or one less, than the one before.
fn is_sequence(kept: &[u8]) -> bool {
    let steps =
        |step: i16| kept.windows(2).filter(|pair| i16::from(pair[1]) - i16::from(pair[0]) == step).count();
    kept.len() >= 6 && steps(1).max(steps(-1)) * 10 >= (kept.len() - 1) * 9
}

#[cfg(test)]
mod tests {
    use super::{part_of, placeholder, reference};

    #[test]
    fn stand_ins_are_known() {
        for value in [
            "changeme",
            "<password>",
            "xxxxxxxx",
            "AKIAXXXXXXXXXXXXXXXX",
            "123456789",
            "your-api-key",
            "********",
        ] {
            assert!(placeholder(value.as_bytes()).is_some(), "{value}");
        }
        for value in ["hunter2", "Tr0ub4dor&3", "536-90-4399"] {
            assert!(placeholder(value.as_bytes()).is_none(), "{value}");
        }
    }

    #[test]
    fn references_are_safe() {
        for value in [
            "${DB_PASSWORD}",
            "$DB_PASSWORD",
            "{{ vault.db }}",
            "ENC[AES256_GCM,data:x]",
            "!ref Secret",
            "%PASSWORD%",
            "op://vault/x",
        ] {
            assert!(reference(value.as_bytes()).is_some(), "{value}");
        }
        assert!(reference(b"$1x9").is_none());
    }

    #[test]
    fn parts_of_hashes_are_no_numbers() {
        let text = b"a3f05c12-1234567890-77aa";
        assert!(part_of(text, &(9..19)).is_some());
        assert!(part_of(b"card 4111111111111111.", &(5..21)).is_none());
        assert!(part_of(b"0.1234567890", &(2..12)).is_some());
    }
}
