//! One finding, said to a person in a few lines.

use std::cmp::Reverse;
use std::io;

use anstyle::Style;

use crate::model::evidence::Term;
use crate::model::finding::{Label, Place};
use crate::model::rule_doc::RuleDoc;
use crate::model::run::RunHeader;
use crate::model::verdict::Judged;
use crate::report::masking::{self, ShownPath};
use crate::report::{phrase, place};

use super::ways::Ways;
use super::{DIM, line, style};

/// How many terms of evidence are named unless all are asked for.
const TERMS_NAMED: usize = 3;

/// How many further places are named; more are counted.
const PLACES_NAMED: usize = 3;

/// A finding and what its lines are made from.
pub(super) struct Entry<'a> {
    pub(super) header: &'a RunHeader,
    pub(super) path: &'a ShownPath,
    pub(super) judged: &'a Judged,
    /// Whether a finding with the same value was described before.
    pub(super) known: bool,
    /// How much is said of the ways on.
    pub(super) teaching: Teaching,
}

/// How much is said of the ways on from a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Teaching {
    /// Nothing: no change was asked about.
    Nothing,
    /// The command that nobody can make up: others of this report showed the rest.
    Waiver,
    /// Why it matters, and every way with its command.
    Everything,
}

impl Entry<'_> {
    /// Writes the finding and an empty line.
    pub(super) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        self.write_head(out)?;
        line(out, "found", &self.found())?;
        if self.teaching == Teaching::Everything && !self.known {
            line(out, "why", &phrase::sentence(&self.doc().summary))?;
        }
        if !self.known {
            line(out, "sure", &self.certainty())?;
            self.write_rivals(out)?;
            line(out, "do", &phrase::sentence(&self.judged.verdict.remedy))?;
            self.write_tell(out)?;
        }
        // Whoever waits for a commit is told how to go on, and not how long such data may be kept.
        if self.teaching == Teaching::Nothing || self.header.explain {
            line(out, "keep", &phrase::retention(&self.judged.verdict.retention))?;
        }
        self.write_surroundings(out)?;
        self.write_reasons(out)?;
        self.write_ways(out)?;
        writeln!(out)
    }

    fn write_ways(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let ways = Ways { doc: self.doc(), path: self.path, judged: self.judged };
        match (self.teaching, self.known) {
            (Teaching::Nothing, _) => Ok(()),
            (Teaching::Waiver, _) => ways.write_waiver(out),
            (Teaching::Everything, true) => ways.write_for_known(out),
            (Teaching::Everything, false) => ways.write(out),
        }
    }

    fn write_head(&self, out: &mut dyn io::Write) -> io::Result<()> {
        const PATH: Style = Style::new().bold();
        let Judged { finding, verdict } = self.judged;
        let severity = style(verdict.severity);
        writeln!(
            out,
            "{PATH}{}{PATH:#}  {severity}{}{severity:#}  {}  {DIM}{}{DIM:#}",
            place::location(&phrase::printable(&self.path.display), finding.place()),
            verdict.severity,
            phrase::name(self.doc(), finding),
            self.doc().id,
        )
    }

    /// The value as far as it may be seen, and where it stands.
    fn found(&self) -> String {
        let Judged { finding, verdict } = self.judged;
        let mut parts = vec![self.value()];
        match (&finding.column, &finding.label) {
            (Some(column), label) => parts.insert(0, column_phrase(label.as_ref(), &phrase::column(column))),
            (None, Some(label)) => parts.push(phrase::label(label)),
            (None, None) => {}
        }
        parts.extend(place::whereabouts(finding.place()));
        if let Some(group) = verdict.group.as_deref().filter(|_| !self.known) {
            parts.push(format!("group {}", phrase::printable(group)));
        }
        parts.join(", ")
    }

    fn value(&self) -> String {
        let Judged { finding, verdict } = self.judged;
        if let Some(group) = verdict.group.as_deref().filter(|_| self.known) {
            return format!("same value as above (group {})", phrase::printable(group));
        }
        let shown = masking::value(self.header, &finding.secret)
            .unwrap_or_else(|| masking::mask(self.doc(), &finding.secret));
        let shown = phrase::printable(&shown);
        if finding.column.is_some() { format!("the first is {shown}") } else { shown.into_owned() }
    }

    /// How sure, and why: all terms where they were asked for, else those that weigh most.
    fn certainty(&self) -> String {
        let Judged { finding, verdict } = self.judged;
        let mut terms: Vec<&Term> = finding.evidence.iter().collect();
        if !self.header.explain {
            terms.sort_by_key(|term| Reverse(term.bits.0.unsigned_abs()));
        }
        let named = if self.header.explain { terms.len() } else { terms.len().min(TERMS_NAMED) };
        let mut because: Vec<String> = terms[..named]
            .iter()
            .map(|term| format!("{} {}", phrase::printable(&term.because), term.bits))
            .collect();
        if named < terms.len() {
            because.push(format!("and {} more", terms.len() - named));
        }
        let reasons = if because.is_empty() { String::new() } else { format!(": {}", because.join(", ")) };
        format!("{} %, {}{reasons}", finding.score.percent(), verdict.confidence)
    }

    fn write_rivals(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let rivals = &self.judged.finding.rivals;
        if rivals.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = rivals
            .iter()
            .map(|&(rule, percent)| format!("{} ({percent} %)", self.header.rulebook.doc(rule).name))
            .collect();
        line(out, "or", &names.join(", "))
    }

    fn write_tell(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let told = self.header.tell(self.doc());
        if told.is_empty() { Ok(()) } else { line(out, "tell", &phrase::tell(&told)) }
    }

    /// Who can read it, which laws speak of it, and what else lies where.
    fn write_surroundings(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let Judged { finding, verdict } = self.judged;
        if self.path.masked {
            line(out, "path", "holds a found value, which is masked; --show-values shows it")?;
        }
        if let Some(history) = &verdict.history {
            line(out, "commit", &phrase::history(history))?;
        }
        if let Some(readers) = phrase::readers(verdict.readers) {
            line(out, "readable", readers)?;
        }
        if !verdict.laws.is_empty() && !self.known {
            let names: Vec<_> = verdict.laws.iter().map(|law| phrase::printable(&law.name)).collect();
            line(out, "laws", &names.join("; "))?;
        }
        for related in &finding.related {
            let partner = &self.header.rulebook.doc(related.rule).name;
            line(out, "with", &format!("{partner}, {}", place::position(&related.place)))?;
        }
        match further_places(&finding.places, finding.occurrences) {
            Some(places) => line(out, "also", &places),
            None => Ok(()),
        }
    }

    fn write_reasons(&self, out: &mut dyn io::Write) -> io::Result<()> {
        if !self.header.explain {
            return Ok(());
        }
        self.judged.verdict.reasons.iter().try_for_each(|reason| {
            line(out, "judged", &format!("{}: {}", reason.judge, phrase::printable(&reason.because)))
        })
    }

    fn doc(&self) -> &RuleDoc {
        self.header.rulebook.doc(self.judged.finding.rule)
    }
}

fn column_phrase(label: Option<&Label>, counts: &str) -> String {
    match label {
        Some(label) => format!("column \"{}\": {counts}", phrase::printable(&label.text)),
        None => format!("a column: {counts}"),
    }
}

fn further_places(places: &[Place], occurrences: u64) -> Option<String> {
    let further = occurrences.saturating_sub(1);
    let named: Vec<String> = places.iter().skip(1).take(PLACES_NAMED).map(place::position).collect();
    let rest = further.saturating_sub(named.len() as u64);
    match (named.is_empty(), rest) {
        (true, 0) => None,
        (true, _) => Some(phrase::counted(further, "further place", "further places")),
        (false, 0) => Some(named.join(", ")),
        (false, _) => Some(format!(
            "{} and {}",
            named.join(", "),
            phrase::counted(rest, "further place", "further places")
        )),
    }
}
