//! The strings of rules, sought in a text without regard to ASCII case: a kernel gives the positions of their groups,
//! eight bytes tell most often that a string does not stand there, and its neighbours that it is none of its rules'.
//! Every other hit of every string is reported, overlapping ones too.

use std::ops::Range;

use super::kernel::{BLOCK, Filter, Kernel, STRETCH};
use crate::model::window::Padded;
use crate::rule::alphabet::Alphabet;
use crate::rule::strings::{Entry, StringTable, Target, slot};

/// A table, and which numbers its rules have here; those that have none are left out.
pub(super) struct Part {
    pub(super) table: StringTable,
    pub(super) numbers: Option<Vec<Option<u16>>>,
}

impl Part {
    /// The number that a rule of the table has here.
    fn number(&self, rule: u16) -> Option<u16> {
        self.numbers.as_ref().map_or(Some(rule), |numbers| numbers[usize::from(rule)])
    }
}

/// Tables behind one filter, so that a text is looked at once whatever their number.
pub(super) struct Strings {
    filter: Filter,
    parts: Vec<Part>,
}

impl Strings {
    pub(super) fn new(parts: Vec<Part>) -> Self {
        let mut filter = Filter::empty();
        parts.iter().for_each(|part| filter.add(&part.table));
        Self { filter, parts }
    }

    /// The length of the longest string.
    pub(super) fn longest(&self) -> usize {
        self.parts.iter().map(|part| part.table.longest as usize).max().unwrap_or_default()
    }

    /// The most bytes between the start of a match and its string.
    pub(super) fn longest_lead(&self) -> usize {
        self.parts.iter().map(|part| part.table.longest_lead as usize).max().unwrap_or_default()
    }

    /// Every string with what it stands for and what may stand beside it.
    pub(super) fn sought(&self) -> impl Iterator<Item = (&[u8], Vec<(Target, Alphabet, Alphabet)>)> {
        self.parts.iter().flat_map(|part| {
            let set = |number: u8| part.table.alphabets[usize::from(number)];
            let beside = move |target: Target| {
                let target = Target { rule: part.number(target.rule)?, ..target };
                Some((target, set(target.before), set(target.after)))
            };
            part.table
                .strings()
                .map(move |(text, targets)| (text, targets.iter().copied().filter_map(beside).collect()))
        })
    }

    /// Every hit that lies within a range of a text and has the neighbours that its rule allows: its start, its length
    /// and what its string stands for.
    pub(super) fn find(
        &self,
        kernel: Kernel,
        padded: Padded<'_>,
        range: Range<usize>,
        mut hit: impl FnMut(usize, usize, Target),
    ) {
        let mut positions = [0; STRETCH + BLOCK];
        for start in range.clone().step_by(STRETCH) {
            let stretch = start..range.end.min(start + STRETCH);
            let found = kernel.groups(&self.filter, padded, stretch, &mut positions);
            let found = self.filter.keep_beside(padded, start, &mut positions, found);
            for &position in &positions[..found] {
                let search = Search { padded, range: &range, group: start + usize::from(position) };
                self.parts.iter().for_each(|part| search.at_group(part, &mut hit));
            }
        }
        self.parts.iter().for_each(|part| single(part, padded, &range, &mut hit));
    }
}

/// A place at which a group was seen.
struct Search<'a> {
    padded: Padded<'a>,
    range: &'a Range<usize>,
    group: usize,
}

impl Search<'_> {
    /// Compares the strings that have this group.
    fn at_group(&self, part: &Part, hit: &mut impl FnMut(usize, usize, Target)) {
        let table = &part.table;
        let bytes = self.padded.bytes();
        let group = bytes[self.group..].first_chunk::<4>().expect("four bytes of padding follow the text");
        let slot = slot(u32::from_le_bytes(*group));
        let (word, bit) = ((slot / 32) as usize, 1 << (slot % 32));
        if table.bits[word] & bit == 0 {
            return;
        }
        let before = table.bits[word] & (bit - 1);
        let rank = (table.ranks[word] + before.count_ones()) as usize;
        self.at_fork(part, rank, hit);
    }

    /// Compares the entries of a fork, and those behind what stands beside the group.
    fn at_fork(&self, part: &Part, mut number: usize, hit: &mut impl FnMut(usize, usize, Target)) {
        let table = &part.table;
        loop {
            let fork = &table.forks[number];
            let refs = &table.refs[fork.entries as usize..][..fork.entry_count as usize];
            for entry in refs.iter().map(|&entry| &table.entries[entry as usize]) {
                if let Some(start) = self.start_of(table, entry) {
                    report(part, self.padded, (start, table.text(entry)), &entry.targets, hit);
                }
            }
            if fork.child_count == 0 {
                return;
            }
            if fork.rest != 0 {
                self.at_fork(part, fork.rest as usize, hit);
            }
            let beside = self.group.checked_add_signed(fork.offset.into());
            let Some(beside) = beside.and_then(|at| self.padded.bytes().get(at)) else { return };
            let children = fork.children as usize;
            let edges = &table.edges[children..][..usize::from(fork.child_count)];
            let Some(child) = edges.iter().position(|edge| *edge == beside | 0x20) else { return };
            number = children + child;
        }
    }

    /// Where an entry stands, if it does: within the range, whatever the case of its letters.
    #[inline]
    fn start_of(&self, table: &StringTable, entry: &Entry) -> Option<usize> {
        let bytes = self.padded.bytes();
        let start = self.group.checked_sub(usize::from(entry.at))?;
        let head = bytes[start..].first_chunk::<8>()?;
        if u64::from_le_bytes(*head) & entry.mask != entry.head {
            return None;
        }
        let length = (entry.text.end - entry.text.start) as usize;
        if start < self.range.start || start + length > self.range.end {
            return None;
        }
        let behind = table.text(entry).get(8..).unwrap_or_default();
        let same = behind.is_empty() || bytes[start + 8..start + length].eq_ignore_ascii_case(behind);
        same.then_some(start)
    }
}

/// Strings of one byte are sought one after the other; there are few.
fn single(part: &Part, padded: Padded<'_>, range: &Range<usize>, hit: &mut impl FnMut(usize, usize, Target)) {
    for (byte, targets) in &part.table.single {
        for at in memchr::memchr_iter(*byte, &padded.bytes()[range.clone()]) {
            let start = range.start + at;
            report(part, padded, (start, std::slice::from_ref(byte)), targets, hit);
        }
    }
}

/// Reports a string to those of its targets that allow its neighbours.
fn report(
    part: &Part,
    padded: Padded<'_>,
    (start, text): (usize, &[u8]),
    targets: &Range<u32>,
    hit: &mut impl FnMut(usize, usize, Target),
) {
    let bytes = padded.bytes();
    let found = &bytes[start..start + text.len()];
    let before = start.checked_sub(1).map_or(0, |at| bytes[at]);
    let after = bytes[start + text.len()];
    let hump = before.is_ascii_lowercase() && found[0].is_ascii_uppercase();
    let table = &part.table;
    for target in &table.targets[targets.start as usize..targets.end as usize] {
        let allowed = |set: u8, byte: u8| table.alphabets[usize::from(set)].has(byte);
        let stands = allowed(target.after, after) && (allowed(target.before, before) || target.hump && hump);
        if !stands || (target.exact && found != text) {
            continue;
        }
        let rule =
            part.numbers.as_ref().map_or(Some(target.rule), |numbers| numbers[usize::from(target.rule)]);
        if let Some(rule) = rule {
            hit(start, text.len(), Target { rule, ..*target });
        }
    }
}

#[cfg(test)]
mod tests;
