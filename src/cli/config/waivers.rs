//! `sealant-waivers.toml`: the register of what somebody answers for. Every entry says who, why and until when; whatever
//! is missing is underlined in the user's own file.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Reading;
use crate::cli::text_file;
use crate::policy::{Recognition, Waiver, WaiverKind};
use crate::rule::error::FileError;

/// The name of the file.
pub(in crate::cli) const FILE_NAME: &str = "sealant-waivers.toml";

/// The file exactly as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    #[serde(default)]
    waiver: Vec<Spanned<WaiverFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiverFile {
    id: Spanned<String>,
    kind: Spanned<String>,
    #[serde(default)]
    rules: Vec<Spanned<String>>,
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    findings: Vec<Spanned<String>>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    approver: Option<Spanned<String>>,
    basis: Option<Spanned<String>>,
    start: Spanned<toml::value::Datetime>,
    expires: Option<Spanned<toml::value::Datetime>>,
    withdrawn: Option<Spanned<toml::value::Datetime>>,
}

/// Reads the register at `path`, which messages call by `name`.
pub(in crate::cli) fn read(path: &Path, name: &str) -> anyhow::Result<Vec<Waiver>> {
    let text = text_file::read(path)?;
    Ok(parse(name, &text)?)
}

/// Proves the text of a register.
pub(in crate::cli) fn parse(name: &str, text: &str) -> Result<Vec<Waiver>, FileError> {
    let reading = Reading { name, text };
    let help = "docs/baselines.md shows an entry; `sealant waive` writes one".to_owned();
    let file: RegisterFile = toml::from_str(text)
        .map_err(|error| reading.fault(error.span().unwrap_or(0..0), error.message(), Some(help.clone())))?;
    let mut known = BTreeSet::new();
    let mut waivers = Vec::new();
    for entry in file.waiver {
        let id = entry.get_ref().id.clone();
        if !known.insert(id.get_ref().clone()) {
            return Err(reading.fault(id.span(), "another waiver has this id", None));
        }
        waivers.push(reading.waiver(entry)?);
    }
    Ok(waivers)
}

impl Reading<'_> {
    fn waiver(&self, entry: Spanned<WaiverFile>) -> Result<Waiver, FileError> {
        let header = super::schedule::first_line(self.text, &entry.span());
        let file = entry.into_inner();
        let kind: WaiverKind = self.word(&file.kind)?.value;
        if let Some((message, help)) = lack(&file, kind) {
            return Err(self.fault(header, message, Some(help)));
        }
        let start = self.day(&file.start)?;
        Ok(Waiver {
            id: self.words(file.id)?,
            kind,
            rules: self.bare_globs(file.rules)?,
            paths: self.bare_globs(file.paths)?,
            findings: self.recognitions(&file.findings)?,
            reason: self.words(file.reason)?,
            owner: self.words(file.owner)?,
            approver: file.approver.map(|word| self.words(word)).transpose()?,
            basis: file.basis.map(|word| self.words(word)).transpose()?,
            start,
            expires: file.expires.map(|day| self.end(&day, start)).transpose()?,
            withdrawn: file.withdrawn.map(|day| self.day(&day)).transpose()?,
        })
    }

    /// Something must be said.
    fn words(&self, words: Spanned<String>) -> Result<String, FileError> {
        let is_said = words.get_ref().chars().any(char::is_alphanumeric);
        if is_said {
            Ok(words.into_inner())
        } else {
            Err(self.fault(words.span(), "this says nothing", None))
        }
    }

    fn recognitions(&self, words: &[Spanned<String>]) -> Result<Vec<Recognition>, FileError> {
        words.iter().map(|word| Ok(self.word::<Recognition>(word)?.value)).collect()
    }

    fn end(&self, day: &Spanned<toml::value::Datetime>, start: Date) -> Result<Date, FileError> {
        let end = self.day(day)?;
        if end < start {
            return Err(self.fault(day.span(), "it would end before it starts", None));
        }
        Ok(end)
    }

    fn day(&self, day: &Spanned<toml::value::Datetime>) -> Result<Date, FileError> {
        let written = day.get_ref().to_string();
        let fault = || {
            let help = "write YYYY-MM-DD, without quotes and without a time".to_owned();
            self.fault(day.span(), "this is no day", Some(help))
        };
        written.parse::<Date>().ok().filter(|_| day.get_ref().time.is_none()).ok_or_else(fault)
    }
}

/// What an entry does not say and has to, and how it is mended.
fn lack(file: &WaiverFile, kind: WaiverKind) -> Option<(String, String)> {
    let needed = [
        (
            "expires",
            kind.needs_end() && file.expires.is_none(),
            "what is accepted or agreed to is so for a time",
        ),
        ("approver", kind.needs_approver() && file.approver.is_none(), "whoever may accept the risk"),
        ("basis", kind.needs_basis() && file.basis.is_none(), "what was agreed to, and when"),
    ];
    let lacking = needed.into_iter().find(|(_, lacks, _)| *lacks);
    let named = lacking.map(|(key, _, why)| {
        let message = format!("a waiver of the kind {} needs `{key}`", kind.name());
        (message, format!("add `{key} = …`: {why}"))
    });
    let covers_nothing = file.paths.is_empty() && file.findings.is_empty();
    named.or_else(|| {
        covers_nothing.then(|| {
            let help = "give `paths` or `findings`; `paths = [\"**\"]` means every file";
            ("this waiver does not say what it covers".to_owned(), help.to_owned())
        })
    })
}
