//! What speaks against a value: stand-ins, references to values kept elsewhere, hashes, identifiers of builds,
//! published test values.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::model::evidence::TermKind;

/// A reason against, in words.
pub(super) type Against = (TermKind, &'static str);

/// Whether a value stands in for one: `changeme`, `<password>`, `xxxx`, `your-token-here`.
pub(super) fn placeholder(value: &[u8]) -> Option<Against> {
    let lower = value.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&lower);
    let found = if is_repetitive(&lower) {
        Some("the same few characters over and over")
    } else if lower.len() >= 6 && is_sequence(&lower) {
        Some("characters that follow each other")
    } else if STAND_INS.iter().any(|word| (word.len() > 5 || lower.len() <= 32) && text.contains(word)) {
        Some("a word that stands in for a value")
    } else if text.starts_with('<') && text.ends_with('>') || text.starts_with('[') && text.ends_with(']') {
        Some("brackets that name what belongs there")
    } else {
        None
    };
    found.map(|because| (TermKind::Placeholder, because))
}

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
        b"sm://",
        b"ssm:",
        b"file:",
        b"env:",
        b"env.",
    ];
    let variable =
        value.len() > 1 && value[0] == b'$' && (value[1].is_ascii_alphabetic() || value[1] == b'_');
    let percent = value.len() > 2 && value[0] == b'%' && value.last() == Some(&b'%');
    if safe.iter().any(starts) {
        Some((TermKind::Reference, "encrypted where it stands"))
    } else if points.iter().any(starts)
        || variable
        || percent
        || memchr::memmem::find(value, b"${").is_some()
        || memchr::memmem::find(value, b"{{").is_some()
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

/// Whether a value is a published test value, by the hash of its letters and digits.
pub(super) fn dummy(value: &[u8]) -> bool {
    let canonical: Vec<u8> = value.iter().filter(|byte| byte.is_ascii_alphanumeric()).copied().collect();
    let digest = blake3::hash(&canonical.to_ascii_lowercase()).to_hex();
    known_dummies().contains(&digest[..16])
}

/// The hashes of `patterns/data/dummies.txt`: 16 hexadecimal digits at the start of each line.
fn known_dummies() -> &'static BTreeSet<&'static str> {
    static DUMMIES: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    DUMMIES.get_or_init(|| {
        let lines = include_str!("../../patterns/data/dummies.txt").lines();
        lines.filter_map(|line| line.get(..16)).filter(|hash| !hash.starts_with('#')).collect()
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

fn is_repetitive(value: &[u8]) -> bool {
    let kept: Vec<u8> = value.iter().filter(|byte| byte.is_ascii_alphanumeric()).copied().collect();
    let distinct: BTreeSet<u8> = kept.iter().copied().collect();
    let repeat = longest_repeat(&kept);
    kept.len() >= 4 && (distinct.len() == 1 || (kept.len() >= 12 && distinct.len() <= 2))
        || (repeat >= 7 && repeat * 2 >= kept.len())
        || !value.is_empty() && kept.is_empty() && value.len() >= 3
}

/// Whether most characters are one more, or one less, than the one before.
fn is_sequence(value: &[u8]) -> bool {
    let kept: Vec<u8> = value.iter().filter(|byte| byte.is_ascii_alphanumeric()).copied().collect();
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
