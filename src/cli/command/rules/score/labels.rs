//! Labels: one JSON object a line, each a place in a file and what is, or is not, there. Values stay unread.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::cli::text_file;
use crate::model::finding::Place;
use crate::model::rule_doc::Family;

/// A label. Keys that are not named here are for people.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Label {
    /// The path below the folder of labelled files.
    pub(super) file: String,
    /// What is there, in the words of whoever labelled it: `us-ssn`.
    pub(super) kind: String,
    /// Who cares about it.
    pub(super) family: LabelFamily,
    /// `true`: must be found; `false`: must not be reported; absent: may be.
    pub(super) positive: Option<bool>,
    /// Whether a negative speaks of its kind alone.
    neg_scope: Option<NegativeScope>,
    /// Whether it speaks of the whole file.
    scope: Option<Scope>,
    line: Option<u64>,
    end_line: Option<u64>,
    start_col: Option<u32>,
    end_col: Option<u32>,
}

/// Who cares about what is labelled.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(super) enum LabelFamily {
    /// Whoever runs the system.
    Credential,
    /// Client and health data may stand for each other.
    Client,
    /// As above.
    Health,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum NegativeScope {
    Kind,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Scope {
    File,
}

impl LabelFamily {
    /// In words, for tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Client => "client",
            Self::Health => "health",
        }
    }

    /// Whether a rule of this family may answer the label.
    pub(super) fn is_answered_by(self, family: Family) -> bool {
        match self {
            Self::Credential => family == Family::Secret,
            Self::Client | Self::Health => !matches!(family, Family::Secret | Family::Marking),
        }
    }
}

impl Label {
    /// Whether it speaks of the whole file.
    pub(super) fn is_of_file(&self) -> bool {
        self.scope == Some(Scope::File)
    }

    /// Whether a negative speaks of its kind alone.
    pub(super) fn is_of_kind(&self) -> bool {
        self.neg_scope == Some(NegativeScope::Kind)
    }

    /// Whether a place shares a character with it. Without columns it is whole lines.
    pub(super) fn touches(&self, place: &Place) -> bool {
        let Some(line) = self.line else { return false };
        let start = (line, self.start_col.unwrap_or(1));
        let end = (self.end_line.unwrap_or(line), self.end_col.unwrap_or(u32::MAX));
        (place.line, place.column) < end && start < (place.end_line, place.end_column)
    }
}

/// All labels of a file of labels.
pub(super) struct Labels(BTreeMap<String, Vec<Label>>);

impl Labels {
    /// Reads them. Says in which line something is wrong.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = text_file::read(path)?;
        let mut by_file: BTreeMap<String, Vec<Label>> = BTreeMap::new();
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            let label = parse(line).with_context(|| format!("{}:{number} is no label", path.display()))?;
            by_file.entry(label.file.clone()).or_default().push(label);
        }
        if by_file.is_empty() {
            bail!("{} holds no label", path.display());
        }
        Ok(Self(by_file))
    }

    /// The labels of each file, in the order of the files' paths.
    pub(super) fn by_file(&self) -> impl Iterator<Item = (&str, &[Label])> {
        self.0.iter().map(|(file, labels)| (file.as_str(), labels.as_slice()))
    }
}

/// One line. Its parser's messages tell keys and columns, never a value.
fn parse(line: &str) -> anyhow::Result<Label> {
    let label: Label = serde_json::from_str(line).map_err(|error| {
        let at = error.column();
        let what =
            if error.is_data() { "a key is missing or has a wrong value" } else { "it is no JSON object" };
        anyhow::anyhow!("{what}, column {at}")
    })?;
    let is_below = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(&label.file).components().all(is_below) {
        bail!("`file` must be a path below the folder of labelled files");
    }
    if label.line.is_none() && !label.is_of_file() {
        bail!("`line` is missing; only a label with \"scope\": \"file\" does without");
    }
    Ok(label)
}

#[cfg(test)]
mod tests {
    use super::{Place, parse};
    use crate::model::finding::Within;

    const LABEL: &str = r#"{"file":"a.txt","kind":"us-ssn","family":"client","positive":true,"line":2,"end_line":2,"start_col":5,"end_col":9}"#;

    fn check(place: (u64, u32, u64, u32), touches: bool) {
        let (line, column, end_line, end_column) = place;
        let place = Place { within: Within::Text, line, column, end_line, end_column };
        assert_eq!(parse(LABEL).unwrap().touches(&place), touches, "{place:?}");
    }

    #[test]
    fn a_label_touches_what_shares_a_character_with_it() {
        check((2, 5, 2, 9), true);
        check((2, 1, 2, 6), true);
        check((2, 8, 2, 20), true);
        check((1, 1, 3, 1), true);
        check((2, 1, 2, 5), false);
        check((2, 9, 2, 12), false);
        check((1, 5, 1, 9), false);
    }

    #[test]
    fn faults_are_told_without_a_value() {
        for (line, message) in [
            ("{\"file\":\"a\"", "no JSON object"),
            (
                "{\"file\":\"a\",\"kind\":\"x\",\"family\":\"078-05-1120\",\"line\":1}",
                "missing or has a wrong value",
            ),
            ("{\"file\":\"../a\",\"kind\":\"x\",\"family\":\"client\",\"line\":1}", "below the folder"),
            ("{\"file\":\"/a\",\"kind\":\"x\",\"family\":\"client\",\"line\":1}", "below the folder"),
            ("{\"file\":\"a\",\"kind\":\"x\",\"family\":\"client\"}", "`line` is missing"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(message) && !error.contains("078"), "{error}");
        }
    }
}
