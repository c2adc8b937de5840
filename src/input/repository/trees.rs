//! What commits brought in, told by their trees: where nothing is left out, what a commit brought in is what no commit before
//! it has. Each tree is read once, in whatever number of places it stands; to compare each commit with the one before, as `git
//! log` does, costs several times as much.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};
use std::sync::Arc;

use super::GitError;
use super::commits::{Blob, Introduced, authored, log};
use super::object::{ObjectId, Objects};
use crate::model::source::Commit;

/// Deeper folders are left to git, which has a bound of its own (`core.maxTreeDepth`).
const DEEPEST: usize = 1024;

/// How many bytes of trees are kept to be compared with the next ones.
const MOST_BEFORE: usize = 64 << 20;

/// What all commits up to those that git's revision arguments name brought in; `None` where a tree is not at hand, and git is
/// to be asked.
pub(super) fn introduced(objects: &Objects, revisions: &[&str]) -> Result<Option<Introduced>, GitError> {
    let arguments = log(&["--format=%H %T %at"], revisions);
    let repository = objects.repository();
    repository.hear("which commits there are", &arguments, |mut said| {
        let mut walk = Walk {
            objects,
            seen: Seen::default(),
            path: Vec::new(),
            before: Before::default(),
            introduced: Introduced::default(),
        };
        let mut line = String::new();
        while said.read_line(&mut line)? > 0 {
            let (commit, tree) = commit(&line).ok_or(GitError::Unexpected { asked: "its history" })?;
            line.clear();
            let commit = Arc::new(commit);
            walk.introduced.commits.push(Arc::clone(&commit));
            if walk.seen.is_new(&tree, Kind::Folder) && walk.tree(&tree, &commit, 0).is_none() {
                io::copy(&mut said, &mut io::sink())?;
                return Ok(None);
            }
        }
        Ok(Some(walk.introduced))
    })
}

/// `HASH TREE SECONDS`.
fn commit(line: &str) -> Option<(Commit, ObjectId)> {
    let mut words = line.split_ascii_whitespace();
    let (id, tree, seconds) = (words.next()?, words.next()?, words.next().unwrap_or_default());
    ObjectId::parse(id.as_bytes())?;
    Some((Commit { id: id.into(), authored: authored(seconds) }, ObjectId::parse(tree.as_bytes())?))
}

/// Goes through the trees of commits, parents first.
struct Walk<'o> {
    objects: &'o Objects,
    seen: Seen,
    /// Of the folder it is in, with its slash; empty at the root.
    path: Vec<u8>,
    before: Before,
    introduced: Introduced,
}

impl Walk<'_> {
    fn tree(&mut self, id: &ObjectId, commit: &Arc<Commit>, depth: usize) -> Option<()> {
        let tree = self.objects.held(id).filter(|_| depth < DEEPEST)?;
        let before = self.before.swap(&self.path, &tree);
        let mut entries = Entries::new(&tree, before.as_deref().map_or(&[], Vec::as_slice), id.bytes().len());
        while let Some(entry) = entries.next() {
            if !self.seen.is_new(&entry.id, entry.kind) {
                continue;
            }
            match entry.kind {
                Kind::Link => self.introduced.links += 1,
                Kind::Submodule => self.introduced.submodules += 1,
                Kind::File => {
                    let path = [&self.path, entry.name].concat().into_boxed_slice();
                    self.introduced.blobs.push(Blob { id: entry.id, path, commit: Arc::clone(commit) });
                }
                Kind::Folder => {
                    let here = self.path.len();
                    self.path.extend_from_slice(entry.name);
                    self.path.push(b'/');
                    self.tree(&entry.id, commit, depth + 1)?;
                    self.path.truncate(here);
                }
            }
        }
        (!entries.is_broken).then_some(())
    }
}

/// The trees that were read last for each folder: what stands in both was seen.
#[derive(Default)]
struct Before {
    trees: HashMap<Box<[u8]>, Arc<Vec<u8>>>,
    /// Of the trees and of the names of their folders.
    bytes: usize,
}

impl Before {
    /// What was read for a folder before, in exchange for what is read now; folders beyond the bound are not kept.
    fn swap(&mut self, path: &[u8], tree: &Arc<Vec<u8>>) -> Option<Arc<Vec<u8>>> {
        let before = match self.trees.get_mut(path) {
            Some(kept) => Some(std::mem::replace(kept, Arc::clone(tree))),
            None if self.bytes < MOST_BEFORE => {
                self.bytes += path.len();
                self.trees.insert(path.into(), Arc::clone(tree));
                None
            }
            None => return None,
        };
        self.bytes =
            (self.bytes + tree.len()).saturating_sub(before.as_ref().map_or(0, |before| before.len()));
        before
    }
}

/// Entries of a tree that need not all stand in another one: where both begin or end alike, they are passed over.
struct Entries<'t> {
    tree: &'t [u8],
    other: &'t [u8],
    /// How many bytes at the beginning of both are the same, and how many at the end.
    alike: (usize, usize),
    /// Where the next entry begins, and the first one of the other tree that does not come before it by name.
    at: (usize, usize),
    id_length: usize,
    /// It ended where no entry can be read.
    is_broken: bool,
}

impl<'t> Entries<'t> {
    fn new(tree: &'t [u8], other: &'t [u8], id_length: usize) -> Self {
        let (one, two) = (tree.as_chunks::<STEP>().0, other.as_chunks::<STEP>().0);
        let begin = STEP * one.iter().zip(two).take_while(|(one, two)| one == two).count();
        let (one, two) = (tree.as_rchunks::<STEP>().1, other.as_rchunks::<STEP>().1);
        let end = STEP * one.iter().rev().zip(two.iter().rev()).take_while(|(one, two)| one == two).count();
        Self { tree, other, alike: (begin, end), at: (0, 0), id_length, is_broken: false }
    }

    fn next(&mut self) -> Option<Entry<'t>> {
        loop {
            let rest = &self.tree[self.at.0..];
            let ends_alike = rest.len() <= self.alike.1 && rest.len() == self.other.len() - self.at.1;
            if rest.is_empty() || ends_alike {
                return None;
            }
            let Some((entry, length)) = Entry::first_of(rest, self.id_length) else {
                self.is_broken = true;
                return None;
            };
            self.at.0 += length;
            if self.at.0 <= self.alike.0 {
                self.at.1 = self.at.0;
            } else {
                self.pass_other(entry.name);
                return Some(entry);
            }
        }
    }

    /// Passes over what stands in the other tree up to a name.
    fn pass_other(&mut self, name: &[u8]) {
        while let Some((entry, length)) = Entry::first_of(&self.other[self.at.1..], self.id_length)
            && entry.name <= name
        {
            self.at.1 += length;
        }
    }
}

/// How many bytes are compared at once.
const STEP: usize = 32;

/// An entry of a tree: `MODE NAME`, a NUL, and the bytes of an id.
struct Entry<'t> {
    kind: Kind,
    name: &'t [u8],
    id: ObjectId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Link,
    Submodule,
}

impl<'t> Entry<'t> {
    /// The entry that a tree, or what is left of it, begins with, and how many bytes it takes.
    fn first_of(tree: &'t [u8], id_length: usize) -> Option<(Self, usize)> {
        let end = memchr::memchr(0, tree)?;
        let (head, behind) = tree.split_at(end);
        let (mode, name) = head.split_at(memchr::memchr(b' ', head)?);
        let kind = match mode {
            b"40000" | b"040000" => Kind::Folder,
            b"120000" => Kind::Link,
            b"160000" => Kind::Submodule,
            _ if mode.starts_with(b"100") => Kind::File,
            _ => return None,
        };
        let id = ObjectId::from_bytes(behind.get(1..=id_length)?)?;
        Some((Self { kind, name: &name[1..], id }, end + 1 + id_length))
    }
}

/// What was seen, by kind: whoever writes a tree may call any object a file, a folder, a link or a submodule, and what was seen
/// as one of these is not yet seen as another. Of ids the first sixteen bytes, for nobody can make two that agree in them.
#[derive(Default)]
struct Seen([HashSet<u128>; 4]);

impl Seen {
    fn is_new(&mut self, id: &ObjectId, kind: Kind) -> bool {
        self.0[kind as usize].insert(id.first_half())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::input::repository::commits::{Introduced, logged};
    use crate::input::repository::made::{Made, versions};
    use crate::input::repository::object::ObjectId;

    fn blobs(introduced: &Introduced) -> Vec<(String, String, String)> {
        let name = |path: &[u8]| String::from_utf8(path.to_vec()).unwrap();
        let blobs = introduced.blobs.iter();
        blobs.map(|blob| (blob.id.to_string(), name(&blob.path), blob.commit.id.to_string())).collect()
    }

    fn check(made: &Made, revisions: &[&str]) {
        let objects = made.opened();
        let told = super::introduced(&objects, revisions).unwrap().unwrap();
        let expected = logged(objects.repository(), revisions).unwrap();
        assert_eq!(blobs(&told), blobs(&expected));
        assert_eq!(told.commits, expected.commits);
        assert!(told.before.is_empty() && expected.before.is_empty());
        assert_eq!(told.links == 0, expected.links == 0);
        assert_eq!(told.submodules == 0, expected.submodules == 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn trees_tell_what_the_log_tells(versions in versions()) {
            let made = Made::of(&versions, "sha1");
            check(&made, &["main"]);
            check(&made, &["--all"]);
        }
    }

    fn text(answer: Vec<u8>) -> String {
        String::from_utf8(answer).unwrap().trim().to_owned()
    }

    /// A commit of this tree.
    fn committed(made: &Made, tree: &str) -> String {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        text(made.git(&[identity.as_slice(), &["commit-tree", "-m", "m", tree]].concat()))
    }

    #[test]
    fn what_is_called_a_submodule_hides_no_file_and_no_folder() {
        let made = Made::of(&[vec![(253, 3)], vec![(255, 5)]], "sha1");
        for (path, kind) in [("main:d", "40000"), ("main:b", "100644")] {
            let id = ObjectId::parse(text(made.git(&["rev-parse", path])).as_bytes()).unwrap();
            for disguise in ["160000", "120000", "100644"] {
                let entry = |mode: &str, name: &str| [mode.as_bytes(), name.as_bytes(), id.bytes()].concat();
                let entries = [entry(disguise, " a\0"), entry(kind, " z\0")].concat();
                let write = ["hash-object", "-w", "-t", "tree", "--literally", "--stdin"];
                let tree = text(made.git_fed(&write, &entries));
                let told = super::introduced(&made.opened(), &[&committed(&made, &tree)]).unwrap().unwrap();
                let paths: Vec<_> = told.blobs.iter().map(|blob| blob.path.first().copied()).collect();
                let is_same_file = disguise == "100644" && kind == "100644";
                assert!(paths.contains(&Some(b'z')) || is_same_file, "{disguise} before {kind}");
            }
        }
    }

    #[test]
    fn a_tree_in_many_places_is_read_once() {
        let made = Made::of(&[vec![(255, 3)]], "sha1");
        let mut tree = text(made.git(&["rev-parse", "main^{tree}"]));
        // Ten folders of the same ten folders, and so on: ten thousand million files.
        for _ in 0..10 {
            let entry = |name| format!("040000 tree {tree}\t{name}\n");
            let entries: String = (0..10).map(entry).collect();
            tree = text(made.git_fed(&["mktree"], entries.as_bytes()));
        }
        let told = super::introduced(&made.opened(), &[&committed(&made, &tree)]).unwrap().unwrap();
        assert_eq!(told.blobs.len(), 1);
    }

    #[test]
    fn where_a_tree_is_not_at_hand_git_is_asked() {
        let made = Made::of(&[vec![(255, 3)], vec![(255, 4)]], "sha1");
        let tree = String::from_utf8(made.git(&["rev-parse", "main^{tree}"])).unwrap();
        let loose = made.objects_folder().join(&tree[..2]).join(tree[2..].trim());
        std::fs::remove_file(loose).unwrap();
        assert!(super::introduced(&made.opened(), &["main"]).is_ok_and(|told| told.is_none()));
    }
}
