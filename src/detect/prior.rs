//! What is to be expected before a value is looked at: by kind of file and family, from `patterns/data/priors.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::evidence::Bits;
use crate::model::rule_doc::{Family, RuleDoc};
use crate::model::source::ArtifactPath;

/// What kind of file a value lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// Program text: an unquoted word is a name, not a value.
    Source,
    /// Settings, environments, scripts: an unquoted word is a value.
    Config,
    /// Tables, logs, dumps, records.
    Data,
    /// Text for people, and whatever else.
    Prose,
    /// Made by a program: minified, locked, mapped.
    Generated,
}

impl PlaceKind {
    /// In words, for evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source code",
            Self::Config => "configuration",
            Self::Data => "data",
            Self::Prose => "documents",
            Self::Generated => "generated files",
        }
    }
}

/// The kind of a file and whether its path says that it is for tests or examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prior {
    /// What kind of file.
    pub kind: PlaceKind,
    /// Whether it is for tests or examples: a prior, never an exclusion.
    pub test: bool,
}

const SOURCE: &[&str] = &[
    "rs", "py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "go", "java", "kt", "kts", "scala", "c", "h",
    "cc", "cpp", "cxx", "hpp", "hh", "cs", "fs", "vb", "rb", "php", "swift", "m", "mm", "pl", "pm", "lua",
    "r", "jl", "dart", "ex", "exs", "erl", "hs", "ml", "mli", "clj", "cljs", "groovy", "zig", "nim", "vue",
    "svelte", "css", "scss", "less", "s", "asm", "sol", "v", "sv", "vhd", "pas", "f90", "el", "lisp", "scm",
    "proto", "graphql", "ps1", "psm1", "psd1", "tcl",
];

const CONFIG: &[&str] = &[
    "env",
    "ini",
    "cfg",
    "cnf",
    "conf",
    "config",
    "properties",
    "yaml",
    "yml",
    "toml",
    "json",
    "json5",
    "xml",
    "plist",
    "tf",
    "tfvars",
    "hcl",
    "sh",
    "bash",
    "zsh",
    "fish",
    "bat",
    "cmd",
    "reg",
    "service",
    "npmrc",
    "pypirc",
    "netrc",
    "pgpass",
    "credentials",
    "kubeconfig",
    "rdp",
    "ovpn",
    "gradle",
    "http",
    "rest",
    "tpl",
    "j2",
];

const DATA: &[&str] = &[
    "csv", "tsv", "tab", "psv", "sql", "dump", "log", "jsonl", "ndjson", "hl7", "dat", "x12", "edi", "vcf",
    "ldif", "mbox", "out", "trace", "har",
];

const GENERATED: &[&str] = &["map", "lock", "sum", "svg", "snap", "min", "wasm", "pbtxt", "ipynb_checkpoint"];

const GENERATED_NAMES: &[&str] =
    &["package-lock.json", "pnpm-lock.yaml", "go.sum", "composer.lock", ".cargo-checksum.json"];

const CONFIG_NAMES: &[&str] =
    &["dockerfile", "makefile", "jenkinsfile", "vagrantfile", "procfile", ".netrc", "_netrc"];

const TEST_FOLDERS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testdata",
    "test-data",
    "test_data",
    "fixture",
    "fixtures",
    "spec",
    "specs",
    "__tests__",
    "__mocks__",
    "mock",
    "mocks",
    "example",
    "examples",
    "sample",
    "samples",
    "demo",
    "demos",
    "molecule",
    "snapshots",
    "__snapshots__",
    "benches",
    "bench",
];

/// The prior of a path.
pub fn of(path: &ArtifactPath) -> Prior {
    let whole = String::from_utf8_lossy(path.bytes()).to_ascii_lowercase();
    let name = whole.rsplit('/').next().unwrap_or_default();
    Prior { kind: kind(name), test: is_test(&whole, name) }
}

fn kind(name: &str) -> PlaceKind {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if GENERATED.contains(&extension) || GENERATED_NAMES.contains(&name) || name.contains(".min.") {
        PlaceKind::Generated
    } else if name.starts_with(".env") || CONFIG_NAMES.contains(&name) || CONFIG.contains(&extension) {
        PlaceKind::Config
    } else if SOURCE.contains(&extension) {
        PlaceKind::Source
    } else if DATA.contains(&extension) {
        PlaceKind::Data
    } else {
        PlaceKind::Prose
    }
}

fn is_test(path: &str, name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let folder = path.split('/').rev().skip(1).any(|folder| TEST_FOLDERS.contains(&folder));
    folder
        || stem.starts_with("test_")
        || stem.starts_with("examples-")
        || ["_test", "_tests", "_spec"].iter().any(|end| stem.ends_with(end))
        || [".test.", ".spec.", ".example", ".examples.", ".sample", ".template"]
            .iter()
            .any(|part| name.contains(part))
}

/// The table of `patterns/data/priors.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PriorsFile {
    r#true: BTreeMap<String, [f64; 5]>,
    look_alike: BTreeMap<String, [f64; 5]>,
    digits: Digits,
    context: ContextBits,
    neighbour: NeighbourBits,
    region: RegionBits,
    against: AgainstBits,
}

/// What is to be expected of values, by family and kind of place.
#[derive(Debug)]
pub struct Priors {
    /// By the number of the family.
    families: [Rates; Family::ALL.len()],
    contact: Rates,
    digits: Digits,
    /// What names are worth.
    pub context: ContextBits,
    /// What neighbours are worth.
    pub neighbour: NeighbourBits,
    /// What it is worth that a value's region is at home, or not.
    pub region: RegionBits,
    /// What speaks against.
    pub against: AgainstBits,
}

/// Values a MB in each kind of place, log2.
#[derive(Debug)]
struct Rates {
    expected: [f64; 5],
    look_alike: [f64; 5],
}

impl From<PriorsFile> for Priors {
    fn from(file: PriorsFile) -> Self {
        let row =
            |table: &BTreeMap<String, [f64; 5]>, name: &str| table.get(name).copied().unwrap_or([-8.0; 5]);
        let rates =
            |name: &str| Rates { expected: row(&file.r#true, name), look_alike: row(&file.look_alike, name) };
        let mut by_number = Family::ALL;
        by_number.sort_unstable();
        Self {
            families: by_number.map(|family| rates(family.name())),
            contact: rates("contact"),
            digits: file.digits,
            context: file.context,
            neighbour: file.neighbour,
            region: file.region,
            against: file.against,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digits {
    factor: [f64; 5],
}

/// What the strongest name is worth, in bits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is named as the context it is for")]
pub struct ContextBits {
    pub header: f64,
    pub record: f64,
    pub key: f64,
    pub label: f64,
    pub parent: f64,
    pub line: f64,
    pub near: f64,
}

/// What neighbours are worth, in bits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is named as the neighbour it is for")]
pub struct NeighbourBits {
    pub partner: f64,
    pub person: f64,
}

/// What it is worth, in bits, where values of a region are at home.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is named as the case it is for")]
pub struct RegionBits {
    pub home: f64,
    pub elsewhere: f64,
    pub unnamed: f64,
    pub abroad: f64,
}

/// What speaks against, in bits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is named as the reason it is for")]
pub struct AgainstBits {
    pub failed_check: f64,
    pub failed_value: f64,
    pub undecided: f64,
    /// A record names the value by a path that no rule knows.
    pub named_otherwise: f64,
    pub placeholder: f64,
    pub reference: f64,
    pub dummy: f64,
    pub reserved: f64,
    pub part: f64,
    pub grouped: f64,
    pub hash: f64,
    pub weak: f64,
    pub weak_in_settings: f64,
    pub test_place: f64,
    pub test_place_by_key: f64,
}

impl Priors {
    /// The built-in table, read once.
    pub fn built_in() -> &'static Self {
        static PRIORS: OnceLock<Priors> = OnceLock::new();
        PRIORS.get_or_init(|| {
            let file: PriorsFile = toml::from_str(include_str!("../../patterns/data/priors.toml"))
                .expect("the table is part of the program, and a test reads it");
            file.into()
        })
    }

    /// Base bits: true values a MB over chance hits and look-alikes a MB. `chance` is in hundredths of log2.
    pub fn base(&self, doc: &RuleDoc, kind: PlaceKind, chance: i32, digits: bool) -> Bits {
        let place = kind as usize;
        let is_contact =
            doc.family == Family::Identifier && doc.categories.iter().any(|named| &**named == "contact");
        let rates = if is_contact { &self.contact } else { &self.families[doc.family as usize] };
        let factor = if digits { self.digits.factor[place] } else { 0.0 };
        let chance = f64::from(chance) / 100.0 + factor;
        let (expected, floor) = (rates.expected[place], rates.look_alike[place]);
        Bits::from_f64(expected - (chance.exp2() + floor.exp2()).log2())
    }
}

#[cfg(test)]
mod tests {
    use super::{ArtifactPath, PlaceKind, of};

    fn check(path: &str, kind: PlaceKind, test: bool) {
        let prior = of(&ArtifactPath::new(path.as_bytes()));
        assert_eq!((prior.kind, prior.test), (kind, test), "{path}");
    }

    #[test]
    fn paths_tell_what_to_expect() {
        check("src/main.rs", PlaceKind::Source, false);
        check("src/tests/main.rs", PlaceKind::Source, true);
        check("deploy/.env.production", PlaceKind::Config, false);
        check(".env.example", PlaceKind::Config, true);
        check("web/app.min.js", PlaceKind::Generated, false);
        check("clients/intake.csv", PlaceKind::Data, false);
        check("letters/2015 closing letter", PlaceKind::Prose, false);
        check("latest/notes.txt", PlaceKind::Prose, false);
    }
}
