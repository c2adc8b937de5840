//! What is meant: the command line over the environment over `sealant.toml` over what holds otherwise. Every value
//! knows where it comes from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use jiff::civil::Date;

use super::args::{ConfigFileArgs, GateWord, SettingArgs};
use super::config::contacts::SourcedContacts;
use super::config::folder::{self, FolderConfig};
use super::config::{Config, FILE_NAME, discovery};
use super::key;
use super::sourced::Sourced;
use crate::model::fingerprint::FingerprintKey;
use crate::model::rule_doc::Family;
use crate::model::run::Contacts;
use crate::model::severity::{Confidence, Severity};
use crate::policy::{FailOn, Hold, PolicyConfig, RetentionOverride};

/// From which severity on findings make a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Whatever is found.
    Never,
    /// From this severity on. Notes never do.
    From(Severity),
}

impl Gate {
    /// All that can be asked for.
    pub const ALL: [Self; 5] = [
        Self::Never,
        Self::From(Severity::Low),
        Self::From(Severity::Medium),
        Self::From(Severity::High),
        Self::From(Severity::Critical),
    ];

    /// The word on the command line and in configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::From(severity) => severity.name(),
        }
    }

    /// The severity, where there is one.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Never => None,
            Self::From(severity) => Some(severity),
        }
    }
}

impl FromStr for Gate {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|gate| gate.name() == word)
            .ok_or_else(|| format!("`{word}` is none of never, low, medium, high, critical"))
    }
}

/// Midnight of a day, in seconds since 1970-01-01 UTC.
pub(super) fn as_of_seconds(day: Date) -> i64 {
    day.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |midnight| midnight.timestamp().as_second())
}

/// The world around the program, as far as settings depend on it.
#[derive(Clone)]
pub(super) struct Surroundings {
    /// The current folder, absolute.
    pub folder: PathBuf,
    /// The user's home.
    pub home: Option<PathBuf>,
    /// The value of [`key::VARIABLE`].
    pub key: Option<OsString>,
    /// Where the files of a commit were laid out in place of those of the work tree, and which commit.
    pub pinned: Option<(PathBuf, String)>,
    /// Today, in UTC.
    pub today: Date,
}

impl Surroundings {
    /// Those of this process.
    pub(super) fn of_process() -> anyhow::Result<Self> {
        Ok(Self {
            folder: std::env::current_dir().context("cannot tell the current folder")?,
            home: std::env::home_dir(),
            key: std::env::var_os(key::VARIABLE),
            pinned: None,
            today: jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date(),
        })
    }

    /// A file that was sought from the current folder, as its user would type it.
    pub(super) fn typed(&self, path: &Path) -> PathBuf {
        let is_here = self.pinned.is_none();
        path.strip_prefix(&self.folder).ok().filter(|_| is_here).unwrap_or(path).to_owned()
    }

    /// What messages call a file: `REV:sealant.toml` where it is that of a commit.
    pub(super) fn name_of(&self, path: &Path) -> String {
        let pinned = self.pinned.as_ref().and_then(|(root, revision)| {
            Some(format!("{revision}:{}", path.strip_prefix(root).ok()?.display()))
        });
        pinned.unwrap_or_else(|| path.display().to_string())
    }
}

/// Every setting in force.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The configuration file that was read.
    pub config: Option<PathBuf>,
    /// Confidence from which findings are reported.
    pub confidence: Sourced<Confidence>,
    /// Severity from which findings are reported.
    pub severity: Sourced<Severity>,
    /// Severity from which findings make a run fail.
    pub fail_on: Sourced<Gate>,
    /// The same for families of which something else was said.
    pub fail_on_families: BTreeMap<Family, Sourced<Gate>>,
    /// Where the configuration says the baseline is.
    pub baseline: Option<Sourced<PathBuf>>,
    /// Where the configuration says the register of waivers is.
    pub waivers: Option<Sourced<PathBuf>>,
    /// Globs of rules: when there are any, no others are used.
    pub only: Vec<Sourced<String>>,
    /// Globs of rules to do without.
    pub skip: Vec<Sourced<String>>,
    /// Whether each family is used.
    pub families: BTreeMap<Family, Sourced<bool>>,
    /// Globs of files: when there are any, no others are read.
    pub include: Vec<Sourced<String>>,
    /// Globs of files to leave out.
    pub exclude: Vec<Sourced<String>>,
    /// Whether ignore files are obeyed not.
    pub no_ignore: Sourced<bool>,
    /// Folders of rules of the user's own.
    pub rules: Vec<Sourced<PathBuf>>,
    /// The day to judge by.
    pub as_of: Sourced<Date>,
    /// The key of fingerprints of guessable values.
    pub key: Option<Sourced<FingerprintKey>>,
    /// Regions whose laws are named and whose numbers are at home, beside those of anywhere; all when empty.
    pub regions: Vec<Sourced<String>>,
    /// Periods that replace those of the built-in schedule.
    pub retention: Vec<Sourced<RetentionOverride>>,
    /// What must not be destroyed.
    pub holds: Vec<Sourced<Hold>>,
    /// Whom the user's own house names.
    pub contacts: SourcedContacts,
    /// Folders in which something else holds: how names in them begin, and what.
    pub folders: Vec<(Sourced<String>, Settings)>,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Settings {
    /// What all layers together mean.
    pub(super) fn resolve(args: &SettingArgs, surroundings: &Surroundings) -> anyhow::Result<Self> {
        let mut warnings = Vec::new();
        let config = config(&args.config, surroundings, &mut warnings)?.unwrap_or_default();
        let key = key::resolve(args.key_file.as_deref(), surroundings, &mut warnings)?;
        let top = discovery::git_root(&surroundings.folder).unwrap_or(&surroundings.folder);
        let folders = folder::read_all(&config, top, surroundings)?;
        let mut whole = Self::layered(args, config, surroundings, warnings);
        whole.key = key;
        for FolderConfig { prefix, config, exclude } in folders {
            let inside = Self::layered(args, config, surroundings, Vec::new());
            whole
                .warnings
                .extend(inside.warnings.iter().map(|warning| format!("{}: {warning}", prefix.value)));
            whole.exclude.extend(exclude);
            whole.folders.push((prefix, inside));
        }
        Ok(whole)
    }

    /// What the command line and a configuration mean, without a key.
    fn layered(
        args: &SettingArgs,
        config: Config,
        surroundings: &Surroundings,
        mut warnings: Vec<String>,
    ) -> Self {
        let path = Some(config.path).filter(|path| !path.as_os_str().is_empty());
        let severity = Sourced::layered(("--severity", args.severity), config.severity, Severity::Low);
        let typed = args.fail_on.iter().rfind(|word| word.family.is_none()).map(|word| word.gate);
        let fail_on = Sourced::layered(("--fail-on", typed), config.fail_on, as_reported(severity.value));
        let fail_on_families = gates(&args.fail_on, config.fail_on_families);
        warnings.extend(unseen_failures(&severity, &fail_on));
        Self {
            config: path,
            confidence: Sourced::layered(
                ("--confidence", args.confidence),
                config.confidence,
                Confidence::Medium,
            ),
            severity,
            fail_on,
            fail_on_families,
            baseline: config.baseline,
            waivers: config.waivers,
            only: replaced("--only", &args.only, config.only),
            skip: added("--skip", &args.skip, config.skip),
            families: families(args, &config.families),
            include: replaced("--include", &args.include, config.include),
            exclude: added("--exclude", &args.exclude, config.exclude),
            no_ignore: Sourced::layered(("--no-ignore", args.no_ignore.then_some(true)), None, false),
            rules: added("--rules", &args.rules, config.rules),
            as_of: Sourced::layered(("--as-of", args.as_of), None, surroundings.today),
            regions: replaced("--region", &args.region, config.regions),
            retention: config.retention,
            holds: config.holds,
            contacts: config.contacts,
            key: None,
            folders: Vec::new(),
            warnings,
        }
    }
}

impl Settings {
    /// Whom the user's own house names.
    pub(crate) fn contacts(&self) -> Contacts {
        self.contacts.values()
    }

    /// What policy needs of them.
    pub(crate) fn policy(&self) -> PolicyConfig {
        // Whoever asks for findings of low confidence wants to see them, not to fail on them.
        let confidence = self.confidence.value.max(Confidence::Medium);
        PolicyConfig {
            show_confidence: self.confidence.value,
            show_severity: self.severity.value,
            fail_on: self.fail_on(confidence),
            only: values(&self.only),
            skip: values(&self.skip),
            families_off: self
                .families
                .iter()
                .filter(|(_, used)| !used.value)
                .map(|(family, _)| *family)
                .collect(),
            regions: values(&self.regions),
            only_built_in_rules: self.rules.is_empty(),
            holds: values(&self.holds),
            retention: values(&self.retention),
            fingerprint_key: self.key.as_ref().map(|key| key.value.clone()),
            folders: self
                .folders
                .iter()
                .map(|(prefix, own)| (prefix.value.clone().into(), own.policy()))
                .collect(),
            ..PolicyConfig::new(self.as_of.value)
        }
    }

    fn fail_on(&self, confidence: Confidence) -> FailOn {
        let families = self.fail_on_families.iter().map(|(family, gate)| (*family, gate.value.severity()));
        FailOn { confidence, severity: self.fail_on.value.severity(), families: families.collect() }
    }
}

/// The values of a list, wherever each comes from.
pub(crate) fn values<T: Clone>(list: &[Sourced<T>]) -> Vec<T> {
    list.iter().map(|entry| entry.value.clone()).collect()
}

/// The configuration file that counts, read.
pub(super) fn config(
    args: &ConfigFileArgs,
    surroundings: &Surroundings,
    warnings: &mut Vec<String>,
) -> anyhow::Result<Option<Config>> {
    if args.no_config {
        return Ok(None);
    }
    if let Some(path) = &args.config {
        return Config::read(path, surroundings).map(Some);
    }
    let discovery = discovery::discover(&surroundings.folder, surroundings.home.as_deref(), FILE_NAME);
    warnings.extend(discovery.warning);
    let Some(found) = discovery.found else { return Ok(None) };
    let nearest = Config::read(&surroundings.typed(&found), surroundings)?;
    let above = above(&found, surroundings)?;
    Ok(Some(above.filter(|above| folder::names(above, &found)).unwrap_or(nearest)))
}

/// The next configuration above one, which may name its folder as a part of a larger tree.
fn above(found: &Path, surroundings: &Surroundings) -> anyhow::Result<Option<Config>> {
    let is_root = found.parent().is_none_or(|folder| discovery::git_root(folder) == Some(folder));
    let Some(folder) = found.parent().and_then(Path::parent).filter(|_| !is_root) else { return Ok(None) };
    let above = discovery::discover(folder, surroundings.home.as_deref(), FILE_NAME).found;
    above.map(|path| Config::read(&surroundings.typed(&path), surroundings)).transpose()
}

/// A severity typed for all families means all: what the file says of one does not count beside it.
fn gates(typed: &[GateWord], file: BTreeMap<Family, Sourced<Gate>>) -> BTreeMap<Family, Sourced<Gate>> {
    let means_all = typed.iter().any(|word| word.family.is_none());
    let mut gates = if means_all { BTreeMap::new() } else { file };
    let of_family = |word: &GateWord| Some((word.family?, Sourced::flag("--fail-on", word.gate)));
    gates.extend(typed.iter().filter_map(of_family));
    gates
}

/// Unless told otherwise, a run fails on what it reports, save notes.
fn as_reported(severity: Severity) -> Gate {
    Gate::From(severity.max(Severity::Low))
}

fn unseen_failures(severity: &Sourced<Severity>, gate: &Sourced<Gate>) -> Option<String> {
    let from = gate.value.severity().filter(|from| *from < severity.value)?;
    Some(format!(
        "runs fail on findings of {from} severity ({}), but only those of {} and more are reported ({})",
        gate.origin, severity.value, severity.origin
    ))
}

/// Flags that narrow a run say all that is meant.
fn replaced<T: Clone>(name: &'static str, typed: &[T], file: Vec<Sourced<T>>) -> Vec<Sourced<T>> {
    if typed.is_empty() { file } else { added(name, typed, Vec::new()) }
}

/// Flags that add to what the file says.
fn added<T: Clone>(name: &'static str, typed: &[T], mut file: Vec<Sourced<T>>) -> Vec<Sourced<T>> {
    file.extend(typed.iter().map(|value| Sourced::flag(name, value.clone())));
    file
}

fn families(args: &SettingArgs, file: &BTreeMap<Family, Sourced<bool>>) -> BTreeMap<Family, Sourced<bool>> {
    let one = |family: Family| {
        if args.no_family.contains(&family) {
            return Sourced::flag("--no-family", false);
        }
        if !args.family.is_empty() {
            return Sourced::flag("--family", args.family.contains(&family));
        }
        file.get(&family).cloned().unwrap_or(Sourced::default_of(true))
    };
    Family::ALL.into_iter().map(|family| (family, one(family))).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::civil::date;

    use super::{Family, Gate, SettingArgs, Settings, Severity, Surroundings};

    /// Settings with this file in the current folder and these arguments.
    fn resolved(config: &str, args: &SettingArgs) -> Settings {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        let path = folder.path().join("sealant.toml");
        fs::write(&path, config).unwrap();
        let surroundings =
            Surroundings { folder: "/".into(), home: None, key: None, pinned: None, today: date(2026, 3, 1) };
        let config = super::ConfigFileArgs { config: Some(path), no_config: false };
        let args = SettingArgs { config, ..clone_of(args) };
        Settings::resolve(&args, &surroundings).unwrap()
    }

    fn clone_of(args: &SettingArgs) -> SettingArgs {
        SettingArgs {
            severity: args.severity,
            fail_on: args.fail_on.clone(),
            only: args.only.clone(),
            skip: args.skip.clone(),
            family: args.family.clone(),
            no_family: args.no_family.clone(),
            ..SettingArgs::default()
        }
    }

    #[test]
    fn flags_beat_the_file_and_the_file_beats_defaults() {
        let args = SettingArgs { severity: Some(Severity::High), ..SettingArgs::default() };
        let settings = resolved("severity = \"medium\"\nconfidence = \"low\"", &args);
        assert_eq!(settings.severity.origin.to_string(), "--severity");
        assert!(settings.confidence.origin.to_string().ends_with("sealant.toml:2"));
        assert_eq!(settings.as_of.origin.to_string(), "default");
    }

    #[test]
    fn a_run_fails_on_what_it_reports_save_notes() {
        let fail_on = |config: &str| resolved(config, &SettingArgs::default()).fail_on.value;
        assert_eq!(fail_on(""), Gate::From(Severity::Low));
        assert_eq!(fail_on("severity = \"note\""), Gate::From(Severity::Low));
        assert_eq!(fail_on("severity = \"high\""), Gate::From(Severity::High));
    }

    #[test]
    fn failing_on_what_is_not_reported_is_said() {
        let warnings = |config: &str| resolved(config, &SettingArgs::default()).warnings.len();
        assert_eq!(warnings("severity = \"high\"\nfail-on = \"low\""), 1);
        assert_eq!(warnings("severity = \"low\"\nfail-on = \"high\""), 0);
        assert_eq!(warnings("severity = \"high\"\nfail-on = \"never\""), 0);
    }

    #[test]
    fn only_is_replaced_and_skip_is_added_to() {
        let args = SettingArgs { only: vec!["a".into()], skip: vec!["b".into()], ..SettingArgs::default() };
        let settings = resolved("only = [\"c\"]\nskip = [\"d\"]", &args);
        let values = |list: &[super::Sourced<String>]| {
            list.iter().map(|entry| entry.value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(values(&settings.only), ["a"]);
        assert_eq!(values(&settings.skip), ["d", "b"]);
    }

    #[test]
    fn families_follow_the_flags_then_the_file() {
        let used = |config: &str, family: &[Family], no_family: &[Family]| {
            let args =
                SettingArgs { family: family.into(), no_family: no_family.into(), ..SettingArgs::default() };
            let families = resolved(config, &args).families;
            families.into_iter().filter(|(_, used)| used.value).map(|(family, _)| family).collect::<Vec<_>>()
        };
        assert_eq!(used("", &[], &[]).len(), Family::ALL.len());
        assert_eq!(used("[families]\nlegal = false", &[], &[Family::Marking]).len(), Family::ALL.len() - 2);
        assert_eq!(used("[families]\nsecret = false", &[Family::Secret], &[]), [Family::Secret]);
    }
}
