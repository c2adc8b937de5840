//! Which bytes may stand beside the group of a string, by sixteen kinds of bytes: what a prefilter asks before it looks at the
//! strings themselves. Says yes to every string that may be one of its rules'.

use super::{Entry, Place, StringTable, Target};
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
    /// Gives each hash of a group with the kinds that may stand before it and, above them, behind it; once for each entry.
    pub fn each_beside(&self, mut give: impl FnMut(u32, u32)) {
        let kinds: Vec<u32> = self.alphabets.iter().map(|set| kinds_of(*set)).collect();
        let slots = (0..).zip(&*self.bits).flat_map(|(word, bits)| {
            (0..32).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 32 + bit)
        });
        for (slot, range) in slots.zip(self.starts.windows(2)) {
            for place in &self.refs[range[0] as usize..range[1] as usize] {
                give(slot, self.kinds_beside(place, &kinds));
            }
        }
    }

    /// The bytes of the string beside its group or, where the string ends there, those that its targets allow.
    fn kinds_beside(&self, place: &Place, kinds: &[u32]) -> u32 {
        let entry = &self.entries[place.entry as usize];
        let targets = &self.targets[entry.targets.start as usize..entry.targets.end as usize];
        let [before, behind] = place.beside.to_le_bytes();
        let [before_counts, behind_counts] = place.mask.to_le_bytes();
        let allowed = |of: fn(&Target) -> u8| {
            let set = |target: &Target| kinds.get(usize::from(of(target))).copied().unwrap_or(ANY);
            targets.iter().fold(0, |all, target| all | set(target))
        };
        let one = |byte: u8| 1 << KIND[usize::from(byte)];
        let before = match before_counts {
            0 if targets.iter().any(|target| target.hump) => ANY,
            0 => allowed(|target| target.before),
            _ => one(before),
        };
        let behind = match behind_counts {
            0 if self.is_shorter_than_group(entry) => ANY,
            0 => allowed(|target| target.after),
            _ => one(behind),
        };
        before | behind << KINDS
    }

    /// Whether the group of a string goes beyond its end.
    fn is_shorter_than_group(&self, entry: &Entry) -> bool {
        self.text(entry).len() < usize::from(entry.at) + 4
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
