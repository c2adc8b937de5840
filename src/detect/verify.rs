//! An anchor is a claim; here it becomes a match or nothing. The pattern is tried anchored at each place where a match
//! with that anchor may start: the same answer as trying it at every byte.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use super::boundary::may_end;
use super::gate::admits_start;
use crate::model::text::Text;
use crate::rule::{Literal, Rule, Run, Shape, TextFind, ValueShape};

/// A match of a text find: the whole and the value in it, as positions in the window's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) whole: Range<usize>,
    pub(super) value: Range<usize>,
    /// Hundredths of log2 of chance hits a MB.
    pub(super) chance: i32,
    /// The number of the template that fits, where the find has templates.
    pub(super) template: Option<usize>,
}

/// The regular expressions of all rules, each compiled when it is first needed.
pub(super) struct Patterns {
    compiled: Vec<Vec<OnceLock<Option<Regex>>>>,
}

impl Patterns {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let row = |rule: &Rule| rule.finds.iter().map(|_| OnceLock::new()).collect();
        Self { compiled: rules.iter().map(row).collect() }
    }

    /// The regular expression of a find, tried from the first byte on. The loader parsed it, so it compiles unless it
    /// is larger than the engine allows; then the find is silent and `rules test` says so.
    fn get(&self, rule: u16, find: u8, regex: &Text) -> Option<&Regex> {
        let cell = &self.compiled[usize::from(rule)][usize::from(find)];
        cell.get_or_init(|| compile(regex).ok()).as_ref()
    }
}

/// Compiles a pattern as the engine runs it: anchored, over bytes, in bounded memory.
pub fn compile(regex: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("\\A(?:{regex})")).unicode(false).size_limit(8 << 20).build()
}

/// Tries a text find at one start.
#[inline]
pub(super) fn verify(
    text: &[u8],
    start: usize,
    find: &TextFind,
    patterns: &Patterns,
    at: (u16, u8, u16),
) -> Option<Match> {
    admits_start(text, start, find).then(|| prove(text, start, find, patterns, at)).flatten()
}

/// Tries the shape of a find at a start that its gates admit.
#[inline(never)]
fn prove(
    text: &[u8],
    start: usize,
    find: &TextFind,
    patterns: &Patterns,
    at: (u16, u8, u16),
) -> Option<Match> {
    let (rule, number, entry) = at;
    let rest = &text[start..text.len().min(start + find.reach as usize)];
    let (length, value, template) = match &find.shape {
        Shape::LiteralRun(run) => {
            let length = literal_run(rest, find.literal(entry)?, run)?;
            (length, 0..length, None)
        }
        Shape::Templates(templates) => {
            let fitting = templates.iter().position(|template| fits(rest, &template.text))?;
            let length = templates[fitting].text.len();
            (length, 0..length, Some(fitting))
        }
        Shape::Regex(regex) => {
            let (length, value) = search(patterns.get(rule, number, regex)?, rest)?;
            (length, value, None)
        }
    };
    may_end(text, start + length, &find.after).then(|| Match {
        whole: start..start + length,
        value: start + value.start..start + value.end,
        chance: chance(find, template),
        template,
    })
}

fn chance(find: &TextFind, template: Option<usize>) -> i32 {
    match (&find.shape, template) {
        (Shape::Templates(templates), Some(template)) => templates[template].chance,
        _ => find.chance,
    }
}

/// Whether a whole value has the shape that a field or column asks for.
pub(super) fn value_fits(value: &[u8], shape: &ValueShape, patterns: &Patterns, at: (u16, u8)) -> bool {
    let length = value.len();
    (shape.min as usize..=shape.max as usize).contains(&length)
        && shape.alphabet.is_none_or(|alphabet| value.iter().all(|&byte| alphabet.has(byte)))
        && shape.regex.as_ref().is_none_or(|regex| {
            let pattern = patterns.get(at.0, at.1, regex);
            pattern.and_then(|pattern| pattern.find(value)).is_some_and(|found| found.end() == length)
        })
}

impl TextFind {
    fn literal(&self, entry: u16) -> Option<&Literal> {
        match &self.anchor {
            crate::rule::Anchor::Literals(literals) => literals.get(usize::from(entry)),
            crate::rule::Anchor::Digits(_) => None,
        }
    }
}

/// The literal was found at the start; the run behind it is the longest that the rule allows. Whether a longer one is
/// a match too is for the boundary to say.
fn literal_run(rest: &[u8], literal: &Literal, run: &Run) -> Option<usize> {
    let behind = rest.get(literal.text.len()..)?;
    let length = behind.iter().take(run.max as usize).take_while(|&&byte| run.alphabet.has(byte)).count();
    (length >= run.min as usize).then_some(literal.text.len() + length)
}

fn fits(rest: &[u8], template: &str) -> bool {
    let fits_one = |(wanted, &byte): (u8, &u8)| match wanted {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_alphabetic(),
        b'X' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        other => byte == other,
    };
    rest.len() >= template.len() && template.bytes().zip(rest).all(fits_one)
}

fn search(pattern: &Regex, rest: &[u8]) -> Option<(usize, Range<usize>)> {
    if pattern.captures_len() == 1 {
        let found = pattern.find(rest)?;
        return Some((found.end(), 0..found.end()));
    }
    let captures = pattern.captures(rest)?;
    let whole = captures.get(0)?.end();
    let value = captures.name("value").map_or(0..whole, |value| value.range());
    Some((whole, value))
}
