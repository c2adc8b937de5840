//! What GitHub asks of SARIF, by the number that the rule has in the validator of Microsoft's SARIF multitool, so that a
//! file is taken the first time. The validator is a program of a hundred megabytes, so the tests do without it: run by
//! hand (`validate FILE --rule-kind 'Sarif;Ghas'`, version 5.7.0) it misses nothing but an address of the project.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{model, written};

type Rule = (&'static str, fn(&Value) -> bool);

/// What must hold for the one run of a file.
const RULES: &[Rule] = &[
    ("GH1001 GH1016 GH1017: every result has a place in a file", |run| {
        results(run).all(|result| {
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            uri.as_str().is_some_and(|uri| !uri.is_empty())
        })
    }),
    ("GH1002: no thread flows stand apart", |run| run.get("threadFlowLocations").is_none()),
    ("GH1003: every region begins at a line and ends where its columns say", |run| {
        places(run).all(|place| {
            let region = &place["region"];
            let line = |name: &str| region[name].as_u64().filter(|&line| line >= 1);
            let ends = region.get("endColumn").is_none()
                || (line("endLine").is_some() && line("startColumn").is_some());
            line("startLine").is_some_and(|start| line("endLine").is_none_or(|end| end >= start)) && ends
        })
    }),
    ("GH1004: lists stay below what is shown", |run| {
        let length = |value: &Value| value.as_array().map_or(0, Vec::len);
        let few =
            results(run).all(|one| length(&one["locations"]) <= 1 && length(&one["relatedLocations"]) <= 99);
        few && rules(run).all(|rule| length(&rule["properties"]["tags"]) <= 20)
            && run["tool"].get("extensions").is_none()
    }),
    ("GH1005: addresses are relative and stay below the root", |run| {
        places(run).all(|place| place["artifactLocation"]["uri"].as_str().is_some_and(is_relative))
    }),
    ("GH1006: the root is named, so that no checkout path is needed", |run| {
        let base = |place: &Value| place["artifactLocation"]["uriBaseId"].as_str().map(str::to_owned);
        places(run).all(|place| base(place).is_some_and(|base| run["originalUriBaseIds"].get(base).is_some()))
    }),
    ("GH1007 GH1015: every result says its message in full", |run| {
        results(run)
            .all(|result| is_text(&result["message"]["text"]) && result["message"].get("id").is_none())
    }),
    ("GH1014: there is a list of results", |run| run["results"].is_array()),
    ("GH1018: the tool lists its rules", |run| run["tool"]["driver"]["rules"].is_array()),
    ("GH2012: every rule and every kind of notification is described and has help", |run| {
        let described = |one: &Value| {
            ["shortDescription", "fullDescription", "help"].iter().all(|name| is_text(&one[*name]["text"]))
                && is_text(&one["id"])
        };
        rules(run).chain(listed(&run["tool"]["driver"]["notifications"])).all(described)
    }),
    ("SARIF1001: names of rules differ from their ids", |run| {
        rules(run).all(|rule| rule["name"] != rule["id"])
    }),
    ("SARIF1002: addresses hold nothing that must be encoded", |run| {
        let is_plain =
            |uri: &str| uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte));
        places(run).all(|place| place["artifactLocation"]["uri"].as_str().is_some_and(is_plain))
    }),
    ("SARIF1009 SARIF1010: every result names its rule, and by the right number", |run| {
        let list: Vec<&Value> = rules(run).collect();
        results(run).all(|result| {
            let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
            index.and_then(|index| list.get(index)).is_some_and(|rule| rule["id"] == result["ruleId"])
        })
    }),
    ("SARIF2001: messages are sentences", |run| {
        let ends = |text: &str| text.ends_with(['.', '!', '?', ')']);
        results(run).all(|result| result["message"]["text"].as_str().is_some_and(ends))
    }),
    ("SARIF2005: the tool says its name and version as semantic versions are", |run| {
        let driver = &run["tool"]["driver"];
        let version = driver["semanticVersion"].as_str().unwrap_or_default();
        let core = version.split(['-', '+']).next().unwrap_or_default();
        core.split('.').filter(|part| part.parse::<u64>().is_ok()).count() == 3 && is_text(&driver["name"])
    }),
    ("GitHub: ids of rules are unique", |run| {
        let ids: Vec<&Value> = rules(run).map(|rule| &rule["id"]).collect();
        ids.iter().map(ToString::to_string).collect::<BTreeSet<_>>().len() == ids.len()
    }),
    ("GitHub: every rule has a severity for security from above 0 to 10 and the tag for it", |run| {
        rules(run).all(|rule| {
            let number =
                rule["properties"]["security-severity"].as_str().and_then(|text| text.parse::<f64>().ok());
            let tags = listed(&rule["properties"]["tags"]);
            number.is_some_and(|number| (0.0..=10.0).contains(&number))
                && tags.into_iter().any(|tag| tag == "security")
        })
    }),
    ("GitHub: results are matched by fingerprints and not by line", |run| {
        results(run).all(|result| is_text(&result["partialFingerprints"]["sealant/place/v1"]))
    }),
    ("GitHub: the category of the run ends with a slash", |run| {
        run["automationDetails"]["id"]
            .as_str()
            .is_some_and(|id| id.starts_with("sealant/") && id.ends_with('/'))
    }),
    ("GitHub: levels are words it knows", |run| {
        let known = ["error", "warning", "note"];
        results(run).all(|result| result["level"].as_str().is_some_and(|level| known.contains(&level)))
    }),
];

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn is_relative(uri: &str) -> bool {
    !uri.starts_with('/')
        && !uri.contains(':')
        && !uri.contains('\\')
        && !uri.split('/').any(|part| part == "..")
}

fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(&[][..], Vec::as_slice).iter()
}

fn results(run: &Value) -> impl Iterator<Item = &Value> {
    listed(&run["results"])
}

fn rules(run: &Value) -> impl Iterator<Item = &Value> {
    listed(&run["tool"]["driver"]["rules"])
}

fn located(one: &Value) -> impl Iterator<Item = &Value> {
    ["locations", "relatedLocations"].into_iter().flat_map(move |name| listed(&one[name]))
}

fn places(run: &Value) -> impl Iterator<Item = &Value> {
    let notified = listed(&run["invocations"][0]["toolExecutionNotifications"]);
    results(run).chain(notified).flat_map(located).map(|location| &location["physicalLocation"])
}

/// The rules that a file breaks.
fn broken(sarif: &Value) -> Vec<&'static str> {
    let schema = sarif["$schema"].as_str().unwrap_or_default();
    let mut broken = Vec::new();
    if sarif["version"] != "2.1.0" || !schema.ends_with("/sarif-schema-2.1.0.json") {
        broken.push("GH1011 GH1013: the version and the final schema are named");
    }
    let runs: Vec<&Value> = listed(&sarif["runs"]).collect();
    if runs.len() != 1 {
        broken.push("GH1004: one run a file");
    }
    for run in runs {
        broken.extend(RULES.iter().filter(|(_, holds)| !holds(run)).map(|(rule, _)| *rule));
    }
    broken
}

/// Fails unless GitHub takes the file.
#[track_caller]
pub(crate) fn accept(sarif: &Value) {
    assert_eq!(broken(sarif), Vec::<&str>::new());
}

#[test]
fn github_takes_what_is_written() {
    let hostile = super::hostile_run();
    for run in [model::run(), model::empty_run(), hostile] {
        accept(&super::read_back::validate(&written("sarif", &run)));
    }
}

#[test]
fn every_rule_notices_what_breaks_it() {
    let whole: Value = serde_json::from_str(&written("sarif", &model::run())).unwrap();
    let place = "/runs/0/results/0/locations/0/physicalLocation";
    let rule = "/runs/0/tool/driver/rules/0";
    let breaks: &[(String, Value)] = &[
        ("/version".into(), "2.0.0".into()),
        ("/$schema".into(), "https://example.org/sarif-2.0".into()),
        ("/runs".into(), Value::Array(vec![whole["runs"][0].clone(), whole["runs"][0].clone()])),
        (format!("{place}/artifactLocation/uri"), "".into()),
        (format!("{place}/artifactLocation/uri"), "https://example.org/x".into()),
        (format!("{place}/artifactLocation/uri"), "a/../../x".into()),
        (format!("{place}/artifactLocation/uri"), "a b".into()),
        (format!("{place}/artifactLocation/uriBaseId"), "ELSEWHERE".into()),
        (format!("{place}/region/startLine"), 0.into()),
        (format!("{place}/region/endLine"), Value::Null),
        ("/runs/0/results/0/message/text".into(), "".into()),
        ("/runs/0/results/0/message/text".into(), "no sentence".into()),
        ("/runs/0/results/0/ruleId".into(), "secret/other".into()),
        ("/runs/0/results/0/level".into(), "fatal".into()),
        ("/runs/0/results/0/partialFingerprints".into(), Value::Null),
        (
            "/runs/0/results/0/relatedLocations".into(),
            Value::Array(vec![whole["runs"][0]["results"][0]["locations"][0].clone(); 100]),
        ),
        ("/runs/0/results".into(), Value::Null),
        ("/runs/0/tool/driver/rules".into(), Value::Null),
        ("/runs/0/tool/driver/semanticVersion".into(), "1.0".into()),
        ("/runs/0/tool/driver/notifications/0/help".into(), Value::Null),
        ("/runs/0/automationDetails/id".into(), "sealant".into()),
        (format!("{rule}/id"), whole["runs"][0]["tool"]["driver"]["rules"][1]["id"].clone()),
        (format!("{rule}/name"), whole["runs"][0]["tool"]["driver"]["rules"][0]["id"].clone()),
        (format!("{rule}/shortDescription/text"), "".into()),
        (format!("{rule}/fullDescription"), Value::Null),
        (format!("{rule}/help/text"), " ".into()),
        (format!("{rule}/properties/security-severity"), "11".into()),
        (format!("{rule}/properties/tags"), Value::Array(vec!["security".into(); 21])),
    ];
    for (pointer, value) in breaks {
        let mut damaged = whole.clone();
        *damaged.pointer_mut(pointer).unwrap() = value.clone();
        assert!(!broken(&damaged).is_empty(), "{pointer} = {value} is not noticed");
    }
}
