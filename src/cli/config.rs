//! `sealant.toml`: what it may say, and the proof that it says nothing else. Whatever is wrong is underlined in the
//! user's own file. Which file counts is told by `config/discovery.rs`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use globset::Glob;
use serde::Deserialize;
use toml::Spanned;

use self::contacts::{ContactsFile, SourcedContacts};
use self::gate::FailOnFile;
use self::schedule::{HoldFile, RetentionFile};
use super::settings::{Gate, Surroundings};
use super::sourced::{Origin, Sourced};
use super::text_file;
use crate::model::rule_doc::Family;
use crate::model::severity::{Confidence, Severity};
use crate::policy::{Hold, RetentionOverride};
use crate::rule::error::FileError;

pub(super) mod contacts;
pub(super) mod discovery;
pub(super) mod folder;
mod gate;
mod schedule;
pub(super) mod waivers;

/// The name of the file.
pub(super) const FILE_NAME: &str = "sealant.toml";

/// A configuration file that was read and proved.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    /// The file as the user knows it.
    pub path: PathBuf,
    /// Confidence from which findings are reported.
    pub confidence: Option<Sourced<Confidence>>,
    /// Severity from which findings are reported.
    pub severity: Option<Sourced<Severity>>,
    /// Severity from which findings make a run fail.
    pub fail_on: Option<Sourced<Gate>>,
    /// The same for single families.
    pub fail_on_families: BTreeMap<Family, Sourced<Gate>>,
    /// The baseline, from the folder of the file.
    pub baseline: Option<Sourced<PathBuf>>,
    /// The register of waivers, from the folder of the file.
    pub waivers: Option<Sourced<PathBuf>>,
    /// Globs of rules: when there are any, no others are used.
    pub only: Vec<Sourced<String>>,
    /// Globs of rules to do without.
    pub skip: Vec<Sourced<String>>,
    /// Families switched on or off.
    pub families: BTreeMap<Family, Sourced<bool>>,
    /// Globs of files: when there are any, no others are read.
    pub include: Vec<Sourced<String>>,
    /// Globs of files to leave out.
    pub exclude: Vec<Sourced<String>>,
    /// Folders of rules of the user's own, from the folder of the file.
    pub rules: Vec<Sourced<PathBuf>>,
    /// Folders with a configuration of their own, from the folder of the file.
    pub folders: Vec<Sourced<PathBuf>>,
    /// Regions whose laws are named beside those that hold anywhere; all when empty.
    pub regions: Vec<Sourced<String>>,
    /// Periods that replace those of the built-in schedule.
    pub retention: Vec<Sourced<RetentionOverride>>,
    /// What must not be destroyed.
    pub holds: Vec<Sourced<Hold>>,
    /// Whom the user's own house names.
    pub contacts: SourcedContacts,
}

/// The file exactly as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConfigFile {
    confidence: Option<Spanned<String>>,
    severity: Option<Spanned<String>>,
    fail_on: Option<Spanned<FailOnFile>>,
    baseline: Option<Spanned<String>>,
    waivers: Option<Spanned<String>>,
    #[serde(default)]
    only: Vec<Spanned<String>>,
    #[serde(default)]
    skip: Vec<Spanned<String>>,
    #[serde(default)]
    families: BTreeMap<Spanned<String>, Spanned<bool>>,
    #[serde(default)]
    include: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    rules: Vec<Spanned<String>>,
    #[serde(default)]
    folders: Vec<Spanned<String>>,
    #[serde(default)]
    regions: Vec<Spanned<String>>,
    #[serde(default)]
    retention: RetentionFile,
    #[serde(default)]
    hold: Vec<Spanned<HoldFile>>,
    #[serde(default)]
    contacts: ContactsFile,
}

impl Config {
    /// Reads the file at `path`.
    pub(super) fn read(path: &Path, surroundings: &Surroundings) -> anyhow::Result<Self> {
        let text = text_file::read(path)?;
        let mut config = Self::parse_as(path, &surroundings.name_of(path), &text)?;
        path.clone_into(&mut config.path);
        Ok(config)
    }

    /// Proves the text of a file. Folders of rules are sought from the folder of `path`.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, FileError> {
        Self::parse_as(path, &path.display().to_string(), text)
    }

    /// The same, of a file that messages call otherwise.
    fn parse_as(path: &Path, name: &str, text: &str) -> Result<Self, FileError> {
        let reading = Reading { name, text };
        let file: ConfigFile = toml::from_str(text).map_err(|error| reading.syntax_fault(&error))?;
        let (fail_on, fail_on_families) = reading.fail_on(file.fail_on)?;
        Ok(Self {
            path: path.to_owned(),
            confidence: file.confidence.map(|word| reading.word(&word)).transpose()?,
            severity: file.severity.map(|word| reading.word(&word)).transpose()?,
            fail_on,
            fail_on_families,
            baseline: reading.file(file.baseline, path),
            waivers: reading.file(file.waivers, path),
            only: reading.globs(file.only)?,
            skip: reading.globs(file.skip)?,
            families: reading.families(file.families)?,
            include: reading.globs(file.include)?,
            exclude: reading.globs(file.exclude)?,
            rules: reading.folders(file.rules, path)?,
            folders: reading.folders(file.folders, path)?,
            regions: reading.regions(file.regions)?,
            retention: reading.retention(file.retention)?,
            holds: reading.holds(file.hold)?,
            contacts: reading.contacts(file.contacts)?,
        })
    }
}

/// A file being read: what every fault and every origin needs.
struct Reading<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reading<'_> {
    fn fault(&self, span: Range<usize>, message: impl Display, help: Option<String>) -> FileError {
        let (path, text) = (self.name.to_owned(), self.text.to_owned());
        FileError { path, text, message: message.to_string(), span, help }
    }

    fn syntax_fault(&self, error: &toml::de::Error) -> FileError {
        let help = "`sealant init` writes a file that explains every key".to_owned();
        self.fault(error.span().unwrap_or(0..0), error.message(), Some(help))
    }

    fn sourced<T>(&self, span: &Range<usize>, value: T) -> Sourced<T> {
        let line = self.text.bytes().take(span.start).filter(|&byte| byte == b'\n').count() + 1;
        Sourced { value, origin: Origin::File { path: self.name.to_owned(), line } }
    }

    fn word<T: FromStr<Err = String>>(&self, word: &Spanned<String>) -> Result<Sourced<T>, FileError> {
        match word.get_ref().parse() {
            Ok(value) => Ok(self.sourced(&word.span(), value)),
            Err(message) => Err(self.fault(word.span(), message, None)),
        }
    }

    fn globs(&self, entries: Vec<Spanned<String>>) -> Result<Vec<Sourced<String>>, FileError> {
        entries.into_iter().map(|entry| self.glob(entry)).collect()
    }

    fn glob(&self, entry: Spanned<String>) -> Result<Sourced<String>, FileError> {
        let span = entry.span();
        let glob = entry.into_inner();
        match Glob::new(glob.strip_prefix('!').unwrap_or(&glob)) {
            Ok(_) => Ok(self.sourced(&span, glob)),
            Err(error) => Err(self.fault(span, format_args!("this is no glob: {}", error.kind()), None)),
        }
    }

    fn families(
        &self,
        entries: BTreeMap<Spanned<String>, Spanned<bool>>,
    ) -> Result<BTreeMap<Family, Sourced<bool>>, FileError> {
        let one = |(name, wanted): (Spanned<String>, Spanned<bool>)| {
            let family = self.word::<Family>(&name)?.value;
            Ok((family, self.sourced(&wanted.span(), wanted.into_inner())))
        };
        entries.into_iter().map(one).collect()
    }

    /// A file, sought from the folder of the configuration.
    fn file(&self, entry: Option<Spanned<String>>, path: &Path) -> Option<Sourced<PathBuf>> {
        let entry = entry?;
        let file = path.parent().unwrap_or_else(|| Path::new("")).join(entry.get_ref());
        Some(self.sourced(&entry.span(), file))
    }

    fn folders(
        &self,
        entries: Vec<Spanned<String>>,
        path: &Path,
    ) -> Result<Vec<Sourced<PathBuf>>, FileError> {
        let base = path.parent().unwrap_or_else(|| Path::new(""));
        let one = |entry: Spanned<String>| {
            let folder = base.join(entry.get_ref());
            if folder.is_dir() {
                return Ok(self.sourced(&entry.span(), folder));
            }
            let message = format!("there is no folder `{}`", entry.get_ref());
            let help = "folders are sought from the folder of this file".to_owned();
            Err(self.fault(entry.span(), message, Some(help)))
        };
        entries.into_iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Config;
    use crate::cli::settings::Gate;
    use crate::model::rule_doc::Family;
    use crate::model::severity::Severity;

    fn fault(text: &str) -> (usize, String) {
        let error = Config::parse(Path::new("sealant.toml"), text).unwrap_err();
        (error.position().0, error.text[error.span].to_owned())
    }

    #[test]
    fn every_fault_points_at_what_is_wrong() {
        assert_eq!(fault("confidence = \"low\"\nseverety = \"low\""), (2, "severety".to_owned()));
        assert_eq!(fault("confidence = \"certain\""), (1, "\"certain\"".to_owned()));
        assert_eq!(fault("fail-on = \"note\""), (1, "\"note\"".to_owned()));
        assert_eq!(fault("skip = [\n  \"ok\",\n  \"a[\",\n]"), (3, "\"a[\"".to_owned()));
        assert_eq!(fault("[families]\nsecrets = false"), (2, "secrets".to_owned()));
        assert_eq!(fault("rules = [\"/no/such/folder\"]"), (1, "\"/no/such/folder\"".to_owned()));
        assert_eq!(fault("only = \"secret/**\""), (1, "\"secret/**\"".to_owned()));
        assert_eq!(fault("regions = [\"atlantis\"]"), (1, "\"atlantis\"".to_owned()));
        let period = "[retention.class.client-file]\nbecause = \"so\"\nkeep = ";
        assert_eq!(fault(&format!("{period}\"a while\"")), (3, "\"a while\"".to_owned()));
        assert_eq!(
            fault("[retention.class.none]\nkeep = \"never\"\nbecause = \"so\""),
            (1, "none".to_owned())
        );
        assert_eq!(fault("[contacts]\nsecurity = \"\""), (2, "\"\"".to_owned()));
        assert_eq!(fault("[contacts]\npolice = \"110\""), (2, "police".to_owned()));
        assert_eq!(fault("[contacts]\npolicy = \"our wiki\""), (2, "\"our wiki\"".to_owned()));
        assert_eq!(fault("\n[[hold]]\nmatter = \"M\"\nreason = \"so\""), (2, "[[hold]]".to_owned()));
    }

    #[test]
    fn every_value_knows_its_line() {
        let text = "# first\nseverity = \"high\"\nfail-on = \"never\"\nskip = [\n\"a\",\n\"b\"]\n[families]\nlegal = false";
        let config = Config::parse(Path::new("x/sealant.toml"), text).unwrap();
        let severity = config.severity.unwrap();
        assert_eq!(
            (severity.value, severity.origin.to_string()),
            (Severity::High, "x/sealant.toml:2".to_owned())
        );
        assert_eq!(config.fail_on.unwrap().value, Gate::Never);
        assert_eq!(config.skip[1].origin.to_string(), "x/sealant.toml:6");
        let legal = &config.families[&Family::Legal];
        assert_eq!((legal.value, legal.origin.to_string()), (false, "x/sealant.toml:8".to_owned()));
    }
}
