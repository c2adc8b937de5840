//! One artifact: named first, opened later, judged by its facts last. Never holds more than a handle.

#[cfg(unix)]
use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use crate::model::piece::{BlobReader, Obstacle};
use crate::model::source::{ArtifactPath, Facts, Readers, Source};

use super::handle::{self, Near};
use super::repository::{ObjectId, Objects};
use super::steady::Steady;
use super::tracked::Tracked;

/// An artifact that is not opened yet: a name and a way to find it.
#[derive(Debug)]
pub struct Blob {
    source: Source,
    place: Place,
}

/// Where the bytes are.
#[derive(Clone)]
enum Place {
    Disk {
        base: Arc<[u8]>,
        /// How much of the absolute path is the root that was named: folders above it were not passed through.
        root: usize,
        /// Where the path is long: an open folder near it.
        near: Option<Near>,
    },
    Stdin,
    Git {
        objects: Arc<Objects>,
        id: ObjectId,
        /// Of a commit or a tag only the message is text; what stands before it is not looked at.
        message: bool,
    },
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disk { .. } => "Disk",
            Self::Stdin => "Stdin",
            Self::Git { .. } => "Git",
        })
    }
}

impl Blob {
    pub(super) fn on_disk(source: Source, base: Arc<[u8]>, root: usize, near: Option<Near>) -> Self {
        Self { source, place: Place::Disk { base, root, near } }
    }

    pub(super) fn on_stdin(source: Source) -> Self {
        Self { source, place: Place::Stdin }
    }

    /// An object of a repository.
    pub(super) fn in_git(source: Source, objects: Arc<Objects>, id: ObjectId) -> Self {
        Self { source, place: Place::Git { objects, id, message: false } }
    }

    /// The message of a commit or a tag, without what stands before it.
    pub(super) fn message(mut self) -> Self {
        if let Place::Git { message, .. } = &mut self.place {
            *message = true;
        }
        self
    }

    /// The artifact. Of its facts only `in_git` is known yet; see [`OpenBlob::facts`].
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Tells where these artifacts are kept that this thread is going to open them in this order, some tens at most: git
    /// is then asked for the next while one is searched. Those of a disk are left alone.
    pub fn ask_ahead<'a>(blobs: impl Iterator<Item = &'a Self>) {
        let mut asked: Option<(&Arc<Objects>, Vec<ObjectId>)> = None;
        for blob in blobs {
            if let Place::Git { objects, id, .. } = &blob.place {
                asked.get_or_insert_with(|| (objects, Vec::new())).1.push(*id);
            }
        }
        if let Some((objects, ids)) = asked {
            objects.ask_ahead(&ids);
        }
    }

    /// Where what git keeps lies in its files, if that is known: what is read in this order is read fastest.
    pub fn place_in_git(&self) -> Option<(usize, u64)> {
        match &self.place {
            Place::Git { objects, id, .. } => objects.place(id),
            Place::Disk { .. } | Place::Stdin => None,
        }
    }

    /// Opens it: one system call, which follows no link and does not wait.
    pub fn open(self) -> Result<OpenBlob, (Source, Obstacle)> {
        let bytes = match &self.place {
            Place::Stdin => Bytes::Stdin(io::stdin()),
            Place::Git { objects, id, message } => {
                match objects.open(id).and_then(|object| Tracked::new(object, *message)) {
                    Ok(object) => Bytes::Git(Box::new(object)),
                    Err(error) => return Err((self.source, Obstacle::Io { kind: error.kind() })),
                }
            }
            Place::Disk { base, near, .. } => {
                match handle::regular(near.as_ref(), &absolute(base, &self.source.path)) {
                    Ok(file) => Bytes::File(Box::new(Steady::new(file))),
                    Err(error) => return Err((self.source, Obstacle::Io { kind: error.kind() })),
                }
            }
        };
        Ok(OpenBlob { source: self.source, place: self.place, bytes })
    }
}

/// An artifact being read.
#[derive(Debug)]
pub struct OpenBlob {
    source: Source,
    place: Place,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    File(Box<Steady>),
    Stdin(io::Stdin),
    Git(Box<Tracked>),
}

impl OpenBlob {
    /// All facts of the artifact. They cost system calls, so a scan asks for them only where it found something;
    /// until then [`BlobReader::source`] knows no more than `in_git`.
    ///
    /// Readers are judged by the permission bits of the file and of the folders from the root of the scan down to
    /// it; what lies above the root, and access control lists, are not looked at.
    pub fn facts(&self) -> Facts {
        let mut facts = self.source.facts.clone();
        if let (Bytes::File(file), Place::Disk { base, root, .. }) = (&self.bytes, &self.place)
            && let Ok(metadata) = file.file().metadata()
        {
            facts.modified = metadata.modified().ok().and_then(seconds);
            facts.size = Some(metadata.len());
            facts.readers = readers(&metadata, &absolute(base, &self.source.path), *root);
        }
        if let Bytes::Git(object) = &self.bytes {
            facts.size = Some(object.size());
        }
        facts
    }
}

impl BlobReader for OpenBlob {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.bytes {
            Bytes::File(file) => file.read(buffer),
            Bytes::Stdin(stdin) => stdin.read(buffer),
            Bytes::Git(object) => object.read(buffer),
        }
    }

    fn shortfall(&self) -> Vec<Obstacle> {
        match &self.bytes {
            Bytes::File(file) => file.shortfall(),
            Bytes::Stdin(_) => Vec::new(),
            Bytes::Git(object) => object.shortfall(),
        }
    }
}

fn absolute(base: &[u8], path: &ArtifactPath) -> Vec<u8> {
    [base, path.bytes()].concat()
}

/// Seconds since 1970, rounded down, also before it.
fn seconds(time: std::time::SystemTime) -> Option<i64> {
    match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).ok(),
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).ok()?;
            Some(-whole - i64::from(before.subsec_nanos() > 0))
        }
    }
}

#[cfg(unix)]
fn readers(metadata: &std::fs::Metadata, path: &[u8], root: usize) -> Readers {
    use std::os::unix::fs::PermissionsExt;
    let widest = circle(metadata.permissions().mode(), 0o4);
    // A file that was named itself was reached through no folder of the scan.
    let folders = match path.get(root..) {
        Some(_) if path[..root].ends_with(b"/") => way_to(path, root),
        _ => Some(WORLD),
    };
    folders.map_or(Readers::Unknown, |narrowest| {
        [Readers::Owner, Readers::Group, Readers::World][widest.min(narrowest)]
    })
}

/// A folder, the length of the root above it, and how wide the folders between them may be passed.
#[cfg(unix)]
struct Passage {
    folder: Vec<u8>,
    root: usize,
    narrowest: usize,
}

/// How wide the folders from a root down to a path may be passed, if that is known. That of the last folder is remembered by
/// the thread, for files of one folder come one after the other.
#[cfg(unix)]
fn way_to(path: &[u8], root: usize) -> Option<usize> {
    thread_local! {
        static LAST: Cell<Option<Passage>> = const { Cell::new(None) };
    }
    let folder = &path[..path.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)];
    let known = LAST.take().filter(|last| last.folder == folder && last.root == root);
    let passage = known.or_else(|| {
        let modes = handle::modes(&path[..root], &path[root..]).ok()?;
        let narrowest = modes.into_iter().map(|mode| circle(mode, 0o1)).min().unwrap_or(WORLD);
        Some(Passage { folder: folder.to_vec(), root, narrowest })
    });
    let narrowest = passage.as_ref().map(|passage| passage.narrowest);
    LAST.set(passage);
    narrowest
}

/// The circle of everybody.
#[cfg(unix)]
const WORLD: usize = 2;

/// How wide a permission reaches: 0 the owner, 1 the group, 2 everybody.
#[cfg(unix)]
fn circle(mode: u32, bit: u32) -> usize {
    if mode & bit != 0 { WORLD } else { usize::from(mode & (bit << 3) != 0) }
}

#[cfg(not(unix))]
fn readers(_: &std::fs::Metadata, _: &[u8], _: usize) -> Readers {
    Readers::Unknown
}
