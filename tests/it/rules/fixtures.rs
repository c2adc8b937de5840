//! The sample share: every file has its expectation, every expectation names a rule that exists and a place that holds
//! such a value, and nothing in it would stop a push.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sealant::check::Verdict;
use sealant::model::piece::Format;
use sealant::rule::{Find, Rule};

use super::{decoded, naive, rules, verdicts};

/// What must be found in one file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    /// Whether nothing else of severity low or more may be found with medium confidence.
    complete: bool,
    /// Rules that may be found beside those listed.
    #[serde(default)]
    allowed: Vec<String>,
    #[serde(default)]
    finding: Vec<Expected>,
}

/// One finding: a line, a column by its header, or a field of a record.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    line: Option<usize>,
    column: Option<String>,
    record: Option<String>,
    confidence: String,
}

/// Rules whose values vendors and forges recognise, so that a push would be stopped.
const STOPPED_BY_FORGES: &[&str] = &[
    "secret/anthropic/**",
    "secret/azure/**",
    "secret/github/**",
    "secret/gitlab/**",
    "secret/google/**",
    "secret/huggingface/**",
    "secret/npm/**",
    "secret/openai/**",
    "secret/pypi/**",
    "secret/sendgrid/**",
    "secret/slack/**",
    "secret/stripe/**",
    "secret/telegram/**",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The files of the share with what must be found in them.
fn share() -> Vec<(PathBuf, Vec<u8>, Expectation)> {
    let folder = root().join("fixtures");
    let described = |path: &PathBuf| {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        !matches!(name.as_str(), "README.md" | ".gitattributes")
    };
    let files = files_below(&folder).into_iter().filter(described);
    let with_expectation = |path: PathBuf| {
        let inner = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        let beside = root().join("tests/it/expectations").join(format!("{inner}.expect.toml"));
        let text = fs::read_to_string(&beside).unwrap_or_else(|_| panic!("write {}", beside.display()));
        let expectation =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
        let bytes = fs::read_to_string(&path).map_or_else(|_| bytes_of(&path), String::into_bytes);
        (path, bytes, expectation)
    };
    files.map(with_expectation).collect()
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut fs::File::open(path).unwrap(), &mut bytes).unwrap();
    bytes
}

fn by_id() -> BTreeMap<String, Rule> {
    rules().into_iter().map(|loaded| (loaded.rule.doc.id.to_string(), loaded.rule)).collect()
}

fn all_pass(rule: &Rule, value: &[u8]) -> bool {
    verdicts(&rule.checks, value).iter().all(|(_, verdict)| *verdict == Verdict::Pass)
}

#[test]
fn every_file_has_an_expectation_and_every_expectation_a_file() {
    let share = share();
    assert_eq!(share.len(), files_below(&root().join("tests/it/expectations")).len());
    let known = by_id();
    for (path, _, expectation) in share {
        let path = path.display();
        assert!(expectation.complete, "{path}: say what is in it, all of it");
        for id in expectation.finding.iter().map(|expected| &expected.rule).chain(&expectation.allowed) {
            assert!(known.contains_key(id), "{path}: there is no rule {id}");
        }
        for expected in &expectation.finding {
            let places = [expected.line.is_some(), expected.column.is_some(), expected.record.is_some()];
            assert_eq!(places.into_iter().filter(|given| *given).count(), 1, "{path}: one place a finding");
            assert!(
                matches!(expected.confidence.as_str(), "medium" | "high"),
                "{path}: {}",
                expected.confidence
            );
        }
    }
}

#[test]
fn every_expected_column_holds_values_that_pass() {
    let known = by_id();
    for (path, bytes, expectation) in share() {
        for expected in &expectation.finding {
            let Some(header) = &expected.column else { continue };
            let text = String::from_utf8(bytes.clone()).unwrap();
            let mut lines = text.lines().map(|line| line.split([',', ';']).collect::<Vec<_>>());
            let column = lines.next().unwrap().iter().position(|cell| cell == header);
            let column = column.unwrap_or_else(|| panic!("{}: no column {header}", path.display()));
            let rule = &known[&expected.rule];
            let named = rule.finds.iter().any(|find| naive::names_column(find, header));
            assert!(named, "{} does not know the header {header}", expected.rule);
            for (row, cells) in lines.enumerate() {
                assert!(
                    all_pass(rule, cells[column].as_bytes()),
                    "{}: row {row} of {header}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_expected_record_is_a_field_that_its_rule_reads() {
    let known = by_id();
    for (path, bytes, expectation) in share() {
        for expected in &expectation.finding {
            let Some(field) = &expected.record else { continue };
            let bare = |path: &str| path.split('[').next().is_some_and(|bare| bare == field);
            let named = |(format, path): (Format, &str)| format == format_of(&bytes) && bare(path);
            let reads = |find: &Find| matches!(find, Find::InRecord(record) if record.places().any(named));
            let found = known[&expected.rule].finds.iter().any(reads);
            assert!(found, "{}: {} does not read {field}", path.display(), expected.rule);
        }
    }
}

fn format_of(bytes: &[u8]) -> Format {
    match bytes[0] {
        b'{' => Format::Fhir,
        b'<' => Format::Cda,
        b'I' => Format::X12,
        b'B' if bytes.starts_with(b"BEGIN:VCARD") => Format::VCard,
        b'B' => Format::ICalendar,
        b'd' | b'v' => Format::Ldif,
        b'F' | b'R' => Format::Mail,
        _ => Format::Hl7,
    }
}

#[test]
fn every_expected_line_holds_a_value_that_its_rule_finds() {
    let known = by_id();
    for (path, bytes, expectation) in share() {
        for expected in &expectation.finding {
            let Some(line) = expected.line else { continue };
            let rule = &known[&expected.rule];
            if rule.finds.iter().any(|find| matches!(find, Find::InFile(_))) {
                continue;
            }
            let text = String::from_utf8(bytes.clone()).unwrap();
            let rest: Vec<_> = text.split_inclusive('\n').skip(line - 1).collect();
            let found = rule.finds.iter().any(|find| {
                naive::line_holds(find, &rest.concat(), |steps, value| {
                    decoded(steps, value).is_some_and(|value| all_pass(rule, &value))
                })
            });
            assert!(found, "{}:{line}: nothing for {}", path.display(), expected.rule);
        }
    }
}

#[test]
fn nothing_in_the_share_stops_a_push() {
    let globs = STOPPED_BY_FORGES.iter().map(|glob| globset::Glob::new(glob).unwrap().compile_matcher());
    let globs: Vec<_> = globs.collect();
    let known = by_id();
    let stopped = known.values().filter(|rule| globs.iter().any(|glob| glob.is_match(&*rule.doc.id)));
    let stopped: Vec<_> = stopped.collect();
    assert!(stopped.len() >= globs.len(), "a vendor has no rule any more");
    for (path, bytes, _) in share() {
        let text = String::from_utf8_lossy(&bytes);
        for rule in &stopped {
            for find in &rule.finds {
                let Find::InText(find) = find else { continue };
                let found = naive::text_matches(find, &text);
                assert!(found.is_empty(), "{} holds a value of {}", path.display(), rule.doc.id);
            }
        }
    }
}
