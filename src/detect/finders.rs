//! Hits of the prefilter in one window → candidates: text by shape, keys with their values, words, markings. Each
//! candidate is found in the window that owns its start, whatever the windows.

use std::cell::RefCell;
use std::ops::Range;

use super::Engine;
use super::anchors::{DigitTarget, Run};
use super::candidate::{Candidate, Need};
use super::gate::{digit_leads, leads};
use super::keys::Assignments;
use super::language::{Language, LanguagesAround};
use super::nearby::Nearby;
use super::prior::{PlaceKind, Prior, Priors};
use super::score::Case;
use super::verify::{Match, verify};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::rule_doc::Family;
use crate::model::window::Window;
use crate::rule::strings::Target;
use crate::rule::{Anchor, Find, MarkingFind, Rule, Shape, TextFind, WordsFind, Zone};

/// Chance hits a MB of a listed word, before anything stands near it: log2, in hundredths.
const WORD_CHANCE: i32 = 200;

/// Chance hits a MB of the phrase of a marking, used as no marking: log2, in hundredths, by its number of words.
const MARKING_CHANCE: [i32; 3] = [300, -100, -500];

/// How many first lines are the head of a document.
const HEAD_LINES: usize = 10;

/// A way in which a marking stands out.
struct Heading {
    /// How many letters may stand beside it on its line.
    most_letters: usize,
    /// Whether it must be among the first lines of a document.
    first: bool,
    /// Its worth in hundredths of bits.
    bits: i32,
    because: &'static str,
}

impl Heading {
    fn worth(&self) -> (Bits, &'static str) {
        (Bits(self.bits), self.because)
    }
}

/// The strongest first.
const HEADINGS: [Heading; 3] = [
    Heading { most_letters: 0, first: true, bits: 900, because: "alone on a line at the top" },
    Heading { most_letters: 0, first: false, bits: 500, because: "alone on its line" },
    Heading { most_letters: 40, first: true, bits: 400, because: "at the top, with few words beside it" },
];

/// A candidate and where its value lies in the window's text.
pub(super) type Found = (Range<usize>, Candidate);

/// Finds candidates in one window.
pub(super) struct Finder<'a> {
    pub(super) engine: &'a Engine,
    pub(super) prior: Prior,
    pub(super) window: &'a Window<'a>,
    pub(super) found: Vec<Found>,
    pub(super) assignments: Assignments,
    /// Whether rows or fields may say more of a value than the text around it.
    is_structured: bool,
    /// Of the value that was claimed last: its other rules follow.
    nearby: Nearby<'a>,
    languages: RefCell<LanguagesAround>,
    explained: Explained,
    pub(super) reject: &'a mut dyn FnMut(Range<usize>, &Candidate, &'static str),
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        prior: Prior,
        window: &'a Window<'a>,
        reject: &'a mut dyn FnMut(Range<usize>, &Candidate, &'static str),
    ) -> Self {
        Self {
            engine,
            prior,
            window,
            found: Vec::new(),
            assignments: Assignments::default(),
            is_structured: false,
            nearby: Nearby::of(window.text(), 0..0),
            languages: RefCell::default(),
            explained: Explained::default(),
            reject,
        }
    }

    /// The same, where rows or fields may say more of a value than the text around it.
    pub(super) fn structured(self, is_structured: bool) -> Self {
        Self { is_structured, ..self }
    }

    /// The same, passing over what columns explain: ranges of the window's text, in order and apart from each other.
    /// Secrets are found there all the same.
    pub(super) fn passing_over(self, explained: Vec<Range<usize>>) -> Self {
        Self { explained: Explained { ranges: explained, next: 0 }, ..self }
    }
}

impl Finder<'_> {
    /// All candidates that the window owns, in the order of their start.
    pub(super) fn run(mut self) -> Vec<Found> {
        let engine = self.engine;
        engine.anchors.strings(self.window, |start, length, target| self.string(start, length, target));
        let mut explained = std::mem::take(&mut self.explained);
        let skip = |at: usize| explained.holds(at);
        engine.anchors.digit_runs_but(self.window, skip, |run, target| self.digits(run, target));
        // Several anchors may lead to one match, and several finds of a rule to one value: the likeliest stands for all.
        // Where a find looks at some paths only, another one of its rule may know the value all the same.
        let same = |one: &Candidate| (one.rule, one.by_path);
        self.found.sort_by_key(|(range, one)| (range.start, range.end, same(one), -one.score()));
        self.found.dedup_by(|(range, one), (kept, best)| range == kept && same(one) == same(best));
        self.found
    }

    pub(super) fn string(&mut self, start: usize, length: usize, target: &Target) {
        let rule = &self.engine.rules[usize::from(target.rule)];
        if rule.doc.family != Family::Secret && self.explained.holds(start) {
            return;
        }
        match &rule.finds[usize::from(target.find)] {
            Find::InText(find) => self.literal(start, target, find),
            Find::InField(find) => self.field(start..start + length, target, find),
            Find::InWords(find) => self.word(start..start + length, target, find),
            Find::InMarking(find) => self.marking(start..start + length, target, find),
            Find::InColumn(_) | Find::InRecord(_) | Find::InFile(_) => {}
        }
    }

    fn literal(&mut self, hit: usize, target: &Target, find: &TextFind) {
        let engine = self.engine;
        let window = self.window;
        at_literal(engine, window, hit, target, find, |matched| {
            self.text_match(target.rule, target.find, find, matched);
        });
    }

    pub(super) fn digits(&mut self, run: Run, target: &DigitTarget) {
        let engine = self.engine;
        let window = self.window;
        let Find::InText(find) = &engine.rules[usize::from(target.rule)].finds[usize::from(target.find)]
        else {
            return;
        };
        at_digits(engine, window, run, target, find, |matched| {
            self.text_match(target.rule, target.find, find, matched);
        });
    }

    fn text_match(&mut self, number: u16, position: u8, find: &TextFind, matched: Match) {
        let rule = &self.engine.rules[usize::from(number)];
        let text = self.window.text();
        let case = Case {
            digits: find.digits,
            literal: !find.digits,
            decode: &find.decode,
            ..self.case(rule, number, matched.chance)
        };
        let value = &text[matched.value.clone()];
        let mut candidate = case.proof(value);
        candidate.variant = variant_of(rule, &text[matched.whole.clone()]);
        candidate.need = find.near.as_ref().map(|near| Need { find: position, within: near.within });
        let (named, lent) = self.most_added(&candidate);
        if candidate.could_be_reported(named + lent) {
            case.looks(value, &mut candidate);
        }
        if candidate.could_be_reported(named + lent) {
            let goes_beyond = matches!(find.shape, Shape::Regex(_));
            let around = if goes_beyond { &matched.whole } else { &matched.value };
            case.surroundings(self.nearby(around), &matched.value, lent, &mut candidate);
            // A pattern that goes beyond its value names it with its own words.
            let named = matched.whole != matched.value;
            case.home(|| self.language_at(matched.value.start), named, &mut candidate);
        }
        self.keep(matched.value, candidate);
    }

    /// The most that a name can add to a candidate, and the most that its neighbours and the language around it can.
    fn most_added(&self, candidate: &Candidate) -> (Bits, Bits) {
        let priors = Priors::built_in();
        let name = if self.is_structured { priors.context.record } else { priors.context.key };
        let header = if self.is_structured { priors.context.header } else { 0.0 };
        let lent = self.engine.relations.most_lent(candidate.rule, candidate.need.is_some());
        (Bits::from_f64(name), lent + Bits::from_f64(priors.region.home + header))
    }

    /// The language of the text around a position.
    pub(super) fn language_at(&self, position: usize) -> Option<Language> {
        self.languages.borrow_mut().at(self.window, position)
    }

    /// What stands around a range of the text.
    fn nearby(&mut self, range: &Range<usize>) -> &Nearby<'_> {
        if self.nearby.value != *range {
            self.nearby = Nearby::of(self.window.text(), range.clone());
        }
        &self.nearby
    }

    fn word(&mut self, hit: Range<usize>, target: &Target, find: &WordsFind) {
        let Some(range) = self.phrase(hit, &find.words[usize::from(target.entry)], target.word) else {
            return;
        };
        let rule = &self.engine.rules[usize::from(target.rule)];
        let case = self.case(rule, target.rule, WORD_CHANCE);
        let mut candidate = case.value(&self.window.text()[range.clone()]);
        candidate.need = Some(Need { find: target.find, within: find.within });
        self.keep(range, candidate);
    }

    fn marking(&mut self, hit: Range<usize>, target: &Target, find: &MarkingFind) {
        let Some(range) = self.phrase(hit, &find.phrases[usize::from(target.entry)], target.word) else {
            return;
        };
        let heading = self.heading(&range);
        if find.zone == Zone::Heading && heading.is_none() {
            return;
        }
        let rule = &self.engine.rules[usize::from(target.rule)];
        let words = find.phrases[usize::from(target.entry)].split(' ').count();
        let case = self.case(rule, target.rule, MARKING_CHANCE[words.min(3) - 1]);
        let mut candidate = case.value(&self.window.text()[range.clone()]);
        candidate.context = heading.map(|(bits, because)| Term::new(TermKind::Context, bits, because));
        self.keep(range, candidate);
    }

    /// The range of a phrase of which one word was hit: its words in order, with anything but letters and digits
    /// between them, and no letter or digit beside them.
    fn phrase(&self, hit: Range<usize>, phrase: &str, word: u8) -> Option<Range<usize>> {
        let text = self.window.text();
        let words: Vec<&[u8]> = phrase.split(' ').map(str::as_bytes).collect();
        let mut start = hit.start;
        for wanted in words[..usize::from(word)].iter().rev() {
            let end = start - gap(text[..start].iter().rev())?;
            start = end.checked_sub(wanted.len())?;
            text[start..end].eq_ignore_ascii_case(wanted).then_some(())?;
        }
        let mut end = hit.end;
        for wanted in &words[usize::from(word) + 1..] {
            let from = end + gap(text[end..].iter())?;
            end = from + wanted.len();
            text.get(from..end)?.eq_ignore_ascii_case(wanted).then_some(())?;
        }
        let inside =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
        let cut = inside(start.checked_sub(1).and_then(|before| text.get(before))) || inside(text.get(end));
        (!cut && self.window.owned().contains(&start)).then_some(start..end)
    }

    /// What it is worth that a range stands where markings do: alone on its line, or in the first lines of a document
    /// with a few words beside it.
    fn heading(&self, range: &Range<usize>) -> Option<(Bits, &'static str)> {
        let text = self.window.text();
        let before = text[range.start.saturating_sub(200)..range.start].rsplit(|&byte| byte == b'\n').next();
        let after = text[range.end..text.len().min(range.end + 200)].split(|&byte| byte == b'\n').next();
        let beside = before.into_iter().chain(after).flatten();
        let letters = beside.filter(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
        let first = self.prior.kind == PlaceKind::Prose
            && self.window.base() == 0
            && range.start < 2048
            && memchr::memchr_iter(b'\n', &text[..range.start]).count() < HEAD_LINES;
        let fits = |heading: &&Heading| letters <= heading.most_letters && (first || !heading.first);
        HEADINGS.iter().find(fits).map(Heading::worth)
    }

    pub(super) fn keep(&mut self, range: Range<usize>, mut candidate: Candidate) {
        candidate.origin.start = self.window.offset(range.start);
        candidate.origin.end = self.window.offset(range.end);
        let bits = Bits::from_f64(Priors::built_in().neighbour.partner);
        if range.is_empty() || candidate.score() + bits < Bits::LOW {
            let reason = candidate.reason_against();
            (self.reject)(range, &candidate, reason);
        } else {
            self.found.push((range, candidate));
        }
    }

    pub(super) fn case<'r>(&self, rule: &'r Rule, number: u16, chance: i32) -> Case<'r> {
        Case {
            rule,
            number,
            prior: self.prior,
            as_of: self.engine.as_of,
            chance,
            digits: false,
            literal: false,
            is_abroad: self.engine.is_abroad(number),
            decode: &[],
        }
    }
}

/// Ranges of a text that need no search. Asked about in ascending order, nearly always.
#[derive(Default)]
struct Explained {
    ranges: Vec<Range<usize>>,
    /// The first range that ends behind the place that was asked about last.
    next: usize,
}

impl Explained {
    fn holds(&mut self, at: usize) -> bool {
        if self.next > 0 && at < self.ranges[self.next - 1].end {
            self.next = self.ranges.partition_point(|range| range.end <= at);
        }
        while self.ranges.get(self.next).is_some_and(|range| range.end <= at) {
            self.next += 1;
        }
        self.ranges.get(self.next).is_some_and(|range| range.start <= at)
    }
}

/// Every verified match of a text find that a window owns, before any evidence: the rule, the find and the match.
pub(super) fn text_matches(engine: &Engine, window: &Window<'_>) -> Vec<(u16, u8, Match)> {
    let mut matches = Vec::new();
    engine.anchors.strings(window, |hit, _, target| {
        if let Find::InText(find) = &engine.rules[usize::from(target.rule)].finds[usize::from(target.find)] {
            at_literal(engine, window, hit, target, find, |matched| {
                matches.push((target.rule, target.find, matched));
            });
        }
    });
    engine.anchors.digit_runs(window, |run, target| {
        if let Find::InText(find) = &engine.rules[usize::from(target.rule)].finds[usize::from(target.find)] {
            at_digits(engine, window, run, target, find, |matched| {
                matches.push((target.rule, target.find, matched));
            });
        }
    });
    matches
}

fn at_literal(
    engine: &Engine,
    window: &Window<'_>,
    hit: usize,
    target: &Target,
    find: &TextFind,
    mut take: impl FnMut(Match),
) {
    let Anchor::Literals(literals) = &find.anchor else { return };
    let literal = &literals[usize::from(target.entry)];
    for lead in leads(literal, window.text(), hit, find.reach) {
        let at = (target.rule, target.find, target.entry);
        let matched = hit.checked_sub(lead).and_then(|start| at_start(engine, window, start, at, find));
        // A match that ends before the hit belongs to an earlier one.
        let covers = |matched: &Match| matched.whole.end >= hit + literal.text.len();
        matched.filter(covers).into_iter().for_each(&mut take);
    }
}

fn at_digits(
    engine: &Engine,
    window: &Window<'_>,
    run: Run,
    target: &DigitTarget,
    find: &TextFind,
    mut take: impl FnMut(Match),
) {
    for lead in digit_leads(&target.run, window.text(), run.start) {
        let at = (target.rule, target.find, 0);
        run.start
            .checked_sub(lead)
            .and_then(|start| at_start(engine, window, start, at, find))
            .into_iter()
            .for_each(&mut take);
    }
}

fn at_start(
    engine: &Engine,
    window: &Window<'_>,
    start: usize,
    at: (u16, u8, u16),
    find: &TextFind,
) -> Option<Match> {
    let owned = window.owned().contains(&start);
    owned.then(|| verify(window.text(), start, find, &engine.patterns, at)).flatten()
}

fn variant_of(rule: &Rule, whole: &[u8]) -> Option<u8> {
    let tells = |literal: &crate::model::text::Text| whole.starts_with(literal.as_bytes());
    let position = rule.variants.iter().position(|variant| variant.literals.iter().any(tells))?;
    u8::try_from(position).ok()
}

/// How many bytes between two words: one to four, none of them a letter or digit. A dash may have three bytes.
fn gap<'b>(bytes: impl Iterator<Item = &'b u8>) -> Option<usize> {
    let separates = |byte: &u8| !byte.is_ascii_alphanumeric();
    let length = bytes.take(6).take_while(|byte| separates(byte)).count();
    (1..=5).contains(&length).then_some(length)
}
