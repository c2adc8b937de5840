//! The walk: folders in sorted order, one entry at a time, without recursion. Decides by name and kind only.

use std::ops::Range;
use std::sync::Arc;

use crate::model::piece::Obstacle;
use crate::model::run::InputCounts;
use crate::model::source::{ArtifactPath, Facts, Source};

use super::blob::Blob;
use super::choice::Choice;
use super::folder::{self, Entries, Kind};
use super::git::{self, InGit};
use super::handle::Way;
use super::plan::{Named, NamedKind, Plan};
use super::{Item, cause, names};

/// Everything that was named and what lies in it, in the order of names.
#[derive(Debug)]
pub struct Items {
    plan: Plan,
    choice: Choice,
    no_ignore: bool,
    stack: Vec<Level>,
    /// The absolute path of what is looked at; each folder on the stack owns a beginning of it.
    path: Vec<u8>,
    way: Way,
    /// The folder of the last named file, and whether it lies in a git work tree.
    last_parent: Option<(Vec<u8>, bool)>,
    counts: InputCounts,
    warnings: Vec<String>,
}

/// One level of the walk.
#[derive(Debug)]
enum Level {
    /// Things that were named.
    Named(Range<usize>),
    Folder(Box<OpenFolder>),
}

#[derive(Debug)]
struct OpenFolder {
    entries: Entries,
    /// How much of `path` is this folder.
    length: usize,
    here: Here,
}

/// What holds in a folder and is handed down to those in it.
#[derive(Clone, Debug)]
struct Here {
    /// How much of the path is the root that was named.
    root: usize,
    /// The rules that hold here, in a work tree that is trusted.
    git: Option<InGit>,
    /// Whether this is in a git work tree, trusted or not.
    in_git: bool,
    /// Let in by an include glob, with all it holds.
    included: bool,
    /// Ignored by git, but holding something git tracks: only that is read.
    only_tracked: bool,
}

impl Items {
    pub(super) fn new(plan: Plan, choice: Choice, no_ignore: bool, warnings: Vec<String>) -> Self {
        let everything = Level::Named(0..plan.named.len());
        Self {
            plan,
            choice,
            no_ignore,
            stack: vec![everything],
            path: Vec::new(),
            way: Way::default(),
            last_parent: None,
            counts: InputCounts::default(),
            warnings,
        }
    }

    /// What was given and what was left out so far; complete after the last item.
    pub fn counts(&self) -> InputCounts {
        self.counts.clone()
    }

    /// What the user should know that belongs to no artifact; complete after the last item.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings.clone();
        if self.stack.is_empty() {
            self.choice.warn_of_unused(&mut warnings);
        }
        warnings
    }

    /// The folder that names count from.
    pub fn base(&self) -> &std::path::Path {
        names::path_of(&self.plan.base)
    }

    /// Takes one step; `Some` if the step met something to hand out.
    fn step(&mut self, level: Level) -> Option<Item> {
        match level {
            Level::Named(mut range) => {
                let index = range.next()?;
                let all = self.plan.within(&self.plan.named[index].name);
                // What lies in a folder that was named is met there.
                self.stack.push(Level::Named(range.start.max(all.end)..range.end));
                self.named(index)
            }
            Level::Folder(mut folder) => {
                self.way.leave(folder.length);
                self.path.truncate(folder.length);
                let kind = folder.entries.next_onto(&mut self.path)?;
                let name_at = folder.length;
                let here = folder.here.clone();
                self.stack.push(Level::Folder(folder));
                self.entry(kind, name_at, here)
            }
        }
    }

    fn named(&mut self, index: usize) -> Option<Item> {
        let Named { name, kind, typed } = &self.plan.named[index];
        let (kind, typed) = (*kind, *typed);
        self.way.leave(0);
        self.path.clear();
        self.path.extend_from_slice(&self.plan.base);
        self.path.extend_from_slice(name);
        if let Some(cause) = self.choice.leaves_out_named(&self.path, self.plan.base.len()) {
            if typed {
                self.warn_of_left_out(cause);
            }
            return self.left_out(cause);
        }
        let here = Here {
            root: self.path.len(),
            git: None,
            in_git: false,
            included: self.choice.includes_folders_of(&self.path[self.plan.base.len()..]),
            only_tracked: false,
        };
        match kind {
            NamedKind::Disk(Kind::Folder) => self.named_folder(here),
            NamedKind::Disk(kind) => {
                let in_git = self.named_in_git();
                self.not_a_folder(kind, &here, in_git)
            }
            NamedKind::Gone(kind) => Some(self.unread(Obstacle::Io { kind })),
            NamedKind::Stdin => self.stdin(&here),
        }
    }

    fn warn_of_left_out(&mut self, cause: &str) {
        let name = ArtifactPath::new(self.name()).display();
        let by = if cause == cause::EXCLUDE { "--exclude" } else { ".sealantignore (--no-ignore reads it)" };
        self.warnings.push(format!("`{name}` was named, but is left out by {by}"));
    }

    fn named_folder(&mut self, mut here: Here) -> Option<Item> {
        let tree = git::work_tree_of(&self.path);
        here.in_git = tree.is_some();
        here.git = tree.filter(|tree| self.plan.trusts(tree)).map(|tree| {
            if self.no_ignore {
                InGit::at_root(&tree, &mut self.warnings)
            } else {
                InGit::above(&self.path, &tree, &self.plan.base, &mut self.warnings)
            }
        });
        self.enter(here)
    }

    fn stdin(&mut self, here: &Here) -> Option<Item> {
        if !here.included && !self.choice.includes(&self.path[self.plan.base.len()..], false) {
            return self.left_out(cause::NOT_INCLUDED);
        }
        let in_git = self.named_in_git();
        self.counts.files += 1;
        Some(Item::Blob(Blob::on_stdin(self.source(in_git))))
    }

    /// Whether the named file at `path` lies in a git work tree. A list names many files of one folder in a row.
    fn named_in_git(&mut self) -> bool {
        if self.plan.base_in_git {
            return true;
        }
        let parent = names::folder_above(&self.path).unwrap_or_default();
        match &self.last_parent {
            Some((known, answer)) if known == parent => *answer,
            _ => {
                let answer = git::work_tree_of(parent).is_some();
                self.last_parent = Some((parent.to_vec(), answer));
                answer
            }
        }
    }

    /// An entry of a folder, whose own name begins at `name_at`.
    fn entry(&mut self, kind: Kind, name_at: usize, mut here: Here) -> Option<Item> {
        let is_folder = kind == Kind::Folder;
        let named_git = names::without_slash(&self.path[name_at..]) == b".git";
        if here.git.is_some() && named_git && git::is_git_folder(&self.path) {
            return self.left_out_but_for_named(cause::GIT_FOLDER);
        }
        if let Some(cause) = self.choice.leaves_out(&self.path, self.plan.base.len(), is_folder) {
            return self.left_out(cause);
        }
        if self.git_leaves_out(is_folder, &mut here) {
            return self.left_out_but_for_named(cause::GITIGNORE);
        }
        if is_folder {
            here.included = here.included || self.choice.includes(&self.path[self.plan.base.len()..], true);
            return self.enter(here);
        }
        let in_git = here.in_git;
        self.not_a_folder(kind, &here, in_git)
    }

    /// Git's rules do not hide what git tracks: a file that was committed before it was ignored is in every clone.
    fn git_leaves_out(&mut self, is_folder: bool, here: &mut Here) -> bool {
        let Some(git) = here.git.as_ref().filter(|_| !self.no_ignore) else { return false };
        if !here.only_tracked && !git.ignores(&self.path, is_folder) {
            return false;
        }
        here.only_tracked = true;
        !git.tracks(&self.path, &mut self.warnings)
    }

    fn not_a_folder(&mut self, kind: Kind, here: &Here, in_git: bool) -> Option<Item> {
        if kind == Kind::Link {
            return self.left_out(cause::LINK);
        }
        if !here.included && !self.choice.includes(&self.path[self.plan.base.len()..], false) {
            return self.left_out(cause::NOT_INCLUDED);
        }
        if let Kind::Special(what) = kind {
            return Some(self.unread(Obstacle::NotAFile { what }));
        }
        self.counts.files += 1;
        let near = self.way.near(&self.path);
        let base = Arc::clone(&self.plan.base);
        Some(Item::Blob(Blob::on_disk(self.source(in_git), base, here.root, near)))
    }

    /// Opens the folder at `path` and puts it on the stack.
    fn enter(&mut self, mut here: Here) -> Option<Item> {
        let entries = match folder::list(self.way.near(&self.path).as_ref(), &self.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.push_named_beneath();
                return Some(self.unread(Obstacle::Io { kind: error.kind() }));
            }
        };
        here.git = here.git.map(|git| self.git_within(git, &entries, here.only_tracked));
        let broken_off = entries.broken_off;
        self.stack.push(Level::Folder(Box::new(OpenFolder { entries, length: self.path.len(), here })));
        broken_off.map(|kind| self.unread(Obstacle::Io { kind }))
    }

    /// The rules for what is in the folder at `path`: a repository within a work tree starts its own.
    fn git_within(&mut self, mut git: InGit, entries: &Entries, only_tracked: bool) -> InGit {
        if entries.has_dot_git && !only_tracked && !git.is_root(&self.path) && git::is_work_tree(&self.path) {
            git = git.within(&self.path);
        }
        if entries.has_gitignore && !self.no_ignore {
            git = git.with_rules_of(&self.path, &self.plan.base, &mut self.warnings);
        }
        git
    }

    fn left_out(&mut self, cause: &'static str) -> Option<Item> {
        *self.counts.ignored.entry(cause).or_default() += 1;
        None
    }

    /// Git's rules do not hold for what the user named, so that is met here, in its place in the order.
    fn left_out_but_for_named(&mut self, cause: &'static str) -> Option<Item> {
        let (within, is_named) = self.named_within();
        self.stack.push(Level::Named(within));
        if is_named { None } else { self.left_out(cause) }
    }

    /// A closed folder may still let through to what was named beneath it.
    fn push_named_beneath(&mut self) {
        let (within, is_named) = self.named_within();
        self.stack.push(Level::Named(within.start + usize::from(is_named)..within.end));
    }

    /// What was named at or below `path`, and whether the first of it is `path` itself.
    fn named_within(&self) -> (Range<usize>, bool) {
        let name = &self.path[self.plan.base.len()..];
        let within = self.plan.within(name);
        let first = self.plan.named[within.clone()].first();
        let is_named = first.is_some_and(|one| one.name == name);
        (within, is_named)
    }

    fn unread(&self, obstacle: Obstacle) -> Item {
        Item::Unread { source: self.source(false), obstacle }
    }

    fn source(&self, in_git: bool) -> Source {
        Source { path: ArtifactPath::new(self.name()), facts: Facts { in_git, ..Facts::default() } }
    }

    /// The name of what is at `path`; the base itself has to be called something.
    fn name(&self) -> &[u8] {
        let name = &self.path[self.plan.base.len()..];
        if name.is_empty() { b"./" } else { name }
    }
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while let Some(level) = self.stack.pop() {
            if let Some(item) = self.step(level) {
                return Some(item);
            }
        }
        None
    }
}
