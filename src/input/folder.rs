//! Lists one folder, sorted. Knows nothing of what is left out.

use std::io;

use super::handle::Near;

/// What an entry is, by what the folder says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    Special(&'static str),
}

impl Kind {
    /// Of a path that was named.
    pub(super) fn of(kind: std::fs::FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::Special(special(kind))
        }
    }
}

/// The sorted entries of a folder. Names of folders end in `/`, so that plain comparison sorts whole paths.
#[derive(Debug, Default)]
pub(super) struct Entries {
    names: Vec<u8>,
    places: Vec<Place>,
    next: usize,
    /// Whether there is a file `.gitignore`. Links are not obeyed, as git does not.
    pub(super) has_gitignore: bool,
    /// Whether there is anything called `.git`.
    pub(super) has_dot_git: bool,
    /// The error that ended the listing early.
    pub(super) broken_off: Option<io::ErrorKind>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    end: usize,
    kind: Kind,
}

impl Entries {
    /// Appends the name of the next entry to `path`.
    pub(super) fn next_onto(&mut self, path: &mut Vec<u8>) -> Option<Kind> {
        let place = self.places.get(self.next)?;
        self.next += 1;
        path.extend_from_slice(&self.names[place.start..place.end]);
        Some(place.kind)
    }

    fn add(&mut self, name: &[u8], kind: Kind) {
        match name {
            b".gitignore" => self.has_gitignore = kind == Kind::File,
            b".git" => self.has_dot_git = true,
            _ => {}
        }
        let start = self.names.len();
        self.names.extend_from_slice(name);
        if kind == Kind::Folder {
            self.names.push(b'/');
        }
        self.places.push(Place { start, end: self.names.len(), kind });
    }

    fn sort(&mut self) {
        let names = &self.names;
        self.places.sort_unstable_by(|a, b| names[a.start..a.end].cmp(&names[b.start..b.end]));
    }
}

/// Lists a folder given by its absolute path and, if that is long, an open folder near it.
pub(super) fn list(near: Option<&Near>, path: &[u8]) -> io::Result<Entries> {
    let mut entries = Entries::default();
    fill(&mut entries, near, path)?;
    entries.sort();
    Ok(entries)
}

#[cfg(unix)]
fn fill(entries: &mut Entries, near: Option<&Near>, path: &[u8]) -> io::Result<()> {
    let mut folder = rustix::fs::Dir::new(super::handle::folder(near, path)?)?;
    while let Some(entry) = folder.read() {
        match entry {
            Ok(entry) => {
                let name = entry.file_name();
                if !matches!(name.to_bytes(), b"." | b"..") {
                    let kind = posix_kind(&folder, name, entry.file_type());
                    entries.add(name.to_bytes(), kind);
                }
            }
            Err(error) => entries.broken_off = Some(error.kind()),
        }
    }
    Ok(())
}

/// Some file systems do not say in the listing what an entry is; then the entry itself is asked.
#[cfg(unix)]
fn posix_kind(folder: &rustix::fs::Dir, name: &std::ffi::CStr, listed: rustix::fs::FileType) -> Kind {
    use rustix::fs::{AtFlags, FileType};
    let asked = || {
        let stat = rustix::fs::statat(folder.fd()?, name, AtFlags::SYMLINK_NOFOLLOW)?;
        rustix::io::Result::Ok(FileType::from_raw_mode(stat.st_mode))
    };
    let known = if listed == FileType::Unknown { asked().unwrap_or(FileType::Unknown) } else { listed };
    match known {
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        FileType::Fifo => Kind::Special("named pipe"),
        FileType::Socket => Kind::Special("socket"),
        FileType::CharacterDevice | FileType::BlockDevice => Kind::Special("device"),
        // What nobody can name is tried as a file: then an error is reported with its name.
        _ => Kind::File,
    }
}

#[cfg(not(unix))]
fn fill(entries: &mut Entries, _: Option<&Near>, path: &[u8]) -> io::Result<()> {
    for entry in std::fs::read_dir(super::names::path_of(path))? {
        match entry {
            Ok(entry) => {
                let name = super::names::bytes_of(std::path::Path::new(&entry.file_name()));
                entries.add(&name, entry.file_type().map_or(Kind::File, Kind::of));
            }
            Err(error) => entries.broken_off = Some(error.kind()),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn special(kind: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "named pipe"
    } else if kind.is_socket() {
        "socket"
    } else {
        "device"
    }
}

#[cfg(not(unix))]
fn special(_: std::fs::FileType) -> &'static str {
    "device"
}
