//! The share under `fixtures/`, scanned by the program itself, gives what stands in `tests/it/expectations/` and
//! nothing else that matters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    /// Whether nothing else of severity low or more may be found with medium confidence.
    #[serde(default)]
    complete: bool,
    /// Rules whose findings may be there too.
    #[serde(default)]
    allowed: Vec<String>,
    #[serde(default)]
    finding: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    line: Option<u64>,
    column: Option<String>,
    record: Option<String>,
    confidence: String,
}

impl Expected {
    fn fits(&self, finding: &Value) -> bool {
        let label = finding["label"]["text"].as_str().unwrap_or_default().to_lowercase();
        let named = |name: &Option<String>| name.as_ref().is_none_or(|name| label == name.to_lowercase());
        finding["rule"] == self.rule.as_str()
            && self.line.is_none_or(|line| finding["place"]["line"] == line)
            && named(&self.column)
            && named(&self.record)
            && rank(finding["confidence"].as_str().unwrap()) >= rank(&self.confidence)
    }
}

fn rank(confidence: &str) -> usize {
    ["low", "medium", "high"].iter().position(|known| *known == confidence).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn findings() -> BTreeMap<String, Vec<Value>> {
    let arguments = ["scan", "fixtures", "--no-config", "--format", "jsonl", "--confidence", "low"];
    let output = Command::new(env!("CARGO_BIN_EXE_sealant"))
        .args(arguments)
        .args(["--severity", "note", "--as-of", "2026-11-23"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut by_path: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["type"] == "finding" {
            by_path.entry(line["path"].as_str().unwrap().to_owned()).or_default().push(line);
        }
    }
    by_path
}

fn expectations(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { expectations(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_share_gives_what_is_expected_and_nothing_else_that_matters() {
    let findings = findings();
    let folder = root().join("tests/it/expectations");
    let mut files = Vec::new();
    expectations(&folder, &mut files);
    assert!(files.len() >= 12, "only {} expectations", files.len());
    let mut faults = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&folder).unwrap().to_str().unwrap();
        let path = format!("fixtures/{}", relative.strip_suffix(".expect.toml").unwrap());
        let expected: Expectation = toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let none = Vec::new();
        let here = findings.get(&path).unwrap_or(&none);
        for one in expected.finding.iter().filter(|one| !here.iter().any(|finding| one.fits(finding))) {
            faults.push(format!("{path}: not found: {one:?}"));
        }
        let matters = |finding: &&Value| finding["confidence"] != "low" && finding["severity"] != "note";
        let extra = here.iter().filter(matters).filter(|finding| {
            let rule = finding["rule"].as_str().unwrap();
            !expected.finding.iter().any(|one| one.fits(finding))
                && !expected.allowed.iter().any(|one| one == rule)
        });
        if expected.complete {
            faults.extend(
                extra.map(|finding| {
                    format!("{path}:{}: {} is extra", finding["place"]["line"], finding["rule"])
                }),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
