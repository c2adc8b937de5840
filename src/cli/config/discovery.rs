//! Which file of its name counts, be it the configuration, a baseline or a register: the nearest from the current folder upwards, never one from below it. Inside a git
//! work tree the search ends at its root, elsewhere at the user's home or the root of the file system.

use std::path::{Path, PathBuf};

/// What the search came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Discovery {
    /// The file that counts.
    pub found: Option<PathBuf>,
    /// A file that would have counted if it could be trusted, and why it cannot.
    pub warning: Option<String>,
}

/// Searches from `folder` upwards, which is absolute.
pub(crate) fn discover(folder: &Path, home: Option<&Path>, name: &str) -> Discovery {
    let last = git_root(folder).or_else(|| home.filter(|home| folder.starts_with(home)));
    for ancestor in folder.ancestors() {
        let candidate = ancestor.join(name);
        if candidate.is_file() {
            return judged(candidate);
        }
        if Some(ancestor) == last {
            break;
        }
    }
    Discovery::default()
}

/// The nearest folder at or above this one that holds `.git`, which is a folder or, in linked work trees, a file.
pub(crate) fn git_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists())
}

fn judged(candidate: PathBuf) -> Discovery {
    if !could_be_planted(&candidate) {
        return Discovery { found: Some(candidate), warning: None };
    }
    let warning = format!(
        "{} is ignored: it belongs to another user and lies in a folder that everybody may write to; \
         name it on the command line to use it",
        candidate.display()
    );
    Discovery { found: None, warning: Some(warning) }
}

/// Whether somebody else may have put the file there: in a folder that everybody may write to, it belongs neither to
/// this user nor to root.
#[cfg(unix)]
fn could_be_planted(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    const OTHERS_MAY_WRITE: u32 = 0o002;
    let user = rustix::process::geteuid().as_raw();
    let is_foreign =
        |file: &Path| file.symlink_metadata().map_or(true, |at| at.uid() != user && at.uid() != 0);
    let is_open = |folder: &Path| folder.metadata().map_or(true, |at| at.mode() & OTHERS_MAY_WRITE != 0);
    is_foreign(file) && file.parent().is_none_or(is_open)
}

/// Elsewhere the rights of a folder are not told by a mode.
#[cfg(not(unix))]
fn could_be_planted(_file: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::discover;

    fn found(root: &Path, from: &str, home: Option<&str>) -> Option<PathBuf> {
        let home = home.map(|home| root.join(home));
        discover(&root.join(from), home.as_deref(), "sealant.toml")
            .found
            .map(|path| path.strip_prefix(root).unwrap().to_owned())
    }

    fn tree(folders: &[&str], files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for folder in folders {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        for file in files {
            fs::write(root.path().join(file), "").unwrap();
        }
        root
    }

    #[test]
    fn the_nearest_file_counts_and_none_beyond_the_git_root() {
        let root = tree(&["a/.git", "a/b/c", "a/d"], &["sealant.toml", "a/b/sealant.toml"]);
        assert_eq!(found(root.path(), "a/b/c", None), Some("a/b/sealant.toml".into()));
        assert_eq!(found(root.path(), "a/d", None), None);
    }

    #[test]
    fn outside_git_none_beyond_home_counts() {
        let root = tree(&["home/x", "srv/x"], &["sealant.toml"]);
        assert_eq!(found(root.path(), "home/x", Some("home")), None);
        assert_eq!(found(root.path(), "srv/x", Some("home")), Some("sealant.toml".into()));
    }
}
