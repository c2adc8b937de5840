//! Objects read where git keeps them: in packs, and in files of their own. To be handed an object by another process costs
//! more than to unpack it. Only what is plain is read here; what is elsewhere, long, broken or of another kind than expected
//! is left to git, which also says what is wrong with it. Never writes.

mod alternates;
mod bases;
mod cursor;
mod delta;
mod index;
mod loose;
mod pack;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bases::Bases;
use pack::{Entry, Pack, Room};

use super::object::ObjectId;
use crate::input::{handle, names};

/// The longest object that is held whole; git hands over longer ones piece by piece.
const MOST: usize = 16 << 20;

/// More deltas than this, or more bytes of them, between an object and the next that is at hand are git's business, which keeps
/// more of them: by default it writes no more than 50, and wrote 250 once.
const LONGEST_CHAIN: usize = 300;
const LONGEST_DELTAS: usize = 64 << 20;

/// All indices together are held in memory up to this length: those of ten million objects.
const MOST_INDEX: u64 = 320 << 20;

/// How many packs are held open at most.
const MOST_PACKS: usize = 100;

/// Where an object lies, by pack and offset: objects that are made from each other lie close together.
pub(super) type Place = (usize, u64);

/// What is in a folder of objects and in those it borrows from. What came there since it was opened is not known.
#[derive(Debug)]
pub(super) struct Store {
    folders: Vec<Vec<u8>>,
    packs: Vec<Pack>,
    bases: Mutex<Bases>,
}

impl Store {
    /// Of a folder of objects whose names have this many bytes. Packs that cannot be read are as if they were not there.
    pub(super) fn open(folder: &Path, id_length: usize) -> Self {
        let folders = alternates::with_lenders(folder);
        let mut room = Room { bytes: MOST_INDEX, files: handle::fourth_of_files().min(MOST_PACKS) };
        let packs =
            folders.iter().flat_map(|folder| pack::all_in(&folder.join("pack"), id_length, &mut room));
        let packs = packs.collect();
        let folders = folders.iter().map(|folder| names::folder_bytes(folder)).collect();
        Self { folders, packs, bases: Mutex::default() }
    }

    /// Where an object lies; `None` where this store does not have it in a pack.
    pub(super) fn place(&self, id: &ObjectId) -> Option<Place> {
        let mut packs = self.packs.iter().enumerate();
        packs.find_map(|(number, pack)| Some((number, pack.offset_of(id.bytes())?)))
    }

    /// Whether an object is here, be it readable or not.
    pub(super) fn has(&self, id: &ObjectId) -> bool {
        self.place(id).is_some() || self.folders.iter().any(|folder| loose::is_there(folder, id))
    }

    /// The bytes of an object, without its head; `None` where git is to be asked.
    pub(super) fn read(&self, id: &ObjectId) -> Option<Arc<Vec<u8>>> {
        match self.place(id) {
            Some(place) => self.unpack(place),
            None => self.folders.iter().find_map(|folder| loose::read(folder, id, MOST)).map(Arc::new),
        }
    }

    /// An object is a whole one, or what a chain of deltas makes of a whole one.
    fn unpack(&self, place: Place) -> Option<Arc<Vec<u8>>> {
        let (mut at, mut deltas) = (place, Vec::new());
        let mut left = LONGEST_DELTAS;
        let mut object = loop {
            let known = self.bases().get(at);
            if let Some(known) = known {
                break known;
            }
            match self.packs.get(at.0)?.entry(at.1, MOST)? {
                Entry::Whole(bytes) => break self.keep(at, bytes),
                Entry::Delta { base, delta } => {
                    left = left.checked_sub(delta.len())?;
                    deltas.push((at, delta));
                    at.1 = base;
                }
            }
            if deltas.len() > LONGEST_CHAIN {
                return None;
            }
        };
        while let Some((at, delta)) = deltas.pop() {
            object = self.keep(at, delta::applied(&object, &delta, MOST)?);
        }
        Some(object)
    }

    fn keep(&self, at: Place, bytes: Vec<u8>) -> Arc<Vec<u8>> {
        let object = Arc::new(bytes);
        self.bases().keep(at, &object);
        object
    }

    fn bases(&self) -> MutexGuard<'_, Bases> {
        self.bases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::{ObjectId, Store};
    use crate::input::repository::made::{Made, versions};

    /// Every object that git has is the same here; how many there are, and how many of them are here.
    fn check(made: &Made, store: &Store) -> (usize, usize) {
        let objects = made.objects();
        let here: Vec<_> = objects.iter().filter_map(|(id, bytes)| Some((store.read(id)?, bytes))).collect();
        here.iter().for_each(|(found, expected)| assert_eq!(found.as_slice(), expected.as_slice()));
        (objects.len(), here.len())
    }

    fn check_all(made: &Made) {
        let store = Store::open(&made.objects_folder(), made.id_length());
        let (there, here) = check(made, &store);
        assert_eq!(there, here);
        let none = ObjectId::from_bytes(&vec![7; made.id_length()]).unwrap();
        assert!(!store.has(&none) && store.read(&none).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn objects_are_what_git_says(versions in versions(), is_long in any::<bool>(), by_name in any::<bool>()) {
            let made = Made::of(&versions, if is_long { "sha256" } else { "sha1" });
            check_all(&made);
            let offsets = format!("repack.useDeltaBaseOffset={}", !by_name);
            made.git(&["-c", &offsets, "repack", "-a", "-d", "-f", "-q", "--depth=50", "--window=50"]);
            check_all(&made);
        }
    }

    #[test]
    fn what_is_borrowed_is_here_too() {
        let lender = Made::of(&[vec![(1, 1)], vec![(2, 2)]], "sha1");
        let made = Made::of(&[], "sha1");
        let alternates = made.objects_folder().join("info/alternates");
        let folder = lender.objects_folder();
        for text in [folder.display().to_string(), format!("# a comment\n\n{}\n", folder.display())] {
            std::fs::write(&alternates, text).unwrap();
            let store = Store::open(&made.objects_folder(), 20);
            assert_eq!(check(&lender, &store).1, lender.objects().len());
        }
        // Folders that borrow from each other are each looked at once.
        std::fs::write(folder.join("info/alternates"), made.objects_folder().display().to_string()).unwrap();
        assert_eq!(Store::open(&made.objects_folder(), 20).folders.len(), 2);
    }

    fn only_file(folder: &Path, extension: &str) -> std::path::PathBuf {
        let mut files = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
        files.find(|path| path.extension().is_some_and(|found| found == extension)).unwrap()
    }

    /// A folder of objects with one pack, as `change` leaves it.
    fn changed(made: &Made, extension: &str, change: impl Fn(&mut Vec<u8>)) -> Store {
        let copy = made.folder().join("copy");
        let to = copy.join("pack");
        std::fs::create_dir_all(&to).unwrap();
        let from = made.objects_folder().join("pack");
        for kind in ["idx", "pack"] {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::fs::File::open(only_file(&from, kind)).unwrap(), &mut bytes)
                .unwrap();
            if kind == extension {
                change(&mut bytes);
            }
            std::fs::write(to.join("p").with_extension(kind), bytes).unwrap();
        }
        Store::open(&copy, made.id_length())
    }

    #[test]
    fn a_pack_that_is_cut_short_or_altered_gives_nothing_wrong() {
        let versions: Vec<_> = (0..40).map(|number| vec![(255, number), (254, number / 3)]).collect();
        let made = Made::of(&versions, "sha1");
        made.git(&["repack", "-a", "-d", "-f", "-q", "--depth=50", "--window=50"]);
        let (there, here) = check(&made, &changed(&made, "none", |_| ()));
        assert_eq!(there, here);
        for part in 0..8 {
            let store = changed(&made, "pack", |bytes| bytes.truncate(bytes.len() * part / 8));
            assert_eq!(check(&made, &store).1, 0, "{part}");
        }
        let objects = made.objects();
        for (extension, places) in [("pack", 12..600), ("idx", 0..1500)] {
            for at in places.step_by(7) {
                let store = changed(&made, extension, |bytes| {
                    let at = at % bytes.len();
                    bytes[at] ^= 1 << (at % 8);
                });
                // What leads elsewhere leads to another object, which git would hand over as well.
                objects.keys().for_each(|id| drop(store.read(id)));
            }
        }
        // What is packed is broken, not where it stands.
        let store = changed(&made, "pack", |bytes| bytes[400..600].iter_mut().for_each(|byte| *byte ^= 0x55));
        let (there, here) = check(&made, &store);
        assert!(here < there, "{here} of {there}");
    }

    #[test]
    fn an_index_of_another_pack_is_not_believed() {
        let pack = |text| {
            let made = Made::of(&[vec![(255, text)]], "sha1");
            made.git(&["repack", "-a", "-d", "-q"]);
            made
        };
        let (made, other) = (pack(3), pack(4));
        let copy = made.objects_folder().join("pack");
        std::fs::copy(only_file(&other.objects_folder().join("pack"), "pack"), only_file(&copy, "pack"))
            .unwrap();
        let store = Store::open(&made.objects_folder(), 20);
        assert!(store.packs.is_empty());
    }
}
