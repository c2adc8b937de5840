//! Files as a commit has them, for what must not be taken from a work tree that a stranger may have written.

use std::io;
use std::path::{Path, PathBuf};

use super::repository::{GitError, Objects, Repository};

/// No file that people write by hand is larger.
const LARGEST: u64 = 16 << 20;

/// Files of a commit.
#[derive(Debug)]
pub struct Pinned {
    /// The root of the work tree.
    pub top: PathBuf,
    /// Names from the root, with slashes, and contents.
    pub files: Vec<(Vec<u8>, Vec<u8>)>,
}

/// The files that a commit has and that are wanted by their names. Links are none.
pub fn pinned(folder: &Path, revision: &str, is_wanted: &dyn Fn(&[u8]) -> bool) -> Result<Pinned, GitError> {
    let repository = Repository::around(folder)?;
    let top = repository.top.clone().unwrap_or_else(|| folder.to_owned());
    let listed = repository.files_of(revision)?;
    let objects = Objects::of(repository);
    let mut files = Vec::new();
    for (name, id) in listed.into_iter().filter(|(name, _)| is_wanted(name)) {
        let mut object = objects.open(&id)?;
        if object.size() > LARGEST {
            return Err(GitError::Io(io::Error::from(io::ErrorKind::FileTooLarge)));
        }
        let mut bytes = Vec::new();
        let mut buffer = [0; 8 * 1024];
        loop {
            match object.read(&mut buffer)? {
                0 => break,
                read => bytes.extend_from_slice(&buffer[..read]),
            }
        }
        files.push((name, bytes));
    }
    Ok(Pinned { top, files })
}
