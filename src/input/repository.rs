//! A repository as git's own plumbing tells of it: what is staged, what commits brought in, and the bytes of objects.
//! Runs `git` and writes nothing; neither the configuration of the repository nor its hooks can make it run anything.

mod changes;
mod command;
mod commits;
mod hooks;
#[cfg(test)]
mod made;
mod object;
mod process;
mod revisions;
mod store;
mod trees;

use std::io;
use std::path::{Path, PathBuf};

use super::names;

pub(super) use changes::{Special, staged};
pub use command::committer;
pub(super) use commits::{Introduced, introduced};
pub use hooks::{Hooks, hooks};
pub(super) use object::{ObjectId, ObjectReader, Objects};
pub(super) use revisions::InCommit;

/// Why git did not tell.
#[derive(Debug)]
#[non_exhaustive]
pub enum GitError {
    /// There is no `git` to run.
    Missing,
    /// It could not be run or read.
    Io(io::Error),
    /// It refused.
    Refused {
        /// What was asked, in words.
        asked: &'static str,
        /// What it said, its first lines.
        said: String,
    },
    /// No commit has this name here.
    UnknownRevision {
        /// As typed.
        revision: String,
        /// Whether the clone lacks old commits, which may be why.
        is_shallow: bool,
    },
    /// What it said makes no sense to this version.
    Unexpected {
        /// What was asked, in words.
        asked: &'static str,
    },
}

impl std::fmt::Display for GitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str(
                "`git` is not installed, or not on the PATH; staged files and history are read through it",
            ),
            Self::Io(error) => write!(f, "git could not be run: {error}"),
            Self::Refused { asked, said } => write!(f, "git cannot tell {asked}: {said}"),
            Self::UnknownRevision { revision, is_shallow: false } => {
                write!(f, "no commit is called `{revision}` here; check the spelling, or fetch it first")
            }
            Self::UnknownRevision { revision, is_shallow: true } => write!(
                f,
                "no commit is called `{revision}` in this shallow clone; fetch it first: `git fetch origin {revision}`, \
                 or check out with full history (`fetch-depth: 0`)"
            ),
            Self::Unexpected { asked } => {
                write!(f, "git's answer to {asked} is not understood; git 2.20 or later is needed")
            }
        }
    }
}

impl std::error::Error for GitError {}

impl From<io::Error> for GitError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::Missing } else { Self::Io(error) }
    }
}

/// A repository, and where in it the question was asked.
#[derive(Clone, Debug)]
pub(super) struct Repository {
    /// The folder that git is run in.
    folder: PathBuf,
    /// The root of the work tree; `None` in a bare repository.
    pub(super) top: Option<PathBuf>,
    /// Whether old commits are missing.
    pub(super) is_shallow: bool,
}

impl Repository {
    /// The repository that a folder lies in; `GIT_DIR` and its like count, as they do for git.
    pub(super) fn around(folder: &Path) -> Result<Self, GitError> {
        let asked = "which repository this is";
        let bare = Self { folder: folder.to_owned(), top: None, is_shallow: false };
        let questions = ["rev-parse", "--is-bare-repository", "--is-shallow-repository", "--show-cdup"];
        let answer = bare.ask(asked, &questions)?;
        let text = String::from_utf8(answer).map_err(|_| GitError::Unexpected { asked })?;
        let mut lines = text.lines();
        let (Some(is_bare), Some(is_shallow)) = (lines.next(), lines.next()) else {
            return Err(GitError::Unexpected { asked });
        };
        let up = lines.next().unwrap_or_default();
        let top = if is_bare == "true" { None } else { Some(folder.join(up).canonicalize()?) };
        Ok(Self { top, is_shallow: is_shallow == "true", ..bare })
    }

    /// The folder its objects are in, without what it borrows from others. `GIT_OBJECT_DIRECTORY` counts.
    fn objects_folder(&self) -> Option<PathBuf> {
        let answer = self.ask("where its objects are", &["rev-parse", "--git-path", "objects"]).ok()?;
        // Its name is whatever bytes the system allows.
        let name = names::path_of(answer.strip_suffix(b"\n")?);
        self.folder.join(name).canonicalize().ok()
    }

    /// Whether there is any commit yet: on the current branch, or on any. Where git cannot tell, there may be: what is asked next
    /// then says why.
    pub(super) fn has_commits(&self, anywhere: bool) -> bool {
        let asked = "the last commit";
        if anywhere {
            let answer = self.ask(asked, &["rev-list", "--all", "--max-count=1"]);
            return answer.map_or(true, |answer| !answer.is_empty());
        }
        self.ask(asked, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_ok()
    }
}
