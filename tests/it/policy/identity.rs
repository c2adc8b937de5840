//! Fingerprints and groups: equal for what is equal, the same in every run, without the value.

use sealant::model::finding::Finding;
use sealant::model::fingerprint::FingerprintKey;
use sealant::model::severity::Confidence;
use sealant::model::source::Facts;
use sealant::model::verdict::Judged;
use sealant::policy::PolicyConfig;

use super::{column, config, finding, labelled, policy, source};

const SSN: &str = "identifier/us/ssn";
const TOKEN: &str = "secret/web/token";

/// The verdicts of a run over these artifacts.
fn run(config: PolicyConfig, artifacts: &[(&str, Vec<Finding>)]) -> Vec<Judged> {
    let mut policy = policy(config);
    let judged = artifacts
        .iter()
        .map(|(path, findings)| policy.judge_artifact(&source(path, Facts::default()), findings.clone()));
    judged.flatten().collect()
}

fn groups(judged: &[Judged]) -> Vec<Option<&str>> {
    judged.iter().map(|judged| judged.verdict.group.as_deref()).collect()
}

#[test]
fn guessable_values_are_numbered_by_first_occurrence() {
    let first = vec![finding(SSN, "536-90-4399"), finding(SSN, "536-90-4398")];
    let second = vec![finding(SSN, "536 90 4399"), finding("identifier/person/name", "536-90-4399")];
    let judged = run(config(), &[("a", first), ("b", second)]);
    assert_eq!(groups(&judged), [Some("g1"), Some("g2"), Some("g1"), Some("g3")]);
    assert!(judged.iter().all(|judged| judged.verdict.value_fingerprint.is_none()));
}

#[test]
fn fingerprinted_values_are_grouped_by_their_fingerprint() {
    let keyed =
        PolicyConfig { fingerprint_key: Some(FingerprintKey::derive(b"a key of sixteen")), ..config() };
    for (config, id) in [(config(), TOKEN), (keyed, SSN)] {
        let judged = run(
            config,
            &[("a", vec![finding(id, "one"), finding(id, "two")]), ("b", vec![finding(id, "one")])],
        );
        let hex = judged[0].verdict.value_fingerprint.unwrap().to_string();
        assert_eq!(groups(&judged)[0], Some(&*hex));
        assert_eq!(groups(&judged)[0], groups(&judged)[2]);
        assert_ne!(groups(&judged)[0], groups(&judged)[1]);
    }
}

#[test]
fn a_column_is_known_by_its_place() {
    let judged = run(config(), &[("a.csv", vec![column(TOKEN, 10)])]);
    assert_eq!((groups(&judged)[0], judged[0].verdict.value_fingerprint), (None, None));
}

#[test]
fn places_are_numbered_among_their_likes() {
    let findings = vec![
        labelled(SSN, "1", "ssn"),
        labelled(SSN, "2", "ssn"),
        labelled(SSN, "3", "tax"),
        finding(SSN, "4"),
        labelled(TOKEN, "1", "ssn"),
    ];
    let all = run(config(), &[("a", findings.clone())]);
    let mut places: Vec<_> = all.iter().map(|judged| judged.verdict.place_fingerprint).collect();
    let without_tax =
        run(config(), &[("a", findings.iter().filter(|one| one.secret.expose() != b"3").cloned().collect())]);
    let kept: Vec<_> = without_tax.iter().map(|judged| judged.verdict.place_fingerprint).collect();
    assert_eq!(kept, [places[0], places[1], places[3], places[4]]);
    places.extend(run(config(), &[("b", findings)]).iter().map(|judged| judged.verdict.place_fingerprint));
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 10);
}

#[test]
fn equal_runs_have_equal_verdicts_and_order_is_kept() {
    let findings = vec![
        finding(TOKEN, "1"),
        finding(SSN, "2"),
        column("identifier/contact/email", 70),
        finding(SSN, "3"),
    ];
    let artifacts = [("2015/a", findings.clone()), ("b", findings.clone())];
    let (first, second) = (run(config(), &artifacts), run(config(), &artifacts));
    let rules: Vec<_> = first.iter().take(4).map(|judged| judged.finding.rule).collect();
    assert_eq!(rules, findings.iter().map(|finding| finding.rule).collect::<Vec<_>>());
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one.verdict, other.verdict);
        assert_eq!(one.verdict.confidence, Confidence::High);
    }
}

#[test]
fn no_verdict_holds_a_value() {
    let value = "kept-out-of-sight";
    let all: Vec<_> = super::RULES.iter().map(|(id, ..)| finding(id, value)).collect();
    let judged = run(config(), &[("2015/a", all)]);
    assert!(!format!("{judged:?}").contains(value));
}
