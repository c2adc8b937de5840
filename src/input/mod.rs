//! Paths, lists of paths and standard input → [`Blob`]. Nothing here looks at content.
//!
//! Items come in the order of their paths, compared as bytes component by component, so that every report is in that
//! order whatever the number of threads. Memory does not grow with the number of files.

use std::path::PathBuf;

/// What to read, and what to leave out.
#[derive(Clone, Debug, Default)]
pub struct InputConfig {
    /// Files and directories, as typed. Empty means none: the command line supplies `.`.
    pub roots: Vec<PathBuf>,
    /// Read standard input, and call it so.
    pub stdin_path: Option<String>,
    /// A file that names one path a line, or NUL-separated; `-` is standard input.
    pub files_from: Option<PathBuf>,
    /// Globs (gitignore dialect): when there are any, only matching files are read.
    pub include: Vec<String>,
    /// Globs (gitignore dialect) of paths to leave out.
    pub exclude: Vec<String>,
    /// Read what ignore files would leave out.
    pub no_ignore: bool,
}
