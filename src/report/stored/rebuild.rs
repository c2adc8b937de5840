//! Records → what the run said. Everything a record says is proved here before any of it is used.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::header;
use super::intake::Intake;
use super::shape;
use super::words::Words;
use super::{Narrowing, ReadError, StoredReport};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{ColumnSummary, Fact, Finding, Label, LabelKind, Place, Related, Within};
use crate::model::fingerprint::Fingerprint;
use crate::model::part::{Part, PartKind};
use crate::model::piece::Obstacle;
use crate::model::rule_doc::RuleIndex;
use crate::model::run::{InputCounts, Summary};
use crate::model::secret::Secret;
use crate::model::severity::{Confidence, Severity};
use crate::model::source::{ArtifactPath, Commit, Facts, InHistory, Readers, Source};
use crate::model::suppression::{Marks, Suppression, SuppressionKind};
use crate::model::verdict::{
    Judged, JudgedArtifact, Law, Reason, Retention, RetentionFlag, Standing, Verdict,
};
use crate::report::{phrase, uri};

const KINDS: [TermKind; 13] = [
    TermKind::Base,
    TermKind::Check,
    TermKind::Context,
    TermKind::Column,
    TermKind::Neighbour,
    TermKind::Rarity,
    TermKind::Placeholder,
    TermKind::Reference,
    TermKind::Dummy,
    TermKind::Shape,
    TermKind::Place,
    TermKind::Region,
    TermKind::Rivals,
];

const LABELS: [LabelKind; 4] = [LabelKind::Header, LabelKind::Key, LabelKind::Label, LabelKind::Record];

const READERS: [(&str, Readers); 4] = [
    ("unknown", Readers::Unknown),
    ("owner", Readers::Owner),
    ("group", Readers::Group),
    ("world", Readers::World),
];

/// Turns records into findings, once all rules are known.
pub(super) struct Rebuilder {
    rules: BTreeMap<String, RuleIndex>,
    narrowing: Narrowing,
    words: Words,
}

/// Proves what of a finding needs no other record.
pub(super) fn check_finding(finding: &shape::Finding) -> Result<(), String> {
    source(&finding.uri, finding.path_masked)?;
    severity(&finding.severity)?;
    confidence(&finding.confidence)?;
    terms(finding)?;
    places(finding)?;
    fingerprints(finding).map(|_| ())
}

/// Proves what was not read.
pub(super) fn check_unread(unread: &shape::Unread) -> Result<(), String> {
    source(&unread.uri, unread.path_masked)?;
    code(&unread.code).map(|_| ())
}

/// Something that was not read.
pub(super) fn unread(stored: &shape::Unread) -> Result<JudgedArtifact, String> {
    let source = source(&stored.uri, stored.path_masked)?;
    let obstacle = Obstacle::Told { code: code(&stored.code)?, message: printable(&stored.message).into() };
    Ok(JudgedArtifact { source, findings: Vec::new(), unread: vec![obstacle] })
}

impl Intake {
    /// Proves the report as a whole.
    pub(super) fn prove(self, narrowing: Narrowing) -> Result<StoredReport, ReadError> {
        let end = self.line;
        let whole = |what: String| ReadError::at(end, what);
        let run = self.run.ok_or_else(|| whole("this is no json or jsonl report of Sealant".to_owned()))?;
        let stored =
            self.summary.ok_or_else(|| whole("the summary is missing: the report was cut off".to_owned()))?;
        let docs = header::docs(self.rules, &stored).map_err(whole)?;
        let rules: BTreeMap<_, _> =
            docs.iter().map(|doc| doc.id.to_string()).zip((0..=u16::MAX).map(RuleIndex)).collect();
        let mut warnings = Vec::new();
        let mut rebuilder = Rebuilder { rules, narrowing, words: Words::default() };
        let mut header = header::header(run, docs, narrowing, &mut warnings).map_err(whole)?;
        header.tell = self.categories.into_iter().flat_map(header::tell).collect();
        header.laws = self.laws.into_iter().map(header::law).collect();
        let summary = rebuilder.summary(stored).map_err(whole)?;
        let (findings, unread) = (self.findings, self.unread);
        let mut report = StoredReport { header, summary, rebuilder, findings, unread, warnings };
        report.summary.shown = report.prove_findings().map_err(whole)?;
        Ok(report)
    }
}

impl StoredReport {
    /// Proves that every finding can be rebuilt, before anything is written. How many are to be listed.
    fn prove_findings(&mut self) -> Result<u64, String> {
        let mut shown = 0;
        for finding in
            super::records::<shape::Finding>(&mut self.findings).map_err(|error| error.to_string())?
        {
            let finding = finding.map_err(|error| error.to_string())?;
            let part = self.rebuilder.finding(&finding)?;
            shown += part.findings.iter().filter(|judged| judged.verdict.shown).count() as u64;
        }
        Ok(shown)
    }
}

impl Rebuilder {
    /// A finding in its artifact.
    pub(super) fn finding(&mut self, stored: &shape::Finding) -> Result<JudgedArtifact, String> {
        let mut source = source(&stored.uri, stored.path_masked)?;
        source.facts.readers = readers(&stored.exposure)?;
        let finding = self.found(stored)?;
        let verdict = self.verdict(stored)?;
        Ok(JudgedArtifact { source, findings: vec![Judged { finding, verdict }], unread: Vec::new() })
    }

    fn found(&mut self, stored: &shape::Finding) -> Result<Finding, String> {
        let related = |related: &shape::Related| {
            Ok(Related { rule: self.rule(&related.rule)?, place: place(&related.place)? })
        };
        let rival = |rival: &shape::Rival| Ok((self.rule(&rival.rule)?, rival.percent.min(100)));
        let (rule, related): (_, Result<Vec<_>, String>) =
            (self.rule(&stored.rule)?, stored.related.iter().map(related).collect());
        let rivals: Result<Vec<_>, String> = stored.rivals.iter().map(rival).collect();
        let secret = match &stored.value {
            Some(value) => Secret::new(value.as_bytes()),
            None => Secret::masked(&stored.mask),
        };
        Ok(Finding {
            rule,
            variant: stored.variant.as_deref().map(Into::into),
            secret,
            label: stored.label.as_ref().map(label).transpose()?,
            places: places(stored)?,
            occurrences: stored.occurrences,
            score: Bits::from_f64(stored.bits),
            evidence: terms(stored)?.into(),
            harm: severity(&stored.severity)?,
            remedy: None,
            facts: self.facts(&stored.facts)?.into(),
            column: stored.column.as_ref().map(|counts| Box::new(column(counts))),
            related: related?,
            rivals: rivals?,
            marks: Marks::default(),
        })
    }

    fn verdict(&mut self, stored: &shape::Finding) -> Result<Verdict, String> {
        let (place_fingerprint, value_fingerprint) = fingerprints(stored)?;
        let (confidence, severity) = (confidence(&stored.confidence)?, severity(&stored.severity)?);
        let Narrowing { confidence: least, severity: mildest, .. } = self.narrowing;
        let is_wanted = least.is_none_or(|least| confidence >= least)
            && mildest.is_none_or(|mildest| severity >= mildest);
        let suppression = stored.suppression.as_ref().map(|stored| self.suppression(stored)).transpose()?;
        let laws = stored.laws.iter();
        Ok(Verdict {
            confidence,
            severity,
            retention: retention(&stored.retention)?,
            readers: readers(&stored.exposure)?,
            laws: laws.map(|law| Law { id: printable(&law.id).into(), name: (&*law.name).into() }).collect(),
            remedy: (&*stored.remedy).into(),
            standing: standing(stored.standing.as_deref())?,
            history: stored.history.as_ref().map(history),
            shown: is_wanted && suppression.is_none(),
            suppression: suppression.filter(|_| is_wanted),
            gates: stored.gates,
            place_fingerprint,
            value_fingerprint,
            group: stored.group.as_deref().map(Into::into),
            reasons: self.reasons(&stored.reasons)?,
        })
    }

    fn rule(&self, id: &str) -> Result<RuleIndex, String> {
        let known = self.rules.get(id).copied();
        known.ok_or_else(|| "a finding names a rule that the report does not describe".to_owned())
    }

    fn facts(&mut self, stored: &BTreeMap<String, String>) -> Result<Vec<Fact>, String> {
        let fact = |(name, value): (&String, &String)| {
            Ok(Fact { name: self.words.keep(name)?, value: (&**value).into() })
        };
        stored.iter().map(fact).collect()
    }

    fn suppression(&mut self, stored: &BTreeMap<String, String>) -> Result<Suppression, String> {
        let word = |name: &str| stored.get(name).map(String::as_str).unwrap_or_default();
        let details = stored.iter().filter(|(name, _)| !matches!(name.as_str(), "kind" | "reason"));
        let detail =
            |(name, value): (&String, &String)| Ok((self.words.keep(name)?, printable(value).into()));
        let details: Result<_, String> = details.map(detail).collect();
        Ok(Suppression {
            kind: suppressor(word("kind"))?,
            reason: printable(word("reason")).into(),
            details: details?,
        })
    }

    fn reasons(&mut self, stored: &[shape::Reason]) -> Result<Vec<Reason>, String> {
        let reason = |reason: &shape::Reason| {
            Ok(Reason { judge: self.words.keep(&reason.judge)?, because: reason.because.clone().into() })
        };
        stored.iter().map(reason).collect()
    }

    fn summary(&mut self, stored: shape::Summary) -> Result<Summary, String> {
        let mut summary = Summary {
            bytes: stored.bytes,
            gating: stored.gating,
            before: stored.before,
            warnings: stored.warnings,
            interrupted: stored.interrupted,
            ..Summary::default()
        };
        for (word, count) in &stored.suppressed {
            summary.suppressed.insert(suppressor(word)?, *count);
        }
        let ignored = stored.ignored.iter().map(|(cause, count)| Ok((self.words.keep(cause)?, *count)));
        let ignored: Result<_, String> = ignored.collect();
        summary.input = InputCounts { files: stored.files, ignored: ignored? };
        for (word, count) in &stored.unread {
            summary.unread.insert(code(word)?, *count);
        }
        for (class, counts) in &stored.findings {
            for (step, count) in counts {
                summary.findings.insert((confidence(class)?, severity(step)?), *count);
            }
        }
        for (id, reasons) in &stored.rejected {
            for (reason, count) in reasons {
                summary.rejected.insert((self.rule(id)?, self.words.keep(reason)?), *count);
            }
        }
        Ok(summary)
    }
}

fn history(stored: &shape::History) -> InHistory {
    let commit = Commit { id: phrase::printable(&stored.commit).into(), authored: stored.authored };
    InHistory { commit: Arc::new(commit), at_head: stored.at_head }
}

fn suppressor(word: &str) -> Result<SuppressionKind, String> {
    let known = SuppressionKind::ALL.into_iter().find(|kind| kind.name() == word);
    known.ok_or_else(|| "somebody answers for a finding in a way that is not known".to_owned())
}

fn standing(word: Option<&str>) -> Result<Standing, String> {
    let known = [Standing::New, Standing::Before].into_iter().find(|known| known.name() == word);
    match word {
        None => Ok(Standing::Unasked),
        Some(_) => {
            known.ok_or_else(|| "a finding stands to the change in a way that is not known".to_owned())
        }
    }
}

fn source(encoded: &str, path_masked: bool) -> Result<Source, String> {
    let bytes = uri::decode(encoded).ok_or("the uri of a file is not one")?;
    Ok(Source { path: ArtifactPath::new(&bytes), facts: Facts { path_masked, ..Facts::default() } })
}

fn places(stored: &shape::Finding) -> Result<Vec<Place>, String> {
    let listed: Vec<&shape::Place> = match &stored.places {
        Some(places) if !places.is_empty() => places.iter().collect(),
        _ => vec![&stored.place],
    };
    listed.into_iter().map(place).collect()
}

fn place(stored: &shape::Place) -> Result<Place, String> {
    let within = match (stored.within.as_str(), stored.cell) {
        ("text", _) => Within::Text,
        ("cell", Some(shape::Cell { row, column })) => Within::Cell { row, column },
        ("part", cell) => {
            let stored = stored.part.as_ref().ok_or("a place does not say in which part it is")?;
            Within::Part { part: part(stored)?.into(), cell: cell.map(|cell| (cell.row, cell.column)) }
        }
        ("name", _) => Within::Name,
        ("whole", _) => Within::Whole,
        _ => return Err("a place is of an unknown kind".to_owned()),
    };
    let shape::Place { line, column, end_line, end_column, .. } = *stored;
    Ok(Place { within, line, column, end_line, end_column })
}

fn part(stored: &shape::Part) -> Result<Part, String> {
    let kind = PartKind::ALL.into_iter().find(|kind| kind.name() == stored.kind);
    Ok(Part {
        kind: kind.ok_or("a part is of an unknown kind")?,
        name: stored.name.as_deref().map(|name| printable(name).into()),
        number: stored.number,
        hidden: stored.hidden,
    })
}

fn terms(stored: &shape::Finding) -> Result<Vec<Term>, String> {
    let term = |term: &shape::Term| {
        let kind = KINDS.into_iter().find(|kind| kind.name() == term.kind);
        let kind = kind.ok_or("a term of evidence is of an unknown kind")?;
        Ok(Term::new(kind, Bits::from_f64(term.bits), term.because.clone()))
    };
    stored.evidence.iter().map(term).collect()
}

fn label(stored: &shape::Label) -> Result<Label, String> {
    let kind = LABELS.into_iter().find(|kind| kind.name() == stored.kind);
    Ok(Label { kind: kind.ok_or("a label is of an unknown kind")?, text: (&*stored.text).into() })
}

fn column(stored: &shape::Column) -> ColumnSummary {
    let shape::Column { rows, passes, empty, distinct, exact } = *stored;
    ColumnSummary { rows, passes, nulls: empty, distinct, exact }
}

fn retention(stored: &shape::Retention) -> Result<Retention, String> {
    let flag = RetentionFlag::ALL.into_iter().find(|flag| flag.name() == stored.flag);
    Ok(Retention {
        flag: flag.ok_or("a retention flag is unknown")?,
        date: stored.date.as_deref().map(|date| printable(date).into()),
        class: printable(&stored.class).into(),
        because: (&*stored.because).into(),
    })
}

fn fingerprints(stored: &shape::Finding) -> Result<(Fingerprint, Option<Fingerprint>), String> {
    let named = |name: &str| stored.fingerprints.get(name).map(|digits| fingerprint(digits)).transpose();
    let place = named("sealant/place/v1")?.ok_or("a finding has no fingerprint of its place")?;
    Ok((place, named("sealant/value/v1")?))
}

fn fingerprint(digits: &str) -> Result<Fingerprint, String> {
    let bytes = data_encoding::HEXLOWER.decode(digits.as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    Ok(Fingerprint(bytes.ok_or("a fingerprint is not one")?))
}

fn readers(word: &str) -> Result<Readers, String> {
    let known = READERS.into_iter().find(|(name, _)| *name == word);
    Ok(known.ok_or("it is not said who may read a file")?.1)
}

pub(super) fn severity(word: &str) -> Result<Severity, String> {
    word.parse().map_err(|_| "a severity is unknown".to_owned())
}

pub(super) fn confidence(word: &str) -> Result<Confidence, String> {
    word.parse().map_err(|_| "a confidence is unknown".to_owned())
}

fn code(word: &str) -> Result<&'static str, String> {
    let known = Obstacle::CODES.into_iter().find(|code| *code == word);
    known.ok_or_else(|| "what was not read has an unknown code".to_owned())
}

pub(super) fn printable(text: &str) -> String {
    phrase::printable(text).into_owned()
}
