//! Which bytes may stand beside the group of a string, by sixteen kinds of bytes: what a prefilter asks before it looks at the
//! strings themselves. Says yes to every string that may be one of its rules'.

use super::forks::Texts;
use super::{Entry, StringTable, Target};
use crate::rule::alphabet::Alphabet;

/// How many kinds there are.
const KINDS: u32 = 16;

/// All kinds.
const ANY: u32 = (1 << KINDS) - 1;

/// The kind of each byte, below sixteen: letters in either case are one and in fourteen kinds, digits are one, and all else.
const KIND: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        kinds[byte as usize] = kind_of(byte);
        byte += 1;
    }
    kinds[u8::MAX as usize] = kind_of(u8::MAX);
    kinds
};

/// As strings are compared, which is without regard to case.
const fn kind_of(byte: u8) -> u8 {
    match byte | 0x20 {
        letter @ b'a'..=b'z' => 1 + (letter - b'a') % 14,
        b'0'..=b'9' => 15,
        _ => 0,
    }
}

/// Whether these bytes are of kinds that may stand before and behind a group.
#[inline]
pub fn may_stand_beside(kinds: u32, before: u8, behind: u8) -> bool {
    let before = kinds >> KIND[usize::from(before)];
    let behind = kinds >> KINDS >> KIND[usize::from(behind)];
    before & behind & 1 == 1
}

impl StringTable {
    /// Gives each hash of a group with the kinds that may stand before it and, above them, behind it.
    pub fn each_beside(&self, mut give: impl FnMut(u32, u32)) {
        let slots = (0..).zip(&*self.bits).flat_map(|(word, bits)| {
            (0..32).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 32 + bit)
        });
        slots.zip(&*self.beside).for_each(|(slot, kinds)| give(slot, *kinds));
    }
}

/// What the kinds beside groups are told from.
pub(super) struct Kinds<'a> {
    pub(super) texts: Texts<'a>,
    pub(super) targets: &'a [Target],
    pub(super) alphabets: &'a [Alphabet],
}

impl Kinds<'_> {
    /// The kinds beside the group of any of these entries.
    pub(super) fn beside(&self, entries: &[u32]) -> u32 {
        entries.iter().fold(0, |all, entry| all | self.beside_one(&self.texts.entries[*entry as usize]))
    }

    /// The bytes of the string beside its group or, where the string ends there, those that its targets allow.
    fn beside_one(&self, entry: &Entry) -> u32 {
        let text = self.texts.of(entry);
        let targets = &self.targets[entry.targets.start as usize..entry.targets.end as usize];
        let at = usize::from(entry.at);
        let allowed = |of: fn(&Target) -> u8| {
            let set = |target: &Target| {
                self.alphabets.get(usize::from(of(target))).map_or(ANY, |set| kinds_of(*set))
            };
            targets.iter().fold(0, |all, target| all | set(target))
        };
        let one = |byte: &u8| 1 << KIND[usize::from(*byte)];
        let before = match at.checked_sub(1) {
            Some(before) => one(&text[before]),
            None if targets.iter().any(|target| target.hump) => ANY,
            None => allowed(|target| target.before),
        };
        let behind = match text.get(at + 4) {
            Some(behind) => one(behind),
            // The group of a shorter string goes beyond its end.
            None if text.len() < at + 4 => ANY,
            None => allowed(|target| target.after),
        };
        before | behind << KINDS
    }
}

fn kinds_of(set: Alphabet) -> u32 {
    set.bytes().fold(0, |kinds, byte| kinds | 1 << KIND[usize::from(byte)])
}

#[cfg(test)]
mod tests {
    use super::{KIND, StringTable, may_stand_beside};
    use crate::rule::strings::slot;

    #[test]
    fn the_case_of_letters_is_not_regarded() {
        for byte in 0..=u8::MAX {
            assert_eq!(KIND[usize::from(byte)], KIND[usize::from(byte | 0x20)], "{byte}");
        }
    }

    #[test]
    fn what_stands_in_a_string_stands_beside_its_group() {
        for text in ["-xyzwq-", "-XYZWQ-"] {
            let table = StringTable::of_texts(&["xyzwq"]);
            let mut asked = Vec::new();
            table.each_beside(|slot, kinds| asked.push((slot, kinds)));
            let [(wanted, kinds)] = asked[..] else { panic!("one string has one group") };
            let hash = |group: &[u8]| slot(u32::from_le_bytes(group.try_into().unwrap()));
            let at = text.as_bytes().windows(4).position(|group| hash(group) == wanted).unwrap();
            let (before, behind) = (text.as_bytes()[at - 1], text.as_bytes()[at + 4]);
            assert!(may_stand_beside(kinds, before, behind), "{text}");
            // One side is the end of the string, where anything may stand; the other is a letter of it.
            assert!(!may_stand_beside(kinds, b'e', b'e') && !may_stand_beside(kinds, b'1', b'1'), "{text}");
        }
    }
}
