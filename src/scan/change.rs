//! A change: everything it brings in is searched, and what it alters or removes only where that found something. Then it
//! is known what is new. Of a history each value is reported once, where it first appeared. What is held until then are
//! the findings, never bytes.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::worker::Crew;
use super::{Done, Press, ScanError};
use crate::detect::session::Outcome;
use crate::input::{Blob, Changed, Item};
use crate::model::finding::{Finding, Place, Related};
use crate::model::piece::Obstacle;
use crate::model::rule_doc::{RuleDoc, RuleIndex, Rulebook};
use crate::model::run::InputCounts;
use crate::model::source::ArtifactPath;
use crate::model::verdict::Standing;
use crate::policy::{Novelty, ValueKey};

/// Searches and reports.
pub(super) fn run(
    changed: Changed,
    pool: &rayon::ThreadPool,
    crew: Crew<'_>,
    press: &mut Press<'_>,
) -> Result<(InputCounts, Vec<String>), ScanError> {
    let Changed { after, before, counts, mut warnings } = changed;
    let rulebook = crew.engine.rulebook();
    let search_all = |items: Vec<Item>| pool.install(|| search(items, crew));
    let found = search_all(after);
    let (novelty, missed) = compare(&found.done, before, &rulebook, |blobs| {
        search_all(blobs.into_iter().map(Item::Blob).collect()).done
    });
    if missed > 0 {
        warnings.push(format!(
            "files as they were before could not be read, or not wholly: {missed}; what stood in them counts as new"
        ));
    }
    press.summary.bytes += found.bytes;
    for (key, count) in found.rejected {
        *press.summary.rejected.entry(key).or_default() += count;
    }
    let mut done = found.done;
    if done.iter().any(|done| done.source.facts.history.is_some()) {
        done = first_appearances(done, &novelty, &rulebook);
    }
    done.sort_by(|a, b| a.source.path.cmp(&b.source.path).then(a.number.cmp(&b.number)));
    for done in done {
        let path = done.source.path.clone();
        let alone = |finding: &Finding| novelty.standing(rulebook.doc(finding.rule), &path, finding);
        let new_places = new_places(&done, &alone);
        // What opens a lock together with something new opens another lock than before.
        let standing = |finding: &Finding| {
            let is_new = |partner: &Related| new_places.contains(&at(partner.rule, &partner.place));
            if finding.related.iter().any(is_new) { Standing::New } else { alone(finding) }
        };
        press.print_as(done, &standing).map_err(ScanError::Output)?;
    }
    Ok((counts, warnings))
}

/// A rule, and where a finding of it begins.
type At = (RuleIndex, u64, u32);

fn at(rule: RuleIndex, place: &Place) -> At {
    (rule, place.line, place.column)
}

/// Where what is new stands.
fn new_places(done: &Done, standing: &dyn Fn(&Finding) -> Standing) -> HashSet<At> {
    let new = done.outcome.findings.iter().filter(|finding| standing(finding) == Standing::New);
    new.flat_map(|finding| finding.places.iter().map(|place| at(finding.rule, place))).collect()
}

/// Tells what is new, and how much of what was there before could not be read. It is searched only as far as it can matter:
/// first under the names under which something was found, and the rest only if that leaves anything new.
fn compare(
    found: &[Done],
    before: Vec<Blob>,
    rulebook: &Rulebook,
    search: impl Fn(Vec<Blob>) -> Vec<Done>,
) -> (Novelty, usize) {
    let names: HashSet<_> =
        found.iter().filter(|done| has_findings(done)).map(|done| &done.source.path).collect();
    let (near, far): (Vec<_>, Vec<_>) =
        before.into_iter().partition(|blob| names.contains(&blob.source().path));
    let mut was = search(near);
    let novelty = told(found, &was, rulebook);
    let is_new = |done: &Done| {
        let mut findings = done.outcome.findings.iter();
        findings.any(|finding| novelty.is_new(rulebook.doc(finding.rule), &done.source.path, finding))
    };
    if far.is_empty() || !found.iter().any(is_new) {
        return (novelty, missed(&was));
    }
    was.extend(search(far));
    (told(found, &was, rulebook), missed(&was))
}

fn missed(was: &[Done]) -> usize {
    was.iter()
        .filter(|done| done.outcome.unread.iter().any(|unread| matches!(unread, Obstacle::Io { .. })))
        .count()
}

fn has_findings(done: &Done) -> bool {
    !done.outcome.findings.is_empty()
}

fn told(found: &[Done], was: &[Done], rulebook: &Rulebook) -> Novelty {
    let mut novelty = Novelty::default();
    let each = |done: &[Done], tell: &mut dyn FnMut(&RuleDoc, &ArtifactPath, &Finding)| {
        for done in done {
            for finding in &done.outcome.findings {
                tell(rulebook.doc(finding.rule), &done.source.path, finding);
            }
        }
    };
    each(found, &mut |doc, path, finding| novelty.after(doc, path, finding));
    each(was, &mut |doc, path, finding| novelty.before(doc, path, finding));
    novelty
}

/// What a search comes to: only artifacts of which there is something to say are kept.
#[derive(Default)]
struct Found {
    done: Vec<Done>,
    bytes: u64,
    rejected: BTreeMap<(RuleIndex, &'static str), u64>,
}

impl Found {
    fn with(mut self, mut done: Done) -> Self {
        let number = done.number;
        for inside in std::mem::take(&mut done.inside) {
            self = self.with(Done { number, ..inside });
        }
        self.bytes += std::mem::take(&mut done.bytes);
        for (key, count) in std::mem::take(&mut done.outcome.rejected) {
            *self.rejected.entry(key).or_default() += count;
        }
        if !done.outcome.is_silent() {
            self.done.push(done);
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        self.done.extend(other.done);
        self.bytes += other.bytes;
        for (key, count) in other.rejected {
            *self.rejected.entry(key).or_default() += count;
        }
        self
    }
}

/// How many artifacts a worker takes at once, and asks for ahead.
const MOST_AT_ONCE: usize = 16;

/// Searches artifacts with all workers, in the order in which they are kept; the numbers of what is found are their places in
/// the list.
fn search(items: Vec<Item>, crew: Crew<'_>) -> Found {
    let at_once = (items.len() / (8 * rayon::current_num_threads())).clamp(1, MOST_AT_ONCE);
    let mut items: Vec<(usize, Item)> = items.into_iter().enumerate().collect();
    items.sort_by_cached_key(|(_, item)| match item {
        Item::Blob(blob) => blob.place_in_git(),
        Item::Unread { .. } => None,
    });
    let chunks = items.into_par_iter().chunks(at_once);
    let done = chunks.flat_map_iter(|chunk| {
        Blob::ask_ahead(chunk.iter().filter_map(|(_, item)| match item {
            Item::Blob(blob) => Some(blob),
            Item::Unread { .. } => None,
        }));
        chunk.into_iter().map(move |(number, item)| crew.work(number as u64, item))
    });
    done.fold(Found::default, Found::with).reduce(Found::default, Found::and)
}

/// Keeps each new value where it first appeared, and says of it whether it is still there: a file of the last commit
/// holds it. What was there before is kept once a value, to be counted.
fn first_appearances(mut done: Vec<Done>, novelty: &Novelty, rulebook: &Rulebook) -> Vec<Done> {
    done.sort_by_key(|done| done.number);
    let key = |finding: &Finding| novelty.key(rulebook.doc(finding.rule), finding);
    let is_at_head =
        |done: &Done| done.source.facts.history.as_ref().is_some_and(|history| history.at_head == Some(true));
    let at_head: HashSet<ValueKey> = done
        .iter()
        .filter(|done| is_at_head(done))
        .flat_map(|done| done.outcome.findings.iter().map(|finding| key(finding)))
        .collect();
    let mut seen: HashMap<(ValueKey, bool), u64> = HashMap::new();
    let mut kept = Vec::new();
    for mut one in done {
        let path = one.source.path.clone();
        one.outcome.findings.retain(|finding| {
            let is_new = novelty.is_new(rulebook.doc(finding.rule), &path, finding);
            *seen.entry((key(finding), is_new)).or_insert(one.number) == one.number
        });
        kept.extend(parted(one, |finding| at_head.contains(&key(finding))));
    }
    kept
}

/// An artifact as up to two: what is still there, and what is gone.
fn parted(done: Done, is_there: impl Fn(&Finding) -> bool) -> Vec<Done> {
    let Done { number, source, outcome, bytes, .. } = done;
    let (there, gone): (Vec<_>, Vec<_>) = outcome.findings.into_iter().partition(|finding| is_there(finding));
    let mut parts = Vec::new();
    let mut unread = outcome.unread;
    for (findings, at_head) in [(there, true), (gone, false)] {
        if findings.is_empty() && (at_head || unread.is_empty()) {
            continue;
        }
        let mut source = source.clone();
        if let Some(history) = &mut source.facts.history {
            history.at_head = history.at_head.map(|_| at_head);
        }
        let outcome = Outcome { findings, unread: std::mem::take(&mut unread), ..Outcome::default() };
        parts.push(Done { number, source, outcome, bytes, inside: Vec::new() });
    }
    parts
}
