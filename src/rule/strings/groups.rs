//! By which four bytes each string is found: rare ones, and such as other strings have too, so that there are few. A
//! string of three bytes is found by these and each byte that may follow it.

use std::collections::BTreeMap;

use super::frequency::share;
use crate::rule::alphabet::Alphabet;

/// How many bits the hash of a group has.
pub const HASH_BITS: u32 = 18;

/// Clearing bit 5 of every byte makes the two cases of a letter one.
const FOLD_GROUP: u32 = 0xdfdf_dfdf;

/// Spreads the bits of a group over the upper ones of its product. Of three hundred, it made fewest groups of ordinary text
/// share a hash with one of ours.
const MULTIPLIER: u32 = 0x49c1_9317;

/// What an entry more costs in a group that others have already, against its weight alone.
const SHARED: f64 = 0.15;

/// Four bytes, lower case; the last can be any of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The first three.
    pub first: [u8; 3],
    /// What the fourth can be.
    pub last: Alphabet,
}

/// The hash of the four bytes of a little-endian number, which is the number of a bit. It does not regard the case of
/// letters; what else it makes one, a comparison tells apart.
#[inline]
pub fn slot(group: u32) -> u32 {
    (group & FOLD_GROUP).wrapping_mul(MULTIPLIER) >> (32 - HASH_BITS)
}

impl Group {
    /// The bits of all its forms, each once.
    pub(super) fn slots(&self) -> impl Iterator<Item = u32> {
        let [a, b, c] = self.first;
        let folded = self.last.bytes().fold(Alphabet::EMPTY, |set, byte| set.with(byte & 0xdf));
        folded.bytes().map(move |last| slot(u32::from_le_bytes([a, b, c, last])))
    }

    /// The share of ordinary text that it makes up.
    pub(super) fn share(&self) -> f64 {
        let [a, b, c] = self.first;
        let folded = self.last.bytes().fold(Alphabet::EMPTY, |set, byte| set.with(byte & 0xdf));
        folded.bytes().map(|last| share([a, b, c, last])).sum()
    }
}

/// The group of each string and its distance from the start of the string. Strings come with what may follow them.
pub(super) fn choose(strings: &[(&[u8], Alphabet)]) -> Vec<(Group, u8)> {
    let mut chosen: BTreeMap<[u8; 4], f64> = BTreeMap::new();
    let mut order: Vec<usize> = (0..strings.len()).collect();
    // Short strings have little choice, so they choose first.
    order.sort_by_key(|&at| strings[at].0.len());
    let mut groups = vec![None; strings.len()];
    for at in order {
        let (text, after) = strings[at];
        groups[at] = Some(match *text {
            [a, b, c] => (Group { first: [a, b, c], last: after }, 0),
            _ => cheapest(text, &mut chosen),
        });
    }
    groups.into_iter().map(|group| group.expect("each string was looked at")).collect()
}

fn cheapest(text: &[u8], chosen: &mut BTreeMap<[u8; 4], f64>) -> (Group, u8) {
    // Of a very long string the first bytes are enough to choose from.
    let windows = text.windows(4).zip(0..=u8::MAX).map(|(window, at)| {
        let group = [window[0], window[1], window[2], window[3]].map(|byte| byte.to_ascii_lowercase());
        let cost = chosen.get(&group).map_or_else(|| share(group), |known| known * SHARED);
        (cost, group, at)
    });
    let (_, group, at) =
        windows.min_by(|one, other| one.0.total_cmp(&other.0)).expect("the string has four bytes or more");
    chosen.entry(group).or_insert_with(|| share(group));
    let [a, b, c, last] = group;
    (Group { first: [a, b, c], last: Alphabet::EMPTY.with(last) }, at)
}
