//! Puts the strings that are sought into a table.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::groups::{self, Group, HASH_BITS};
use super::{Entry, Place, Sought, StringTable, Target, buckets};
use crate::model::text::Text;
use crate::rule::alphabet::Alphabet;

/// Setting bit 5 of every byte makes the two cases of a letter one.
pub const FOLD: u64 = 0x2020_2020_2020_2020;

/// The same for two bytes.
pub const FOLD_PAIR: u16 = 0x2020;

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
    let beside: Vec<_> = keyed.iter().zip(&chosen).map(|((text, _), (_, at))| beside(text, *at)).collect();
    let slots = Slots::of(&chosen, &beside);
    let distinct: BTreeSet<_> = chosen.iter().map(|(group, _)| (group.first, group.last.0)).collect();
    let distinct = distinct.into_iter().map(|(first, last)| Group { first, last: Alphabet(last) });
    StringTable {
        bits: slots.bits.into(),
        ranks: slots.ranks.into(),
        starts: slots.starts.into(),
        refs: slots.refs.into(),
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

fn head_of(text: &[u8]) -> (u64, u64) {
    let length = text.len().min(8);
    let mut bytes = [0; 8];
    bytes[..length].copy_from_slice(&text[..length]);
    let mask = u64::MAX >> (64 - 8 * length);
    ((u64::from_le_bytes(bytes) | FOLD) & mask, mask)
}

/// The bytes of a string beside its group, folded, and which bits of them count: none where the string ends there.
fn beside(text: &[u8], at: u8) -> (u16, u16) {
    let at = usize::from(at);
    let one = |byte: Option<&u8>| byte.map_or((0, 0), |byte| (byte | 0x20, 0xff));
    let (before, before_counts) = one(at.checked_sub(1).and_then(|before| text.get(before)));
    let (behind, behind_counts) = one(text.get(at + 4));
    (u16::from_le_bytes([before, behind]), u16::from_le_bytes([before_counts, behind_counts]))
}

/// Which entries have which hash.
struct Slots {
    bits: Vec<u32>,
    ranks: Vec<u32>,
    starts: Vec<u32>,
    refs: Vec<Place>,
}

impl Slots {
    fn of(chosen: &[(Group, u8)], beside: &[(u16, u16)]) -> Self {
        let mut by_slot: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for ((group, _), entry) in chosen.iter().zip(0..) {
            for slot in group.slots() {
                by_slot.entry(slot).or_default().insert(entry);
            }
        }
        let mut slots = Self {
            bits: vec![0; 1 << (HASH_BITS - 5)],
            ranks: Vec::new(),
            starts: Vec::new(),
            refs: Vec::new(),
        };
        for (slot, entries) in by_slot {
            slots.bits[slot as usize / 32] |= 1 << (slot % 32);
            slots.starts.push(narrow(slots.refs.len()));
            slots.refs.extend(entries.into_iter().map(|entry| {
                let (beside, mask) = beside[entry as usize];
                Place { entry, beside, mask }
            }));
        }
        slots.starts.push(narrow(slots.refs.len()));
        let mut taken = 0_u32;
        for word in &slots.bits {
            slots.ranks.push(taken);
            taken += word.count_ones();
        }
        slots
    }
}

/// Tables are far below four gigabytes.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("a table of strings is far below 2^32")
}
