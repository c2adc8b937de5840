//! The strings of all rules, sought in one pass without regard to ASCII case: a table of hashed groups of three bytes,
//! the rarest group of each string, then a comparison. It is made in microseconds at start, needs eight kilobytes in
//! the cache, and reports every hit of every string, overlapping ones too.

use std::collections::BTreeMap;
use std::ops::Range;

/// Slots of the table, a bit each.
const SLOTS: usize = 1 << 16;

/// A string and where in it the group lies by which it is found.
struct Entry<T> {
    text: Box<[u8]>,
    at: usize,
    values: Vec<T>,
}

/// Strings, each with what it stands for.
pub(super) struct Strings<T> {
    bits: Box<[u64]>,
    /// Slots and entries, in the order of slots.
    slots: Vec<(u16, u16)>,
    entries: Vec<Entry<T>>,
    /// Strings of one byte.
    single: Vec<(u8, Vec<T>)>,
    longest: usize,
}

impl<T: Copy> Strings<T> {
    /// A table of these strings; those of two bytes are refused by the loader and ignored here.
    pub(super) fn new(strings: BTreeMap<Vec<u8>, Vec<T>>) -> Self {
        let mut table = Self {
            bits: vec![0; SLOTS / 64].into(),
            slots: Vec::new(),
            entries: Vec::new(),
            single: Vec::new(),
            longest: 0,
        };
        for (text, values) in strings {
            table.longest = table.longest.max(text.len());
            match text[..] {
                [byte] => table.single.push((byte, values)),
                _ => table.insert(text, values),
            }
        }
        table.slots.sort_unstable();
        table
    }

    fn insert(&mut self, text: Vec<u8>, values: Vec<T>) {
        let rarity = |group: &[u8]| group.iter().map(|&byte| commonness(byte)).product::<u32>();
        let Some((at, group)) = text.windows(3).enumerate().min_by_key(|(_, group)| rarity(group)) else {
            return;
        };
        let slot = slot(u32::from_le_bytes([group[0], group[1], group[2], 0]));
        let entry = u16::try_from(self.entries.len()).expect("there are fewer strings than 65,536");
        self.bits[usize::from(slot) / 64] |= 1 << (slot % 64);
        self.slots.push((slot, entry));
        self.entries.push(Entry { text: text.into_boxed_slice(), at, values });
    }

    /// The length of the longest string.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Every hit that lies within a range of a text: its start, its string, and what the string stands for. `padded`
    /// goes on for at least four bytes behind the range.
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
        let first = self.slots.partition_point(|(known, _)| *known < slot);
        for (_, entry) in self.slots[first..].iter().take_while(|(known, _)| *known == slot) {
            let Entry { text, at, values } = &self.entries[usize::from(*entry)];
            let start = position.wrapping_sub(*at);
            if position >= range.start + at
                && start + text.len() <= range.end
                && padded[start..start + text.len()].eq_ignore_ascii_case(text)
            {
                values.iter().for_each(|value| hit(start, text, value));
            }
        }
    }
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
