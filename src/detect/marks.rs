//! Marks by which authors answer for what stands on a line: `sealant:allow RULE reason` in any kind of comment, on the
//! line of the value or alone on the line above it, and the marks of other tools. Says what stands where; whether a mark
//! is obeyed, policy decides.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memmem;

use super::lines::LineCursor;
use crate::model::suppression::{IdleMark, Mark, MarkTool};
use crate::model::window::{AFTER, BEFORE, Window};

/// Our own mark.
const OWN: &[u8] = b"sealant:allow";

/// A mark counts if it begins at most this many bytes behind the value.
const REACH: usize = 4 * 1024;

/// So many marks of an artifact are followed up; idle ones beyond are not told of.
const MOST_MARKS: usize = 1_000;

/// How far lines are followed back: every window reaches so far, and to the byte before.
const BACK: usize = BEFORE - 1;

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 200;

/// The marks of an artifact, and which stand beside a finding.
#[derive(Default)]
pub(super) struct MarkBook {
    /// Our own, by their offset.
    own: BTreeMap<u64, IdleMark>,
    /// The offsets of those beside which something stands: of marks that are seen, and of some that will be.
    used: BTreeSet<u64>,
    /// Whether there is any mark near what the current window owns.
    any_here: bool,
    /// Where in the current window's text something was found.
    values: Vec<Range<usize>>,
}

impl MarkBook {
    /// Looks over a window before candidates found in it are asked about.
    pub(super) fn see(
        &mut self,
        window: &Window<'_>,
        cursor: &LineCursor,
        values: impl Iterator<Item = Range<usize>>,
    ) {
        let (text, owned) = (window.text(), window.owned());
        let end = text.len().min(owned.end + OWN.len() - 1);
        let mut cursor = cursor.clone();
        for at in memmem::find_iter(&text[owned.start..end], OWN).map(|at| owned.start + at) {
            if let Some(read) = mark_at(text, at, MarkTool::Sealant)
                && self.own.len() < MOST_MARKS
            {
                let line = cursor.place(window, &(at..at + OWN.len())).line;
                let idle = IdleMark { line, rules: read.mark.rules };
                self.own.insert(window.offset(at), idle);
            }
        }
        let holds = |needle: &[u8]| memmem::find(text, needle).is_some();
        self.values.clear();
        self.values.extend(values);
        self.any_here = !self.values.is_empty() && (holds(b"allow") || holds(b"pragma:"));
    }

    /// The mark beside a range of a window's text. The ranges of one window are asked about before the next is seen.
    pub(super) fn beside(&mut self, window: &Window<'_>, range: &Range<usize>) -> Option<Mark> {
        if !self.any_here {
            return None;
        }
        let text = window.text();
        let found = on_the_lines_of(text, range).or_else(|| above(text, range))?;
        let offset = window.offset(found.at);
        if self.own.len() < MOST_MARKS || self.own.contains_key(&offset) {
            self.used.insert(offset);
        }
        let holds = |value: &Range<usize>| found.reason.start < value.end && value.start < found.reason.end;
        // A reason that holds this or another value is not repeated.
        let hides = holds(range) || self.values.iter().any(holds);
        Some(if hides { Mark { reason: "".into(), ..found.mark } } else { found.mark })
    }

    /// The marks beside which nothing stands.
    pub(super) fn idle(self) -> Vec<IdleMark> {
        let Self { own, used, .. } = self;
        own.into_iter().filter(|(offset, _)| !used.contains(offset)).map(|(_, mark)| mark).collect()
    }
}

/// A mark and where it stands in a text.
struct Read {
    mark: Mark,
    at: usize,
    reason: Range<usize>,
}

/// A mark on any line that the range touches. It may lie in what the window does not own, but never further than every
/// window reaches.
fn on_the_lines_of(text: &[u8], range: &Range<usize>) -> Option<Read> {
    let start = line_start(text, range.start, BACK);
    let limit = text.len().min(range.end + REACH).min(range.start + AFTER).max(range.end);
    let end = line_end(text, range.end, limit);
    let own = marks_in(text, start..end, OWN).find_map(|at| mark_at(text, at, MarkTool::Sealant));
    own.or_else(|| of_others(text, start..end, false))
}

/// A mark alone on the line above: nothing but signs stands before it. Another tool's pragma says itself that it is
/// about the next line.
fn above(text: &[u8], range: &Range<usize>) -> Option<Read> {
    let start = line_start(text, range.start, BACK);
    let end = text[..start].strip_suffix(b"\n").map_or(start, <[u8]>::len);
    let end = text[..end].strip_suffix(b"\r").map_or(end, <[u8]>::len);
    if end == start {
        return None;
    }
    let line = line_start(text, end, BACK - (range.start - end).min(BACK))..end;
    let is_alone = |at: &usize| !text[line.start..*at].iter().any(u8::is_ascii_alphanumeric);
    let own = marks_in(text, line.clone(), OWN).find(is_alone);
    let own = own.and_then(|at| mark_at(text, at, MarkTool::Sealant));
    own.or_else(|| of_others(text, line, true))
}

fn marks_in<'t>(text: &'t [u8], range: Range<usize>, mark: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let start = range.start;
    memmem::find_iter(&text[range], mark).map(move |at| start + at)
}

/// `gitleaks:allow`, `pragma: allowlist secret`, and the latter for the next line.
fn of_others(text: &[u8], range: Range<usize>, next_line: bool) -> Option<Read> {
    let gitleaks = marks_in(text, range.clone(), b"gitleaks:allow").next().filter(|_| !next_line);
    if let Some(at) = gitleaks {
        return mark_at(text, at, MarkTool::Gitleaks);
    }
    let is_pragma = |at: &usize| {
        let rest = &text[at + b"pragma:".len()..range.end];
        let rest = rest.trim_ascii_start();
        let list = [&b"allowlist"[..], b"whitelist"].into_iter().find_map(|list| rest.strip_prefix(list));
        let rest = list.map(|rest| rest.strip_prefix(b"-").unwrap_or(rest).trim_ascii_start());
        let wanted: &[u8] = if next_line { b"nextline secret" } else { b"secret" };
        rest.is_some_and(|rest| rest.starts_with(wanted))
    };
    let pragma = marks_in(text, range.clone(), b"pragma:").find(is_pragma)?;
    mark_at(text, pragma, MarkTool::DetectSecrets)
}

/// The mark that begins at a position. It stands for itself: a longer word that holds it is none.
fn mark_at(text: &[u8], at: usize, tool: MarkTool) -> Option<Read> {
    let begins = at.checked_sub(1).is_none_or(|before| !is_word(text[before]));
    if !begins {
        return None;
    }
    if tool != MarkTool::Sealant {
        let mark = Mark { tool, rules: Vec::new(), reason: "".into() };
        return Some(Read { mark, at, reason: at..at });
    }
    let start = at + OWN.len();
    let line = start..line_end(text, start, text.len().min(start + REACH));
    if text[line.clone()].first().is_some_and(|byte| is_word(*byte) || *byte == b'-') {
        return None;
    }
    let names = skip(text, line.clone(), |byte| matches!(byte, b' ' | b'\t' | b':' | b'='));
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"/_*?-,.".contains(byte);
    let length = text[names..line.end].iter().take_while(|byte| is_name(byte)).count();
    let rules = text[names..names + length].split(|byte| *byte == b',');
    let rules = rules
        .map(<[u8]>::trim_ascii)
        .filter(|rule| rule.iter().any(|byte| byte.is_ascii_alphanumeric() || *byte == b'*'));
    let rules = rules.map(|rule| String::from_utf8_lossy(rule).trim_end_matches('-').into()).collect();
    let reason = trimmed(text, names + length..line.end);
    let words = printable(&text[reason.clone()]);
    Some(Read { mark: Mark { tool, rules, reason: words }, at, reason })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn skip(text: &[u8], range: Range<usize>, skipped: impl Fn(u8) -> bool) -> usize {
    range.start + text[range].iter().take_while(|byte| skipped(**byte)).count()
}

/// A reason without the white space around it and what ends a comment or a string.
fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let start = skip(text, range.clone(), |byte| byte.is_ascii_whitespace() || matches!(byte, b':' | b'-'));
    let closes = |byte: u8| byte.is_ascii_whitespace() || b"*/->#}%\"';,".contains(&byte);
    let behind = text[start..range.end].iter().rev().take_while(|byte| closes(**byte)).count();
    start..range.end - behind
}

/// Whether a word of a reason looks more like a value than like a word: it is long, or has many digits.
fn may_be_value(word: &str) -> bool {
    word.len() > 24 || word.bytes().filter(u8::is_ascii_digit).count() > 5
}

/// What may be repeated in a report.
fn printable(reason: &[u8]) -> Box<str> {
    let reason = String::from_utf8_lossy(reason);
    let words: Vec<&str> =
        reason.split_whitespace().map(|word| if may_be_value(word) { "[…]" } else { word }).collect();
    let words = words.join(" ");
    words.chars().filter(|character| !character.is_control()).take(LONGEST_REASON).collect::<String>().into()
}

/// The start of the line, looking back at most so far.
fn line_start(text: &[u8], at: usize, most: usize) -> usize {
    let from = at.saturating_sub(most);
    memchr::memrchr2(b'\n', b'\r', &text[from..at]).map_or(from, |found| from + found + 1)
}

/// The end of the line, looking no further than `limit`.
fn line_end(text: &[u8], at: usize, limit: usize) -> usize {
    let limit = limit.max(at);
    memchr::memchr2(b'\n', b'\r', &text[at..limit]).map_or(limit, |found| at + found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    use super::{AFTER, BEFORE, LineCursor, Mark, MarkBook, Window};
    use crate::model::window::PADDING;

    /// The mark beside the first `VALUE` of a text, as `tool rules reason`, and the lines of idle marks.
    fn check(text: &str, beside: Option<&str>, idle: &[u64]) {
        let mut padded = text.as_bytes().to_vec();
        padded.extend([0; PADDING]);
        let window = Window::new(&padded, 0, 0..text.len(), true);
        let mut book = MarkBook::default();
        let start = text.find("VALUE").unwrap();
        book.see(&window, &LineCursor::default(), std::iter::once(start..start + 5));
        let mark = book.beside(&window, &(start..start + 5));
        let mark = mark.map(|mark| format!("{} {} {}", mark.tool.name(), mark.rules.join(","), mark.reason));
        assert_eq!(mark.as_deref(), beside, "{text}");
        let lines: Vec<u64> = book.idle().into_iter().map(|mark| mark.line).collect();
        assert_eq!(lines, idle, "{text}");
    }

    #[test]
    fn a_mark_counts_in_any_comment_of_its_line() {
        let own = Some("sealant:allow secret/x sample of the docs");
        for comment in [
            "# sealant:allow secret/x sample of the docs",
            "// sealant:allow: secret/x - sample of the docs",
            "/* sealant:allow secret/x sample of the docs */",
            "<!-- sealant:allow secret/x sample of the docs -->",
            "-- sealant:allow secret/x sample of the docs",
            "{# sealant:allow secret/x sample of the docs #}",
        ] {
            check(&format!("a\nkey = VALUE {comment}\nb"), own, &[]);
            check(&format!("a\n  {comment}\r\nkey = VALUE\nb"), own, &[]);
        }
        check(
            "\"VALUE\", \"sealant:allow secret/*,health why\"",
            Some("sealant:allow secret/*,health why"),
            &[],
        );
        check("VALUE sealant:allow", Some("sealant:allow  "), &[]);
    }

    #[test]
    fn a_mark_elsewhere_is_idle() {
        check("VALUE\n# sealant:allow secret/x why", None, &[2]);
        check("# sealant:allow secret/x why\n\nVALUE", None, &[1]);
        check("x = 1 # sealant:allow secret/x why\nVALUE", None, &[1]);
        check("VALUE # unsealant:allow secret/x", None, &[]);
        check("VALUE # sealant:allowed secret/x", None, &[]);
    }

    #[test]
    fn marks_of_other_tools_are_read() {
        check("VALUE # gitleaks:allow", Some("gitleaks:allow  "), &[]);
        check("VALUE # pragma: allowlist secret", Some("pragma: allowlist secret  "), &[]);
        check("VALUE // pragma: whitelist secret", Some("pragma: allowlist secret  "), &[]);
        check("# pragma: allowlist nextline secret\nVALUE", Some("pragma: allowlist secret  "), &[]);
        check("# pragma: allowlist secret\nVALUE", None, &[]);
        check("VALUE # pragma: allowlist nextline secret", None, &[]);
        check("VALUE # pragma: once", None, &[]);
    }

    #[test]
    fn a_reason_does_not_repeat_the_value() {
        check("sealant:allow secret/x it is VALUE", Some("sealant:allow secret/x "), &[]);
        let long = "abcdefghijklmnopqrstuvwxyz";
        let kept = Some("sealant:allow secret/x like […] and […] of ABC-12345");
        check(&format!("VALUE sealant:allow secret/x like {long} and 536-90-4399 of ABC-12345"), kept, &[]);
    }

    /// What the book says of the marks of a text when it is seen in windows cut at these places.
    fn seen(text: &[u8], cuts: &[usize], values: &[usize]) -> (Vec<Option<Mark>>, Vec<u64>) {
        let mut book = MarkBook::default();
        let mut cursor = LineCursor::default();
        let mut marks = Vec::new();
        let ends = cuts.iter().copied().chain([text.len()]);
        let mut start = 0;
        for end in ends {
            let (from, to) = (start.max(BEFORE) - BEFORE, text.len().min(end + AFTER));
            let mut padded = text[from..to].to_vec();
            padded.extend([0; PADDING]);
            let window = Window::new(&padded, from as u64, start - from..end - from, to == text.len());
            let owned: Vec<usize> =
                values.iter().copied().filter(|value| (start..end).contains(value)).collect();
            book.see(&window, &cursor, owned.iter().map(|value| value - from..value - from + 5));
            marks.extend(owned.iter().map(|value| book.beside(&window, &(value - from..value - from + 5))));
            cursor.advance(&window, end - from);
            start = end;
        }
        (marks, book.idle().into_iter().map(|mark| mark.line).collect())
    }

    proptest! {
        #[test]
        fn marks_do_not_depend_on_where_windows_are_cut(
            parts in prop::collection::vec(0..8_usize, 1..40),
            lengths in prop::collection::vec(0..3_000_usize, 40),
            cuts in prop::collection::btree_set(1..60_000_usize, 0..6),
        ) {
            let mut text = Vec::new();
            let mut values = Vec::new();
            for (part, length) in parts.iter().zip(&lengths) {
                match part {
                    0 | 1 => {
                        values.push(text.len());
                        text.extend_from_slice(b"VALUE ");
                    }
                    2 => text.extend_from_slice(b"# sealant:allow secret/x why\n"),
                    3 => text.extend_from_slice(b" gitleaks:allow "),
                    4 => text.extend_from_slice(b"// pragma: allowlist nextline secret\r\n"),
                    5 => text.extend(std::iter::repeat_n(b'x', *length)),
                    _ => text.push(b'\n'),
                }
            }
            let cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < text.len()).collect();
            prop_assert_eq!(seen(&text, &cuts, &values), seen(&text, &[], &values));
        }
    }
}
