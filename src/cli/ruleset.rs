//! Which rules are in force: the built-in ones and the user's own, less those that settings leave out.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use globset::{GlobBuilder, GlobMatcher};

use super::settings::Settings;
use super::sourced::Sourced;
use super::text_file;
use crate::builtin;
use crate::model::rule_doc::Rulebook;
use crate::rule::Rule;
use crate::rule::error::FileError;
use crate::rule::load::{Loaded, MeasuredChance, RuleSource, check_together, load};

/// The rules in force.
#[derive(Clone, Debug)]
pub(super) struct Ruleset {
    /// In the order of their ids.
    pub rules: Vec<Rule>,
    /// Equal hashes find the same things.
    pub hash: String,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Faults in several files: a rule author mends them in one go.
#[derive(Debug)]
pub(super) struct FileFaults(pub Vec<FileError>);

impl fmt::Display for FileFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for FileFaults {}

/// A rule file of the user's own, loaded.
pub(super) struct UserRule {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The rule and its samples.
    pub loaded: Loaded,
}

impl Ruleset {
    /// The rules that these settings mean.
    pub(super) fn of(settings: &Settings) -> anyhow::Result<Self> {
        let mut own = Vec::new();
        for folder in &settings.rules {
            own.extend(load_folder(&folder.value).with_context(|| format!("rules of {}", folder.origin))?);
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(builtin::hash().as_bytes());
        for rule in &own {
            hasher.update(rule.loaded.rule.doc.id.as_bytes()).update(rule.text.as_bytes());
        }
        let has_own = !own.is_empty();
        let mut rules = builtin::rules().to_vec();
        rules.extend(own.into_iter().map(|rule| rule.loaded.rule));
        rules.sort_by(|left, right| left.doc.id.cmp(&right.doc.id));
        check_together(&rules).map_err(|message| anyhow!(message))?;
        let known = rules.len();
        let warnings = select(&mut rules, settings)?;
        if !has_own && rules.len() == known {
            return Ok(Self { rules, hash: builtin::hash().to_owned(), warnings });
        }
        for rule in &rules {
            hasher.update(rule.doc.id.as_bytes());
        }
        Ok(Self { rules, hash: hasher.finalize().to_hex()[..16].to_owned(), warnings })
    }

    /// What the rules say about themselves.
    pub(super) fn rulebook(&self) -> Rulebook {
        Rulebook::new(self.rules.iter().map(|rule| rule.doc.clone()).collect(), self.hash.clone())
    }
}

/// Loads every rule file below a folder, in the order of their paths.
pub(super) fn load_folder(folder: &Path) -> anyhow::Result<Vec<UserRule>> {
    let mut files = BTreeSet::new();
    collect(folder, &mut files).with_context(|| format!("cannot read the rules in {}", folder.display()))?;
    if files.is_empty() {
        let example = "secret/our-team/deploy-token.toml";
        bail!("there is no rule in {}: a rule is a file such as {example}", folder.display());
    }
    let mut rules = Vec::new();
    let mut faults = Vec::new();
    for path in files {
        match load_file(folder, &path)? {
            Ok(rule) => rules.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(rules) } else { Err(FileFaults(faults).into()) }
}

/// Every TOML file below a folder; the folder `data` at its top holds no rules.
fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).follow_links(false).build();
    let data = folder.join("data");
    for entry in walk {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "toml") && !path.starts_with(&data) {
            files.insert(path);
        }
    }
    Ok(())
}

fn load_file(folder: &Path, path: &Path) -> anyhow::Result<Result<UserRule, FileError>> {
    let text = text_file::read(path)?;
    let below = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    let id = below.to_string_lossy().replace('\\', "/");
    let name = path.to_string_lossy().into_owned();
    let list = |list: &str| read_list(path, list);
    let source = RuleSource { id: &id, path: &name, text: &text, list: &list };
    // Only built-in rules are measured; for others what is computed stands.
    let loaded = load(&source, &MeasuredChance::default());
    Ok(loaded.map(|loaded| UserRule { path: path.to_owned(), text: text.clone(), loaded }))
}

/// A word list lies beside its rule: nothing else of the disk can be made a rule's words.
fn read_list(rule: &Path, list: &str) -> std::io::Result<String> {
    if Path::new(list).file_name().is_none_or(|name| name != list) {
        return Err(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "a list lies beside its rule: give its name only",
        ));
    }
    let bytes = text_file::read_bytes(&rule.with_file_name(list))?;
    String::from_utf8(bytes)
        .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, "the list is not UTF-8"))
}

/// Takes out what settings leave out. Returns a warning for each entry that does nothing.
fn select(rules: &mut Vec<Rule>, settings: &Settings) -> anyhow::Result<Vec<String>> {
    let only = matchers("only", &settings.only)?;
    let skip = matchers("skip", &settings.skip)?;
    let warnings = only.iter().chain(&skip).filter_map(|matcher| matcher.warning(rules)).collect();
    rules.retain(|rule| {
        let in_family = settings.families.get(&rule.doc.family).is_none_or(|used| used.value);
        let wanted = only.is_empty() || only.iter().any(|matcher| matcher.is_match(rule));
        in_family && wanted && !skip.iter().any(|matcher| matcher.is_match(rule))
    });
    if rules.is_empty() {
        bail!("the settings leave no rule in force: see `sealant config show` and `sealant rules list`");
    }
    Ok(warnings)
}

/// One entry of `only` or `skip`: a glob over ids in which `*` stops at `/`. A folder's name means all rules below it.
struct RuleMatcher<'a> {
    key: &'static str,
    entry: &'a Sourced<String>,
    glob: GlobMatcher,
    below: GlobMatcher,
}

fn matchers<'a>(key: &'static str, entries: &'a [Sourced<String>]) -> anyhow::Result<Vec<RuleMatcher<'a>>> {
    let compile = |glob: &str| {
        GlobBuilder::new(glob).literal_separator(true).build().map(|glob| glob.compile_matcher())
    };
    let one = |entry: &'a Sourced<String>| {
        let fault = || format!("{}: `{}` is no glob of rule ids", entry.origin, entry.value);
        let glob = compile(&entry.value).with_context(fault)?;
        let below = compile(&format!("{}/**", entry.value.trim_end_matches('/'))).with_context(fault)?;
        Ok(RuleMatcher { key, entry, glob, below })
    };
    entries.iter().map(one).collect()
}

impl RuleMatcher<'_> {
    fn is_match(&self, rule: &Rule) -> bool {
        let mut ids = std::iter::once(&rule.doc.id).chain(&rule.doc.aliases);
        ids.any(|id| self.glob.is_match(&**id) || self.below.is_match(&**id))
    }

    fn warning(&self, rules: &[Rule]) -> Option<String> {
        let idle = !rules.iter().any(|rule| self.is_match(rule));
        idle.then(|| {
            let Sourced { value, origin } = self.entry;
            format!("`{value}` in {} ({origin}) matches no rule: see `sealant rules list`", self.key)
        })
    }
}
