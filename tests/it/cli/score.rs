//! `sealant rules score`: the measures of a small labelled set, worked out by hand.

use serde_json::Value;

use super::{finding, folder, sealant, write};

/// Three tokens of which one stands in a file that nobody scans for it, and a line that holds none.
fn labelled() -> tempfile::TempDir {
    let folder = folder();
    write(folder.path(), "set/files/a.env", &format!("{}NAME=brightwater\n", finding(1)));
    write(folder.path(), "set/files/b.env", &finding(2));
    write(folder.path(), "set/files/c.env", "token = none yet\n");
    let label = |file: &str, line: u32, kind: &str, positive: bool| {
        let family = "credential";
        serde_json::json!({ "file": file, "line": line, "end_line": line, "start_col": 1, "end_col": 80,
            "kind": kind, "family": family, "positive": positive, "note": "for people" })
        .to_string()
    };
    let labels = [
        label("a.env", 1, "deploy-token", true),
        label("a.env", 2, "name", false),
        label("b.env", 1, "decoy", false),
        label("c.env", 1, "deploy-token", true),
    ];
    write(folder.path(), "set/labels.jsonl", &labels.join("\n"));
    folder
}

const OURS: [&str; 4] = ["--rules", "rules", "--only", "secret/ours/**"];

#[test]
fn measures_are_those_worked_out_by_hand() {
    let folder = labelled();
    let args = [&["rules", "score", "--labels", "set/labels.jsonl", "--format", "json"], &OURS[..]].concat();
    let measured: Value = serde_json::from_str(&sealant(folder.path(), &args).ends(0).out).unwrap();
    let kind = |name: &str| {
        let kinds = measured["kinds"].as_array().unwrap();
        let kind = kinds.iter().find(|kind| kind["kind"] == name).unwrap();
        ["positives", "found", "negatives", "reported"].map(|key| kind[key].as_u64().unwrap())
    };
    assert_eq!(kind("deploy-token"), [2, 1, 0, 0]);
    assert_eq!(kind("name"), [0, 0, 1, 0]);
    assert_eq!(kind("decoy"), [0, 0, 1, 1]);
    let secret = &measured["families"]["secret"];
    assert_eq!((&secret["right"], &secret["wrong"]), (&1.into(), &1.into()));
    assert_eq!(secret["precision"], 0.5);
}

#[test]
fn tables_hold_counts_and_no_value() {
    let folder = labelled();
    let args = [&["rules", "score", "--labels", "set/labels.jsonl"], &OURS[..]].concat();
    let told = sealant(folder.path(), &args).ends(0).out;
    assert!(told.contains("deploy-token") && told.contains("50.0 %"), "{told}");
    assert!(told.contains("reliability, all families"), "{told}");
    assert!(!told.contains("ourdeploy_"), "{told}");
}

#[test]
fn a_wrong_label_is_told_by_its_line() {
    let folder = labelled();
    write(folder.path(), "set/labels.jsonl", "\n{\"file\":\"a.env\"}\n");
    let ran = sealant(folder.path(), &["rules", "score", "--labels", "set/labels.jsonl"]).ends(2);
    assert!(ran.err.contains("labels.jsonl:2") && ran.err.contains("key is missing"), "{}", ran.err);
    write(
        folder.path(),
        "set/labels.jsonl",
        "{\"file\":\"gone\",\"kind\":\"x\",\"family\":\"client\",\"line\":1}",
    );
    let ran = sealant(folder.path(), &["rules", "score", "--labels", "set/labels.jsonl"]).ends(2);
    assert!(ran.err.contains("gone"), "{}", ran.err);
}
