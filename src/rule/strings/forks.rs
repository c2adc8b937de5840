//! The strings of a hash as a tree of the bytes around their group, so that of many that have it few are compared. Decides
//! nothing: what is left is compared whole.

use std::ops::RangeInclusive;

use super::Entry;
use super::table::narrow;

/// So few entries are compared without a look at any byte.
const FEW: usize = 2;

/// The farthest byte that decides, from the start of a group.
const FARTHEST: i8 = i8::MAX;

/// What is asked where a group stands: to compare some entries, and to look at one more byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fork {
    /// Where in [`super::StringTable::refs`] the entries begin that are compared whatever that byte is.
    pub entries: u32,
    /// How many there are.
    pub entry_count: u32,
    /// The distance of the byte from the start of the group.
    pub offset: i8,
    /// How many values of it are worth going on.
    pub child_count: u8,
    /// The first of the forks behind these values; those of one byte stand together.
    pub children: u32,
    /// The fork of the entries that ask nothing of the byte; 0 for none, which is never one of them.
    pub rest: u32,
}

/// The forks of all hashes: those of the hashes themselves first, in their order.
#[derive(Default)]
pub(super) struct Forks {
    pub(super) all: Vec<Fork>,
    /// By fork, the folded byte that leads to it.
    pub(super) edges: Vec<u8>,
    pub(super) refs: Vec<u32>,
}

/// The entries and their bytes.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) entries: &'a [Entry],
    pub(super) bytes: &'a [u8],
}

impl<'a> Texts<'a> {
    /// The string of an entry.
    pub(super) fn of(&self, entry: &Entry) -> &'a [u8] {
        &self.bytes[entry.text.start as usize..entry.text.end as usize]
    }

    /// The folded byte of an entry at a distance from its group; `None` where its string does not reach.
    fn byte(&self, entry: u32, offset: i8) -> Option<u8> {
        let entry = &self.entries[entry as usize];
        let at = usize::from(entry.at).checked_add_signed(offset.into())?;
        self.of(entry).get(at).map(|byte| byte | 0x20)
    }

    /// How far any of these entries reaches from its group, no farther than is looked.
    fn reach(&self, entries: &[u32]) -> RangeInclusive<i8> {
        let entries = || entries.iter().map(|entry| &self.entries[*entry as usize]);
        let far = |distance: usize| i8::try_from(distance).unwrap_or(FARTHEST);
        let before = entries().map(|entry| usize::from(entry.at)).max().unwrap_or_default();
        let behind =
            entries().map(|entry| entry.text.len() - usize::from(entry.at)).max().unwrap_or_default();
        -far(before)..=far(behind)
    }
}

impl Forks {
    /// The forks of hashes with these entries.
    pub(super) fn of(texts: &Texts<'_>, hashes: &[Vec<u32>]) -> Self {
        let mut forks = Self::default();
        forks.room(&vec![0; hashes.len()]);
        for (at, entries) in hashes.iter().enumerate() {
            forks.plant(texts, at, entries.clone());
        }
        forks
    }

    /// Makes room for a fork behind each of these bytes, and gives the number of the first.
    fn room(&mut self, bytes: &[u8]) -> usize {
        let first = self.all.len();
        self.edges.extend(bytes);
        self.all.resize(self.edges.len(), Fork::default());
        first
    }

    fn plant(&mut self, texts: &Texts<'_>, at: usize, entries: Vec<u32>) {
        let Some(offset) = deciding(texts, &entries) else {
            self.all[at] = Fork {
                entries: narrow(self.refs.len()),
                entry_count: narrow(entries.len()),
                ..Fork::default()
            };
            self.refs.extend(entries);
            return;
        };
        let (rest, asked): (Vec<u32>, Vec<u32>) =
            entries.into_iter().partition(|entry| texts.byte(*entry, offset).is_none());
        let mut bytes = sorted_bytes(texts, &asked, offset);
        bytes.dedup();
        let children = self.room(&bytes);
        for (child, byte) in bytes.iter().enumerate() {
            let of_byte = asked.iter().copied().filter(|entry| texts.byte(*entry, offset) == Some(*byte));
            self.plant(texts, children + child, of_byte.collect());
        }
        let child_count = u8::try_from(bytes.len()).expect("folded bytes have 128 values");
        let mut fork = Fork { offset, child_count, children: narrow(children), ..Fork::default() };
        if rest.len() <= FEW {
            fork.entries = narrow(self.refs.len());
            fork.entry_count = narrow(rest.len());
            self.refs.extend(rest);
        } else {
            let own = self.room(&[0]);
            fork.rest = narrow(own);
            self.plant(texts, own, rest);
        }
        self.all[at] = fork;
    }
}

/// The byte that leaves fewest entries, whatever it is, the nearest of several; `None` where nothing is gained.
fn deciding(texts: &Texts<'_>, entries: &[u32]) -> Option<i8> {
    if entries.len() <= FEW {
        return None;
    }
    // The bytes of the group itself say nothing new.
    let offsets = texts.reach(entries).filter(|offset| !(0..4).contains(offset));
    let best =
        offsets.map(|offset| (most_left(texts, entries, offset), offset.unsigned_abs(), offset)).min()?;
    (best.0 < entries.len()).then_some(best.2)
}

/// How many entries a byte leaves where it is the commonest: those that have it, and those that ask nothing of it.
fn most_left(texts: &Texts<'_>, entries: &[u32], offset: i8) -> usize {
    let bytes = sorted_bytes(texts, entries, offset);
    let commonest = bytes.chunk_by(u8::eq).map(<[u8]>::len).max().unwrap_or_default();
    entries.len() - bytes.len() + commonest
}

/// The byte of each entry that asks for one at a distance from its group.
fn sorted_bytes(texts: &Texts<'_>, entries: &[u32], offset: i8) -> Vec<u8> {
    let mut bytes: Vec<u8> = entries.iter().filter_map(|entry| texts.byte(*entry, offset)).collect();
    bytes.sort_unstable();
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Entry, Forks, Texts};

    /// A list of one's own may hold more strings of one hash than have numbers of 16 bits, and nothing near tells them apart.
    #[test]
    fn any_number_of_strings_may_share_a_hash() {
        const MANY: u32 = 70_000;
        let entries = [Entry { text: 0..5, at: 0, head: 0, mask: 0, targets: 0..0 }];
        let texts = Texts { entries: &entries, bytes: b"alike" };
        let forks = Forks::of(&texts, &[vec![0; MANY as usize]]);
        let [root] = forks.all[..] else { panic!("nothing decides, so there is one fork") };
        assert_eq!((root.entry_count, root.child_count, root.rest), (MANY, 0, 0));
    }
}
