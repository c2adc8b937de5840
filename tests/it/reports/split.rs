//! SARIF that is split: every finding is in one file, every file is whole, and an empty one closes what was open.

use std::collections::BTreeSet;

use sealant::model::severity::Severity;
use sealant::report::Report;
use sealant::report::sarif::{Part, Sarif};
use serde_json::Value;

use super::code_hosts::accept;
use super::model::{self, Run};
use super::read_back::validate;

fn part_of(run: &Run, part: Part) -> String {
    let mut report = Sarif::of_part(part);
    let mut out = Vec::new();
    report.begin(&run.header, &mut out).unwrap();
    for artifact in &run.artifacts {
        report.artifact(artifact, &mut out).unwrap();
    }
    report.end(&run.summary, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn files(run: &Run, of: u8) -> Vec<Value> {
    Part::all(of).map(|part| serde_json::from_str(&part_of(run, part)).unwrap()).collect()
}

fn names(file: &Value) -> Vec<String> {
    let results = file["runs"][0]["results"].as_array().unwrap().iter();
    results
        .map(|result| result["partialFingerprints"]["sealant/place/v1"].as_str().unwrap().to_owned())
        .collect()
}

/// More findings than GitHub takes of one run, of three severities.
fn more_than_is_taken() -> Run {
    let mut run = model::empty_run();
    run.artifacts = (0..30_000).map(model::one_of_many).collect();
    for (artifact, number) in run.artifacts.iter_mut().zip(0..) {
        artifact.findings[0].verdict.severity = match number % 3 {
            0 => Severity::Critical,
            1 => Severity::Medium,
            _ => Severity::Low,
        };
    }
    run.summary.shown = 30_000;
    run
}

#[test]
fn every_finding_is_in_one_file_and_none_is_larger_than_is_taken() {
    let run = more_than_is_taken();
    for (of, most) in [(1, 10_000), (4, 5_000)] {
        let files = files(&run, of);
        assert_eq!(files.len(), 5 * usize::from(of));
        let listed: Vec<String> = files.iter().flat_map(names).collect();
        assert_eq!(listed.len(), 30_000);
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>().len(), 30_000);
        assert!(files.iter().all(|file| names(file).len() <= most));
        let ids: BTreeSet<String> =
            files.iter().map(|file| file["runs"][0]["automationDetails"]["id"].to_string()).collect();
        assert_eq!(ids.len(), files.len(), "a category of its own each");
        let told = |file: &Value| {
            file["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len()
        };
        let unread: Vec<usize> = files.iter().map(told).collect();
        assert_eq!((unread[0], unread[1..].iter().sum::<usize>()), (30_000, 0), "told once");
    }
}

#[test]
fn each_file_is_one_that_github_takes() {
    let run = model::run();
    let mut listed = 0;
    for part in Part::all(2) {
        let file = validate(&part_of(&run, part));
        accept(&file);
        let severities = file["runs"][0]["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| &result["properties"]["severity"]);
        let severities: BTreeSet<String> = severities.map(|word| word.as_str().unwrap().to_owned()).collect();
        assert!(severities.iter().all(|severity| part.name().starts_with(severity)), "{severities:?}");
        listed += names(&file).len() as u64;
        assert_eq!(file["runs"][0]["automationDetails"]["id"], format!("sealant/{}/", part.name()));
    }
    assert_eq!(listed, run.summary.shown);
    for part in Part::all(1) {
        let empty = validate(&part_of(&model::empty_run(), part));
        accept(&empty);
        assert_eq!(empty["runs"][0]["results"], Value::Array(Vec::new()));
    }
}

#[test]
fn a_finding_stays_in_its_file_when_others_come_and_go() {
    let mut run = more_than_is_taken();
    run.artifacts.truncate(600);
    let before: Vec<BTreeSet<String>> =
        files(&run, 3).iter().map(|file| names(file).into_iter().collect()).collect();
    run.artifacts.retain(|artifact| artifact.findings[0].finding.places[0].line % 2 == 0);
    for (after, before) in files(&run, 3).iter().zip(before) {
        assert!(names(after).iter().all(|name| before.contains(name)));
    }
}

#[test]
fn a_value_in_a_path_is_masked_also_where_another_file_lists_it() {
    let token = &super::planted()[0].text;
    let mut run = model::empty_run();
    let path = format!("a/{token}.env");
    let mut artifact = model::value_in_a_path(model::TOKEN, &path, token);
    let mut other = model::value_in_a_path(model::PARTNER, &path, "production").findings.remove(0);
    other.verdict.severity = Severity::Low;
    artifact.findings.push(other);
    run.artifacts = vec![artifact];
    for part in Part::all(1) {
        assert!(!part_of(&run, part).contains(&token[6..]), "{}", part.name());
    }
    let low = files(&run, 1).remove(3);
    let uri = &low["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "a/%5Bmasked%5D.env");
}
