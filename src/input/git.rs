//! Git work trees: where they begin, what git ignores in them, and what it tracks. Never runs git.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::index::TrackedNames;
use super::names;
use super::pattern::{Opinion, Patterns};

/// The work tree a folder lies in (absolute, with its slash), or `None`. The folder itself may be its root. What
/// lies in git's own folder lies in no work tree.
pub(super) fn work_tree_of(folder: &[u8]) -> Option<Vec<u8>> {
    let inside_git = names::steps(folder).any(|step| step.ends_with(b"/.git/"));
    let mut at = (!inside_git).then_some(folder);
    while let Some(folder) = at {
        if is_work_tree(folder) {
            return Some(folder.to_vec());
        }
        at = names::folder_above(folder);
    }
    None
}

/// Whether a repository begins at this folder: a bare folder of the name `.git` does not make one.
pub(super) fn is_work_tree(folder: &[u8]) -> bool {
    let dot_git = names::path_of(folder).join(".git");
    dot_git.join("HEAD").exists() || dot_git.is_file()
}

/// Whether git keeps a repository in this folder, or elsewhere as this file says. What only bears the name is read.
pub(super) fn is_git_folder(path: &[u8]) -> bool {
    let path = names::path_of(names::without_slash(path));
    match path.symlink_metadata() {
        Ok(at) if at.is_dir() => {
            path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
        }
        Ok(at) => at.len() < 4096 && short_text(path).is_some_and(|text| text.starts_with("gitdir:")),
        Err(_) => false,
    }
}

/// A work tree, and the ignore rules that hold at one folder of it.
#[derive(Clone, Debug)]
pub(super) struct InGit {
    tree: Arc<WorkTree>,
    rules: Option<Arc<FolderRules>>,
}

#[derive(Debug)]
struct WorkTree {
    root: Vec<u8>,
    /// `info/exclude`, then the user's global excludes: what is consulted after every `.gitignore`.
    last_rules: Arc<[Patterns]>,
    tracked: Mutex<TrackedNames>,
    /// The work tree that this one lies in.
    outer: Option<Arc<WorkTree>>,
}

/// The rules of one folder, below those of the folders above it.
#[derive(Debug)]
struct FolderRules {
    above: Option<Arc<FolderRules>>,
    patterns: Patterns,
}

impl InGit {
    /// For the root of a work tree, before its own `.gitignore` is read.
    pub(super) fn at_root(root: &[u8], warnings: &mut Vec<String>) -> Self {
        let (own, common) = git_folders(root);
        let mut last_rules = Vec::new();
        let shown = "git's info/exclude";
        last_rules.extend(Patterns::read(&common.join("info/exclude"), root, shown, warnings));
        if let Some(global) = ignore::gitignore::gitconfig_excludes_path() {
            last_rules.extend(Patterns::read(&global, root, "git's global excludes", warnings));
        }
        let tracked = Mutex::new(TrackedNames::open(&own, hash_length(&common)));
        let tree = WorkTree { root: root.to_vec(), last_rules: last_rules.into(), tracked, outer: None };
        Self { tree: Arc::new(tree), rules: None }
    }

    /// For the root of a repository within this work tree. It may have been planted: what it says of itself leaves out
    /// nothing, and what this work tree tracks stays tracked.
    pub(super) fn within(&self, root: &[u8]) -> Self {
        let (own, common) = git_folders(root);
        let tracked = Mutex::new(TrackedNames::open(&own, hash_length(&common)));
        let tree = WorkTree {
            root: root.to_vec(),
            last_rules: Arc::default(),
            tracked,
            outer: Some(Arc::clone(&self.tree)),
        };
        Self { tree: Arc::new(tree), rules: None }
    }

    /// For any folder of a work tree: with the rules of all folders above it, but not yet its own.
    pub(super) fn above(folder: &[u8], root: &[u8], base: &[u8], warnings: &mut Vec<String>) -> Self {
        let mut here = Self::at_root(root, warnings);
        let on_the_way = names::steps(folder).filter(|step| step.len() >= root.len());
        for step in on_the_way.filter(|step| step.len() < folder.len()) {
            here = here.with_rules_of(step, base, warnings);
        }
        here
    }

    /// With the `.gitignore` of a folder, if it has one. Git obeys none that is a link.
    pub(super) fn with_rules_of(mut self, folder: &[u8], base: &[u8], warnings: &mut Vec<String>) -> Self {
        let file = names::path_of(folder).join(".gitignore");
        if file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            let shown = shown_name(&file, base);
            if let Some(patterns) = Patterns::read(&file, folder, &shown, warnings) {
                self.rules = Some(Arc::new(FolderRules { above: self.rules.take(), patterns }));
            }
        }
        self
    }

    /// Whether this is the root of the work tree.
    pub(super) fn is_root(&self, folder: &[u8]) -> bool {
        self.tree.root == folder
    }

    /// Whether git's rules leave out a path: the innermost opinion counts.
    pub(super) fn ignores(&self, path: &[u8], is_folder: bool) -> bool {
        let mut at = self.rules.as_deref();
        while let Some(rules) = at {
            match rules.patterns.opinion(path, is_folder) {
                Opinion::None => at = rules.above.as_deref(),
                decided => return decided == Opinion::LeaveOut,
            }
        }
        let mut last = self.tree.last_rules.iter().map(|patterns| patterns.opinion(path, is_folder));
        last.find(|&opinion| opinion != Opinion::None) == Some(Opinion::LeaveOut)
    }

    /// Whether git tracks a file, or anything below a folder. Paths must be asked for in order.
    pub(super) fn tracks(&self, path: &[u8], warnings: &mut Vec<String>) -> bool {
        let mut tree = Some(&self.tree);
        while let Some(at) = tree {
            if at.tracks(path, warnings) {
                return true;
            }
            tree = at.outer.as_ref();
        }
        false
    }
}

impl WorkTree {
    fn tracks(&self, path: &[u8], warnings: &mut Vec<String>) -> bool {
        let mut tracked = self.tracked.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = path.get(self.root.len()..).is_some_and(|name| tracked.tracks(name));
        if tracked.take_broken() {
            warnings.push(
                "git's index cannot be read: files that .gitignore names are left out even where git tracks them"
                    .to_owned(),
            );
        }
        answer
    }
}

/// How warnings call a file: as reports would or, above the base, by its bare name.
pub(super) fn shown_name(file: &Path, base: &[u8]) -> String {
    let bytes = names::bytes_of(file);
    let name = bytes.strip_prefix(base).or_else(|| bytes.rsplit(|&byte| byte == b'/').next());
    crate::model::source::ArtifactPath::new(name.unwrap_or_default()).display()
}

/// The folder git keeps for a work tree, and the one it shares with other work trees of the same repository.
fn git_folders(root: &[u8]) -> (PathBuf, PathBuf) {
    let root = names::path_of(root);
    let dot_git = root.join(".git");
    let own = match first_line(&dot_git).as_deref().and_then(|line| line.strip_prefix("gitdir:")) {
        Some(elsewhere) => root.join(elsewhere.trim()),
        None => dot_git,
    };
    let common = first_line(&own.join("commondir")).map_or_else(|| own.clone(), |line| own.join(line.trim()));
    (own, common)
}

/// The folder that all work trees of the repository around a folder share; `None` outside of any. Never runs git.
pub fn shared_git_folder(folder: &Path) -> Option<PathBuf> {
    let tree = work_tree_of(&names::folder_bytes(folder))?;
    let (_, common) = git_folders(&tree);
    common.join("HEAD").is_file().then_some(common)
}

fn first_line(file: &Path) -> Option<String> {
    let text = short_text(file)?;
    text.lines().next().map(str::to_owned)
}

/// The length of the hashes in the index: 32 bytes in the rare repositories that use SHA-256.
fn hash_length(common: &Path) -> usize {
    let config = short_text(&common.join("config")).unwrap_or_default().to_ascii_lowercase();
    let format = config.lines().find_map(|line| line.trim().strip_prefix("objectformat"));
    let is_sha256 =
        format.is_some_and(|rest| rest.trim_start_matches([' ', '\t', '=']).starts_with("sha256"));
    if is_sha256 { 32 } else { 20 }
}

fn short_text(file: &Path) -> Option<String> {
    let mut text = Vec::new();
    if !file.is_file() {
        return None;
    }
    File::open(file).ok()?.take(1 << 20).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}
