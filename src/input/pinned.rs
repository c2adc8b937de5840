//! Files as a commit has them, for what must not be taken from a work tree that a stranger may have written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::repository::{GitError, InCommit, ObjectId, Objects, Repository};
use crate::model::source::ArtifactPath;

/// No baseline is larger, and nothing that people write by hand.
const LARGEST: u64 = 256 << 20;

/// Files of a commit.
#[derive(Debug)]
pub struct Pinned {
    /// The root of the work tree.
    pub top: PathBuf,
    /// Names from the root, with slashes, and contents.
    pub files: Vec<(Vec<u8>, Vec<u8>)>,
    /// Names of what is wanted and is a link.
    pub links: Vec<Vec<u8>>,
}

/// The files that a commit has and that are wanted by their names. Links are named and not followed.
pub fn pinned(folder: &Path, revision: &str, is_wanted: &dyn Fn(&[u8]) -> bool) -> Result<Pinned, GitError> {
    let repository = Repository::around(folder)?;
    let top = repository.top.clone().unwrap_or_else(|| folder.to_owned());
    let listed = repository.files_of(revision)?;
    let objects = Objects::of(repository);
    let (mut files, mut links) = (Vec::new(), Vec::new());
    for InCommit { name, id, is_link } in listed.into_iter().filter(|one| is_wanted(&one.name)) {
        if is_link {
            links.push(name);
        } else {
            let bytes = read(&objects, &id, &name)?;
            files.push((name, bytes));
        }
    }
    Ok(Pinned { top, files, links })
}

fn read(objects: &Arc<Objects>, id: &ObjectId, name: &[u8]) -> Result<Vec<u8>, GitError> {
    let mut object = objects.open(id)?;
    if object.size() > LARGEST {
        let what = format!("{} is larger than 256 MiB", ArtifactPath::new(name).display());
        return Err(GitError::Io(io::Error::new(io::ErrorKind::FileTooLarge, what)));
    }
    let mut bytes = Vec::new();
    let mut buffer = [0; 8 * 1024];
    loop {
        match object.read(&mut buffer)? {
            0 => return Ok(bytes),
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
