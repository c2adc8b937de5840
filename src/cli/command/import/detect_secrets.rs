//! detect-secrets: its baseline knows values by their SHA-1, what people decided about them, and which plugins and
//! filters made it. Written from <https://github.com/Yelp/detect-secrets>, version 1.5; older baselines have the same
//! results.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;

use super::Tool;
use super::asked::{Asked, Decision, Known, Left, Stated, Trace};
use super::file::{Content, TheirFile};

/// The tool.
pub(super) const TOOL: Tool = Tool {
    name: "detect-secrets",
    about: ".secrets.baseline of detect-secrets: findings, what people decided about them, and excluded files",
    files: &[".secrets.baseline"],
    readers: &[(Content::HashedBaseline, read)],
};

const SHAPE: &str = "this is no baseline of detect-secrets: `results` maps files to lists of findings with `type`, \
                     `hashed_secret` and `line_number`";

/// The filter that leaves files out by a regular expression.
const FILE_FILTER: &str = "detect_secrets.filters.regex.should_exclude_file";

/// Filters of the user's own, each with what to do instead.
const OTHER_FILTERS: [(&str, &str); 3] = [
    ("detect_secrets.filters.regex.should_exclude_line", "lines cannot be left out by a pattern"),
    ("detect_secrets.filters.regex.should_exclude_secret", "values cannot be left out by a pattern"),
    ("detect_secrets.filters.wordlist.should_exclude_secret", "values cannot be left out by a list"),
];

#[derive(Deserialize)]
struct Baseline {
    results: BTreeMap<String, Vec<Entry>>,
    #[serde(default)]
    filters_used: Vec<Filter>,
    #[serde(default)]
    exclude: Exclude,
    #[serde(default)]
    custom_plugin_paths: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Entry {
    r#type: String,
    hashed_secret: String,
    #[serde(default)]
    line_number: Option<u64>,
    #[serde(default)]
    is_secret: Option<bool>,
}

#[derive(Deserialize)]
struct Filter {
    path: String,
    #[serde(default)]
    pattern: Patterns,
}

/// One, or several.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Patterns {
    Several(Vec<String>),
    One(String),
    #[default]
    None,
}

/// Before version 1.
#[derive(Default, Deserialize)]
struct Exclude {
    files: Option<String>,
    lines: Option<String>,
}

fn read(file: &TheirFile) -> anyhow::Result<Asked> {
    let baseline: Baseline = file.json(SHAPE)?;
    let mut asked = Asked::default();
    for (path, entries) in baseline.results {
        for entry in entries {
            asked.known.push(known(file, &path, entry)?);
        }
    }
    for filter in baseline.filters_used {
        filtered(file, &filter, &mut asked);
    }
    let stated = |word| Stated { at: format!("{}, exclude.files", file.name), word };
    asked.left_out_paths.extend(baseline.exclude.files.map(stated));
    if baseline.exclude.lines.is_some() {
        asked.left.push(left(file, "exclude.lines", "lines cannot be left out by a pattern"));
    }
    if !baseline.custom_plugin_paths.is_empty() {
        asked.left.push(left(
            file,
            "custom_plugin_paths",
            "a plugin of your own is code; write a rule instead",
        ));
    }
    Ok(asked)
}

fn known(file: &TheirFile, path: &str, entry: Entry) -> anyhow::Result<Known> {
    let at = format!("{}, {}", file.name, super::asked::shown(path));
    let digest = HEXLOWER_PERMISSIVE.decode(entry.hashed_secret.as_bytes()).ok();
    let digest = digest.and_then(|digest| digest.try_into().ok());
    let digest = digest.ok_or_else(|| {
        anyhow::anyhow!(
            "{at}: a `hashed_secret` is no SHA-1, which has 40 hexadecimal digits; nothing was imported"
        )
    })?;
    let decision = match entry.is_secret {
        Some(true) => Decision::Secret,
        Some(false) => Decision::NoSecret,
        None => Decision::Open,
    };
    let at = entry.line_number.map_or_else(|| at.clone(), |line| format!("{at}:{line}"));
    Ok(Known {
        at,
        path: Some(path.to_owned()),
        line: entry.line_number,
        kind: entry.r#type,
        trace: Trace::Sha1(digest),
        commit: None,
        decision,
        beside: std::path::PathBuf::new(),
    })
}

fn filtered(file: &TheirFile, filter: &Filter, asked: &mut Asked) {
    let at = |what: &str| format!("{}, filter {what}", file.name);
    if filter.path == FILE_FILTER {
        let patterns = match &filter.pattern {
            Patterns::Several(patterns) => patterns.as_slice(),
            Patterns::One(pattern) => std::slice::from_ref(pattern),
            Patterns::None => &[],
        };
        let stated = |word: &String| Stated { at: at("should_exclude_file"), word: word.clone() };
        asked.left_out_paths.extend(patterns.iter().map(stated));
    } else if let Some((path, why)) = OTHER_FILTERS.iter().find(|(path, _)| *path == filter.path) {
        asked.left.push(left(file, path.rsplit('.').next().unwrap_or(path), why));
    } else if !filter.path.starts_with("detect_secrets.") {
        asked.left.push(left(file, "of your own", "a filter of your own is code"));
    }
}

fn left(file: &TheirFile, what: &str, why: &str) -> Left {
    let why = format!(
        "{why}; waive what is reported without reason: `sealant waive FINGERPRINT --kind not-sensitive`"
    );
    Left { at: format!("{}, {what}", file.name), why }
}
