//! The strings against an automaton over the same strings, by every kernel that this machine can run.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use proptest::prelude::*;

use super::{Part, Strings};
use crate::detect::anchors::kernel::{BLOCK, Filter, Kernel, STRETCH};
use crate::model::window::{PADDING, Padded};
use crate::rule::strings::StringTable;

fn padded(text: &[u8]) -> Vec<u8> {
    [text, &[0; PADDING]].concat()
}

/// Every hit by every kernel, from several starts, is that of the automaton.
fn check(strings: &[&str], text: &[u8]) {
    let part = Part { table: StringTable::of_texts(strings), numbers: None };
    let known = Strings::new(vec![part]);
    let twin = AhoCorasick::builder().ascii_case_insensitive(true).build(strings).unwrap();
    let bytes = padded(text);
    for start in 0..=text.len().min(9) {
        let hits = twin.find_overlapping_iter(&text[start..]);
        let expected: BTreeSet<_> = hits.map(|hit| (start + hit.start(), hit.pattern().as_usize())).collect();
        for kernel in Kernel::all() {
            let mut found = BTreeSet::new();
            known.find(kernel, Padded::new(&bytes), start..text.len(), |at, length, target| {
                assert_eq!(length, strings[usize::from(target.entry)].len());
                assert!(found.insert((at, usize::from(target.entry))), "reported once");
            });
            assert_eq!(found, expected, "{kernel:?} from {start} in {:?}", String::from_utf8_lossy(text));
        }
    }
}

const STRINGS: &[&str] = &[
    "ssn",
    "password",
    "pass",
    "@",
    "ghp_",
    "word",
    "-cv-",
    "[a]",
    "{A}",
    "über",
    "aaa",
    "aaaa",
    "密码",
    "пароль",
    "a b",
    "passwords",
    "tin",
    " st",
    "0123456789abcdef",
];

#[test]
fn every_hit_is_reported() {
    check(STRINGS, b"PASSWORD=ssnssn @ghp_GHP_ x-CV-[a]{a}[A] aaaaa passpasswords tin st TIN");
    check(STRINGS, "ÜBERüber密码ПАРОЛЬпароль0123456789ABCDEF".as_bytes());
    check(STRINGS, b"");
    check(STRINGS, b"ss");
    check(STRINGS, b"ssn");
}

/// Strings that share their rarest bytes, so that one hash leads to all of them: what stands around decides.
const ALIKE: &[&str] = &[
    "zqxj",
    "zqxja",
    "zqxjab",
    "zqxja b",
    "zqxj_a",
    "azqxj",
    "bzqxj",
    "cab zqxj",
    "ab zqxj a",
    "b zqxj",
    "zqxjc",
    "zqxjcc",
    "cczqxj",
    "zqxj a",
    "zqxj-a",
    "zqxj.a",
];

/// What a user's own list may hold: very many strings of three bytes, and very long ones.
#[test]
fn lists_may_be_long_and_so_may_strings() {
    let mut words: Vec<String> = Vec::new();
    for first in 'a'..='z' {
        words.extend(
            ('a'..='z').flat_map(|second| ['q', 'x', '7'].map(|third| format!("{first}{second}{third}"))),
        );
    }
    words.push("long".repeat(200));
    // What tells these apart stands far from the bytes that they are sought by.
    words.extend((0..300).map(|number| format!("zqxj{}{number:03}", "e".repeat(60))));
    let strings: Vec<&str> = words.iter().map(String::as_str).collect();
    let far = format!("ZQXJ{}123", "e".repeat(60));
    let text = format!("abq {} ZZ7 azx{} {far}", "LONG".repeat(200), "long".repeat(199));
    check(&strings, text.as_bytes());
}

#[test]
fn no_border_of_a_block_or_stretch_hides_a_string() {
    for border in [BLOCK, 32, STRETCH, STRETCH + BLOCK] {
        for at in border - 12..=border + 1 {
            let mut text = vec![b'.'; border + 20];
            text[at..at + 8].copy_from_slice(b"Password");
            check(&["password", "sswo", "ord"], &text);
        }
    }
}

proptest! {
    #[test]
    fn random_text_gives_the_same_hits(
        text in "([a@p_s-]|ssn|PASS|word|ghp|-cv|\\[a\\]|\\{A\\}|ü|über|密|码|пар|оль|tin| st){0,60}",
    ) {
        check(STRINGS, text.as_bytes());
    }

    #[test]
    fn strings_that_share_a_hash_are_told_apart(text in "(zqxj|ZQXJ|[abc]|[ _.-]|cab |ccz){0,40}") {
        check(ALIKE, text.as_bytes());
    }

    /// Every kernel passes what the portable one passes, on any bytes and at any place; one that asks buckets leaves out
    /// those that pass by their hash alone.
    #[test]
    fn kernels_agree(
        text in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"pasworden_012 -".to_vec())], 0..700),
        start in 0_usize..80,
    ) {
        let table = StringTable::of_texts(STRINGS);
        let mut filter = Filter::empty();
        filter.add(&table);
        let bytes = padded(&text);
        let stretch = start.min(text.len())..text.len();
        let by = |kernel: Kernel| {
            let mut positions = [0; STRETCH + BLOCK];
            let found = kernel.groups(&filter, Padded::new(&bytes), stretch.clone(), &mut positions);
            let mut masks = [0; 5];
            kernel.digits(Padded::new(&bytes), stretch.start, &mut masks[..text.len().div_ceil(BLOCK).min(1)]);
            (positions[..found].to_vec(), masks)
        };
        let expected = by(Kernel::Portable);
        for kernel in Kernel::all() {
            let mut expected = expected.clone();
            if kernel.name() == "avx512vbmi" {
                expected.0.retain(|&at| filter.is_in_buckets(&bytes[stretch.start + usize::from(at)..]));
            }
            prop_assert_eq!(by(kernel), expected, "{:?}", kernel);
        }
        let digits = text.iter().skip(stretch.start).take(BLOCK).enumerate();
        let naive = digits.fold(0_u64, |mask, (at, byte)| mask | u64::from(byte.is_ascii_digit()) << at);
        prop_assert_eq!(expected.1[0], naive);
    }
}
