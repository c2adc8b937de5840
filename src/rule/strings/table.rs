//! Puts the strings that are sought into a table.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::forks::{Forks, Texts};
use super::groups::{self, Group, HASH_BITS};
use super::{Entry, Sought, StringTable, Target, beside, buckets};
use crate::model::text::Text;
use crate::rule::alphabet::Alphabet;

pub(super) fn build(strings: &BTreeMap<Vec<u8>, Vec<Sought>>, longest_lead: u16) -> StringTable {
    let mut filling = Filling::default();
    let longest = strings.keys().map(Vec::len).max().unwrap_or_default();
    for (text, sought) in strings {
        filling.push(text, sought);
    }
    let Filling { entries, texts, targets, alphabets, single, after } = filling;
    let bytes = texts.as_bytes();
    let keyed: Vec<(&[u8], Alphabet)> = entries
        .iter()
        .zip(&after)
        .map(|(entry, after)| (&bytes[entry.text.start as usize..entry.text.end as usize], *after))
        .collect();
    let chosen = groups::choose(&keyed);
    let places = chosen.iter().map(|(_, at)| *at);
    let entries: Vec<Entry> =
        entries.into_iter().zip(places).map(|(entry, at)| Entry { at, ..entry }).collect();
    let slots = Slots::of(&chosen);
    let texts_of = Texts { entries: &entries, bytes };
    let kinds = beside::Kinds { texts: texts_of, targets: &targets, alphabets: &alphabets };
    let beside: Vec<u32> = slots.entries.iter().map(|entries| kinds.beside(entries)).collect();
    let forks = Forks::of(&texts_of, &slots.entries);
    let distinct: BTreeSet<_> = chosen.iter().map(|(group, _)| (group.first, group.last.0)).collect();
    let distinct = distinct.into_iter().map(|(first, last)| Group { first, last: Alphabet(last) });
    StringTable {
        bits: slots.bits.into(),
        ranks: slots.ranks.into(),
        beside: beside.into(),
        forks: forks.all.into(),
        edges: forks.edges.into(),
        refs: forks.refs.into(),
        entries: entries.into(),
        texts: Text::from(texts),
        targets: targets.into(),
        alphabets: alphabets.into(),
        single: single.into(),
        buckets: buckets::assign(&distinct.collect::<Vec<_>>()),
        longest: narrow(longest),
        longest_lead: u32::from(longest_lead),
    }
}

#[derive(Default)]
struct Filling {
    entries: Vec<Entry>,
    texts: String,
    targets: Vec<Target>,
    alphabets: Vec<Alphabet>,
    single: Vec<(u8, Range<u32>)>,
    /// By entry, what may follow it for any of its targets.
    after: Vec<Alphabet>,
}

impl Filling {
    /// Strings of two bytes are refused by the loader and ignored here.
    fn push(&mut self, text: &[u8], sought: &[Sought]) {
        let first = narrow(self.targets.len());
        for one in sought {
            let before = self.alphabet(one.before);
            let after = self.alphabet(one.after);
            self.targets.push(Target { before, after, ..one.target });
        }
        let targets = first..narrow(self.targets.len());
        match *text {
            [byte] => self.single.push((byte, targets)),
            [_, _, _, ..] => {
                let from = narrow(self.texts.len());
                self.texts.push_str(std::str::from_utf8(text).expect("strings of rules are text"));
                let text_at = from..narrow(self.texts.len());
                let (head, mask) = head_of(text);
                self.entries.push(Entry { text: text_at, at: 0, head, mask, targets });
                self.after.push(sought.iter().fold(Alphabet::EMPTY, |all, one| all.or(one.after)));
            }
            _ => {}
        }
    }

    /// The number of a set of bytes. Should rules ask for more sets than have numbers, the rest ask for nothing.
    fn alphabet(&mut self, wanted: Alphabet) -> u8 {
        if self.alphabets.is_empty() {
            self.alphabets.push(Alphabet::ALL);
        }
        let known = self.alphabets.iter().position(|known| *known == wanted);
        let number = known.unwrap_or(self.alphabets.len());
        match u8::try_from(number) {
            Ok(number) => {
                if known.is_none() {
                    self.alphabets.push(wanted);
                }
                number
            }
            Err(_) => 0,
        }
    }
}

/// The first eight bytes of a text, and which of their bits count: of letters all but the one that tells their case.
fn head_of(text: &[u8]) -> (u64, u64) {
    let (mut head, mut mask) = ([0; 8], [0; 8]);
    for (at, byte) in text.iter().take(8).enumerate() {
        head[at] = byte.to_ascii_lowercase();
        mask[at] = if byte.is_ascii_alphabetic() { !0x20 } else { !0 };
    }
    let mask = u64::from_le_bytes(mask);
    (u64::from_le_bytes(head) & mask, mask)
}

/// Which entries have which hash.
struct Slots {
    bits: Vec<u32>,
    ranks: Vec<u32>,
    /// By the rank of a hash.
    entries: Vec<Vec<u32>>,
}

impl Slots {
    fn of(chosen: &[(Group, u8)]) -> Self {
        let mut by_slot: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for ((group, _), entry) in chosen.iter().zip(0..) {
            for slot in group.slots() {
                by_slot.entry(slot).or_default().insert(entry);
            }
        }
        let mut bits = vec![0_u32; 1 << (HASH_BITS - 5)];
        by_slot.keys().for_each(|slot| bits[*slot as usize / 32] |= 1 << (slot % 32));
        let mut taken = 0_u32;
        let mut ranks = Vec::new();
        for word in &bits {
            ranks.push(taken);
            taken += word.count_ones();
        }
        Self {
            bits,
            ranks,
            entries: by_slot.into_values().map(|entries| entries.into_iter().collect()).collect(),
        }
    }
}

/// Tables are far below four gigabytes.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("a table of strings is far below 2^32")
}
