//! `sealant scan`: exit codes, what is read, and what an end by ^C leaves.

use super::{Ran, command, finding, folder, sealant, write};

const WORDS_RULE: &str = r#"
name = "Our condition"
severity = "high"
categories = ["health"]
retention = "health-record"
summary = "Nobody else may know."
remedy = "Move it."
matches = ["«greenpox» ourdeploy_{base62:32}", "he had «greenpox», ourdeploy_{base62:32}"]
rejects = [{ text = "greenpox", why = "alone" }, { text = "pox", why = "another word" }]

[[find]]
in = "words"
words = ["greenpox"]
near = ["NEAR"]
within = 300
"#;

/// A scan by the rule of these tests alone.
fn scan(folder: &std::path::Path, args: &[&str]) -> Ran {
    sealant(
        folder,
        &[&["scan", "--rules", "rules", "--only", "secret/ours", "--exclude", "rules/"], args].concat(),
    )
}

#[test]
fn exit_codes_tell_how_a_run_ended() {
    let folder = folder();
    write(folder.path(), "clean.txt", "nothing here\n");
    scan(folder.path(), &[]).ends(0);
    write(folder.path(), "config.py", &finding(1));
    scan(folder.path(), &[]).ends(1).says(&["config.py"]);
    scan(folder.path(), &["--exit-zero"]).ends(0).says(&["config.py"]);
    scan(folder.path(), &["--fail-on", "never"]).ends(0).says(&["config.py"]);
    scan(folder.path(), &["clean.txt"]).ends(0);
    scan(folder.path(), &["--quiet"]).ends(1);
    assert_eq!(scan(folder.path(), &["--quiet"]).out, "");
    scan(folder.path(), &["no-such-file"]).ends(2).complains(&["no-such-file"]);
}

#[test]
fn values_are_masked_unless_asked_for() {
    let folder = folder();
    write(folder.path(), "config.py", &finding(2));
    let line = finding(2);
    let value = line.split('"').nth(1).unwrap();
    for format in ["human", "jsonl", "sarif"] {
        let masked = scan(folder.path(), &["--format", format]).ends(1);
        assert!(!masked.out.contains(value) && !masked.err.contains(value), "{format}");
        let shown = scan(folder.path(), &["--format", format, "--show-values"]).ends(1);
        assert!(shown.out.contains(value), "{format}");
    }
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let folder = folder();
    write(folder.path(), "input", &finding(3));
    let args = ["scan", "--rules", "rules", "--only", "secret/ours", "--stdin-path", "staged/app.py"];
    let mut command = command(folder.path(), &args);
    command.stdin(std::fs::File::open(folder.path().join("input")).unwrap());
    super::ran(&mut command).ends(1).says(&["staged/app.py"]);
}

#[cfg(unix)]
#[test]
fn what_is_not_read_is_told_and_fails_a_strict_run() {
    let folder = folder();
    write(folder.path(), "data/clean.txt", "nothing here\n");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("data/pipe")).status().unwrap();
    assert!(made.success());
    scan(folder.path(), &["data"]).ends(0);
    scan(folder.path(), &["data", "--strict"]).ends(3);
    write(folder.path(), "data/config.py", &finding(4));
    scan(folder.path(), &["data", "--strict"]).ends(1);
}

/// Words count near what a rule of another family finds: that rule looks too, and is not reported.
#[test]
fn a_rule_keeps_what_it_needs_of_others() {
    let folder = folder();
    let near = WORDS_RULE.replace("NEAR", "secret/ours/*");
    write(folder.path(), "rules/health/ours/condition.toml", &near);
    write(folder.path(), "notes.conf", &format!("# about greenpox\n{}", finding(6)));
    let args = ["scan", "--rules", "rules", "--only", "health/ours", "--format", "jsonl", "notes.conf"];
    let ran = sealant(folder.path(), &[&args[..], &["--confidence", "low"]].concat());
    let lines = ran.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let rules: Vec<_> =
        lines.filter(|line| line["type"] == "finding").map(|line| line["rule"].clone()).collect();
    assert_eq!(rules, ["health/ours/condition"]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = folder();
    for number in 0..40 {
        write(folder.path(), &format!("data/{number}.py"), &finding(number));
    }
    let report = |threads: &str| {
        scan(folder.path(), &["data", "--format", "jsonl", "--as-of", "2026-01-01", "--threads", threads])
            .ends(1)
            .out
    };
    assert_eq!(report("1"), report("4"));
}

/// The first ^C ends the reading and the report is finished; the process has no core dump to leave.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_finishes_its_report() {
    use std::io::Read;

    use rustix::process::{Pid, Signal, kill_process};

    let folder = folder();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let args = ["scan", "--rules", "rules", "--stdin-path", "x", "--format", "jsonl", "--output", "pipe"];
    let mut child = command(folder.path(), &args).stdin(std::process::Stdio::piped()).spawn().unwrap();
    // The pipe opens when the program has opened it, and by then it watches for ^C.
    let mut report = std::fs::File::open(&pipe).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let cores: Vec<&str> =
        limits.lines().find(|line| line.starts_with("Max core")).unwrap().split_whitespace().collect();
    assert_eq!(cores[4..6], ["0", "0"]);
    let id = Pid::from_child(&child);
    kill_process(id, Signal::INT).unwrap();
    drop(child.stdin.take());
    let mut text = String::new();
    report.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["interrupted"], true);
}
