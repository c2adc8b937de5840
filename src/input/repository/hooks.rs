//! Where git looks for hooks. Runs none of them and writes none.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::GitError;
use super::command::refused;
use crate::input::names;

/// The folder of hooks, and whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooks {
    /// The folder, absolute; it need not be there.
    pub folder: PathBuf,
    /// It is part of the work tree, and so reaches all who use the repository.
    pub in_work_tree: bool,
    /// The settings of the user or of the machine name it, and so it holds for every repository.
    pub for_all_repositories: bool,
}

/// Where git looks for the hooks of the repository around a folder, also where `core.hooksPath` or a work tree moved it.
/// Unlike all else that is asked of git, the settings of the user and the machine count: they count for hooks.
pub fn hooks(current: &Path) -> Result<Hooks, GitError> {
    let asked = "where its hooks are";
    // In a bare repository, and in the folder of git itself, there is no work tree to go up to.
    let up = ask(current, asked, &["rev-parse", "--show-cdup"])?;
    let inside = ask(current, asked, &["rev-parse", "--is-inside-work-tree"])? == b"true";
    let git_folder = ask(current, asked, &["rev-parse", "--git-common-dir"])?;
    let root =
        if inside { current.join(names::path_of(&up)) } else { current.join(names::path_of(&git_folder)) };
    let root = root.canonicalize()?;
    // A relative core.hooksPath counts from where hooks are run, which is the root.
    let folder = root.join(names::path_of(&ask(&root, asked, &["rev-parse", "--git-path", "hooks"])?));
    let git_folder = current.join(names::path_of(&git_folder)).canonicalize()?;
    let scope = ask(&root, asked, &["config", "--show-scope", "--get", "core.hooksPath"]).unwrap_or_default();
    Ok(Hooks {
        in_work_tree: inside && folder.starts_with(&root) && !folder.starts_with(git_folder),
        for_all_repositories: scope.starts_with(b"global") || scope.starts_with(b"system"),
        folder,
    })
}

/// One line of git's, without its end.
fn ask(folder: &Path, asked: &'static str, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let output = Command::new("git").current_dir(folder).args(arguments).output()?;
    if !output.status.success() {
        return Err(refused(asked, &output.stderr));
    }
    let line = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
    Ok(line.strip_suffix(b"\r").unwrap_or(line).to_vec())
}
