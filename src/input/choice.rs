//! What the user chose to leave out: include and exclude globs, and `.sealantignore`. Git's rules are not here.

use std::path::Path;

use super::pattern::{Globs, Opinion, Patterns};
use super::plan::Plan;
use super::{InputConfig, InputError, cause, git, names};

const FILE_NAME: &str = ".sealantignore";

/// The choices of the user, which hold for named paths as well as for what lies below them.
#[derive(Debug)]
pub(super) struct Choice {
    include: Globs,
    exclude: Globs,
    /// Innermost folder first.
    ignore_files: Vec<IgnoreFile>,
}

#[derive(Debug)]
struct IgnoreFile {
    folder: Vec<u8>,
    patterns: Patterns,
}

impl Choice {
    pub(super) fn new(
        config: InputConfig,
        plan: &Plan,
        warnings: &mut Vec<String>,
    ) -> Result<Self, InputError> {
        let globs = |option, globs: Vec<String>| {
            Globs::new(globs).map_err(|(glob, problem)| InputError::Glob { option, glob, problem })
        };
        let elsewhere = config.ignore_files_in.as_deref();
        let ignore_files =
            if config.no_ignore { Vec::new() } else { ignore_files(plan, elsewhere, warnings) };
        Ok(Self {
            include: globs("--include", config.include)?,
            exclude: globs("--exclude", config.exclude)?,
            ignore_files,
        })
    }

    /// Why this very path is left out, if it is; folders above it are not looked at.
    pub(super) fn leaves_out(&mut self, path: &[u8], base: usize, is_folder: bool) -> Option<&'static str> {
        if self.exclude.matches(&path[base..], is_folder) {
            return Some(cause::EXCLUDE);
        }
        let within = self.ignore_files.iter().filter(|file| path.starts_with(&file.folder));
        let mut opinions = within.map(|file| file.patterns.opinion(path, is_folder));
        let decided = opinions.find(|&opinion| opinion != Opinion::None);
        (decided == Some(Opinion::LeaveOut)).then_some(cause::SEALANTIGNORE)
    }

    /// Why a path that was named is left out, if it or a folder on the way to it is.
    pub(super) fn leaves_out_named(&mut self, path: &[u8], base: usize) -> Option<&'static str> {
        if self.exclude.is_empty() && self.ignore_files.is_empty() {
            return None;
        }
        names::steps(path).find_map(|step| {
            let below_base = step.len() > base;
            // Above the base only ignore files can speak: names that reports show begin below it.
            let base = if below_base { base } else { step.len() };
            self.leaves_out(step, base, step.ends_with(b"/"))
        })
    }

    /// Whether include globs let a path in by itself; folders above it are not looked at.
    pub(super) fn includes(&mut self, name: &[u8], is_folder: bool) -> bool {
        self.include.is_empty() || self.include.matches(name, is_folder)
    }

    /// Whether include globs let in a folder on the way to a path, or the path itself if it is a folder.
    pub(super) fn includes_folders_of(&mut self, name: &[u8]) -> bool {
        self.include.is_empty()
            || names::steps(name)
                .filter(|step| step.ends_with(b"/"))
                .any(|step| self.include.matches(step, true))
    }

    /// Globs that decided nothing: most often a slip of the pen.
    pub(super) fn warn_of_unused(&self, warnings: &mut Vec<String>) {
        let include = self.include.unused().map(|glob| format!("--include `{glob}` let in nothing"));
        let exclude = self.exclude.unused().map(|glob| format!("--exclude `{glob}` left out nothing"));
        warnings.extend(include.chain(exclude));
    }
}

/// The current folder's file and, in a git work tree, those of the folders above it up to its root.
fn ignore_files(plan: &Plan, elsewhere: Option<&Path>, warnings: &mut Vec<String>) -> Vec<IgnoreFile> {
    let top = plan.current_tree.as_ref().unwrap_or(&plan.current);
    let folders = names::steps(&plan.current).filter(|step| step.len() >= top.len());
    let mut found: Vec<IgnoreFile> =
        folders.filter_map(|folder| ignore_file(folder, plan, elsewhere, warnings)).collect();
    found.reverse();
    found
}

fn ignore_file(
    folder: &[u8],
    plan: &Plan,
    elsewhere: Option<&Path>,
    warnings: &mut Vec<String>,
) -> Option<IgnoreFile> {
    let top = plan.current_tree.as_ref().unwrap_or(&plan.current);
    let file = match (elsewhere, folder.strip_prefix(top.as_slice())) {
        (Some(elsewhere), Some(below)) => elsewhere.join(names::path_of(below)).join(FILE_NAME),
        _ => names::path_of(folder).join(FILE_NAME),
    };
    let shown = git::shown_name(&file, &plan.base);
    let patterns = Patterns::read(&file, folder, &shown, warnings)?;
    Some(IgnoreFile { folder: folder.to_vec(), patterns })
}
