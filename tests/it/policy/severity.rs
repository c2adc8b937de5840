//! Severity by company, by number of people, and by who may read the file.

use sealant::model::evidence::Bits;
use sealant::model::finding::Finding;
use sealant::model::severity::Severity::{self, Critical, High, Low, Medium, Note};
use sealant::model::source::{Facts, Readers};

use super::{column, config, finding, judged, said, source, verdict};

const EMAIL: &str = "identifier/contact/email";

/// The severity of the first finding among the others, and what the judge said.
fn check(first: Finding, others: Vec<Finding>, expected: (Severity, &str)) {
    let findings = std::iter::once(first).chain(others).collect();
    let verdicts = judged(config(), &source("a.txt", Facts::default()), findings);
    let said = ["contacts", "people"].map(|judge| said(&verdicts[0], judge)).concat();
    assert_eq!(verdicts[0].severity, expected.0, "{said}");
    assert!(said.contains(expected.1) && said.is_empty() == expected.1.is_empty(), "{said}");
}

/// So many distinct addresses.
fn emails(count: usize) -> Vec<Finding> {
    (0..count).map(|number| finding(EMAIL, &format!("p{number}@example.org"))).collect()
}

fn unsure(finding: Finding) -> Finding {
    Finding { score: Bits(-100), ..finding }
}

#[test]
fn lone_contacts_are_notes_and_lists_are_not() {
    let first = || finding(EMAIL, "first@example.org");
    check(first(), vec![], (Note, ""));
    check(first(), emails(48), (Note, ""));
    check(first(), emails(49), (Low, "50 distinct contacts"));
    check(column(EMAIL, 49), vec![], (Note, ""));
    check(column(EMAIL, 60), vec![], (Low, "60 distinct contacts"));
}

#[test]
fn equal_contacts_are_one() {
    let same = (0..80).map(|_| finding(EMAIL, "First@Example.org")).collect();
    check(finding(EMAIL, "first@example.org"), same, (Note, ""));
}

#[test]
fn contacts_beside_what_they_belong_to_are_medium() {
    let email = || finding(EMAIL, "first@example.org");
    let ssn = finding("identifier/us/ssn", "536-90-4399");
    let patient = finding("health/patient/number", "4711");
    check(email(), vec![ssn.clone()], (Medium, "a government id"));
    check(email(), vec![patient], (Medium, "health data"));
    check(email(), vec![unsure(ssn.clone())], (Note, ""));
    check(unsure(email()), vec![ssn], (Note, ""));
    check(email(), vec![finding("health/us/npi", "1234567893")], (Note, ""));
}

#[test]
fn many_people_are_one_step_more() {
    check(column("identifier/us/ssn", 20), vec![], (Critical, "a column of 20 people's values"));
    check(column("identifier/us/ssn", 1), vec![], (High, ""));
    check(
        finding("legal/matter/number", "1"),
        vec![column("identifier/us/ssn", 499)],
        (Medium, "500 distinct"),
    );
    check(finding("legal/matter/number", "1"), vec![column("identifier/us/ssn", 498)], (Low, ""));
    check(finding("secret/generic/password", "x"), vec![column("identifier/us/ssn", 900)], (High, ""));
    check(column(EMAIL, 500), vec![], (Medium, "500 distinct values about people"));
}

fn check_exposure(id: &str, readers: Readers, in_git: bool, expected: (Severity, &str)) {
    let facts = Facts { readers, in_git, ..Facts::default() };
    let verdict = verdict(config(), &source("a.txt", facts), finding(id, "value"));
    let said = said(&verdict, "exposure");
    assert_eq!((verdict.severity, verdict.readers), (expected.0, readers), "{said}");
    assert!(said.contains(expected.1) && said.is_empty() == expected.1.is_empty(), "{said}");
}

#[test]
fn what_everybody_may_read_is_one_step_more() {
    let password = "secret/generic/password";
    check_exposure(password, Readers::World, false, (Critical, "one step more severe"));
    check_exposure(password, Readers::World, true, (High, "git checkout"));
    check_exposure(password, Readers::Group, false, (High, "the owner's group"));
    check_exposure(password, Readers::Group, true, (High, ""));
    check_exposure(password, Readers::Owner, false, (High, ""));
    check_exposure(password, Readers::Unknown, false, (High, ""));
    check_exposure("secret/web/token", Readers::World, false, (Critical, "unchanged"));
    check_exposure(EMAIL, Readers::World, false, (Note, "unchanged"));
}

#[test]
fn a_grade_says_more_than_the_rule() {
    let graded =
        Finding { harm: Low, remedy: Some("what the grade says".into()), ..finding("secret/web/token", "x") };
    let graded = verdict(config(), &source("a.txt", Facts::default()), graded);
    assert_eq!((graded.severity, &*graded.remedy), (Low, "what the grade says"));
    let plain = verdict(config(), &source("a.txt", Facts::default()), finding("secret/web/token", "x"));
    assert_eq!((plain.severity, &*plain.remedy), (Critical, "what the rule says"));
}
