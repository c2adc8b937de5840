//! What commits brought in: each blob once, with the commit and the name under which it first appeared. Reads what git says
//! as it comes; what is kept is one entry a blob.

use std::collections::{BTreeMap, HashSet};
use std::io::BufRead;
use std::sync::Arc;

use super::changes::{Change, Record, Records, Special};
use super::object::{ObjectId, Objects};
use super::{GitError, Repository, trees};
use crate::model::source::Commit;

/// What a stretch of history brought in and took away.
#[derive(Debug, Default)]
pub(in crate::input) struct Introduced {
    /// Blobs in the order of their commits, parents first; none twice.
    pub blobs: Vec<Blob>,
    /// Blobs that were there before the stretch and that it changed or removed, with their names, sorted.
    pub before: Vec<(ObjectId, Box<[u8]>)>,
    /// The commits themselves, in the same order: their messages are text too.
    pub commits: Vec<Arc<Commit>>,
    /// How often symbolic links came in: they have no bytes of their own. One that leads where another did may not count.
    pub links: u64,
    /// Submodules, likewise.
    pub submodules: u64,
}

/// A blob where it first appeared.
#[derive(Debug)]
pub(in crate::input) struct Blob {
    /// The blob.
    pub id: ObjectId,
    /// Its name then.
    pub path: Box<[u8]>,
    /// The commit that brought it in.
    pub commit: Arc<Commit>,
}

/// What the commits that git's revision arguments name brought in. Merges count by what differs from every parent.
pub(in crate::input) fn introduced(objects: &Objects, revisions: &[&str]) -> Result<Introduced, GitError> {
    let leaves_out = revisions.iter().any(|revision| revision.starts_with('^') || *revision == "--not");
    if !leaves_out && let Some(introduced) = trees::introduced(objects, revisions)? {
        return Ok(introduced);
    }
    logged(objects.repository(), revisions)
}

/// The same, told by what `git log` says that each commit changed.
pub(super) fn logged(repository: &Repository, revisions: &[&str]) -> Result<Introduced, GitError> {
    let changes = ["--raw", "-c", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"];
    let arguments = log(&[&changes[..], &["--format=%x01%H %at"]].concat(), revisions);
    repository.hear("what commits brought in", &arguments, |said| Stretch::default().read(Records::new(said)))
}

/// The arguments by which git lists commits, parents first, and says of them what is asked.
pub(super) fn log<'a>(asked: &[&'a str], revisions: &[&'a str]) -> Vec<&'a str> {
    let order = ["log", "--reverse", "--topo-order", "--no-color", "--no-show-signature", "--no-notes"];
    [&order, asked, revisions, &["--"]].concat()
}

/// What was read so far, and the changes of the commit being read.
#[derive(Default)]
struct Stretch {
    introduced: Introduced,
    known: HashSet<ObjectId>,
    before: BTreeMap<ObjectId, Box<[u8]>>,
    changes: Vec<Change>,
}

impl Stretch {
    fn read<R: BufRead>(mut self, mut records: Records<R>) -> Result<Introduced, GitError> {
        while let Some(record) = records.next()? {
            match record {
                Record::Head(line) => {
                    self.end_commit();
                    let commit = commit(&line).ok_or(GitError::Unexpected { asked: "its history" })?;
                    self.introduced.commits.push(Arc::new(commit));
                }
                Record::Change(change) => self.changes.push(change),
            }
        }
        self.end_commit();
        self.introduced.before = self.before.into_iter().collect();
        Ok(self.introduced)
    }

    /// What a commit changes was brought in by an earlier one, or was there before the stretch. What it makes may be what
    /// it removes, under another name, so all that it removes is looked at first.
    fn end_commit(&mut self) {
        let changes = std::mem::take(&mut self.changes);
        for change in &changes {
            for id in change.before.iter().filter(|id| !self.known.contains(id)) {
                self.before.entry(*id).or_insert_with(|| change.path.as_slice().into());
            }
        }
        let Some(commit) = self.introduced.commits.last().cloned() else { return };
        for change in changes {
            match change.special {
                Some(Special::Link) => self.introduced.links += 1,
                Some(Special::Submodule) => self.introduced.submodules += 1,
                None => {}
            }
            if let Some(id) = change.after.filter(|id| self.known.insert(*id)) {
                let path = change.path.into_boxed_slice();
                self.introduced.blobs.push(Blob { id, path, commit: Arc::clone(&commit) });
            }
        }
    }
}

/// `HASH SECONDS`.
fn commit(line: &[u8]) -> Option<Commit> {
    let text = std::str::from_utf8(line).ok()?;
    let (id, seconds) = text.split_once(' ')?;
    ObjectId::parse(id.as_bytes())?;
    Some(Commit { id: id.into(), authored: authored(seconds) })
}

/// Seconds since 1970. Some commits bear no date that git can read: these are as old as can be.
pub(super) fn authored(seconds: &str) -> i64 {
    seconds.trim().parse().unwrap_or(0)
}
