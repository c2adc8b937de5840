//! What goes into `sealant.toml`. One that is there is its owner's: what to add is printed, nothing is changed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::asked::{Asked, Stated, shown};
use super::own_rules::OwnRules;
use super::path_globs::globs;
use super::their_rules::skipped;
use crate::cli::config::{Config, FILE_NAME};
use crate::cli::settings::{Settings, values};
use crate::cli::text_file;

/// The settings that were asked for.
#[derive(Default)]
pub(super) struct Configuration {
    exclude: Vec<Stated>,
    skip: BTreeSet<String>,
    rules: Option<String>,
}

impl Configuration {
    /// What can be said in our terms; the rest is accounted for.
    pub(super) fn of(asked: &Asked, tool: &str, settings: &Settings, account: &mut Account) -> Self {
        let mut configuration = Self::default();
        let known: BTreeSet<String> = values(&settings.exclude).into_iter().collect();
        for Stated { at, word } in &asked.left_out_paths {
            match globs(word) {
                Some(globs) => {
                    account.carried.push(format!(
                        "paths like {} → exclude {} ({at})",
                        shown(word),
                        globs.join(", ")
                    ));
                    let fresh = globs.into_iter().filter(|glob| !known.contains(glob));
                    configuration.exclude.extend(fresh.map(|word| Stated { at: at.clone(), word }));
                }
                None => account.leave_one(
                    at,
                    format!(
                        "paths like {} are not what a glob can say: add globs to `exclude` that come near",
                        shown(word)
                    ),
                ),
            }
        }
        configuration.skip(asked, tool, settings, account);
        configuration
    }

    fn skip(&mut self, asked: &Asked, tool: &str, settings: &Settings, account: &mut Account) {
        let disabled: BTreeSet<&str> = asked.disabled.iter().map(|stated| stated.word.as_str()).collect();
        let skipped = skipped(tool, &disabled);
        let known: BTreeSet<String> = values(&settings.skip).into_iter().collect();
        for Stated { at, word } in &asked.disabled {
            let ours = super::their_rules::ours(word);
            if !ours.is_empty() && ours.iter().all(|id| skipped.whole.contains(id)) {
                account.carried.push(format!("{} is off → skip {} ({at})", shown(word), ours.join(", ")));
                self.skip.extend(ours.iter().filter(|id| !known.contains(*id)).cloned());
            } else if let Some((ours, others)) = skipped.partly.get(word) {
                let why = format!(
                    "{} is off there, but {ours} is also for {}: add it to `skip` if all of these may go",
                    shown(word),
                    others.join(", ")
                );
                account.leave_one(at, why);
            } else {
                account
                    .notes
                    .push(format!("{at}: {} is off there, and no rule here is for it alone", shown(word)));
            }
        }
    }

    /// Names the folder of imported rules, where no setting does yet.
    pub(super) fn with_rules(mut self, own: &OwnRules) -> Self {
        if own.is_new && !own.files.is_empty() {
            self.rules = own.target.file_name().map(|name| name.to_string_lossy().into_owned());
        }
        self
    }

    fn is_empty(&self) -> bool {
        self.exclude.is_empty() && self.skip.is_empty() && self.rules.is_none()
    }

    /// The lines.
    fn text(&self) -> Result<String, std::fmt::Error> {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut text = String::new();
        if let Some(rules) = &self.rules {
            writeln!(text, "rules = [{}]", quoted(rules))?;
        }
        if !self.skip.is_empty() {
            let ids: Vec<String> = self.skip.iter().map(|id| quoted(id)).collect();
            writeln!(text, "skip = [{}]", ids.join(", "))?;
        }
        if !self.exclude.is_empty() {
            let mut said = BTreeSet::new();
            writeln!(text, "exclude = [")?;
            for Stated { at, word } in self.exclude.iter().filter(|stated| said.insert(&stated.word)) {
                writeln!(text, "  {}, # {}", quoted(word), shown(at))?;
            }
            writeln!(text, "]")?;
        }
        Ok(text)
    }

    /// Where the lines go, and what else is to be said of them.
    pub(super) fn draft(&self, tool: &str, settings: &Settings, root: &Path) -> anyhow::Result<Draft> {
        if self.is_empty() {
            return Ok(Draft::Nothing);
        }
        let lines = self.text()?;
        let path = settings.config.clone().unwrap_or_else(|| root.join(FILE_NAME));
        if path.exists() {
            return Ok(Draft::ToAdd { path, lines });
        }
        let text = format!(
            "# Taken over from {tool}. `sealant init` in an empty folder writes a file that explains every key.\n{lines}"
        );
        Ok(Draft::New { path, text })
    }
}

/// What becomes of the lines.
pub(super) enum Draft {
    /// There are none.
    Nothing,
    /// A new file.
    New {
        /// Where it goes.
        path: PathBuf,
        /// What it holds.
        text: String,
    },
    /// Lines for the user to add.
    ToAdd {
        /// To this file.
        path: PathBuf,
        /// These.
        lines: String,
    },
}

impl Draft {
    /// Writes a new file, which was proved.
    pub(super) fn write(&self) -> anyhow::Result<()> {
        let Self::New { path, text } = self else { return Ok(()) };
        Config::parse(path, text)?;
        text_file::write(path, text)
    }

    /// What the user is told.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::New { path, text } => format!("{}, which is new:\n{}\n", path.display(), indented(text)),
            Self::ToAdd { path, lines } => format!(
                "{} is there and was not changed. Add this to it, into the lists it has already:\n{}\n",
                path.display(),
                indented(lines)
            ),
        }
    }
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n") + "\n"
}
