//! What pipelines are given: GitLab's report by every field its schema asks for, Code Climate's issues, GitHub's
//! annotations, and the page for a summary.

use std::collections::BTreeSet;
use std::sync::Arc;

use sealant::model::severity::Severity;
use sealant::model::source::{Commit, InHistory};
use sealant::model::verdict::Standing;
use serde_json::Value;

use super::model::{self, Run};
use super::{check, hostile_run, written};

fn json(format: &str, run: &Run) -> Value {
    serde_json::from_str(&written(format, run)).unwrap()
}

/// As many findings, one a file, none of which was not read.
fn many(count: u64) -> Run {
    let mut run = model::empty_run();
    run.artifacts = (0..count).map(model::one_of_many).collect();
    run.artifacts.iter_mut().for_each(|artifact| artifact.unread.clear());
    (run.summary.shown, run.summary.gating) = (count, count);
    run
}

/// The run as it would be said of a history.
fn with_history(mut run: Run, at_head: Option<bool>) -> Run {
    let commit = Arc::new(Commit { id: "0123456789abcdef0123456789abcdef01234567".into(), authored: 86_400 });
    for judged in run.artifacts.iter_mut().flat_map(|artifact| &mut artifact.findings) {
        judged.verdict.history = Some(InHistory { commit: Arc::clone(&commit), at_head });
        judged.verdict.standing = Standing::New;
    }
    run
}

#[test]
fn pipelines_read_this() {
    let run = model::run();
    check("findings.gitlab.json", &written("gitlab", &run));
    check("findings.codeclimate.json", &written("codeclimate", &run));
    check("findings.github.txt", &written("github", &run));
    check("findings.summary.md", &written("summary", &run));
}

type Asked = fn(&Value) -> bool;

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

fn is_time(value: &Value) -> bool {
    let shape = |byte: u8| if byte.is_ascii_digit() { b'9' } else { byte };
    value.as_str().is_some_and(|time| time.bytes().map(shape).eq(*b"9999-99-99T99:99:99"))
}

fn is_version(value: &Value) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    value.as_str().is_some_and(|text| text.split('.').count() == 3 && text.split('.').all(is_number))
}

fn is_line(value: &Value) -> bool {
    value.as_u64().is_some_and(|line| line >= 1)
}

fn is_one_of<const N: usize>(value: &Value, words: [&str; N]) -> bool {
    value.as_str().is_some_and(|word| words.contains(&word))
}

fn is_short(value: &Value, longest: usize) -> bool {
    is_text(value) && value.as_str().is_some_and(|text| text.chars().count() <= longest)
}

/// Every field that version 15.0.7 of the schema requires, and those beside them that GitLab's pages show. `*` is each
/// element of a list.
const GITLAB: &[(&str, Asked)] = &[
    ("version", |value| is_version(value) && value == "15.0.7"),
    ("vulnerabilities", Value::is_array),
    ("vulnerabilities/*", Value::is_object),
    ("vulnerabilities/*/id", is_text),
    ("vulnerabilities/*/name", |value| is_short(value, 255)),
    ("vulnerabilities/*/description", |value| is_short(value, 1_048_576)),
    ("vulnerabilities/*/severity", |value| {
        is_one_of(value, ["Info", "Unknown", "Low", "Medium", "High", "Critical"])
    }),
    ("vulnerabilities/*/solution", |value| is_short(value, 7_000)),
    ("vulnerabilities/*/identifiers", |value| value.as_array().is_some_and(|list| !list.is_empty())),
    ("vulnerabilities/*/identifiers/*", Value::is_object),
    ("vulnerabilities/*/identifiers/*/type", is_text),
    ("vulnerabilities/*/identifiers/*/name", is_text),
    ("vulnerabilities/*/identifiers/*/value", is_text),
    ("vulnerabilities/*/location", Value::is_object),
    ("vulnerabilities/*/location/file", is_text),
    ("vulnerabilities/*/location/start_line", is_line),
    ("vulnerabilities/*/location/end_line", is_line),
    ("vulnerabilities/*/location/commit", Value::is_object),
    ("vulnerabilities/*/location/commit/sha", is_text),
    ("scan", Value::is_object),
    ("scan/analyzer", Value::is_object),
    ("scan/analyzer/id", is_text),
    ("scan/analyzer/name", is_text),
    ("scan/analyzer/version", is_text),
    ("scan/analyzer/vendor", Value::is_object),
    ("scan/analyzer/vendor/name", is_text),
    ("scan/scanner", Value::is_object),
    ("scan/scanner/id", is_text),
    ("scan/scanner/name", is_text),
    ("scan/scanner/version", is_text),
    ("scan/scanner/vendor", Value::is_object),
    ("scan/scanner/vendor/name", is_text),
    ("scan/start_time", is_time),
    ("scan/end_time", is_time),
    ("scan/status", |value| is_one_of(value, ["success", "failure"])),
    ("scan/type", |value| value == "secret_detection"),
    ("scan/messages/*/level", |value| is_one_of(value, ["info", "warn", "fatal"])),
    ("scan/messages/*/value", is_text),
];

/// Every field that GitLab reads of an issue.
const CODE_CLIMATE: &[(&str, Asked)] = &[
    ("*/description", is_text),
    ("*/check_name", is_text),
    ("*/fingerprint", is_text),
    ("*/severity", |value| is_one_of(value, ["info", "minor", "major", "critical", "blocker"])),
    ("*/location", Value::is_object),
    ("*/location/path", |value| {
        value.as_str().is_some_and(|path| !path.is_empty() && !path.starts_with("./"))
    }),
    ("*/location/lines", Value::is_object),
    ("*/location/lines/begin", is_line),
];

/// Calls with what stands at a path, `None` where nothing does. How many elements there were.
fn visit(value: &mut Value, path: &[&str], act: &mut dyn FnMut(Option<&mut Value>)) -> usize {
    match path {
        [] => {
            act(Some(value));
            1
        }
        ["*", rest @ ..] => {
            let list = value.as_array_mut().map(|list| list.iter_mut()).into_iter().flatten();
            list.map(|element| visit(element, rest, act)).sum()
        }
        [name, rest @ ..] => {
            if let Some(member) = value.get_mut(*name) {
                return visit(member, rest, act);
            }
            act(None);
            1
        }
    }
}

/// The paths of a table at which a document does not hold what is asked for.
fn faults(document: &Value, table: &[(&'static str, Asked)]) -> Vec<&'static str> {
    let mut document = document.clone();
    let is_at_fault = |(path, asked): &&(&'static str, Asked)| {
        let parts: Vec<&str> = path.split('/').collect();
        let mut holds = true;
        let seen =
            visit(&mut document, &parts, &mut |value| holds &= value.is_some_and(|value| asked(value)));
        !holds || seen == 0
    };
    table.iter().filter(is_at_fault).map(|(path, _)| *path).collect()
}

/// Every field of the table is there, and the table notices when one of them goes or is of another kind.
fn holds_all(document: &Value, table: &[(&'static str, Asked)]) {
    assert_eq!(faults(document, table), Vec::<&str>::new());
    for (path, _) in table {
        let parts: Vec<&str> = path.split('/').collect();
        let mut broken = document.clone();
        visit(&mut broken, &parts, &mut |value| {
            if let Some(value) = value {
                *value = Value::Null;
            }
        });
        assert!(faults(&broken, table).contains(path), "{path} is not missed");
    }
}

#[test]
fn every_field_that_gitlab_requires_is_there() {
    holds_all(&json("gitlab", &model::run()), GITLAB);
    holds_all(&json("gitlab", &with_history(model::run(), Some(false))), GITLAB);
    let empty = json("gitlab", &model::empty_run());
    let whole: Vec<_> = GITLAB.iter().filter(|(path, _)| !path.contains('*')).copied().collect();
    holds_all(&empty, &whole);
    assert_eq!(empty["vulnerabilities"], Value::Array(Vec::new()));
}

#[test]
fn every_field_that_gitlab_reads_of_an_issue_is_there() {
    holds_all(&json("codeclimate", &model::run()), CODE_CLIMATE);
    assert_eq!(json("codeclimate", &model::empty_run()), Value::Array(Vec::new()));
}

#[test]
fn names_of_findings_are_unique_and_hold_still() {
    let of_list = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
    };
    let mut run = many(200);
    let before = of_list(&json("codeclimate", &run), "fingerprint");
    for artifact in &mut run.artifacts {
        artifact.findings[0].finding.places[0].line += 7;
    }
    assert_eq!(of_list(&json("codeclimate", &run), "fingerprint"), before, "a line is no part of a name");
    for run in [model::run(), run, with_history(model::run(), Some(true))] {
        let issues = of_list(&json("codeclimate", &run), "fingerprint");
        let vulnerabilities = of_list(&json("gitlab", &run)["vulnerabilities"], "id");
        for names in [issues, vulnerabilities] {
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
    }
}

#[test]
fn the_commit_of_a_finding_is_told_where_there_is_one() {
    let run = with_history(many(1), Some(false));
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let gitlab = json("gitlab", &run);
    assert_eq!(gitlab["vulnerabilities"][0]["location"]["commit"]["sha"], sha);
    for format in ["codeclimate", "github", "summary", "junit", "csv", "human"] {
        let report = written(format, &run);
        assert!(report.contains(&sha[..12]), "{format} does not name the commit: {report}");
    }
    assert!(written("csv", &run).contains(&format!("{sha},no,new")));
    assert!(written("junit", &run).contains(&format!("00000000.txt:1:9 in {}: ", &sha[..12])));
}

#[test]
fn an_interrupted_run_is_a_failure() {
    let mut run = model::empty_run();
    run.summary.interrupted = true;
    let report = json("gitlab", &run);
    assert_eq!(
        (&report["scan"]["status"], &report["scan"]["messages"][0]["level"]),
        (&"failure".into(), &"fatal".into())
    );
    assert!(written("github", &run).contains("interrupted"));
    assert!(written("summary", &run).contains("**Interrupted"));
}

#[test]
fn github_is_given_the_worst_and_told_of_the_rest() {
    let mut run = many(30);
    for (number, artifact) in run.artifacts.iter_mut().enumerate() {
        let verdict = &mut artifact.findings[0].verdict;
        verdict.gates = number % 2 == 0;
        verdict.severity = if number >= 24 { Severity::Critical } else { Severity::Medium };
    }
    let report = written("github", &run);
    let lines: Vec<&str> = report.lines().collect();
    let of = |kind: &str| lines.iter().filter(|line| line.starts_with(kind)).count();
    assert_eq!((of("::error "), of("::warning "), of("::notice "), lines.len()), (10, 10, 1, 21));
    assert!(lines[0].contains("title=critical%3A Example access token::"), "{}", lines[0]);
    assert!(lines[0].contains("file=share/0000/00000024.txt,line=25,endLine=25,col=9,endColumn=49,"));
    assert_eq!(lines[..10].iter().filter(|line| line.contains("critical")).count(), 3);
    let notice = lines[20];
    assert!(notice.contains("5 findings more that make the run fail"), "{notice}");
    assert!(notice.contains("5 findings more that do not make the run fail"), "{notice}");
}

#[test]
fn what_is_in_no_file_is_beside_no_line() {
    for at_head in [Some(false), None] {
        let report = written("github", &with_history(many(1), at_head));
        assert!(report.starts_with("::error title="), "{report}");
        assert!(report.contains(" In share/0000/00000000.txt:1:9."), "{report}");
    }
    assert!(written("github", &with_history(many(1), Some(true))).starts_with("::error file="));
}

#[test]
fn a_page_counts_by_family_and_lists_the_worst() {
    let report = written("summary", &model::run());
    assert!(
        report.contains("| family | critical | high | low |\n| --- | ---: | ---: | ---: |\n"),
        "{report}"
    );
    assert!(report.contains("| secret | 2 | 1 | 0 |\n"), "{report}");
    let report = written("summary", &many(2_500));
    assert_eq!(report.matches("\n| **critical** |").count(), 100);
    assert!(report.contains("… and 2,400 more, none of them worse."), "{report}");
}

#[test]
fn a_page_stays_below_what_a_code_host_takes() {
    let mut run = many(0);
    let long = |number: usize| format!("{}/{number}", "\u{1}".repeat(4_000));
    run.artifacts =
        (0..120).map(|number| model::value_in_a_path(model::TOKEN, &long(number), "abc")).collect();
    run.summary.shown = 120;
    let report = written("summary", &run);
    assert!(report.len() < 1 << 20, "{} bytes", report.len());
    assert!(report.contains("more, none of them worse."));
}

#[test]
fn names_do_not_break_out_of_annotations_and_tables() {
    let run = hostile_run();
    let github = written("github", &run);
    check("hostile.github.txt", &github);
    let findings = run.artifacts.len();
    assert_eq!(github.lines().count(), findings + 1);
    assert!(github.lines().all(|line| line.starts_with("::error ") || line.starts_with("::notice ")));
    for line in github.lines().take(findings) {
        let properties = line.strip_prefix("::error ").unwrap().split_once("::").unwrap().0;
        let names: Vec<&str> = properties.split(',').map(|pair| pair.split('=').next().unwrap()).collect();
        assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"], "{line}");
    }
    let page = written("summary", &run);
    check("hostile.summary.md", &page);
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| **")).collect();
    assert_eq!(rows.len(), findings);
    for row in rows {
        assert_eq!(row.matches('|').count(), 6, "{row}");
    }
    for markup in ["<script", "<img", "`", "\u{1b}", "\u{202e}", "@org"] {
        assert!(!page.contains(markup), "{markup}: {page}");
    }
    holds_all(&json("gitlab", &run), &GITLAB[..GITLAB.len() - 2]);
    holds_all(&json("codeclimate", &run), CODE_CLIMATE);
    for vulnerability in json("gitlab", &run)["vulnerabilities"].as_array().unwrap() {
        for text in ["description", "solution"].map(|member| vulnerability[member].as_str().unwrap()) {
            assert!(!text.contains("<script") && !text.contains("<img"), "{text}");
        }
    }
}
