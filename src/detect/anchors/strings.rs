//! The strings of all rules, sought in one pass without regard to ASCII case: a table of hashed groups of three bytes,
//! the rarest group of each string, then the first eight bytes of the string at once, then a comparison. It is made in
//! microseconds at start, needs ten kilobytes in the cache, and reports every hit of every string, overlapping ones too.

use std::collections::BTreeMap;
use std::ops::Range;

/// Slots of the table, a bit each.
const SLOTS: usize = 1 << 16;

/// Words of 64 slots.
const WORDS: usize = SLOTS / 64;

/// Setting bit 5 of every byte makes the two cases of a letter one.
const FOLD: u64 = 0x2020_2020_2020_2020;

/// A string and where in it the group lies by which it is found.
struct Entry<T> {
    text: Box<[u8]>,
    at: usize,
    values: Vec<T>,
    /// Its first eight bytes or fewer, folded, and which bits of them count.
    head: u64,
    mask: u64,
}

impl<T> Entry<T> {
    fn new(text: Vec<u8>, at: usize, values: Vec<T>) -> Self {
        let length = text.len().min(8);
        let mut bytes = [0; 8];
        bytes[..length].copy_from_slice(&text[..length]);
        let mask = u64::MAX >> (64 - 8 * length);
        Self { head: (u64::from_le_bytes(bytes) | FOLD) & mask, mask, text: text.into(), at, values }
    }

    /// Whether the string stands here: eight bytes tell most often that it does not.
    #[inline]
    fn stands_at(&self, padded: &[u8], start: usize) -> bool {
        let Some(head) = padded.get(start..start + 8).and_then(|bytes| bytes.try_into().ok()) else {
            return false;
        };
        (u64::from_le_bytes(head) | FOLD) & self.mask == self.head
            && padded[start..start + self.text.len()].eq_ignore_ascii_case(&self.text)
    }
}

/// Strings, each with what it stands for.
pub(super) struct Strings<T> {
    bits: Box<[u64; WORDS]>,
    /// How many slots before each word are taken.
    ranks: Box<[u16; WORDS]>,
    /// Where in `entries` those of each taken slot begin, and behind all of them the end.
    starts: Vec<u16>,
    /// In the order of their slots.
    entries: Vec<Entry<T>>,
    /// Strings of one byte.
    single: Vec<(u8, Vec<T>)>,
    longest: usize,
}

impl<T: Copy> Strings<T> {
    /// A table of these strings; those of two bytes are refused by the loader and ignored here.
    pub(super) fn new(strings: BTreeMap<Vec<u8>, Vec<T>>) -> Self {
        let longest = strings.keys().map(Vec::len).max().unwrap_or_default();
        let (mut single, mut placed) = (Vec::new(), Vec::new());
        for (text, values) in strings {
            match text[..] {
                [byte] => single.push((byte, values)),
                _ => placed.extend(placed_by_rarest_group(text, values)),
            }
        }
        assert!(placed.len() < usize::from(u16::MAX), "there are fewer strings than 65,535");
        placed.sort_by_key(|(slot, _)| *slot);
        let mut table = Self {
            bits: Box::new([0; WORDS]),
            ranks: Box::new([0; WORDS]),
            starts: Vec::new(),
            entries: Vec::with_capacity(placed.len()),
            single,
            longest,
        };
        placed.into_iter().for_each(|(slot, entry)| table.push(slot, entry));
        table.starts.push(narrow(table.entries.len()));
        let mut taken = 0;
        for (rank, word) in table.ranks.iter_mut().zip(&*table.bits) {
            *rank = taken;
            taken += narrow(word.count_ones() as usize);
        }
        table
    }

    /// Entries come in the order of their slots.
    fn push(&mut self, slot: u16, entry: Entry<T>) {
        let (word, bit) = (&mut self.bits[usize::from(slot) / 64], 1 << (slot % 64));
        if *word & bit == 0 {
            *word |= bit;
            self.starts.push(narrow(self.entries.len()));
        }
        self.entries.push(entry);
    }

    /// The length of the longest string.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Every hit that lies within a range of a text: its start, its string, and what the string stands for. `padded`
    /// goes on for at least eight bytes behind the range.
    pub(super) fn find<'t>(
        &'t self,
        padded: &[u8],
        range: Range<usize>,
        mut hit: impl FnMut(usize, &'t [u8], &T),
    ) {
        let groups = padded[range.start..=range.end].windows(4);
        for (position, group) in (range.start..).zip(groups) {
            let group = u32::from_le_bytes([group[0], group[1], group[2], 0]);
            let slot = slot(group);
            if self.bits[usize::from(slot) / 64] >> (slot % 64) & 1 == 1 {
                self.compare(padded, &range, position, slot, &mut hit);
            }
        }
        for (byte, values) in &self.single {
            for position in memchr::memchr_iter(*byte, &padded[range.clone()]) {
                values
                    .iter()
                    .for_each(|value| hit(range.start + position, std::slice::from_ref(byte), value));
            }
        }
    }

    fn compare<'t>(
        &'t self,
        padded: &[u8],
        range: &Range<usize>,
        position: usize,
        slot: u16,
        hit: &mut impl FnMut(usize, &'t [u8], &T),
    ) {
        let word = usize::from(slot) / 64;
        let before = self.bits[word] & ((1 << (slot % 64)) - 1);
        let rank = usize::from(self.ranks[word]) + before.count_ones() as usize;
        let entries = usize::from(self.starts[rank])..usize::from(self.starts[rank + 1]);
        for entry in &self.entries[entries] {
            let start = position.wrapping_sub(entry.at);
            if position >= range.start + entry.at
                && start + entry.text.len() <= range.end
                && entry.stands_at(padded, start)
            {
                entry.values.iter().for_each(|value| hit(start, &entry.text, value));
            }
        }
    }
}

/// A string of three bytes or more with the slot of its rarest group.
fn placed_by_rarest_group<T>(text: Vec<u8>, values: Vec<T>) -> Option<(u16, Entry<T>)> {
    let rarity = |group: &[u8]| group.iter().map(|&byte| commonness(byte)).product::<u32>();
    let (at, group) = text.windows(3).enumerate().min_by_key(|(_, group)| rarity(group))?;
    let slot = slot(u32::from_le_bytes([group[0], group[1], group[2], 0]));
    Some((slot, Entry::new(text, at, values)))
}

/// Numbers of entries and of taken slots: both are fewer than slots.
fn narrow(number: usize) -> u16 {
    u16::try_from(number).expect("there are fewer strings than 65,535")
}

/// The slot of three bytes. Setting bit 5 makes the two cases of a letter one; what else it makes one, the comparison
/// tells apart.
#[inline]
fn slot(group: u32) -> u16 {
    let folded = (group & 0x00ff_ffff) | 0x0020_2020;
    (folded.wrapping_mul(0x9e37_79b1) >> 16) as u16
}

/// How common a byte is in ordinary text, roughly.
fn commonness(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b' ' => 60,
        b'l' | b'd' | b'c' | b'u' | b'm' | b'p' | b'f' | b'h' => 30,
        b'g' | b'y' | b'b' | b'w' | b'v' | b'_' => 15,
        b'k' | b'x' | b'-' | b'/' | b'.' | b'=' | b':' => 8,
        b'0'..=b'9' | b'j' | b'q' | b'z' => 5,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::Strings;
    use crate::model::window::PADDING;

    fn check(strings: &[&str], text: &[u8]) {
        let mut padded = text.to_vec();
        padded.resize(text.len() + PADDING, 0);
        let known: BTreeMap<Vec<u8>, Vec<usize>> =
            strings.iter().enumerate().map(|(at, text)| (text.as_bytes().to_vec(), vec![at])).collect();
        let table = Strings::new(known);
        let twin = AhoCorasick::builder().ascii_case_insensitive(true).build(strings).unwrap();
        for start in 0..=text.len().min(9) {
            let mut found = BTreeSet::new();
            table.find(&padded, start..text.len(), |at, _, value| assert!(found.insert((at, *value))));
            let hits = twin.find_overlapping_iter(&text[start..]);
            let expected: BTreeSet<_> =
                hits.map(|hit| (start + hit.start(), hit.pattern().as_usize())).collect();
            assert_eq!(found, expected, "from {start} in {:?}", String::from_utf8_lossy(text));
        }
    }

    const STRINGS: &[&str] =
        &["ssn", "password", "pass", "@", "ghp_", "word", "-cv-", "[a]", "{A}", "über", "aaa"];

    #[test]
    fn every_hit_is_reported() {
        check(STRINGS, b"PASSWORD=ssnssn @ghp_GHP_ x-CV-[a]{a}[A] aaaaa passpassword");
        check(STRINGS, "ÜBERüber".as_bytes());
        check(STRINGS, b"");
        check(STRINGS, b"ss");
    }

    proptest! {
        #[test]
        fn random_text_gives_the_same_hits(text in "([a@p_s-]|ssn|PASS|word|ghp|-cv|\\[a\\]|\\{A\\}|ü|über){0,40}") {
            check(STRINGS, text.as_bytes());
        }
    }
}
