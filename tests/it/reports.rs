//! What the reports write for a run put together by hand: shapes, rules of the readers, and that no value gets out.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; the functions around tests are tests too"
)]

pub(crate) mod code_hosts;
mod gates;
mod memory;
mod model;
mod read_back;
mod rule_docs;
mod split;
mod stored;
mod ways;

use std::fs;
use std::path::Path;

use sealant::report::{FORMATS, named};

use model::{Run, planted};

/// The report of a run in one format.
fn written(format: &str, run: &Run) -> String {
    let mut out = Vec::new();
    let mut report = (named(format).expect("a known format").new)();
    report.begin(&run.header, &mut out).unwrap();
    for artifact in &run.artifacts {
        report.artifact(artifact, &mut out).unwrap();
    }
    report.end(&run.summary, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn without_colour(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Compares with a file below `tests/it/data/reports/`, which `UPDATE=1` rewrites.
fn check(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/reports").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(actual == expected, "{name} differs; UPDATE=1 rewrites it. It is now:\n{actual}");
}

#[test]
fn people_read_this() {
    check("human.txt", &without_colour(&written("human", &model::run())));
}

#[test]
fn people_who_ask_why_read_this() {
    let mut run = model::run();
    run.header.explain = true;
    check("human-explain.txt", &without_colour(&written("human", &run)));
}

#[test]
fn scripts_read_this() {
    let mut run = model::run();
    check("findings.jsonl", &written("jsonl", &run));
    run.header.all_places = true;
    let all = written("jsonl", &run);
    let places = |line: &str| line.matches("\"within\"").count();
    assert_eq!(all.lines().map(places).max(), Some(101), "the first place and the hundred that are kept");
}

#[test]
fn code_hosts_read_this() {
    check("findings.sarif", &written("sarif", &model::run()));
}

#[test]
fn spreadsheets_test_pages_and_browsers_read_this() {
    check("findings.json", &written("json", &model::run()));
    check("findings.csv", &written("csv", &model::run()).replace("\r\n", "\n"));
    check("findings.junit.xml", &written("junit", &model::run()));
    check("findings.html", &written("html", &model::run()));
}

/// A run whose names and words all try to be markup, a formula or a command.
fn hostile_run() -> Run {
    let names = [
        "<script>alert(1)</script>.txt",
        "\"><img src=x onerror=alert(1)>'.txt",
        "=cmd|' /C calc'!A0,\"x\".csv",
        "]]>--><!--.xml",
        "a\u{0}b\u{1b}[2J\u{fffe}\u{202e}.txt",
        "x\n::error::y, line=1::z%0A|`a`|\n@org/team #1.txt",
        "-rf $(id);'\"\\ &.txt",
    ];
    let mut run = model::empty_run();
    run.artifacts = names.map(|name| model::value_in_a_path(model::SSN, name, "987-65-4320")).into();
    for (artifact, name) in run.artifacts.iter_mut().zip(names) {
        let judged = &mut artifact.findings[0];
        judged.verdict.remedy = name.into();
        judged.finding.variant = Some(name.into());
        judged.verdict.group = Some(name.into());
        let label = sealant::model::finding::Label {
            kind: sealant::model::finding::LabelKind::Key,
            text: name.into(),
        };
        judged.finding.label = Some(label);
    }
    run.header.contacts.security = Some(names[0].to_owned());
    run.header.contacts.policy = Some("https://x/\"onclick=alert(1)".to_owned());
    run.summary.shown = names.len() as u64;
    run
}

#[test]
fn nothing_found_becomes_markup_or_a_formula() {
    let run = hostile_run();
    let html = written("html", &run);
    assert_eq!(html.matches("<script").count(), 1, "our own");
    for markup in ["<img", "<!--", "\"onclick", "' /C"] {
        assert!(!html.contains(markup), "{markup}");
        assert!(!written("junit", &run).contains(markup), "{markup}");
    }
    assert!(!written("junit", &run).contains("<script"));
    check("hostile.html", &html);
    check("hostile.junit.xml", &written("junit", &run));
    check("hostile.csv", &written("csv", &run).replace("\r\n", "\n"));
    let csv = written("csv", &run);
    let begins = |start: char| csv.split([',', '\n']).any(|cell| cell.trim_matches('"').starts_with(start));
    assert!(!begins('=') && !begins('@'), "{csv}");
}

#[test]
fn a_page_of_many_findings_lists_the_worst_and_counts_the_rest() {
    let mut run = model::empty_run();
    run.artifacts = (0..2_500).map(model::one_of_many).collect();
    let worst = &mut run.artifacts[2_400].findings[0].verdict;
    worst.severity = sealant::model::severity::Severity::Critical;
    run.artifacts[..2_400].iter_mut().for_each(|artifact| {
        artifact.findings[0].verdict.severity = sealant::model::severity::Severity::Low;
    });
    let html = written("html", &run);
    assert_eq!(html.matches("<article").count(), 2_000);
    assert!(html.contains("share/0002/00002400.txt:2401:9"), "the worst is listed");
    assert!(html.contains("<td>low</td><td>Example access token</td><td class=\"n\">500</td>"));
}

#[test]
fn the_worst_finding_of_a_value_is_the_one_described() {
    let mut run = model::empty_run();
    run.artifacts = (0..2).map(model::one_of_many).collect();
    for artifact in &mut run.artifacts {
        artifact.findings[0].verdict.group = Some("g1".into());
    }
    run.artifacts[0].findings[0].verdict.severity = sealant::model::severity::Severity::Low;
    let html = written("html", &run);
    assert_eq!(html.matches("<article").count(), 1);
    assert!(html.contains("<article class=\"critical\""));
    assert!(html.contains("<dt>The same value</dt><dd><code>share/0000/00000000.txt:1:9</code></dd>"));
}

#[test]
fn a_test_page_fails_on_what_fails_the_run() {
    let clean = written("junit", &model::empty_run());
    assert!(
        clean.contains("tests=\"1\" failures=\"0\"") && clean.contains("name=\"no findings\""),
        "{clean}"
    );
    let mut run = model::run();
    let failing = written("junit", &run).matches("<failure ").count() as u64;
    assert_eq!(failing, run.summary.shown);
    run.artifacts
        .iter_mut()
        .flat_map(|artifact| &mut artifact.findings)
        .for_each(|judged| judged.verdict.gates = false);
    assert!(!written("junit", &run).contains("<failure "));
}

#[test]
fn an_empty_run_is_a_whole_report() {
    let run = model::empty_run();
    check("human-empty.txt", &without_colour(&written("human", &run)));
    assert_eq!(written("jsonl", &run).lines().count(), 2);
    read_back::validate(&written("sarif", &run));
}

#[test]
fn what_was_not_read_is_never_called_free_of_findings() {
    let mut run = model::empty_run();
    run.summary.unread.insert("encrypted", 1);
    assert!(written("human", &run).contains("no findings in what could be read"));
    run.summary.unread.clear();
    run.summary.interrupted = true;
    let human = written("human", &run);
    assert!(human.contains("no findings in what could be read") && human.contains("interrupted: incomplete"));
    for run in [model::run(), model::empty_run(), run] {
        assert!(!written("human", &run).contains("clean"));
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    for format in FORMATS {
        assert_eq!(written(format.name, &model::run()), written(format.name, &model::run()));
    }
}

#[test]
fn no_value_gets_out_unless_asked_for() {
    for explain in [false, true] {
        let mut run = model::run();
        run.header.explain = explain;
        run.header.all_places = explain;
        for format in FORMATS {
            let report = written(format.name, &run).to_lowercase();
            for value in planted() {
                for form in value.forms() {
                    assert!(!report.contains(&form), "{} shows a value of {}", format.name, value.what);
                }
            }
        }
    }
}

#[test]
fn values_are_there_when_asked_for() {
    let mut run = model::run();
    run.header.show_values = true;
    for format in FORMATS {
        let report = written(format.name, &run);
        for value in planted().iter().filter(|value| value.shown) {
            assert!(report.contains(&value.text), "{} lacks the value of {}", format.name, value.what);
        }
        for value in planted().iter().filter(|value| !value.shown) {
            assert!(!report.contains(&value.text), "{} lists what is not shown", format.name);
        }
    }
}

#[test]
fn no_report_steers_a_terminal() {
    let mut run = model::run();
    run.header.show_values = true;
    for format in FORMATS {
        let report = without_colour(&written(format.name, &run));
        let steering = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        if format.name == "human" {
            assert!(!report.contains(steering), "control characters are escaped");
        }
        assert!(!written(format.name, &run).contains("\u{1b}[2J"), "{}", format.name);
    }
}

#[test]
fn paths_lose_values_that_cannot_be_guessed_and_keep_the_rest() {
    let shown = |rule, path: &str, value: &str| {
        let mut run = model::empty_run();
        run.artifacts = vec![model::value_in_a_path(rule, path, value)];
        let human = without_colour(&written("human", &run));
        human.split(':').next().unwrap_or_default().to_owned()
    };
    let token = &planted()[0].text;
    assert_eq!(shown(model::TOKEN, &format!("a/{token}/{token}.env"), token), "a/[masked]/[masked].env");
    assert_eq!(shown(model::PARTNER, "deploy/production/.env", "production"), "deploy/production/.env");
    assert_eq!(shown(model::SSN, "x/987654320/y", "987654320"), "x/[masked]/y");
    assert_eq!(shown(model::SSN, "x/12/y", "12"), "x/12/y");
}

#[test]
fn a_masked_path_names_its_token() {
    let sarif: serde_json::Value = serde_json::from_str(&written("sarif", &model::run())).unwrap();
    assert_eq!(sarif["runs"][0]["redactionTokens"], serde_json::json!(["[masked]"]));
    let without: serde_json::Value = serde_json::from_str(&written("sarif", &model::empty_run())).unwrap();
    assert!(without["runs"][0].get("redactionTokens").is_none());
}

#[test]
fn personal_values_show_no_character() {
    let human = without_colour(&written("human", &model::run()));
    let people = human.lines().find(|line| line.contains("column \"ssn\"")).expect("the column is reported");
    assert!(people.contains("1,000 of 1,000 cells, 998 distinct, 12 empty"), "{people}");
    assert!(people.contains("[11 characters]"), "{people}");
}

#[test]
fn an_equal_value_is_only_referred_to() {
    let human = without_colour(&written("human", &model::run()));
    assert_eq!(human.matches("same value as above (group g1)").count(), 1);
    assert_eq!(human.matches("Revoke it under").count(), 1);
}

#[test]
fn writing_before_the_beginning_is_an_error() {
    for format in FORMATS {
        let run = model::run();
        let mut report = (format.new)();
        assert!(report.artifact(&run.artifacts[0], &mut Vec::new()).is_err());
        assert!((format.new)().end(&run.summary, &mut Vec::new()).is_err());
    }
}
