//! SARIF as others read it: by the schema of the standard, by an independent reader, and by the rules of code hosts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{model, written};

/// Fails unless the text is SARIF by the schema.
pub(super) fn validate(sarif: &str) -> Value {
    let errors = errors(sarif);
    assert!(errors.is_empty(), "{errors:#?}");
    serde_json::from_str(sarif).unwrap()
}

fn errors(sarif: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    // The published pattern of languages has a bracket too many, which strict validators refuse. We write no language.
    for definition in ["run", "toolComponent"] {
        schema["definitions"][definition]["properties"]["language"]
            .as_object_mut()
            .unwrap()
            .remove("pattern");
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let value: Value = serde_json::from_str(sarif).unwrap();
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn the_schema_takes_it_with_and_without_values() {
    let mut run = model::run();
    validate(&written("sarif", &run));
    run.header.show_values = true;
    run.summary.interrupted = true;
    let sarif = validate(&written("sarif", &run));
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn the_schema_is_really_applied() {
    let broken = written("sarif", &model::run()).replace("\"startLine\":1}", "\"startLine\":0}");
    assert_eq!(errors(&broken).len(), broken.matches("\"startLine\":0}").count());
}

#[test]
fn an_independent_reader_reads_the_same() {
    let run = model::run();
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&written("sarif", &run)).unwrap();
    assert_eq!(sarif.runs.len(), 1);
    let read = &sarif.runs[0];
    let results = read.results.as_ref().unwrap();
    assert_eq!(results.len() as u64, run.summary.shown);
    let rules = read.tool.driver.rules.as_ref().unwrap();
    for result in results {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(result.rule_id.as_ref(), Some(&rules[index].id));
    }
    let unread = read.invocations.as_ref().unwrap()[0].tool_execution_notifications.as_ref().unwrap();
    let obstacles: u64 = run.summary.unread.values().sum();
    assert_eq!(unread.len() as u64, obstacles + run.summary.warnings.len() as u64);
}

#[test]
fn code_hosts_accept_every_result() {
    let sarif = validate(&written("sarif", &model::run()));
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.starts_with('/') && !uri.contains("://") && !uri.contains('\\'), "{uri}");
        let related = result["relatedLocations"].as_array().map_or(0, Vec::len);
        assert!(related < 100, "{related} further places");
        assert!(result["partialFingerprints"]["sealant/place/v1"].is_string());
        assert!((0..=100).contains(&result["rank"].as_i64().unwrap()));
        assert!(result.get("baselineState").is_none());
    }
}

#[test]
fn code_hosts_accept_every_rule() {
    let sarif = validate(&written("sarif", &model::run()));
    let driver = &sarif["runs"][0]["tool"]["driver"];
    let mut ids = BTreeSet::new();
    for rule in driver["rules"].as_array().unwrap() {
        assert!(ids.insert(rule["id"].as_str().unwrap().to_owned()), "rules are described once");
        let tags = rule["properties"]["tags"].as_array().unwrap();
        assert!(tags.len() <= 20 && tags.contains(&"security".into()));
        let severity: f64 = rule["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
        assert!((0.0..=10.0).contains(&severity));
        assert!(!rule["help"]["markdown"].as_str().unwrap().is_empty());
    }
    assert!(!ids.contains("secret/example/token-id"), "only rules that were hit are described");
    assert_eq!(driver["rules"][0]["relationships"][0]["target"]["id"], "CWE-312");
}

#[test]
fn references_lead_where_they_say() {
    let sarif = validate(&written("sarif", &model::run()));
    let run = &sarif["runs"][0];
    let mut followed = 0;
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let targets =
        rules.iter().flat_map(|rule| rule["relationships"].as_array().unwrap()).map(|r| &r["target"]);
    let taxa =
        run["results"].as_array().unwrap().iter().filter_map(|result| result["taxa"].as_array()).flatten();
    for reference in targets.chain(taxa) {
        let taxonomy = &run["taxonomies"][number(&reference["toolComponent"]["index"])];
        assert_eq!(taxonomy["name"], reference["toolComponent"]["name"]);
        assert_eq!(taxonomy["taxa"][number(&reference["index"])]["id"], reference["id"]);
        followed += 1;
    }
    let descriptors = &run["tool"]["driver"]["notifications"];
    for notification in run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap() {
        let descriptor = &notification["descriptor"];
        assert_eq!(descriptors[number(&descriptor["index"])]["id"], descriptor["id"]);
        followed += 1;
    }
    assert!(followed > 20, "{followed} references");
}

#[test]
fn a_thousand_notifications_keep_their_order() {
    let mut run = model::empty_run();
    run.artifacts = (0..20_000).map(model::one_of_many).collect();
    let sarif: Value = serde_json::from_str(&written("sarif", &run)).unwrap();
    let notifications = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notifications.len(), 20_000);
    let last = notifications[19_999]["message"]["text"].as_str().unwrap();
    assert!(last.starts_with("share/0019/00019999.txt: "), "{last}");
}
