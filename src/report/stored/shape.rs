//! The records of `json` and `jsonl` as they are read back. Fields that are not known are passed over: later versions
//! may add some.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Line {
    Run(Run),
    Category(Category),
    Rule(Box<Rule>),
    Law(Law),
    Finding(Box<Finding>),
    Unread(Unread),
    Summary(Box<Summary>),
}

#[derive(Deserialize)]
pub(super) struct Run {
    pub(super) schema: String,
    pub(super) version: String,
    pub(super) rules: u64,
    pub(super) rules_hash: String,
    pub(super) as_of: String,
    pub(super) confidence: String,
    pub(super) severity: String,
    pub(super) all_places: bool,
    #[serde(default)]
    pub(super) contacts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(super) struct Category {
    pub(super) id: String,
    pub(super) tell: Vec<Tell>,
}

#[derive(Deserialize)]
pub(super) struct Tell {
    pub(super) who: String,
    pub(super) reach: Option<String>,
    pub(super) because: String,
}

#[derive(Deserialize)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) family: String,
    pub(super) severity: String,
    pub(super) categories: Vec<String>,
    pub(super) retention: String,
    pub(super) summary: String,
    pub(super) remedy: String,
    pub(super) references: Vec<String>,
    pub(super) aliases: Vec<String>,
    pub(super) also: Vec<String>,
    pub(super) public_prefix: u8,
    pub(super) unguessable: bool,
    pub(super) personal: bool,
}

#[derive(Deserialize)]
pub(super) struct Law {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) url: String,
    pub(super) notices: Vec<String>,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Finding {
    pub(super) rule: String,
    pub(super) uri: String,
    #[serde(default)]
    pub(super) path_masked: bool,
    pub(super) place: Place,
    pub(super) places: Option<Vec<Place>>,
    pub(super) occurrences: u64,
    pub(super) variant: Option<String>,
    pub(super) severity: String,
    pub(super) confidence: String,
    pub(super) bits: f64,
    pub(super) evidence: Vec<Term>,
    #[serde(default)]
    pub(super) rivals: Vec<Rival>,
    pub(super) label: Option<Label>,
    pub(super) mask: String,
    pub(super) value: Option<String>,
    pub(super) column: Option<Column>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, String>,
    pub(super) retention: Retention,
    pub(super) exposure: String,
    pub(super) standing: Option<String>,
    pub(super) history: Option<History>,
    pub(super) suppression: Option<BTreeMap<String, String>>,
    pub(super) group: Option<String>,
    pub(super) gates: bool,
    pub(super) reasons: Vec<Reason>,
    pub(super) laws: Vec<LawName>,
    pub(super) remedy: String,
    #[serde(default)]
    pub(super) related: Vec<Related>,
    pub(super) fingerprints: BTreeMap<String, String>,
}

#[derive(Deserialize, Serialize)]
pub(super) struct History {
    pub(super) commit: String,
    pub(super) authored: i64,
    pub(super) at_head: Option<bool>,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Place {
    pub(super) within: String,
    pub(super) line: u64,
    pub(super) column: u32,
    pub(super) end_line: u64,
    pub(super) end_column: u32,
    pub(super) cell: Option<Cell>,
    pub(super) part: Option<Part>,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Part {
    pub(super) kind: String,
    pub(super) name: Option<String>,
    pub(super) number: Option<u32>,
    #[serde(default)]
    pub(super) hidden: bool,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
pub(super) struct Cell {
    pub(super) row: u64,
    pub(super) column: u32,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Term {
    pub(super) kind: String,
    pub(super) bits: f64,
    pub(super) because: String,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Rival {
    pub(super) rule: String,
    pub(super) percent: u8,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Label {
    pub(super) kind: String,
    pub(super) text: String,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Column {
    pub(super) rows: u64,
    pub(super) passes: u64,
    pub(super) empty: u64,
    pub(super) distinct: u64,
    pub(super) exact: bool,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Retention {
    pub(super) flag: String,
    pub(super) date: Option<String>,
    pub(super) class: String,
    pub(super) because: String,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Reason {
    pub(super) judge: String,
    pub(super) because: String,
}

#[derive(Deserialize, Serialize)]
pub(super) struct LawName {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Related {
    pub(super) rule: String,
    pub(super) place: Place,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Unread {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) path_masked: bool,
    pub(super) code: String,
    pub(super) message: String,
    pub(super) after: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Summary {
    pub(super) interrupted: bool,
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) ignored: BTreeMap<String, u64>,
    pub(super) unread: BTreeMap<String, u64>,
    pub(super) findings: BTreeMap<String, BTreeMap<String, u64>>,
    pub(super) gating: u64,
    #[serde(default)]
    pub(super) before: u64,
    #[serde(default)]
    pub(super) suppressed: BTreeMap<String, u64>,
    pub(super) rejected: BTreeMap<String, BTreeMap<String, u64>>,
    pub(super) warnings: Vec<String>,
}
