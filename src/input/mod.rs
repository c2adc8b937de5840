//! Paths, lists of paths and standard input → [`Blob`]. Nothing here looks at content.
//!
//! **Order.** Items come in the order of [`ArtifactPath`]: by the bytes of the
//! whole name, `/` included, which is also the order of git's index. Memory grows neither with the size of files nor
//! with their number: what is held are the sorted names of the folders on the way to the current one, and the list
//! of paths that the user named. Depth has no limit: long paths are walked by open folders, one in a thousand bytes.
//!
//! **Names.** Every name is relative to one folder, the *base* of the run, and so is unique. The base is the first of:
//! 1. the git work tree of the current folder, if everything named lies in it;
//! 2. another git work tree, if everything named lies in it;
//! 3. the current folder, if everything named lies in it;
//! 4. the deepest folder that holds everything named (for a single folder, that folder itself).
//!
//! Names are those of the disk, with links resolved: a link that was typed is named by where it leads, so that
//! nothing has two names. A folder appears only where it cannot be read, and then ends in `/`.
//!
//! **What is left out** is counted by cause, see [`cause`]; a folder that is left out counts as one.
//! - git's ignore rules (`.gitignore`, `info/exclude`, the user's global excludes) hold inside a git work tree that
//!   the current folder lies in, and in no other unless asked: whoever may write to a share could hide anything in it
//!   by calling it a repository. They never hide what git tracks, nor what the user named. A repository within such a
//!   work tree starts anew, but its `info/exclude` is not read, and what the outer one tracks stays read.
//! - the folder in which git keeps a repository, in such work trees, where it is one by its looks.
//! - `.sealantignore` is read in the current folder and, in a git work tree, in the folders above up to its root; in
//!   no other place. It holds for named paths too, and so do the include and exclude globs, which are matched
//!   against the names that reports show.
//! - Links below a root are not followed: what they lead to is either read under its own name or outside the root.
//!
//! **Limits.** Git's split index is not read (files it tracks in spite of `.gitignore` are then left out, and
//! counted), nor are POSIX character classes in ignore patterns, which then match less than they do in git.

mod blob;
mod changed;
mod choice;
mod folder;
mod git;
mod handle;
mod index;
mod names;
mod pattern;
mod pinned;
mod plan;
mod repository;
mod steady;
mod tracked;
mod walk;

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::model::piece::Obstacle;
use crate::model::source::{ArtifactPath, Source};

pub use blob::{Blob, OpenBlob};
pub use changed::{Changed, Push, Stretch, Update, changed};
pub use git::shared_git_folder;
pub use pinned::{Pinned, pinned};
pub use repository::{GitError, Hooks, committer, hooks};
pub use walk::Items;

/// The path of an artifact below the folder that names count from.
pub fn path_of(path: &ArtifactPath) -> PathBuf {
    names::path_of(path.bytes()).to_owned()
}

/// What to read, and what to leave out.
#[derive(Clone, Debug, Default)]
pub struct InputConfig {
    /// Files and directories, as typed. Empty means none: the command line supplies `.`.
    pub roots: Vec<PathBuf>,
    /// Read standard input, and call it so. Stands alone: without roots or a list.
    pub stdin_path: Option<String>,
    /// A file that names one path a line, or NUL-separated; `-` is standard input.
    pub files_from: Option<PathBuf>,
    /// Globs (gitignore dialect): when there are any, only matching files are read.
    pub include: Vec<String>,
    /// Globs (gitignore dialect) of paths to leave out.
    pub exclude: Vec<String>,
    /// Read what ignore files would leave out.
    pub no_ignore: bool,
    /// Obey git's ignore rules in work trees that the current folder does not lie in, too.
    pub trust_ignore_files: bool,
    /// The folder that `.sealantignore` files are read from instead of the work tree, which it is laid out as.
    pub ignore_files_in: Option<PathBuf>,
    /// The folder that relative paths count from; empty means the current folder of the process.
    pub current_folder: PathBuf,
}

/// The causes for which something is left out, as [`InputCounts`](crate::model::run::InputCounts) names them.
pub mod cause {
    /// An exclude glob.
    pub const EXCLUDE: &str = "exclude";
    /// The folder in which git keeps a repository.
    pub const GIT_FOLDER: &str = "git-folder";
    /// Git's ignore rules.
    pub const GITIGNORE: &str = "gitignore";
    /// A symbolic link.
    pub const LINK: &str = "link";
    /// Include globs were given, and none matched.
    pub const NOT_INCLUDED: &str = "not-included";
    /// A commit of another repository.
    pub const SUBMODULE: &str = "submodule";
    /// A `.sealantignore` file.
    pub const SEALANTIGNORE: &str = "sealantignore";
}

/// What the walk meets.
#[derive(Debug)]
pub enum Item {
    /// Something to read.
    Blob(Blob),
    /// Something that cannot be read.
    Unread {
        /// Its name.
        source: Source,
        /// Why not.
        obstacle: Obstacle,
    },
}

/// Why a run cannot begin.
#[derive(Debug)]
#[non_exhaustive]
pub enum InputError {
    /// The current folder is gone or closed to us.
    CurrentFolder {
        /// The system's answer.
        error: io::Error,
    },
    /// A path that was typed cannot be found.
    Root {
        /// As typed.
        path: PathBuf,
        /// The system's answer.
        error: io::Error,
    },
    /// The list of paths cannot be read.
    List {
        /// As typed.
        path: PathBuf,
        /// The system's answer.
        error: io::Error,
    },
    /// A glob makes no sense.
    Glob {
        /// `--include` or `--exclude`.
        option: &'static str,
        /// As typed.
        glob: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Standard input is the artifact, and something else was named too.
    StdinAlone,
    /// Git did not tell.
    Git(GitError),
    /// A path that was typed lies in no part of the repository.
    OutsideRepository {
        /// As typed.
        path: PathBuf,
        /// The root of the work tree.
        top: PathBuf,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CurrentFolder { error } => write!(f, "the current folder cannot be found: {error}"),
            Self::Root { path, error } => {
                write!(f, "cannot scan `{}`: {error}; check the spelling", path.display())
            }
            Self::List { path, error } => {
                write!(f, "cannot read the list of paths `{}`: {error}", path.display())
            }
            Self::Glob { option, glob, problem } => {
                write!(f, "{option} `{glob}`: {problem}; globs are written as in .gitignore")
            }
            Self::Git(error) => error.fmt(f),
            Self::OutsideRepository { path, top } => write!(
                f,
                "`{}` is not in the repository at `{}`, whose changes were asked for",
                path.display(),
                top.display()
            ),
            Self::StdinAlone => f.write_str(
                "--stdin-path reads one artifact from standard input; leave out other paths and --files-from",
            ),
        }
    }
}

// Each message tells its cause already, so none is given again as a source.
impl std::error::Error for InputError {}

/// Begins a run: finds what was named and where names count from. Reads no artifact.
pub fn open(config: InputConfig) -> Result<Items, InputError> {
    let mut warnings = Vec::new();
    let plan = plan::Plan::new(&config)?;
    let no_ignore = config.no_ignore;
    let choice = choice::Choice::new(config, &plan, &mut warnings)?;
    Ok(Items::new(plan, choice, no_ignore, warnings))
}
