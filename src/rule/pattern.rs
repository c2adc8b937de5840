//! Reads the structure of a pattern and derives from it all that the engine relies on: the strings or digit runs that
//! every match must hold, how far a match reaches, how often it turns up by chance, how hard its values are to guess.
//! Nothing here is written by hand beside the pattern, so no gate can lose a match.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::model::text::{List, Text};
use crate::rule::alphabet::Alphabet;
use crate::rule::gate::{Gate, HEADS};
use crate::rule::{Anchor, Around, DigitRun, Literal};

use around::Beside;

pub mod around;
mod chance;
mod characters;
mod runs;
mod steps;

pub(crate) use chance::share;

/// The most strings an anchor may have.
const MOST_LITERALS: usize = 64;

/// The most bytes before an anchor: Azure's keys of 64 bytes carry their mark behind 76 characters.
const MOST_LEAD: usize = 80;

/// At how many places more than one a match may start before a run of digits that is its anchor.
const NEAR: u16 = 3;

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// The regular expression itself.
    Syntax(String),
    /// It can match without end.
    Unbounded,
    /// It can match nothing.
    Empty,
    /// No string and no digit run is in every match at a bounded distance from its start.
    Anchorless,
}

/// A pattern's structure.
pub struct Pattern {
    parts: Vec<Hir>,
    longest: usize,
}

impl Pattern {
    /// Parses a regular expression over bytes, as the engine will.
    pub fn parse(regex: &str) -> Result<Self, PatternError> {
        let hir = ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .nest_limit(64)
            .build()
            .parse(regex)
            .map_err(|error| PatternError::Syntax(first_line(&error.to_string())))?;
        if hir.properties().minimum_len().unwrap_or(0) == 0 {
            return Err(PatternError::Empty);
        }
        hir.properties().maximum_len().ok_or(PatternError::Unbounded)?;
        Ok(Self::of(&characters::apart(&hir)))
    }

    fn of(hir: &Hir) -> Self {
        let mut parts = Vec::new();
        flatten(hir, &mut parts);
        Self { parts, longest: longest(hir) }
    }

    /// The longest match in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The best anchor: the strings whose shortest is longest, else a run of digits. Digits stand everywhere, so where
    /// a match may start at many places before them, other strings come first: those of each alternative, or short ones
    /// with the byte behind them. `beside` says what may stand beside a match.
    pub fn anchor(&self, beside: Beside) -> Result<Anchor, PatternError> {
        if let Some(literals) = self.literals(beside) {
            return Ok(Anchor::Literals(literals.into()));
        }
        let digits = self.digits(beside);
        let named = || {
            let joined = self.distributed(beside).filter(|anchor| matches!(anchor, Anchor::Literals(_)));
            self.longer_literals(beside).map(|literals| Anchor::Literals(literals.into())).or(joined)
        };
        let near = |run: &DigitRun| run.lead_max - run.lead_min <= NEAR;
        match digits {
            Some(runs) if runs.iter().all(near) => Ok(Anchor::Digits(runs.into())),
            Some(runs) => Ok(named().unwrap_or_else(|| Anchor::Digits(runs.into()))),
            None => self.distributed(beside).or_else(named).ok_or(PatternError::Anchorless),
        }
    }

    /// Whether a run of digits is the first thing that every match has in common, whatever the anchor is.
    pub fn is_digits(&self) -> bool {
        self.literals(Beside::ANYTHING).is_none() && self.digits(Beside::ANYTHING).is_some()
    }

    fn literals(&self, beside: Beside) -> Option<Vec<Literal>> {
        longest_of((0..self.parts.len()).filter_map(|at| self.literals_at(at, false, beside)))
    }

    /// Strings with the byte that follows them, where that is one of few.
    fn longer_literals(&self, beside: Beside) -> Option<Vec<Literal>> {
        longest_of((0..self.parts.len()).filter_map(|at| self.literals_at(at, true, beside)))
    }

    /// What each of the first bytes can be; anything, from the first one on whose place is not fixed.
    pub fn heads(&self) -> [Alphabet; HEADS] {
        let sets = heads(&self.parts).0;
        std::array::from_fn(|at| sets.get(at).copied().unwrap_or(Alphabet::ALL))
    }

    /// The strings of the parts from `at` on, where they are few and at a bounded distance from the start.
    fn literals_at(&self, at: usize, longer: bool, beside: Beside) -> Option<Vec<Literal>> {
        let lead = self.lead(at)?;
        let mut strings = vec![Vec::new()];
        let mut end = at;
        for part in &self.parts[at..] {
            let Some(longer) = strings_of(part).and_then(|ends| product(&strings, &ends)) else { break };
            strings = longer;
            end += 1;
        }
        if strings[0].is_empty() {
            return None;
        }
        let mut gate = self.gate(at, end);
        let before = around::behind(&self.parts[..at], beside.before, 1).into();
        let after = around::ahead(&self.parts[end..], beside.after, 1).into();
        let mut around = Around { before, first: List::EMPTY, after };
        if longer {
            strings = product(&strings, &self.beginnings(end)?)?;
            // They tell of what stands behind the string without its last byte.
            (gate.behind, gate.holds) = (List::EMPTY, Text::EMPTY);
            around.after = List::EMPTY;
        }
        literals(&strings, lead, &gate, &around)
    }

    /// The joined anchor of the patterns that come of the first alternation, one for each of its branches.
    fn distributed(&self, beside: Beside) -> Option<Anchor> {
        let at = self.parts.iter().position(|part| matches!(part.kind(), HirKind::Alternation(_)))?;
        let HirKind::Alternation(branches) = self.parts[at].kind() else { return None };
        let anchor = |branch: &Hir| {
            let mut parts = self.parts[..at].to_vec();
            flatten(branch, &mut parts);
            parts.extend_from_slice(&self.parts[at + 1..]);
            Self { parts, longest: self.longest }.anchor(beside).ok()
        };
        join(branches.iter().map(anchor).collect::<Option<Vec<_>>>()?)
    }

    fn lead(&self, at: usize) -> Option<(u16, u16)> {
        let before = &self.parts[..at];
        let max: usize = before.iter().map(longest).sum();
        (max <= MOST_LEAD).then(|| (narrow(before.iter().map(shortest).sum()), narrow(max)))
    }
}

/// The strings whose shortest is longest; those of two bytes stand everywhere, and so does any single one but `@`.
fn longest_of(found: impl Iterator<Item = Vec<Literal>>) -> Option<Vec<Literal>> {
    let is_long = |literal: &Literal| literal.text.len() >= 3 || &*literal.text == "@";
    let long = found.filter(|found| found.iter().all(is_long));
    long.max_by_key(|found| found.iter().map(|literal| literal.text.len()).min())
}

/// Joins the anchors of alternatives into one that serves all; `None` where they are of different kinds.
pub fn join(anchors: Vec<Anchor>) -> Option<Anchor> {
    let mut anchors = anchors.into_iter();
    let first = anchors.next()?;
    anchors.try_fold(first, |one, other| match (one, other) {
        (Anchor::Digits(a), Anchor::Digits(b)) => Some(Anchor::Digits(a.iter().chain(&b).cloned().collect())),
        (Anchor::Literals(a), Anchor::Literals(b)) => {
            Some(Anchor::Literals(a.iter().chain(&b).cloned().collect()))
        }
        _ => None,
    })
}

/// The sets of the first bytes of parts in a row, and whether the parts end where the sets do.
fn heads(parts: &[Hir]) -> (Vec<Alphabet>, bool) {
    let mut sets = Vec::new();
    for part in parts {
        let (more, whole) = heads_of(part);
        sets.extend(more);
        if !whole || sets.len() >= HEADS {
            sets.truncate(HEADS);
            return (sets, false);
        }
    }
    (sets, true)
}

fn heads_of(hir: &Hir) -> (Vec<Alphabet>, bool) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            (literal.0.iter().map(|&byte| Alphabet::EMPTY.with(byte)).collect(), true)
        }
        HirKind::Class(class) => (vec![bytes_of(class)], true),
        HirKind::Capture(capture) => heads_of(&capture.sub),
        HirKind::Concat(inner) => heads(inner),
        HirKind::Repetition(repeated) => {
            let (once, whole) = heads_of(&repeated.sub);
            let certain = if whole { repeated.min as usize } else { usize::from(repeated.min > 0) };
            let sets = once.iter().copied().cycle().take(once.len() * certain.min(HEADS));
            (sets.collect(), whole && Some(repeated.min) == repeated.max && certain <= HEADS)
        }
        HirKind::Alternation(inner) => {
            let branches: Vec<_> = inner.iter().map(heads_of).collect();
            let shortest = branches.iter().map(|(sets, _)| sets.len()).min().unwrap_or(0);
            let whole = branches.iter().all(|(sets, whole)| *whole && sets.len() == shortest);
            let union = |at: usize| branches.iter().fold(Alphabet::EMPTY, |all, (sets, _)| all.or(sets[at]));
            ((0..shortest).map(union).collect(), whole)
        }
        HirKind::Look(_) | HirKind::Empty => (Vec::new(), true),
    }
}

fn first_line(message: &str) -> String {
    message.lines().rev().find_map(|line| line.strip_prefix("error: ")).unwrap_or(message).to_owned()
}

fn narrow(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// Top-level parts in order; captures opened, fixed repetitions of one part kept whole, zero-width parts left out, and
/// strings split where digits begin or end, so that these can be part of a run.
fn flatten(hir: &Hir, parts: &mut Vec<Hir>) {
    match hir.kind() {
        HirKind::Concat(inner) => inner.iter().for_each(|part| flatten(part, parts)),
        HirKind::Capture(capture) => flatten(&capture.sub, parts),
        HirKind::Look(_) | HirKind::Empty => {}
        HirKind::Literal(literal) => {
            let alike = |a: &u8, b: &u8| a.is_ascii_digit() == b.is_ascii_digit();
            parts.extend(literal.0.chunk_by(alike).map(Hir::literal));
        }
        _ => parts.push(hir.clone()),
    }
}

fn shortest(hir: &Hir) -> usize {
    hir.properties().minimum_len().unwrap_or(0)
}

fn longest(hir: &Hir) -> usize {
    hir.properties().maximum_len().unwrap_or(usize::MAX / 1024)
}

/// All strings of a part, lower case where its case does not matter; `None` where they are many.
fn strings_of(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Class(class) => class_strings(&bytes_of(class)),
        HirKind::Capture(capture) => strings_of(&capture.sub),
        HirKind::Concat(inner) => {
            inner.iter().try_fold(vec![Vec::new()], |strings, part| product(&strings, &strings_of(part)?))
        }
        HirKind::Alternation(inner) => {
            let all: Option<Vec<_>> = inner.iter().map(strings_of).collect();
            all.map(|lists| lists.concat()).filter(|strings| strings.len() <= MOST_LITERALS)
        }
        HirKind::Repetition(repeated) if Some(repeated.min) == repeated.max && repeated.min <= 4 => {
            let once = strings_of(&repeated.sub)?;
            (0..repeated.min).try_fold(vec![Vec::new()], |strings, _| product(&strings, &once))
        }
        _ => None,
    }
}

/// A letter in both cases is one string; any other class must be small.
fn class_strings(alphabet: &Alphabet) -> Option<Vec<Vec<u8>>> {
    let folded = alphabet.bytes().fold(Alphabet::EMPTY, |set, byte| set.with(byte.to_ascii_lowercase()));
    let caseless = alphabet.size() == 2 && folded.size() == 1;
    let strings: Vec<_> = if caseless { folded } else { *alphabet }.bytes().map(|byte| vec![byte]).collect();
    (strings.len() <= 4).then_some(strings)
}

fn product(starts: &[Vec<u8>], ends: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    (starts.len() * ends.len() <= MOST_LITERALS).then(|| {
        starts.iter().flat_map(|start| ends.iter().map(|end| [&start[..], &end[..]].concat())).collect()
    })
}

/// Literals are sought without regard to case: the verification that follows is exact. `None` where one cannot be
/// written, for half a character would be a string that nothing looks for.
fn literals(
    strings: &[Vec<u8>],
    (lead_min, lead_max): (u16, u16),
    gate: &Gate,
    around: &Around,
) -> Option<Vec<Literal>> {
    let lower = strings.iter().map(|string| String::from_utf8(string.to_ascii_lowercase()).ok());
    let mut lower = lower.collect::<Option<Vec<_>>>()?;
    lower.sort_unstable();
    lower.dedup();
    let literal = |text: String| {
        let text = Text::from(text);
        Literal { text, exact: false, lead_min, lead_max, gate: gate.clone(), around: around.clone() }
    };
    Some(lower.into_iter().map(literal).collect())
}

fn bytes_of(class: &Class) -> Alphabet {
    let ranges: Vec<(u8, u8)> = match class {
        Class::Bytes(bytes) => bytes.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Unicode(unicode) => {
            let byte = |character| u8::try_from(character).unwrap_or(u8::MAX);
            unicode.iter().map(|range| (byte(range.start()), byte(range.end()))).collect()
        }
    };
    ranges.into_iter().flat_map(|(from, to)| from..=to).fold(Alphabet::EMPTY, Alphabet::with)
}

/// The bytes a part can hold; for the start of a part this is an over-estimate, which is the safe side.
fn first_bytes(hir: &Hir) -> Alphabet {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().fold(Alphabet::EMPTY, |set, &byte| set.with(byte)),
        HirKind::Class(class) => bytes_of(class),
        HirKind::Capture(capture) => first_bytes(&capture.sub),
        HirKind::Repetition(repeated) => first_bytes(&repeated.sub),
        HirKind::Concat(inner) | HirKind::Alternation(inner) => {
            let sets = inner.iter().map(first_bytes);
            sets.fold(Alphabet::EMPTY, Alphabet::or)
        }
        HirKind::Look(_) | HirKind::Empty => Alphabet::EMPTY,
    }
}
