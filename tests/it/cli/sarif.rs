//! SARIF as code hosts are given it: the sample share by the built-in rules, and results beyond the limits of GitHub.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{RULE_ID, command, finding, folder, ran, sealant, write};
use crate::reports::code_hosts::accept;

#[test]
fn github_takes_what_is_found_in_the_sample_share() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments =
        ["scan", "fixtures", "--no-config", "--format", "sarif", "--severity", "note", "--confidence", "low"];
    let report = ran(&mut command(root, &arguments)).ends(1).out;
    let sarif: Value = serde_json::from_str(&report).unwrap();
    assert!(sarif["runs"][0]["results"].as_array().unwrap().len() > 50);
    accept(&sarif);
}

/// A report of so many findings, as a scan writes it: one of a real scan, over and over.
fn large(folder: &Path, count: u64) {
    write(folder, "data/config.py", &finding(1));
    let scanned =
        sealant(folder, &["scan", "data", "--rules", "rules", "--only", RULE_ID, "--format", "jsonl"])
            .ends(1)
            .out;
    let is_finding = |line: &&str| line.starts_with("{\"type\":\"finding\"");
    let one = scanned.lines().find(is_finding).unwrap();
    let mark = "\"sealant/place/v1\":\"";
    let at = one.find(mark).unwrap() + mark.len();
    let mut report = String::new();
    for line in scanned.lines() {
        if !is_finding(&line) {
            report.push_str(line);
            report.push('\n');
            continue;
        }
        for number in 0..count {
            // The beginning of a fingerprint is as good as random.
            let start = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            writeln!(report, "{}{start:016x}{}", &one[..at], &one[at + 16..]).unwrap();
        }
    }
    write(folder, "large.jsonl", &report);
}

#[test]
fn a_result_that_github_refuses_is_told_and_can_be_split() {
    let folder = folder();
    large(folder.path(), 26_000);
    let report = |more: &[&str]| {
        sealant(folder.path(), &[&["report", "large.jsonl", "--format", "sarif", "--output"], more].concat())
            .ends(0)
    };
    report(&["whole.sarif"]).complains(&[
        "26,000 findings",
        "refuses a file with more than 25,000",
        "--split-sarif",
    ]);
    report(&["one", "--split-sarif"]).complains(&["critical.sarif lists 26,000", "--split-sarif=4"]);
    let split = report(&["four", "--split-sarif=4"]);
    split.complains(&["critical-1.sarif", "shows only the 5,000 worst", "list less with --severity"]);
    let mut listed = 0;
    for entry in fs::read_dir(folder.path().join("four")).unwrap() {
        let file: Value = serde_json::from_str(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        let results = file["runs"][0]["results"].as_array().unwrap().len();
        assert!(results < 10_000, "{results}");
        listed += results;
        accept(&file);
    }
    assert_eq!(listed, 26_000);
}

#[test]
fn a_scan_writes_a_file_for_each_severity_also_where_nothing_was_found() {
    let folder = folder();
    write(folder.path(), "data/config.py", &finding(1));
    let arguments =
        ["scan", "data", "--rules", "rules", "--only", RULE_ID, "--format", "sarif", "--split-sarif"];
    let ran = sealant(folder.path(), &[&arguments[..], &["--output", "out/sarif"]].concat()).ends(1);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    for (name, results) in [("critical", 1), ("high", 0), ("medium", 0), ("low", 0), ("note", 0)] {
        let path = folder.path().join(format!("out/sarif/{name}.sarif"));
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        accept(&file);
        assert_eq!(file["runs"][0]["results"].as_array().unwrap().len(), results, "{name}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn what_cannot_be_split_is_told_before_anything_is_read() {
    let folder = folder();
    let scan = |arguments: &[&str]| {
        sealant(folder.path(), &[&["scan", "no-such-folder"], arguments].concat()).ends(2)
    };
    scan(&["--split-sarif", "--format", "sarif"]).complains(&["--output"]);
    scan(&["--split-sarif", "--output", "out", "--format", "jsonl"]).complains(&["only SARIF can be split"]);
    scan(&["--split-sarif", "--output", "-", "--format", "sarif"]).complains(&["name a folder"]);
    scan(&["--split-sarif=5", "--output", "out", "--format", "sarif"]).complains(&["5"]);
    write(folder.path(), "file", "");
    scan(&["--split-sarif", "--output", "file", "--format", "sarif"])
        .complains(&["cannot make the folder file"]);
}
