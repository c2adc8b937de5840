//! Reports read back: what is made from `json` or `jsonl` equals what the run itself would have written.

use proptest::prelude::{ProptestConfig, any, proptest};
use sealant::model::run::RunHeader;
use sealant::model::severity::Severity;
use sealant::report::stored::{Narrowing, read};
use sealant::report::{FORMATS, named};

use super::model::{self, Run};
use super::{planted, without_colour, written};

/// A report read back and written in another format.
fn converted(report: &str, format: &str, narrowing: Narrowing, explain: bool) -> Result<String, String> {
    let stored = read(report.as_bytes(), narrowing).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    let mut report = (named(format).expect("a known format").new)();
    stored.write(explain, &mut *report, &mut out).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(out).unwrap())
}

fn fault(report: &str) -> String {
    converted(report, "human", Narrowing::default(), false).unwrap_err()
}

fn with(change: impl Fn(&mut RunHeader)) -> Run {
    let mut run = model::run();
    change(&mut run.header);
    run
}

#[test]
fn every_format_made_from_ours_is_what_the_run_would_have_written() {
    let many = || {
        let mut run = model::empty_run();
        run.artifacts = (0..1_500).map(model::one_of_many).collect();
        run.summary.shown = 1_500;
        run
    };
    for run in [model::run(), model::empty_run(), with(|header| header.all_places = true), many()] {
        for source in ["json", "jsonl"] {
            let report = written(source, &run);
            for format in FORMATS {
                let made = converted(&report, format.name, Narrowing::default(), false).unwrap();
                let own = written(format.name, &run);
                let differs = own.lines().zip(made.lines()).find(|(own, made)| own != made);
                assert!(made == own, "{} from {source}: {differs:?}", format.name);
            }
        }
    }
}

#[test]
fn people_may_still_ask_why() {
    let run = with(|header| header.explain = true);
    let made = converted(&written("jsonl", &run), "human", Narrowing::default(), true).unwrap();
    assert_eq!(made, written("human", &run));
}

#[test]
fn values_are_left_behind() {
    let run = with(|header| header.show_values = true);
    for source in ["json", "jsonl"] {
        for format in FORMATS {
            let made = converted(&written(source, &run), format.name, Narrowing::default(), true).unwrap();
            let made = made.to_lowercase();
            for value in planted() {
                for form in value.forms() {
                    assert!(!made.contains(&form), "{} from {source}: {}", format.name, value.what);
                }
            }
        }
    }
}

#[test]
fn a_narrowed_report_lists_less_and_says_so() {
    let narrowing = Narrowing { severity: Some(Severity::Critical), ..Narrowing::default() };
    let report = written("jsonl", &model::run());
    let human = without_colour(&converted(&report, "human", narrowing, false).unwrap());
    let critical = model::run()
        .artifacts
        .iter()
        .flat_map(|artifact| &artifact.findings)
        .filter(|judged| judged.verdict.shown && judged.verdict.severity == Severity::Critical)
        .count();
    assert!(human.contains(&format!("{critical} findings")), "{human}");
    assert!(human.contains("severity critical)"), "{human}");
}

#[test]
fn what_is_wrong_is_told_by_line_and_never_repeated() {
    let report = written("jsonl", &model::run());
    let lines: Vec<&str> = report.lines().collect();
    let cut = format!("{}\n", lines[..lines.len() - 1].join("\n"));
    assert_eq!(fault(&cut), format!("line {}: the summary is missing: the report was cut off", lines.len()));
    let second = report.replacen("\"type\":\"category\"", "\"type\":\"sekret-kind\"", 1);
    let said = fault(&second);
    assert!(said.starts_with("line 2, column ") && !said.contains("sekret"), "{said}");
    let newer = report.replacen("sealant/jsonl/1", "sealant/jsonl/2", 1);
    assert_eq!(fault(&newer), "line 1: this is `sealant/jsonl/2`; this Sealant reads `sealant/jsonl/1` here");
    let twice = format!("{report}{report}");
    assert!(fault(&twice).contains("are these two reports?"), "{}", fault(&twice));
    let lacks = report.replacen("\"occurrences\":", "\"happened\":", 1);
    assert!(fault(&lacks).contains("missing field `occurrences`"), "{}", fault(&lacks));
    let unknown = report.replacen("\"severity\":\"critical\"", "\"severity\":\"dire\"", 1);
    assert!(!fault(&unknown).contains("dire"), "{}", fault(&unknown));
    for other in ["", "{}", "[]", "hello", "{\"runs\":[]}"] {
        assert!(!fault(other).is_empty());
    }
    let json = written("json", &model::run());
    assert!(fault(&json[..json.len() / 2]).contains("cut off"), "{}", fault(&json[..json.len() / 2]));
    let newer = json.replacen("sealant/json/1", "sealant/json/2", 1);
    assert!(fault(&newer).contains("`sealant/json/2`"), "{}", fault(&newer));
}

#[test]
fn one_record_cannot_eat_memory() {
    let long = "x".repeat(3 << 20);
    let lines =
        written("jsonl", &model::empty_run()).replacen('\n', &format!("\n{{\"type\":\"{long}\"}}\n"), 1);
    assert!(fault(&lines).contains("larger than 1 MiB"), "{}", fault(&lines));
    let document = written("json", &model::empty_run()).replacen("[]", &format!("[\"{long}\"]"), 1);
    assert!(fault(&document).contains("larger than 1 MiB"), "{}", fault(&document));
    assert!(fault(&"[".repeat(100_000)).len() < 200);
}

#[test]
fn a_report_cannot_steer_the_terminal_of_its_reader() {
    let report = written("jsonl", &model::run())
        .replace("Example access token", "Example\\u001b[2J token")
        .replace("client-file", "client\\u001b[2Jfile")
        .replace("permission denied", "\\u001b[2Jdenied");
    let made = converted(&report, "human", Narrowing::default(), true).unwrap();
    assert!(!made.contains("\u{1b}[2J"), "control characters are escaped");
    assert!(made.contains("\\u{1b}[2J"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_stop_it(bytes: Vec<u8>) {
        let _ = read(&*bytes, Narrowing::default());
    }

    #[test]
    fn no_damage_stops_it(at in any::<proptest::sample::Index>(), byte: u8, json: bool, cut: bool) {
        let mut bytes = written(if json { "json" } else { "jsonl" }, &model::run()).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        bytes.truncate(if cut { at } else { bytes.len() });
        if let Ok(stored) = read(&*bytes, Narrowing::default()) {
            let mut report = (named("sarif").unwrap().new)();
            stored.write(false, &mut *report, &mut Vec::new()).unwrap();
        }
    }
}
