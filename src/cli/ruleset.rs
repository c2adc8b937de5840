//! Which rules are in force: the built-in ones and the user's own, less those that settings leave out and nothing
//! else needs.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};

use super::settings::{Settings, as_of_seconds, values};
use super::text_file;
use crate::builtin;
use crate::detect::Engine;
use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::text::List;
use crate::policy::{self, Policy, PolicyConfig};
use crate::rule::error::FileError;
use crate::rule::load::{Loaded, MeasuredChance, RuleSource, check_together, load};
use crate::rule::{Rule, names};

/// All rules.
#[derive(Clone, Debug)]
pub(super) struct Ruleset {
    /// In the order of their ids.
    pub rules: Vec<Rule>,
    /// Equal hashes find the same things.
    pub hash: String,
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
    /// The engine of these rules, by the day and the regions of the settings.
    pub(super) fn into_engine(self, settings: &Settings) -> anyhow::Result<Engine> {
        let engine = Engine::with_made(
            self.rules,
            self.hash,
            as_of_seconds(settings.as_of.value),
            Some(builtin::made()),
        )?;
        Ok(engine.at_home_in(&policy::at_home(&values(&settings.regions))))
    }

    /// All rules and the policy over them. Rules that nothing needs look nowhere, so that they neither cost time nor
    /// claim values of others.
    pub(super) fn in_force(settings: &Settings) -> anyhow::Result<(Self, Policy)> {
        Self::in_force_with(settings, settings.policy())
    }

    /// The same, where policy knows more than the settings say.
    pub(super) fn in_force_with(settings: &Settings, config: PolicyConfig) -> anyhow::Result<(Self, Policy)> {
        let mut ruleset = Self::of(settings)?;
        let policy = Policy::new(config, Arc::new(ruleset.rulebook()))?;
        let needed = ruleset.needed(&policy);
        for (rule, needed) in ruleset.rules.iter_mut().zip(needed) {
            if !needed {
                rule.finds = List::EMPTY;
            }
        }
        Ok((ruleset, policy))
    }

    /// Which rules are wanted, or named by one that is as its partner or as what must be near.
    fn needed(&self, policy: &Policy) -> Vec<bool> {
        let mut needed: Vec<bool> =
            (0..=u16::MAX).map(RuleIndex).zip(&self.rules).map(|(index, _)| policy.wants(index)).collect();
        if needed.iter().all(|needed| *needed) {
            return needed;
        }
        let mut waiting: Vec<usize> = (0..needed.len()).filter(|&at| needed[at]).collect();
        while let Some(at) = waiting.pop() {
            for (other, rule) in self.rules.iter().enumerate() {
                if !needed[other] && is_named_by(&self.rules[at], &rule.doc.id) {
                    needed[other] = true;
                    waiting.push(other);
                }
            }
        }
        needed
    }

    /// The built-in rules and those of the folders that these settings name.
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
        if has_own {
            check_together(&rules).map_err(|message| anyhow!(message))?;
        }
        let hash =
            if has_own { hasher.finalize().to_hex()[..16].to_owned() } else { builtin::hash().to_owned() };
        Ok(Self { rules, hash })
    }

    /// What the rules say about themselves.
    pub(super) fn rulebook(&self) -> Rulebook {
        Rulebook::new(self.rules.iter().map(|rule| rule.doc.clone()).collect(), self.hash.clone())
    }
}

/// Whether a rule names another, as its partner or as what must be near.
fn is_named_by(rule: &Rule, id: &str) -> bool {
    let near = rule.finds.iter().filter_map(|find| find.needs()).flat_map(|(near, _)| near);
    rule.pairs.iter().any(|pair| &*pair.rule == id) || near.into_iter().any(|pattern| names(pattern, id))
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

/// Loads the rule file at `path`, whose id is its path below `folder`.
pub(super) fn load_file(folder: &Path, path: &Path) -> anyhow::Result<Result<UserRule, FileError>> {
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
