//! Which rules are used, what is shown, and what makes a run fail.

use sealant::model::evidence::Bits;
use sealant::model::finding::Finding;
use sealant::model::rule_doc::Family;
use sealant::model::severity::{Confidence, Severity};
use sealant::model::source::Facts;
use sealant::policy::{FailOn, Policy, PolicyConfig, PolicyError};

use super::{RULES, config, finding, policy, rule, rulebook, said, source, verdict};

fn owned(globs: &[&str]) -> Vec<String> {
    globs.iter().map(|&glob| glob.to_owned()).collect()
}

/// The rules that are used.
fn check(only: &[&str], skip: &[&str], families_off: &[Family], expected: &[&str]) {
    let families_off = families_off.to_vec();
    let policy = policy(PolicyConfig { only: owned(only), skip: owned(skip), families_off, ..config() });
    let used = RULES.iter().map(|(id, ..)| *id).filter(|id| policy.wants(rule(id)));
    assert_eq!(used.collect::<Vec<_>>(), expected, "{only:?} {skip:?}");
}

#[test]
fn globs_and_families_choose_rules() {
    let secrets = ["secret/generic/password", "secret/key/private-key", "secret/web/token"];
    check(&["secret/**"], &[], &[], &secrets);
    check(&["secret"], &[], &[], &secrets);
    check(&["secret/*"], &[], &[], &secrets);
    check(&["secret/**"], &["secret/generic", "secret/web/*"], &[], &["secret/key/private-key"]);
    check(&["secret/old/token"], &[], &[], &["secret/web/token"]);
    check(&["*/us/*"], &[], &[], &["health/us/npi", "identifier/us/ssn"]);
    check(&["*/us/*"], &[], &[Family::Health], &["identifier/us/ssn"]);
    check(&["{health,legal}/**"], &["**/npi"], &[], &["health/patient/number", "legal/matter/number"]);
    check(&["marking/privileged", "no/such/rule"], &[], &[], &["marking/privileged"]);
    check(&[], &["**"], &[], &[]);
    check(&[], &[], &Family::ALL, &[]);
}

#[test]
fn globs_that_match_nothing_are_not_ignored() {
    let stale = PolicyConfig { skip: owned(&["no/such/rule"]), ..config() };
    assert!(policy(stale).warnings()[0].contains("skip: `no/such/rule` matches no rule"));
    let nothing = PolicyConfig { only: owned(&["no/such/rule"]), ..config() };
    assert_eq!(Policy::new(nothing, rulebook()).err(), Some(PolicyError::NothingToLookFor));
    let broken = PolicyConfig { skip: owned(&["a[b"]), ..config() };
    assert!(matches!(Policy::new(broken, rulebook()), Err(PolicyError::Glob { .. })));
}

/// Whether a token of this score and harm is shown and gates.
fn check_gate(config: PolicyConfig, score: i32, harm: Severity, expected: (bool, bool)) {
    let finding = Finding { score: Bits(score), harm, ..finding("secret/web/token", "x") };
    let verdict = verdict(config, &source("a.txt", Facts::default()), finding);
    assert_eq!((verdict.shown, verdict.gates), expected, "{score} {harm}");
    assert_eq!(verdict.shown, said(&verdict, "threshold").is_empty(), "hidden without a reason");
}

#[test]
fn confidence_and_severity_decide_what_is_shown_and_what_fails() {
    check_gate(config(), 0, Severity::Low, (true, true));
    check_gate(config(), -1, Severity::Critical, (false, false));
    check_gate(config(), 900, Severity::Note, (false, false));
    let all = || PolicyConfig { show_confidence: Confidence::Low, show_severity: Severity::Note, ..config() };
    check_gate(all(), -400, Severity::Critical, (true, false));
    check_gate(all(), 900, Severity::Note, (true, false));
    let notes = FailOn::all(Confidence::Low, Some(Severity::Note));
    check_gate(PolicyConfig { fail_on: notes.clone(), ..all() }, -400, Severity::Low, (true, true));
    check_gate(PolicyConfig { fail_on: notes, ..all() }, 900, Severity::Note, (true, false));
    let never = FailOn::all(Confidence::Medium, None);
    check_gate(PolicyConfig { fail_on: never, ..config() }, 900, Severity::Critical, (true, false));
    let skipped = PolicyConfig { skip: owned(&["secret"]), ..config() };
    check_gate(skipped, 900, Severity::Critical, (false, false));
}
