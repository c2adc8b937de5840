//! Rules of the user's own: written into a folder of drafts, loaded and proved there as `sealant rules test` does, and
//! kept only where they hold.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::TempDir;

use super::account::Account;
use super::asked::{TheirRule, shown};
use super::own_rule::{RuleText, written};
use crate::cli::command::rules::faults_of_each;
use crate::cli::ruleset::{UserRule, load_file};
use crate::cli::settings::{Settings, values};
use crate::cli::text_file;

/// Where imported rules lie below a folder of rules; that is also how their ids begin.
const FOLDER: &str = "secret/imported";

/// With how many values each sample is tried.
const INSTANCES: usize = 8;

/// Rules that hold, and where they belong.
pub(super) struct OwnRules {
    /// Holds them until they are written; as long as it lives, settings may name it.
    pub drafts: TempDir,
    /// The folder of rules they go into.
    pub target: PathBuf,
    /// Whether no setting names that folder yet.
    pub is_new: bool,
    /// The files below either folder, with their texts.
    pub files: Vec<(String, String)>,
}

impl OwnRules {
    /// Tries all of them.
    pub(super) fn proved(
        theirs: &[TheirRule],
        tool: &str,
        settings: &Settings,
        root: &Path,
        account: &mut Account,
    ) -> anyhow::Result<Self> {
        let drafts = tempfile::tempdir().context("cannot make a folder for drafts of rules")?;
        let (target, is_new) = target(settings, root);
        let mut own = Self { drafts, target, is_new, files: Vec::new() };
        let mut loaded = Vec::new();
        let mut names = BTreeSet::new();
        for rule in theirs {
            match own.draft(rule, tool, &mut names)? {
                Ok((draft, user_rule)) => loaded.push((rule, draft, user_rule)),
                Err(why) => account.leave_one(&rule.at, left(rule, &why)),
            }
        }
        own.prove(loaded, account)?;
        Ok(own)
    }

    /// Writes a draft and loads it, or says why there is none.
    fn draft(
        &self,
        rule: &TheirRule,
        tool: &str,
        names: &mut BTreeSet<String>,
    ) -> anyhow::Result<Result<(RuleText, UserRule), String>> {
        let draft = match written(rule, tool) {
            Ok(draft) => draft,
            Err(why) => return Ok(Err(why)),
        };
        let name = file(&draft.name);
        if !names.insert(name.clone()) {
            return Ok(Err("another rule has this name".to_owned()));
        }
        if self.target.join(&name).exists() {
            return Ok(Err(format!(
                "{} is there already and was left as it is",
                self.target.join(name).display()
            )));
        }
        let path = self.drafts.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(self.drafts.path()))?;
        text_file::write(&path, &draft.text)?;
        let loaded = load_file(self.drafts.path(), &path)?;
        if loaded.is_err() {
            std::fs::remove_file(&path)?;
        }
        Ok(loaded.map(|loaded| (draft, loaded)).map_err(|fault| fault.message))
    }

    fn prove(
        &mut self,
        loaded: Vec<(&TheirRule, RuleText, UserRule)>,
        account: &mut Account,
    ) -> anyhow::Result<()> {
        if loaded.is_empty() {
            return Ok(());
        }
        let (drafts, rules): (Vec<_>, Vec<_>) =
            loaded.into_iter().map(|(theirs, draft, rule)| ((theirs, draft), rule)).unzip();
        for ((theirs, draft), faults) in drafts.into_iter().zip(faults_of_each(&rules, INSTANCES)?) {
            let name = file(&draft.name);
            if let Some(fault) = faults.first() {
                std::fs::remove_file(self.drafts.path().join(&name))?;
                account.leave_one(&theirs.at, left(theirs, &fault.message));
                continue;
            }
            let differs = if draft.differs.is_empty() {
                String::new()
            } else {
                format!("; {}", draft.differs.join("; "))
            };
            let path = self.target.join(&name);
            account.carried.push(format!(
                "rule {} → {}{differs} ({})",
                shown(&theirs.id),
                path.display(),
                theirs.at
            ));
            self.files.push((name, draft.text));
        }
        Ok(())
    }

    /// Writes the rules where they belong.
    pub(super) fn write(&self) -> anyhow::Result<()> {
        for (name, text) in &self.files {
            let path = self.target.join(name);
            let folder = path.parent().unwrap_or(&self.target);
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            text_file::write(&path, text)?;
        }
        Ok(())
    }
}

/// A folder of rules that settings name; else a new one, for every TOML file in it must be a rule.
fn target(settings: &Settings, root: &Path) -> (PathBuf, bool) {
    if let Some(folder) = values(&settings.rules).into_iter().next() {
        return (folder, false);
    }
    let usual = root.join("rules");
    let is_ours = !usual.exists() || usual.join(FOLDER).exists();
    (if is_ours { usual } else { root.join("sealant-rules") }, true)
}

fn file(name: &str) -> String {
    format!("{FOLDER}/{name}.toml")
}

fn left(rule: &TheirRule, why: &str) -> String {
    format!(
        "the rule {} has no counterpart: {why}; write one by hand, CONTRIBUTING.md shows how",
        shown(&rule.id)
    )
}
