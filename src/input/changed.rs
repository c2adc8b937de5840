//! What a change brings in, as artifacts: the next commit, the commits of a stretch, or all of history. Names count
//! from the root of the repository; globs and `.sealantignore` hold as they do for files.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::blob::Blob;
use super::choice::Choice;
use super::plan::Plan;
use super::repository::{self, Introduced, ObjectId, Objects, Repository, Special};
use super::{InputConfig, InputError, Item, cause, names};
use crate::model::run::InputCounts;
use crate::model::source::{ArtifactPath, Commit, Facts, InHistory, Source};

/// Which change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// What the next commit would change.
    Staged,
    /// The commits that the last one has and this revision has not.
    Since(String),
    /// `A..B`, the commits that B has and A has not, or `A...B`, those since they parted.
    Range(String),
    /// The commits that a push would bring to the other side.
    Pushed(Push),
    /// All commits up to the last one.
    History,
    /// All commits of all branches and tags, and what was stashed.
    AllHistory,
}

/// What would be pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Push {
    /// The other side: what the last fetch from it saw is left out. May be no remote's name, or empty.
    pub remote: String,
    /// Branches and tags; none for those that are deleted.
    pub updates: Vec<Update>,
}

/// A branch or a tag that would be pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// What it becomes.
    pub new: String,
    /// What the other side has, where it has any. It need not be here: others push too.
    pub old: Option<String>,
}

/// What a change brings in and what was there before.
#[derive(Debug)]
pub struct Changed {
    /// What it brings in: by name where it is staged, else in the order of the commits, parents first.
    pub after: Vec<Item>,
    /// What it changes or removes.
    pub before: Vec<Blob>,
    /// What was given and left out.
    pub counts: InputCounts,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// Finds what a change brings in. Reads no artifact.
pub fn changed(config: InputConfig, stretch: &Stretch) -> Result<Changed, InputError> {
    let current = if config.current_folder.as_os_str().is_empty() {
        std::env::current_dir().map_err(|error| InputError::CurrentFolder { error })?
    } else {
        config.current_folder.clone()
    };
    let repository = repository_of(&config, &current)?;
    let sieve = Sieve::new(config, &repository, &current)?;
    let mut builder = Builder::new(&repository, sieve);
    match stretch {
        Stretch::Staged => builder.staged(&repository)?,
        _ => builder.commits(&repository, stretch)?,
    }
    Ok(builder.finish())
}

/// The repository of what was named first, or of the current folder.
fn repository_of(config: &InputConfig, current: &Path) -> Result<Repository, InputError> {
    let named = config.roots.first().map(|root| current.join(root));
    let folder = match named {
        Some(path) if path.is_dir() => path,
        Some(path) => path.parent().filter(|parent| parent.is_dir()).unwrap_or(current).to_owned(),
        None => current.to_owned(),
    };
    Repository::around(&folder).map_err(InputError::Git)
}

/// Which names are wanted.
#[derive(Debug)]
struct Sieve {
    /// The root of the repository, with its slash.
    base: Vec<u8>,
    choice: Choice,
    /// Beginnings of names, one for each path that was named; all names where one of them is empty.
    under: Vec<Vec<u8>>,
    counts: InputCounts,
    warnings: Vec<String>,
}

impl Sieve {
    fn new(config: InputConfig, repository: &Repository, current: &Path) -> Result<Self, InputError> {
        let mut warnings = Vec::new();
        let top = repository.top.clone().unwrap_or_else(|| current.to_owned());
        let under = match &repository.top {
            Some(top) => {
                config.roots.iter().map(|root| below(root, top, current)).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        };
        let whole = InputConfig { roots: vec![top.clone()], ..config.clone() };
        let plan = Plan::new(&whole)?;
        let choice = Choice::new(config, &plan, &mut warnings)?;
        let base = names::folder_bytes(&top);
        Ok(Self { base, choice, under, counts: InputCounts::default(), warnings })
    }

    /// Whether an artifact of this name is to be read; what leaves it out is counted.
    fn admits(&mut self, name: &[u8]) -> bool {
        if !self.is_named(name) {
            return false;
        }
        let cause = self.cause_against(name);
        match cause {
            Some(cause) => self.leave_out(cause, 1),
            None => self.counts.files += 1,
        }
        cause.is_none()
    }

    fn is_named(&self, name: &[u8]) -> bool {
        let lies_in = |under: &Vec<u8>| {
            under.is_empty()
                || name
                    .strip_prefix(under.as_slice())
                    .is_some_and(|rest| matches!(rest.first(), None | Some(b'/')))
        };
        self.under.is_empty() || self.under.iter().any(lies_in)
    }

    fn cause_against(&mut self, name: &[u8]) -> Option<&'static str> {
        let path = [&self.base, name].concat();
        let cause = self.choice.leaves_out_named(&path, self.base.len());
        let is_included = self.choice.includes_folders_of(name) || self.choice.includes(name, false);
        cause.or((!is_included).then_some(cause::NOT_INCLUDED))
    }

    fn leave_out(&mut self, cause: &'static str, count: u64) {
        if count > 0 {
            *self.counts.ignored.entry(cause).or_default() += count;
        }
    }
}

/// The name, from the root of the work tree, of a path as typed; empty for the root itself.
fn below(root: &Path, top: &Path, current: &Path) -> Result<Vec<u8>, InputError> {
    let whole = names::normalised(&names::bytes_of(&current.canonicalize().unwrap_or_default().join(root)));
    let resolved = names::path_of(&whole).canonicalize().map_or(whole, |path| names::bytes_of(&path));
    let top = names::bytes_of(top);
    match resolved.strip_prefix(top.as_slice()) {
        Some(rest) => Ok(rest.strip_prefix(b"/").unwrap_or(rest).to_vec()),
        None => {
            Err(InputError::OutsideRepository { path: root.to_owned(), top: names::path_of(&top).to_owned() })
        }
    }
}

/// Collects artifacts.
struct Builder {
    objects: Arc<Objects>,
    sieve: Sieve,
    after: Vec<Item>,
    before: Vec<Blob>,
    head: HashSet<ObjectId>,
}

impl Builder {
    fn new(repository: &Repository, sieve: Sieve) -> Self {
        let objects = Objects::of(repository.clone());
        Self { objects, sieve, after: Vec::new(), before: Vec::new(), head: HashSet::new() }
    }

    fn staged(&mut self, repository: &Repository) -> Result<(), InputError> {
        for change in repository::staged(repository).map_err(InputError::Git)? {
            if let Some(special) = change.special {
                self.sieve.leave_out(cause_of(special), 1);
            }
            // What moved out of a part that is left out was there before all the same.
            for id in change.before {
                self.before.push(self.objects_blob(id, &change.path, None));
            }
            if let Some(id) = change.after.filter(|_| self.sieve.admits(&change.path)) {
                self.after.push(Item::Blob(self.objects_blob(id, &change.path, None)));
            }
        }
        Ok(())
    }

    fn commits(&mut self, repository: &Repository, stretch: &Stretch) -> Result<(), InputError> {
        let of_head = matches!(stretch, Stretch::History | Stretch::Since(_));
        if !repository.has_commits(!of_head) {
            let none = "the repository has no commits yet: there is no history to read";
            self.sieve.warnings.push(none.to_owned());
            return Ok(());
        }
        if repository.is_shallow {
            self.sieve.warnings.push(
                "this is a shallow clone: commits older than its depth are not here and were not read; \
                 `git fetch --unshallow` brings them"
                    .to_owned(),
            );
        }
        let revisions = repository.revisions(stretch).map_err(InputError::Git)?;
        if revisions.is_empty() {
            return Ok(());
        }
        let revisions: Vec<&str> = revisions.iter().map(String::as_str).collect();
        let introduced = repository::introduced(&self.objects, &revisions).map_err(InputError::Git)?;
        self.head = repository.files_of_head().map_err(InputError::Git)?;
        self.introduced(introduced);
        for tag in repository.tags(stretch).map_err(InputError::Git)? {
            self.message(&[b"tag/", &*tag.name].concat(), tag.id, &Arc::new(tag.commit));
        }
        Ok(())
    }

    fn introduced(&mut self, introduced: Introduced) {
        let Introduced { blobs, before, commits, links, submodules } = introduced;
        self.sieve.leave_out(cause::LINK, links);
        self.sieve.leave_out(cause::SUBMODULE, submodules);
        for (id, path) in before {
            self.before.push(self.objects_blob(id, &path, None));
        }
        for commit in commits {
            let name = format!("commit/{}", commit.id);
            if let Some(id) = ObjectId::parse(commit.id.as_bytes()) {
                self.message(name.as_bytes(), id, &commit);
            }
        }
        for blob in blobs {
            if self.sieve.admits(&blob.path) {
                self.after.push(Item::Blob(self.objects_blob(blob.id, &blob.path, Some(&blob.commit))));
            }
        }
    }

    fn objects_blob(&self, id: ObjectId, path: &[u8], commit: Option<&Arc<Commit>>) -> Blob {
        let at_head = Some(self.head.contains(&id));
        let history = commit.map(|commit| InHistory { commit: Arc::clone(commit), at_head });
        Blob::in_git(source(path, history), Arc::clone(&self.objects), id)
    }

    /// The message of a commit or a tag.
    fn message(&mut self, name: &[u8], id: ObjectId, commit: &Arc<Commit>) {
        if self.sieve.admits(name) {
            let history = InHistory { commit: Arc::clone(commit), at_head: None };
            let blob = Blob::in_git(source(name, Some(history)), Arc::clone(&self.objects), id);
            self.after.push(Item::Blob(blob.message()));
        }
    }

    fn finish(self) -> Changed {
        let Sieve { choice, counts, mut warnings, .. } = self.sieve;
        choice.warn_of_unused(&mut warnings);
        Changed { after: self.after, before: self.before, counts, warnings }
    }
}

fn source(path: &[u8], history: Option<InHistory>) -> Source {
    let facts = Facts { in_git: true, history, ..Facts::default() };
    Source { path: ArtifactPath::new(path), facts }
}

fn cause_of(special: Special) -> &'static str {
    match special {
        Special::Link => cause::LINK,
        Special::Submodule => cause::SUBMODULE,
    }
}
