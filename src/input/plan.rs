//! What was named: paths resolved, sorted and freed of repetition, and the base that names count from.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folder::Kind;
use super::{InputConfig, InputError, git, names};

/// Everything that was named, in the order in which the walk meets it.
#[derive(Debug)]
pub(super) struct Plan {
    /// The folder that names count from: absolute, with its slash. Empty only where paths share no folder at all.
    pub(super) base: Arc<[u8]>,
    /// The current folder: absolute, with its slash.
    pub(super) current: Vec<u8>,
    /// The work tree of the current folder.
    pub(super) current_tree: Option<Vec<u8>>,
    /// Whether the base lies in a git work tree.
    pub(super) base_in_git: bool,
    /// Whether git's rules hold wherever there is a work tree.
    pub(super) trusts_all: bool,
    /// Sorted by name; no name twice.
    pub(super) named: Vec<Named>,
}

/// Something that was named.
#[derive(Debug)]
pub(super) struct Named {
    /// Relative to the base; folders end in a slash.
    pub(super) name: Vec<u8>,
    pub(super) kind: NamedKind,
    /// By hand, not by a list: then leaving it out deserves a warning.
    pub(super) typed: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum NamedKind {
    Disk(Kind),
    /// It is not there, or cannot be looked at.
    Gone(ErrorKind),
    Stdin,
}

impl Plan {
    pub(super) fn new(config: &InputConfig) -> Result<Self, InputError> {
        let current = current_folder(config)?;
        let mut named = Vec::new();
        if let Some(name) = &config.stdin_path {
            if !config.roots.is_empty() || config.files_from.is_some() {
                return Err(InputError::StdinAlone);
            }
            let path = names::normalised(&names::bytes_of(&current.join(name)));
            named.push(Named { name: path, kind: NamedKind::Stdin, typed: true });
        }
        for root in &config.roots {
            named.push(typed(root, &current)?);
        }
        if let Some(list) = &config.files_from {
            let bytes = read_list(list, &current)?;
            let error = |error| InputError::List { path: list.clone(), error };
            listed(&bytes, &current, &mut named).map_err(error)?;
        }
        named.sort_by(|a, b| a.name.cmp(&b.name).then(b.typed.cmp(&a.typed)));
        named.dedup_by(|later, earlier| later.name == earlier.name);
        let mut plan = Self::with_base(named, names::folder_bytes(&current));
        plan.trusts_all = config.trust_ignore_files;
        Ok(plan)
    }

    /// Makes absolute names relative to the base. All begin with it, so their order stays.
    fn with_base(mut named: Vec<Named>, current: Vec<u8>) -> Self {
        let current_tree = git::work_tree_of(&current);
        let base = base(&named, &current, current_tree.as_deref());
        for one in &mut named {
            one.name.drain(..base.len());
        }
        let base_in_git = git::work_tree_of(&base).is_some();
        Self { base: base.into(), current, current_tree, base_in_git, trusts_all: false, named }
    }

    /// Whether git's rules hold in a work tree: only the one a user stands in is known to be the user's own.
    pub(super) fn trusts(&self, tree: &[u8]) -> bool {
        self.trusts_all || self.current.starts_with(tree)
    }

    /// Where in `named` the thing of this name is and, if it is a folder, all that lies in it.
    pub(super) fn within(&self, name: &[u8]) -> std::ops::Range<usize> {
        let start = self.named.partition_point(|one| one.name.as_slice() < name);
        let is_folder = name.is_empty() || name.ends_with(b"/");
        let inside = |one: &Named| one.name == name || (is_folder && one.name.starts_with(name));
        start..start + self.named[start..].partition_point(inside)
    }
}

fn current_folder(config: &InputConfig) -> Result<PathBuf, InputError> {
    let given = if config.current_folder.as_os_str().is_empty() {
        std::env::current_dir()
    } else {
        Ok(config.current_folder.clone())
    };
    given.and_then(|folder| folder.canonicalize()).map_err(|error| InputError::CurrentFolder { error })
}

/// A root as typed: links are followed, because the user pointed at what they lead to.
fn typed(root: &Path, current: &Path) -> Result<Named, InputError> {
    let found = || {
        let path = current.join(root).canonicalize()?;
        let kind = Kind::of(path.symlink_metadata()?.file_type());
        io::Result::Ok(on_disk(names::bytes_of(&path), kind, true))
    };
    found().map_err(|error| InputError::Root { path: root.to_owned(), error })
}

fn on_disk(mut name: Vec<u8>, kind: Kind, typed: bool) -> Named {
    if kind == Kind::Folder && !name.ends_with(b"/") {
        name.push(b'/');
    }
    Named { name, kind: NamedKind::Disk(kind), typed }
}

fn read_list(list: &Path, current: &Path) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    let read = if list == Path::new("-") {
        io::stdin().read_to_end(&mut bytes)
    } else {
        File::open(current.join(list)).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| InputError::List { path: list.to_owned(), error })?;
    Ok(bytes)
}

/// The paths of a list: NUL-separated if it holds any NUL, else one a line. They count from the current folder; the
/// list may be stale, so what is not there is reported as unread, and links in it are left out as they are elsewhere.
fn listed(bytes: &[u8], current: &Path, named: &mut Vec<Named>) -> io::Result<()> {
    let nul = bytes.contains(&0);
    let mut folders = FolderCache::default();
    for path in bytes.split(|&byte| byte == if nul { 0 } else { b'\n' }) {
        let path = if nul { path } else { path.strip_suffix(b"\r").unwrap_or(path) };
        if !path.is_empty() {
            check_spelling(path)?;
            named.push(folders.resolve(&current.join(names::path_of(path))));
        }
    }
    Ok(())
}

/// A list in another encoding than the file system's can name nothing.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on other platforms not every sequence of bytes is a path")]
fn check_spelling(_: &[u8]) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn check_spelling(path: &[u8]) -> io::Result<()> {
    std::str::from_utf8(path).map(|_| ()).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

/// Lists name many files of the same folder in a row, and resolving a folder costs more than the rest.
#[derive(Default)]
struct FolderCache {
    last: Option<(PathBuf, PathBuf)>,
}

impl FolderCache {
    fn resolve(&mut self, path: &Path) -> Named {
        self.try_resolve(path).unwrap_or_else(|error| {
            let name = names::normalised(&names::bytes_of(path));
            Named { name, kind: NamedKind::Gone(error.kind()), typed: false }
        })
    }

    fn try_resolve(&mut self, path: &Path) -> io::Result<Named> {
        let resolved = match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => self.folder(folder)?.join(name),
            _ => path.canonicalize()?,
        };
        let kind = Kind::of(resolved.symlink_metadata()?.file_type());
        Ok(on_disk(names::bytes_of(&resolved), kind, false))
    }

    fn folder<'a>(&'a mut self, folder: &'a Path) -> io::Result<&'a Path> {
        if self.last.as_ref().is_none_or(|(typed, _)| typed != folder) {
            self.last = None;
            let resolved = folder.canonicalize()?;
            self.last = Some((folder.to_owned(), resolved));
        }
        Ok(self.last.as_ref().map_or(folder, |(_, resolved)| resolved))
    }
}

/// The folder that names count from; the module's documentation says which.
fn base(named: &[Named], current: &[u8], current_tree: Option<&[u8]>) -> Vec<u8> {
    let holds_all = |folder: &[u8]| named.iter().all(|one| one.name.starts_with(folder));
    if let Some(tree) = current_tree.filter(|tree| holds_all(tree)) {
        return tree.to_vec();
    }
    let mut at = named.first().and_then(|one| folder_of(&one.name)).and_then(git::work_tree_of);
    while let Some(tree) = at {
        if holds_all(&tree) {
            return tree;
        }
        at = names::folder_above(&tree).and_then(git::work_tree_of);
    }
    if holds_all(current) { current.to_vec() } else { common_folder(named) }
}

/// A folder is its own, a file has the one that holds it.
fn folder_of(name: &[u8]) -> Option<&[u8]> {
    if name.ends_with(b"/") { Some(name) } else { names::folder_above(name) }
}

fn common_folder(named: &[Named]) -> Vec<u8> {
    // Sorted, so what the first and the last share is shared by all.
    let (Some(first), Some(last)) = (named.first(), named.last()) else { return Vec::new() };
    let shared = first.name.iter().zip(&last.name).take_while(|(a, b)| a == b).count();
    let slash = first.name[..shared].iter().rposition(|&byte| byte == b'/');
    slash.map_or_else(Vec::new, |slash| first.name[..=slash].to_vec())
}

#[cfg(test)]
mod tests {
    use super::{common_folder, on_disk};
    use crate::input::folder::Kind;

    #[test]
    fn the_common_folder_ends_at_a_slash() {
        let named = |path: &[u8]| on_disk(path.to_vec(), Kind::File, true);
        assert_eq!(common_folder(&[named(b"/a/share1/x"), named(b"/a/share2/x")]), b"/a/");
        assert_eq!(common_folder(&[named(b"/a/x")]), b"/a/");
        assert_eq!(common_folder(&[named(b"/a/x"), named(b"/b")]), b"/");
        assert_eq!(common_folder(&[on_disk(b"/srv/share".to_vec(), Kind::Folder, true)]), b"/srv/share/");
    }
}
