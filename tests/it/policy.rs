//! Policy: what each judge makes of a finding, and how it is configured.

mod identity;
mod retention;
mod selection;
mod severity;

use std::sync::Arc;

use jiff::civil::{Date, date};
use sealant::model::evidence::Bits;
use sealant::model::finding::{ColumnSummary, Finding, Label, LabelKind, Place, Within};
use sealant::model::rule_doc::{Family, RuleDoc, RuleIndex, Rulebook};
use sealant::model::secret::Secret;
use sealant::model::severity::Severity;
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::model::suppression::Marks;
use sealant::model::text::{List, Text};
use sealant::model::verdict::Verdict;
use sealant::policy::{Policy, PolicyConfig};

/// The day all these tests judge by.
const AS_OF: Date = date(2026, 11, 23);

/// A rule: its id, harm, category and retention class.
type RuleLine = (&'static str, Severity, &'static str, &'static str);

/// In the order of their ids.
const RULES: [RuleLine; 12] = [
    ("financial/bank/account", Severity::Medium, "financial-account", "glba-customer"),
    ("financial/card/number", Severity::High, "payment-card", "card-account"),
    ("health/patient/number", Severity::Medium, "health-identifier", "health-record"),
    ("health/us/npi", Severity::Low, "provider-identifier", "contact"),
    ("identifier/contact/email", Severity::Note, "contact", "contact"),
    ("identifier/person/name", Severity::Note, "person-name", "personal"),
    ("identifier/us/ssn", Severity::High, "government-id", "government-id"),
    ("legal/matter/number", Severity::Low, "client-matter", "client-file"),
    ("marking/privileged", Severity::Medium, "privileged", "privileged"),
    ("secret/generic/password", Severity::High, "credential", "not-to-be-kept"),
    ("secret/key/private-key", Severity::Critical, "credential", "key-material"),
    ("secret/web/token", Severity::Critical, "credential", "not-to-be-kept"),
];

fn rulebook() -> Arc<Rulebook> {
    Arc::new(Rulebook::new(RULES.iter().map(rule_doc).collect(), "none".to_owned()))
}

fn rule_doc(&(id, severity, category, retention): &RuleLine) -> RuleDoc {
    let family: Family =
        id.split('/').next().and_then(|first| first.parse().ok()).expect("ids begin with a family");
    RuleDoc {
        id: id.into(),
        name: id.into(),
        family,
        severity,
        categories: List::from(vec![Text::from(category)]),
        retention: retention.into(),
        regions: List::EMPTY,
        summary: Text::EMPTY,
        remedy: "what the rule says".into(),
        references: List::EMPTY,
        aliases: if id == "secret/web/token" {
            List::from(vec!["secret/old/token".into()])
        } else {
            List::EMPTY
        },
        also: List::EMPTY,
        public_prefix: 0,
        unguessable: id == "secret/web/token",
        personal: !matches!(family, Family::Secret | Family::Marking),
    }
}

/// The number of a rule.
fn rule(id: &str) -> RuleIndex {
    rulebook().find(id).expect("the tests name rules of the table")
}

/// A finding of high confidence in the first line.
fn finding(id: &str, value: &str) -> Finding {
    let rule = rule(id);
    let place = Place { within: Within::Text, line: 1, column: 1, end_line: 1, end_column: 2 };
    Finding {
        rule,
        variant: None,
        secret: Secret::new(value.as_bytes()),
        label: None,
        places: vec![place],
        occurrences: 1,
        score: Bits::HIGH,
        evidence: Vec::new().into(),
        harm: rulebook().doc(rule).severity,
        remedy: None,
        facts: Vec::new().into(),
        column: None,
        related: Vec::new(),
        rivals: Vec::new(),
        marks: Marks::default(),
    }
}

fn column(id: &str, distinct: u64) -> Finding {
    let summary = ColumnSummary { rows: distinct, passes: distinct, nulls: 0, distinct, exact: true };
    Finding { column: Some(Box::new(summary)), ..finding(id, "first") }
}

fn labelled(id: &str, value: &str, label: &str) -> Finding {
    let label = Label { kind: LabelKind::Key, text: label.into() };
    Finding { label: Some(label), ..finding(id, value) }
}

fn source(path: &str, facts: Facts) -> Source {
    Source { path: ArtifactPath::new(path.as_bytes()), facts }
}

fn policy(config: PolicyConfig) -> Policy {
    Policy::new(config, rulebook()).expect("the tests mean what they configure")
}

fn config() -> PolicyConfig {
    PolicyConfig::new(AS_OF)
}

/// The verdicts of the findings of one artifact.
fn judged(config: PolicyConfig, source: &Source, findings: Vec<Finding>) -> Vec<Verdict> {
    policy(config).judge_artifact(source, findings).into_iter().map(|judged| judged.verdict).collect()
}

/// The verdict of one finding alone in its artifact.
fn verdict(config: PolicyConfig, source: &Source, finding: Finding) -> Verdict {
    judged(config, source, vec![finding]).remove(0)
}

/// What one judge said.
fn said(verdict: &Verdict, judge: &str) -> String {
    let reasons = verdict.reasons.iter().filter(|reason| reason.judge == judge);
    reasons.map(|reason| &*reason.because).collect::<Vec<_>>().join(" ")
}
