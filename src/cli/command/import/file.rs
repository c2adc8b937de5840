//! A file of another tool: found, read, and known by its content. Whatever is wrong with it is told with its line, and
//! never with what stands there, for that may be a secret.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::Tool;
use crate::cli::text_file;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Settings as gitleaks and its kin write them.
    Settings,
    /// Fingerprints, one a line.
    IgnoreList,
    /// A list of findings, as gitleaks writes them and takes them as a baseline.
    FindingList,
    /// Findings with what is known of the scan, as betterleaks writes them.
    ScanReport,
    /// A baseline of detect-secrets.
    HashedBaseline,
}

impl Content {
    /// In words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings of gitleaks or betterleaks",
            Self::IgnoreList => "a list of fingerprints to ignore",
            Self::FindingList => "a report of gitleaks",
            Self::ScanReport => "a report of betterleaks",
            Self::HashedBaseline => "a baseline of detect-secrets",
        }
    }
}

/// A file that was read.
pub(super) struct TheirFile {
    /// Where it is.
    pub path: PathBuf,
    /// The file as the user knows it.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// What it is.
    pub content: Content,
}

impl TheirFile {
    /// Reads a file and tells what it is.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = text_file::read(path)?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let name = path.display().to_string();
        let content = content(&name, &text)?;
        Ok(Self { path: path.to_owned(), name, text, content })
    }

    /// The line of a byte, as people name it.
    pub(super) fn at(&self, offset: usize) -> String {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        format!("{}:{}", self.name, memchr::memchr_iter(b'\n', before).count() + 1)
    }

    /// What is wrong, and where.
    pub(super) fn fault(&self, offset: usize, what: &str) -> anyhow::Error {
        anyhow!("{}: {what}; nothing was imported", self.at(offset))
    }

    /// The JSON in the file. `shape` says what it should be.
    pub(super) fn json<T: DeserializeOwned>(&self, shape: &str) -> anyhow::Result<T> {
        serde_json::from_str(&self.text).map_err(|error| json_fault(&self.name, 1, &error, shape))
    }
}

/// The message of the error itself may quote a value, so only its kind and place are told.
pub(super) fn json_fault(name: &str, first: usize, error: &serde_json::Error, shape: &str) -> anyhow::Error {
    let what = if error.is_data() { shape } else { "this is no whole JSON, or nested too deeply" };
    anyhow!("{name}:{}: {what}; nothing was imported", (first + error.line()).saturating_sub(1))
}

/// The files to read: those that were named, else those of the usual names in one of the folders, each name once.
pub(super) fn wanted(tool: &Tool, named: &[PathBuf], folders: &[&Path]) -> anyhow::Result<Vec<PathBuf>> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let nearest = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    let found: Vec<PathBuf> = tool.files.iter().filter_map(nearest).collect();
    if found.is_empty() {
        let names = tool.files.join(", ");
        bail!("there is nothing of {} here (sought: {names}); name its files", tool.name);
    }
    Ok(found)
}

fn content(name: &str, text: &str) -> anyhow::Result<Content> {
    let mut visible = text.chars().filter(|character| !character.is_whitespace());
    match (visible.next(), visible.next()) {
        (Some('{'), _) => object(name, text),
        (Some('['), Some('{' | ']')) => Ok(Content::FindingList),
        _ if is_ignore_list(text) => Ok(Content::IgnoreList),
        _ => Ok(Content::Settings),
    }
}

/// What tells the objects apart that tools write.
#[derive(Deserialize)]
struct Probe {
    results: Option<IgnoredAny>,
    findings: Option<IgnoredAny>,
    finding: Option<IgnoredAny>,
    scan: Option<IgnoredAny>,
    runs: Option<IgnoredAny>,
}

fn object(name: &str, text: &str) -> anyhow::Result<Content> {
    // A report of one object a line is told by its first line.
    let first = text.trim_start().lines().next().unwrap_or_default();
    let probe = serde_json::from_str(first).or_else(|_| serde_json::from_str(text));
    match probe.map_err(|error| json_fault(name, 1, &error, "this is no report known here"))? {
        Probe { results: Some(_), .. } => Ok(Content::HashedBaseline),
        Probe { runs: Some(_), .. } => bail!("{name}: this is SARIF; have the report written as JSON"),
        Probe { findings: None, finding: None, scan: None, .. } => {
            bail!(
                "{name}: this is neither a baseline nor a report of gitleaks, betterleaks or detect-secrets"
            )
        }
        Probe { .. } => Ok(Content::ScanReport),
    }
}

/// Most lines that say anything are fingerprints; a wrong one among them is told, not taken for settings.
fn is_ignore_list(text: &str) -> bool {
    let said = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let lines: Vec<bool> = text
        .lines()
        .map(str::trim)
        .filter(said)
        .map(|line| super::ignore_list::entry(line).is_some())
        .collect();
    let fitting = lines.iter().filter(|fits| **fits).count();
    2 * fitting > lines.len() || lines.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{Content, content};

    #[test]
    fn a_file_is_what_it_holds_whatever_its_name() {
        for (text, expected) in [
            ("title = 'x'\n[allowlist]\npaths = ['a:b:1']\n", Content::Settings),
            ("[allowlist]\n", Content::Settings),
            ("# x\na.py:generic-api-key:3\nnonsense\nb.py:jwt:1\n", Content::IgnoreList),
            ("# nothing\n", Content::IgnoreList),
            ("\n[\n]\n", Content::FindingList),
            (" [ {\"RuleID\": 1} ]", Content::FindingList),
            ("{\"schema_version\": \"1\", \"findings\": []}", Content::ScanReport),
            ("{\"finding\": {}}\n{\"scan\": {}}\n", Content::ScanReport),
            ("{\n\"results\": {}}", Content::HashedBaseline),
        ] {
            assert_eq!(content("x", text).unwrap(), expected, "{text}");
        }
        for (text, says) in [
            ("{\"runs\": []}", "SARIF"),
            ("{\"a\": 1}", "neither"),
            ("{\n\"results\": \n", "x:3: this is no whole JSON"),
        ] {
            let error = content("x", text).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let deep = format!("{{\"a\": {}", "[".repeat(100_000));
        assert!(content("x", &deep).is_err());
    }
}
