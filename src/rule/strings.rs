//! The strings of all rules as one table that a prefilter runs: which strings there are, what each may be the start of,
//! and by which four bytes each is found. The build script makes that of the built-in rules; that of a user's own is
//! made at start. Reads no text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::alphabet::Alphabet;
use super::pattern::around::{after_key, beside_word};
use super::{Anchor, Find, Rule};
use crate::model::text::{List, Text};

mod beside;
mod buckets;
mod forks;
mod frequency;
mod groups;
mod stored;
mod table;

pub use beside::may_stand_beside;
pub use buckets::{Bucket, SETS, class};
pub use forks::Fork;
pub use groups::{Group, HASH_BITS, slot};

/// What a hit of a string may be the start of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The rule's number.
    pub rule: u16,
    /// The find's number in the rule.
    pub find: u8,
    /// The number of the literal, key, word or phrase in the find.
    pub entry: u16,
    /// The number of the word in a phrase.
    pub word: u8,
    /// How its string must stand.
    pub exact: bool,
    /// The number in [`StringTable::alphabets`] of what may stand before the string.
    pub before: u8,
    /// The same of what may stand behind it.
    pub after: u8,
    /// Whether the string may begin with a capital behind a small letter whatever else is barred before it.
    pub hump: bool,
}

/// A string, and where in it the group lies by which it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where its bytes lie in [`StringTable::texts`].
    pub text: Range<u32>,
    /// The distance of its group from its start.
    pub at: u8,
    /// Its first eight bytes or fewer, in the order of a little-endian number, of which only bits that count are set.
    pub head: u64,
    /// Which bits of them count: of letters all but the one that tells their case.
    pub mask: u64,
    /// Where its targets lie in [`StringTable::targets`].
    pub targets: Range<u32>,
}

/// The strings of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringTable {
    /// A bit for each hash of a group: whether an entry has it.
    pub bits: List<u32>,
    /// How many bits before each word of `bits` are set.
    pub ranks: List<u32>,
    /// By the rank of a set bit, the kinds of bytes that may stand before its groups and, above them, behind.
    pub beside: List<u32>,
    /// What is asked of a place: a fork for each set bit, by its rank, and those behind them.
    pub forks: List<Fork>,
    /// By fork, the folded byte that leads to it.
    pub edges: List<u8>,
    /// The entries that forks name.
    pub refs: List<u32>,
    /// The strings of three bytes and more.
    pub entries: List<Entry>,
    /// All their bytes, lower case.
    pub texts: Text,
    /// What the strings stand for.
    pub targets: List<Target>,
    /// The sets of bytes that targets name.
    pub alphabets: List<Alphabet>,
    /// Strings of one byte, with their targets.
    pub single: List<(u8, Range<u32>)>,
    /// The groups in buckets.
    pub buckets: List<Bucket>,
    /// The length of the longest string.
    pub longest: u32,
    /// The most bytes between the start of a match and its string.
    pub longest_lead: u32,
}

/// Rules whose table is made already.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// The rules, in the order of their ids.
    pub rules: &'static [Rule],
    /// Their table, as [`StringTable::to_bytes`] wrote it.
    pub strings: &'static [u8],
}

/// A string that is sought, before it has a place in a table.
#[derive(Clone, Debug)]
struct Sought {
    target: Target,
    before: Alphabet,
    after: Alphabet,
}

impl StringTable {
    /// The table of those rules that `wanted` names by their numbers.
    pub fn of(rules: &[Rule], wanted: impl Fn(usize) -> bool) -> Self {
        let mut collected = Collected::default();
        for (rule, number) in rules.iter().zip(0_u16..) {
            let finds = rule.finds.iter().zip(0..).filter(|_| wanted(usize::from(number)));
            finds.for_each(|(find, position)| collected.find(number, position, find));
        }
        table::build(&collected.strings, collected.longest_lead)
    }

    /// A table of plain strings, each known by its number as an entry and wanted beside anything: for benchmarks and tests.
    pub fn of_texts(texts: &[&str]) -> Self {
        let mut collected = Collected::default();
        for (text, entry) in texts.iter().zip(0..) {
            let target =
                Target { rule: 0, find: 0, entry, word: 0, exact: false, before: 0, after: 0, hump: false };
            collected.push(text, target, Alphabet::ALL, Alphabet::ALL);
        }
        table::build(&collected.strings, 0)
    }

    /// Every string with what it stands for.
    pub fn strings(&self) -> impl Iterator<Item = (&[u8], &[Target])> {
        let targets = |range: &Range<u32>| &self.targets[range.start as usize..range.end as usize];
        let single =
            self.single.iter().map(move |(byte, range)| (std::slice::from_ref(byte), targets(range)));
        single.chain(self.entries.iter().map(move |entry| (self.text(entry), targets(&entry.targets))))
    }

    /// The bytes of an entry.
    pub fn text(&self, entry: &Entry) -> &[u8] {
        &self.texts.as_bytes()[entry.text.start as usize..entry.text.end as usize]
    }
}

#[derive(Default)]
struct Collected {
    strings: BTreeMap<Vec<u8>, Vec<Sought>>,
    longest_lead: u16,
}

impl Collected {
    fn find(&mut self, rule: u16, find: u8, what: &Find) {
        let target = Target { rule, find, entry: 0, word: 0, exact: false, before: 0, after: 0, hump: false };
        match what {
            Find::InText(text) => self.literals(&text.anchor, target),
            Find::InField(field) => field.anchors.iter().for_each(|anchor| self.key(anchor, target)),
            Find::InWords(words) => self.phrases(&words.words, target),
            Find::InMarking(marking) => self.phrases(&marking.phrases, target),
            Find::InColumn(_) | Find::InRecord(_) | Find::InFile(_) => {}
        }
    }

    fn literals(&mut self, anchor: &Anchor, target: Target) {
        let Anchor::Literals(literals) = anchor else { return };
        for (literal, entry) in literals.iter().zip(0..) {
            self.longest_lead = self.longest_lead.max(literal.lead_max);
            let first = |sets: &List<Alphabet>| sets.first().copied().unwrap_or(Alphabet::ALL);
            let target = Target { entry, exact: literal.exact, ..target };
            let around = &literal.around;
            self.push(&literal.text, target, first(&around.before), first(&around.after));
        }
    }

    /// A key ends with its words, so its last word begins where a word can and goes on with a number at most.
    fn key(&mut self, text: &str, target: Target) {
        // Scripts without spaces begin words anywhere.
        let before = if text.is_ascii() { beside_word().0 } else { Alphabet::ALL };
        self.push(text, Target { hump: true, ..target }, before, after_key());
    }

    /// A phrase is sought by its longest word: what stands between its words may differ.
    fn phrases(&mut self, phrases: &[Text], target: Target) {
        for (phrase, entry) in phrases.iter().zip(0..) {
            let longest = phrase.split(' ').zip(0..).max_by_key(|(word, _)| word.len());
            if let Some((text, word)) = longest {
                let (before, after) = beside_word();
                self.push(text, Target { entry, word, ..target }, before, after);
            }
        }
    }

    fn push(&mut self, text: &str, target: Target, before: Alphabet, after: Alphabet) {
        self.strings.entry(text.as_bytes().to_vec()).or_default().push(Sought { target, before, after });
    }
}
