//! A table as bytes: what the build script writes into the program, for that many numbers are slow to compile, and what
//! the program reads at start. Numbers are little-endian; each list comes behind its length.

use super::{Bucket, Entry, Fork, StringTable, Target};
use crate::model::text::{List, Text};
use crate::rule::alphabet::Alphabet;

impl StringTable {
    /// The table as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.list(&self.bits, |out, &bits| out.number(bits));
        out.list(&self.ranks, |out, &rank| out.number(rank));
        out.list(&self.beside, |out, &kinds| out.number(kinds));
        out.list(&self.forks, |out, fork| {
            let byte = u32::from(fork.offset.cast_unsigned());
            [fork.entries, fork.entry_count, byte, fork.child_count.into(), fork.children, fork.rest]
                .into_iter()
                .for_each(|number| out.number(number));
        });
        out.list(&self.edges, |out, &byte| out.0.push(byte));
        out.list(&self.refs, |out, &entry| out.number(entry));
        out.list(&self.entries, |out, entry| {
            [entry.text.start, entry.text.end, entry.at.into(), entry.targets.start, entry.targets.end]
                .into_iter()
                .for_each(|number| out.number(number));
            [entry.head, entry.mask].into_iter().for_each(|number| out.long(number));
        });
        out.list(self.texts.as_bytes(), |out, &byte| out.0.push(byte));
        out.list(&self.targets, |out, target| {
            let flags = u32::from(target.exact) | u32::from(target.hump) << 1;
            [target.rule.into(), target.find.into(), target.entry.into(), target.word.into()]
                .into_iter()
                .chain([target.before.into(), target.after.into(), flags])
                .for_each(|number| out.number(number));
        });
        out.list(&self.alphabets, |out, set| set.0.into_iter().for_each(|word| out.long(word)));
        out.list(&self.single, |out, (byte, targets)| {
            [(*byte).into(), targets.start, targets.end].into_iter().for_each(|number| out.number(number));
        });
        out.list(&self.buckets, |out, bucket| bucket.0.into_iter().for_each(|set| out.long(set)));
        out.number(self.longest);
        out.number(self.longest_lead);
        out.0
    }

    /// The table that these bytes are.
    ///
    /// # Panics
    /// Where they are not what [`Self::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut from = Reader(bytes);
        let from = &mut from;
        Self {
            bits: from.list(Reader::number),
            ranks: from.list(Reader::number),
            beside: from.list(Reader::number),
            forks: from.list(Reader::fork),
            edges: from.list(|from| from.take::<1>()[0]),
            refs: from.list(Reader::number),
            entries: from.list(Reader::entry),
            texts: from.text(),
            targets: from.list(Reader::target),
            alphabets: from.list(|from| Alphabet(from.longs())),
            single: from.list(|from| (from.byte(), from.number()..from.number())),
            buckets: from.list(|from| Bucket(from.longs())),
            longest: from.number(),
            longest_lead: from.number(),
        }
    }
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn long(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    fn list<T>(&mut self, list: &[T], one: impl Fn(&mut Self, &T)) {
        self.number(u32::try_from(list.len()).expect("lists of a table are far below 2^32"));
        list.iter().for_each(|item| one(self, item));
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        let (bytes, rest) = self.0.split_first_chunk().expect("the table was written whole");
        self.0 = rest;
        *bytes
    }

    fn number(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    fn short(&mut self) -> u16 {
        u16::try_from(self.number()).expect("a number of 16 bits was written")
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.number()).expect("a number of 8 bits was written")
    }

    fn longs<const COUNT: usize>(&mut self) -> [u64; COUNT] {
        std::array::from_fn(|_| u64::from_le_bytes(self.take()))
    }

    fn list<T: Clone>(&mut self, one: impl Fn(&mut Self) -> T) -> List<T> {
        (0..self.number()).map(|_| one(self)).collect::<Vec<_>>().into()
    }

    fn text(&mut self) -> Text {
        let length = self.number() as usize;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        Text::from(std::str::from_utf8(text).expect("strings of rules are text").to_owned())
    }

    fn fork(&mut self) -> Fork {
        let (entries, entry_count, offset) = (self.number(), self.number(), self.byte().cast_signed());
        let (child_count, children, rest) = (self.byte(), self.number(), self.number());
        Fork { entries, entry_count, offset, child_count, children, rest }
    }

    fn entry(&mut self) -> Entry {
        let text = self.number()..self.number();
        let (at, targets) = (self.byte(), self.number()..self.number());
        let [head, mask] = self.longs();
        Entry { text, at, head, mask, targets }
    }

    fn target(&mut self) -> Target {
        let (rule, find, entry, word) = (self.short(), self.byte(), self.short(), self.byte());
        let (before, after, flags) = (self.byte(), self.byte(), self.number());
        Target { rule, find, entry, word, exact: flags & 1 == 1, before, after, hump: flags & 2 == 2 }
    }
}

#[cfg(test)]
mod tests {
    use super::StringTable;

    #[test]
    fn a_table_comes_back_as_it_was() {
        for texts in [&["ssn", "password", "@", "Ünï"][..], &[]] {
            let table = StringTable::of_texts(texts);
            assert_eq!(StringTable::from_bytes(&table.to_bytes()), table);
        }
    }
}
