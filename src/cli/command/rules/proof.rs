//! Judges samples with the engine, all rules at once, and says in words what went otherwise than their author meant.

use std::io::{self, Read};

use crate::detect::session::{Outcome, Rejected};
use crate::detect::{Engine, EngineError, Session};
use crate::extract::{WindowBuffer, extract};
use crate::model::budget::Budget;
use crate::model::evidence::Term;
use crate::model::finding::{Finding, Place};
use crate::model::piece::BlobReader;
use crate::model::rule_doc::Family;
use crate::model::severity::Confidence;
use crate::model::source::{ArtifactPath, Facts, Source};
use crate::rule::sample::Sample;
use crate::rule::{FileFind, Find, Rule};

/// The engine with all rules under test.
pub(super) struct Prover {
    engine: Engine,
    buffer: WindowBuffer,
}

/// A text that is judged as if it were a file.
struct SampleBlob<'a> {
    source: Source,
    rest: &'a [u8],
}

impl BlobReader for SampleBlob<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.rest.read(buffer)
    }
}

impl Prover {
    pub(super) fn new(rules: Vec<Rule>, as_of: i64) -> Result<Self, EngineError> {
        let engine = Engine::new(rules, String::new(), as_of)?;
        Ok(Self { engine, buffer: WindowBuffer::default() })
    }

    /// The marked value is found by this rule, or by one that it says may claim it too.
    pub(super) fn finds(&mut self, rule: &Rule, sample: &Sample) -> Result<(), String> {
        let Some(value) = sample.value.clone() else {
            return Err("nothing is marked in this sample: put « and » around the value that must be found"
                .to_owned());
        };
        if self.is_file(rule, sample, &contents_of_such_files(rule)) {
            return Ok(());
        }
        let mut rejected = Vec::new();
        let outcome = self.judge(&content_name(rule, &sample.text), sample.text.as_bytes(), &mut rejected);
        let marked = (position(&sample.text, value.start), position(&sample.text, value.end));
        let here: Vec<&Finding> =
            outcome.findings.iter().map(AsRef::as_ref).filter(|finding| is_at(finding, marked)).collect();
        let accepted = |finding: &&&Finding| {
            let id = self.id(finding.rule);
            id == &*rule.doc.id || rule.doc.also.iter().any(|also| **also == *id)
        };
        match here.iter().find(accepted) {
            Some(finding) if is_sure(finding) => Ok(()),
            Some(finding) => Err(format!("found with low confidence only: {}", weighed(&finding.evidence))),
            None => Err(self.why_not(rule, &outcome, &rejected, &here)),
        }
    }

    /// This rule finds nothing in the sample of which it is sure.
    pub(super) fn leaves_alone(&mut self, rule: &Rule, sample: &Sample) -> Result<(), String> {
        let is_about_files = !contents_of_such_files(rule).is_empty();
        if is_about_files && self.is_file(rule, sample, &[b"text".to_vec()]) {
            return Err("a file of this name is found".to_owned());
        }
        let outcome = self.judge(&content_name(rule, &sample.text), sample.text.as_bytes(), &mut Vec::new());
        let own = |finding: &&Finding| self.id(finding.rule) == &*rule.doc.id && is_sure(finding);
        match outcome.findings.iter().map(AsRef::as_ref).find(own) {
            Some(finding) => Err(format!("found with {}: {}", sureness(finding), weighed(&finding.evidence))),
            None => Ok(()),
        }
    }

    /// A sample of a rule about files may be the name of one.
    fn is_file(&mut self, rule: &Rule, sample: &Sample, contents: &[Vec<u8>]) -> bool {
        !sample.text.contains('\n')
            && contents.iter().any(|content| {
                let outcome = self.judge(&sample.text, content, &mut Vec::new());
                let own = |finding: &Finding| self.id(finding.rule) == &*rule.doc.id && is_sure(finding);
                outcome.findings.iter().map(AsRef::as_ref).any(own)
            })
    }

    fn judge(&mut self, name: &str, content: &[u8], rejected: &mut Vec<Rejected>) -> Outcome {
        let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
        let mut blob = SampleBlob { source: source.clone(), rest: content };
        let mut keep = |candidate| rejected.push(candidate);
        let mut session = Session::new(&self.engine, &source).traced(&mut keep);
        session.name();
        extract(&mut blob, &mut session, &mut Budget::UNLIMITED.clone(), &mut self.buffer);
        session.finish()
    }

    fn id(&self, rule: crate::model::rule_doc::RuleIndex) -> &str {
        &self.engine.rules()[usize::from(rule.0)].doc.id
    }

    fn why_not(&self, rule: &Rule, outcome: &Outcome, rejected: &[Rejected], here: &[&Finding]) -> String {
        let own = |index| self.id(index) == &*rule.doc.id;
        if let Some(finding) = outcome.findings.iter().map(AsRef::as_ref).find(|finding| own(finding.rule)) {
            let Place { line, column, end_line, end_column, .. } = finding.place();
            let place = format!("{line}:{column} to {end_line}:{end_column}");
            return format!("found, but not where it is marked: the value found goes from {place}");
        }
        if let Some(candidate) = rejected.iter().find(|candidate| own(candidate.rule)) {
            return format!("rejected ({}): {}", candidate.reason, weighed(&candidate.evidence));
        }
        match here.first() {
            Some(finding) => {
                format!(
                    "found as `{0}` instead: name `{0}` in `also` if both may claim it",
                    self.id(finding.rule)
                )
            }
            None => "not found: no `[[find]]` of this rule fits the marked value where it stands".to_owned(),
        }
    }
}

/// How files begin that the rule is about.
fn contents_of_such_files(rule: &Rule) -> Vec<Vec<u8>> {
    let finds =
        rule.finds.iter().filter_map(|find| if let Find::InFile(file) = find { Some(file) } else { None });
    let content = |file: &FileFind| match file.magic.first() {
        Some(magic) => [vec![0; magic.offset as usize], magic.bytes.to_vec()].concat(),
        None => b"text".to_vec(),
    };
    finds.map(content).collect()
}

/// The name of a file in which such a sample is at home: it decides how the text is read and what is expected of it.
fn content_name(rule: &Rule, text: &str) -> String {
    let delimiters = |line: &str| line.matches([',', ';', '\t']).count();
    let mut lines = text.lines().map(delimiters);
    let first = lines.next().unwrap_or(0);
    let is_table = first > 0 && text.lines().count() > 1 && lines.all(|count| count == first);
    let extension = match rule.doc.family {
        _ if text.starts_with("MSH|") => "hl7",
        _ if is_table => "csv",
        Family::Secret => "conf",
        _ => "txt",
    };
    format!("sample.{extension}")
}

/// The 1-based line and column of a byte, columns in code points. A line ends with LF, CR or both, as in findings.
fn position(text: &str, at: usize) -> (u64, u64) {
    let before = &text[..at];
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let breaks = before.matches(['\n', '\r']).count() - before.matches("\r\n").count();
    (breaks as u64 + 1, before[line_start..].chars().count() as u64 + 1)
}

fn is_at(finding: &Finding, (start, end): ((u64, u64), (u64, u64))) -> bool {
    finding.places.iter().any(|place| {
        (place.line, u64::from(place.column)) == start && (place.end_line, u64::from(place.end_column)) == end
    })
}

fn is_sure(finding: &Finding) -> bool {
    Confidence::of(finding.score) >= Confidence::Medium
}

fn sureness(finding: &Finding) -> String {
    format!("{} confidence ({} of 100)", Confidence::of(finding.score), finding.score.percent())
}

/// Every term of the evidence with its weight.
fn weighed(evidence: &[Term]) -> String {
    evidence.iter().map(|term| format!("{} {} bits", term.because, term.bits)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(position("ä|b", 3), (1, 3));
        assert_eq!(position("a\nb\r\nc\rdd", 8), (4, 2));
    }
}
