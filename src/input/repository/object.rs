//! Objects by their ids: from the files git keeps them in, else from processes of `git cat-file --batch` that are kept
//! running, one for each thread that reads. A thread that knows what it will read next may ask for it ahead.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, ThreadId};

use super::Repository;
use super::process::{Answer, CatFile};
use super::store::Store;

/// The name of an object: 20 bytes of SHA-1 or 32 of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::input) struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// From hexadecimal digits, as git writes them.
    pub(in crate::input) fn parse(hex: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        let length = hex.len() / 2;
        if !matches!(length, 20 | 32) || data_encoding::HEXLOWER.decode_len(hex.len()).ok()? != length {
            return None;
        }
        data_encoding::HEXLOWER.decode_mut(hex, &mut bytes[..length]).ok()?;
        Some(Self { bytes, length: u8::try_from(length).ok()? })
    }

    /// From its bytes.
    pub(super) fn from_bytes(from: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        bytes.get_mut(..from.len()).filter(|_| matches!(from.len(), 20 | 32))?.copy_from_slice(from);
        Some(Self { bytes, length: u8::try_from(from.len()).ok()? })
    }

    /// Its first sixteen bytes.
    pub(super) fn first_half(&self) -> u128 {
        let (half, _) = self.bytes.split_first_chunk().expect("there are 32 bytes");
        u128::from_ne_bytes(*half)
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// Whether it is all zeros, by which git says that there is no object.
    pub(super) fn is_none(&self) -> bool {
        self.bytes == [0; 32]
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The objects of a repository.
#[derive(Debug)]
pub(in crate::input) struct Objects {
    repository: Repository,
    /// `None` inside where the folder of the objects is not known.
    store: OnceLock<Option<Store>>,
    processes: Mutex<Processes>,
}

/// Those that nobody is reading from.
#[derive(Debug, Default)]
struct Processes {
    idle: Vec<CatFile>,
    /// Those that were asked for what a thread is going to read.
    asked: HashMap<ThreadId, CatFile>,
}

impl Processes {
    /// One for this thread.
    fn take(&mut self) -> Option<CatFile> {
        self.asked.remove(&thread::current().id()).or_else(|| self.idle.pop())
    }

    /// One to read this object from. What was asked for ahead is still wanted, so an object that is not among it is read from
    /// another one.
    fn take_for(&mut self, id: &ObjectId) -> Option<CatFile> {
        let thread = thread::current().id();
        let was_asked = self.asked.get(&thread).is_some_and(|process| process.was_asked(id));
        if was_asked { self.asked.remove(&thread) } else { self.idle.pop() }
    }

    fn put_back(&mut self, process: CatFile) {
        if process.is_idle() {
            self.idle.push(process);
        } else {
            self.asked.insert(thread::current().id(), process);
        }
    }
}

impl Objects {
    /// Starts nothing yet.
    pub(in crate::input) fn of(repository: Repository) -> Arc<Self> {
        Arc::new(Self { repository, store: OnceLock::new(), processes: Mutex::default() })
    }

    /// Opens the files that git keeps objects in, once it is known how long names are here.
    fn store(&self, id: &ObjectId) -> Option<&Store> {
        let open = || {
            let folder = self.repository.objects_folder()?;
            Some(Store::open(&folder, id.bytes().len()))
        };
        self.store.get_or_init(open).as_ref()
    }

    /// The repository they are of.
    pub(super) fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The bytes of an object that can be read without git.
    pub(super) fn held(&self, id: &ObjectId) -> Option<Arc<Vec<u8>>> {
        self.store(id)?.read(id)
    }

    /// Where an object lies among the others: those that are read in this order are read fastest.
    pub(in crate::input) fn place(&self, id: &ObjectId) -> Option<(usize, u64)> {
        self.store(id)?.place(id)
    }

    /// Asks for objects that this thread is going to open in this order, some tens of them at most. It is no error to
    /// open others, or not all; failures show when they are opened.
    pub(in crate::input) fn ask_ahead(&self, ids: &[ObjectId]) {
        let is_elsewhere = |id: &&ObjectId| !self.store(id).is_some_and(|store| store.has(id));
        let ids: Vec<ObjectId> = ids.iter().filter(is_elsewhere).copied().collect();
        if ids.is_empty() {
            return;
        }
        let process = self.processes().take();
        if let Ok(mut process) = process.map_or_else(|| CatFile::start(&self.repository), Ok)
            && process.ask(&ids).is_ok()
        {
            self.processes().put_back(process);
        }
    }

    /// Begins to read an object; `NotFound` where the clone does not have it.
    pub(in crate::input) fn open(self: &Arc<Self>, id: &ObjectId) -> io::Result<ObjectReader> {
        if let Some(bytes) = self.held(id) {
            return Ok(ObjectReader::Held { bytes, handed: 0 });
        }
        self.open_elsewhere(id).map(ObjectReader::Handed)
    }

    fn open_elsewhere(self: &Arc<Self>, id: &ObjectId) -> io::Result<Handed> {
        let process = self.processes().take_for(id);
        let mut process = process.map_or_else(|| CatFile::start(&self.repository), Ok)?;
        match process.begin(id)? {
            Answer::Missing => {
                self.processes().put_back(process);
                Err(io::Error::from(io::ErrorKind::NotFound))
            }
            Answer::Object { size } => {
                Ok(Handed { objects: Arc::clone(self), process: Some(process), size, left: size })
            }
        }
    }

    fn processes(&self) -> std::sync::MutexGuard<'_, Processes> {
        self.processes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An object being read.
#[derive(Debug)]
pub(in crate::input) enum ObjectReader {
    /// It is here, and so much of it was handed on.
    Held {
        bytes: Arc<Vec<u8>>,
        handed: usize,
    },
    Handed(Handed),
}

impl ObjectReader {
    /// Its length in bytes.
    pub(in crate::input) fn size(&self) -> u64 {
        match self {
            Self::Held { bytes, .. } => bytes.len() as u64,
            Self::Handed(object) => object.size,
        }
    }

    /// Reads up to `buffer.len()` bytes; 0 at the end.
    pub(in crate::input) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Held { bytes, handed } => {
                let read = (&bytes[*handed..]).read(buffer)?;
                *handed += read;
                Ok(read)
            }
            Self::Handed(object) => object.read(buffer),
        }
    }
}

/// An object that a process hands over.
#[derive(Debug)]
pub(in crate::input) struct Handed {
    objects: Arc<Objects>,
    /// `None` once it failed: what it would say next is not known.
    process: Option<CatFile>,
    size: u64,
    left: u64,
}

impl Handed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let Some(process) = self.process.as_mut().filter(|_| most > 0) else { return Ok(0) };
        match process.read(&mut buffer[..most]) {
            Ok(0) => {
                self.process = None;
                Err(io::Error::from(io::ErrorKind::UnexpectedEof))
            }
            Ok(read) => {
                self.left -= read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.process = None;
                Err(error)
            }
        }
    }
}

impl Drop for Handed {
    /// What was not read is passed over, so that the process can be asked for the next object.
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take()
            && process.pass_over(self.left).is_ok()
        {
            self.objects.processes().put_back(process);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ObjectId, ObjectReader};
    use crate::input::repository::made::Made;

    #[test]
    fn what_was_not_asked_for_takes_nothing_from_what_was() {
        let made = Made::of(&[], "sha1");
        let id = |answer: Vec<u8>| ObjectId::parse(answer.trim_ascii()).unwrap();
        let written =
            |length: usize| id(made.git_fed(&["hash-object", "-w", "--stdin"], &vec![b'x'; length]));
        // Packs with an index of the first version are left to git, and so is what is too long to be held.
        let asked = [9 << 20, 5].map(written);
        let ids = format!("{}\n{}\n", asked[0], asked[1]);
        let pack = made.objects_folder().join("pack/pack");
        made.git_fed(&["pack-objects", "-q", "--index-version=1", pack.to_str().unwrap()], ids.as_bytes());
        made.git(&["prune-packed"]);
        let long = written(17 << 20);
        let objects = made.opened();
        let length = |id: &ObjectId| {
            let mut object = objects.open(id).unwrap();
            let (mut buffer, mut length) = (vec![0; 1 << 20], 0);
            loop {
                match object.read(&mut buffer).unwrap() {
                    0 => return (length, matches!(object, ObjectReader::Held { .. })),
                    read => length += read,
                }
            }
        };
        objects.ask_ahead(&[asked[0], long, asked[1]]);
        assert_eq!(length(&long), (17 << 20, false));
        assert_eq!(length(&asked[0]), (9 << 20, false));
        assert_eq!(length(&asked[1]), (5, false));
        assert_eq!(length(&written(7)), (7, true));
    }

    #[test]
    fn ids_are_forty_or_sixty_four_digits() {
        for hex in ["e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", &"0af1".repeat(16)] {
            let id = ObjectId::parse(hex.as_bytes()).unwrap();
            assert_eq!(id.to_string(), hex);
        }
        for hex in ["", "e69d", "E69DE29BB2D1D6434B8B29AE775AD8C2E48C5391", &"0".repeat(41)] {
            assert!(ObjectId::parse(hex.as_bytes()).is_none(), "{hex}");
        }
        assert!(ObjectId::parse(&[b'0'; 40]).unwrap().is_none());
    }
}
