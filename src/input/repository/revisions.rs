//! Which commits are meant: what was typed becomes names of objects before git is asked for anything with them, so that
//! nothing typed can be taken for an option.

use std::collections::HashSet;
use std::io::BufRead;

use super::object::ObjectId;
use super::{GitError, Repository};
use crate::input::changed::{Push, Stretch};
use crate::model::source::Commit;

impl Repository {
    /// The arguments of `git log` for a stretch of history; none where it holds no commit.
    pub(in crate::input) fn revisions(&self, stretch: &Stretch) -> Result<Vec<String>, GitError> {
        match stretch {
            Stretch::Staged | Stretch::History => Ok(vec![self.commit("HEAD")?]),
            Stretch::AllHistory => {
                let head = self.commit("HEAD").ok();
                Ok(std::iter::once("--all".to_owned()).chain(head).collect())
            }
            Stretch::Since(revision) => {
                Ok(vec![self.commit("HEAD")?, format!("^{}", self.commit(revision)?)])
            }
            Stretch::Range(range) => self.range(range),
            Stretch::Pushed(push) => self.pushed(push),
        }
    }

    /// `A..B`, `A...B`, or one revision, which is the end of all that led to it. What is left out is the last commit.
    fn range(&self, range: &str) -> Result<Vec<String>, GitError> {
        let named = |text: &str| self.commit(if text.is_empty() { "HEAD" } else { text });
        if let Some((from, to)) = range.split_once("...") {
            let (from, to) = (named(from)?, named(to)?);
            let asked = "where the two ends of the range parted";
            let parted = self.ask(asked, &["merge-base", "--all", &from, &to])?;
            let parted =
                String::from_utf8_lossy(&parted).lines().map(|line| format!("^{line}")).collect::<Vec<_>>();
            return Ok([vec![to], parted].concat());
        }
        match range.split_once("..") {
            Some((from, to)) => Ok(vec![named(to)?, format!("^{}", named(from)?)]),
            None => Ok(vec![named(range)?]),
        }
    }

    /// All that the other side has is left out: what it has of the names that are pushed, where that is here, and what the
    /// last fetch saw of all its names.
    fn pushed(&self, push: &Push) -> Result<Vec<String>, GitError> {
        let news = push.updates.iter().map(|update| self.commit(&update.new));
        let mut revisions = news.collect::<Result<Vec<_>, _>>()?;
        if revisions.is_empty() {
            return Ok(revisions);
        }
        let olds = push.updates.iter().filter_map(|update| self.commit(update.old.as_deref()?).ok());
        revisions.extend(olds.map(|old| format!("^{old}")));
        if !push.remote.is_empty() {
            revisions.extend(["--not".to_owned(), format!("--remotes={}", push.remote)]);
        }
        Ok(revisions)
    }

    /// The commit that a revision names.
    fn commit(&self, revision: &str) -> Result<String, GitError> {
        let unknown =
            || GitError::UnknownRevision { revision: revision.to_owned(), is_shallow: self.is_shallow };
        let peeled = format!("{revision}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled];
        let answer = self.ask("which commit is meant", &arguments).map_err(|error| match error {
            GitError::Refused { .. } => unknown(),
            other => other,
        })?;
        let text = String::from_utf8_lossy(&answer);
        let id = text.trim();
        ObjectId::parse(id.as_bytes()).map(|id| id.to_string()).ok_or_else(unknown)
    }

    /// The tags with a message that a stretch of history holds: those of all of it, of what led to the last commit, or
    /// those that are pushed.
    pub(in crate::input) fn tags(&self, stretch: &Stretch) -> Result<Vec<Tag>, GitError> {
        let merged = match stretch {
            Stretch::AllHistory | Stretch::Pushed(_) => None,
            Stretch::History => Some("--merged=HEAD"),
            Stretch::Staged | Stretch::Since(_) | Stretch::Range(_) => return Ok(Vec::new()),
        };
        let asked = "its tags";
        let format = "--format=%(objecttype)%00%(objectname)%00%(*objectname)%00%(taggerdate:unix)%00%(refname:strip=2)%00";
        let arguments: Vec<&str> =
            ["for-each-ref", format].into_iter().chain(merged).chain(["refs/tags"]).collect();
        let answer = self.ask(asked, &arguments)?;
        let words: Vec<&[u8]> = answer.split(|&byte| byte == 0).map(<[u8]>::trim_ascii_start).collect();
        let tags = words.chunks_exact(5).filter_map(tag);
        Ok(match stretch {
            Stretch::Pushed(push) => tags
                .filter(|tag| push.updates.iter().any(|update| update.new == tag.id.to_string()))
                .collect(),
            _ => tags.collect(),
        })
    }

    /// The files and links of a commit, without other repositories.
    pub(in crate::input) fn files_of(&self, revision: &str) -> Result<Vec<InCommit>, GitError> {
        let asked = "the files of a commit";
        let commit = self.commit(revision)?;
        let answer = self.ask(asked, &["ls-tree", "-r", "-z", "--full-tree", &commit])?;
        let is_link = |entry: &[u8]| entry.starts_with(b"120000");
        let entries =
            answer.split(|&byte| byte == 0).filter(|entry| entry.starts_with(b"100") || is_link(entry));
        let file = |entry: &[u8]| {
            let name = entry.splitn(2, |&byte| byte == b'\t').nth(1)?.to_vec();
            Some(InCommit { name, id: entry_id(entry)?, is_link: is_link(entry) })
        };
        entries.map(|entry| file(entry).ok_or(GitError::Unexpected { asked })).collect()
    }

    /// The files of the last commit.
    pub(in crate::input) fn files_of_head(&self) -> Result<HashSet<ObjectId>, GitError> {
        let asked = "the files of the last commit";
        if !self.has_commits(false) {
            return Ok(HashSet::new());
        }
        self.hear(asked, &["ls-tree", "-r", "-z", "--full-tree", "HEAD"], |said| {
            // A tree may name the same file a million times, so the answer is not kept.
            let mut files = HashSet::new();
            let mut entry = Vec::new();
            while said.read_until(0, &mut entry)? > 0 {
                files.insert(entry_id(&entry).ok_or(GitError::Unexpected { asked })?);
                entry.clear();
            }
            Ok(files)
        })
    }
}

/// A file of a commit, or a link.
#[derive(Debug)]
pub(in crate::input) struct InCommit {
    pub(in crate::input) name: Vec<u8>,
    pub(in crate::input) id: ObjectId,
    pub(in crate::input) is_link: bool,
}

/// A tag that is an object of its own.
#[derive(Debug)]
pub(in crate::input) struct Tag {
    pub(in crate::input) id: ObjectId,
    pub(in crate::input) name: Box<[u8]>,
    /// The commit it is a name for, and the day of the tag.
    pub(in crate::input) commit: Commit,
}

/// Type, id, the commit's id, seconds, name.
fn tag(words: &[&[u8]]) -> Option<Tag> {
    let [b"tag", id, commit, seconds, name] = words else { return None };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let commit = Commit { id: text(commit)?.into(), authored: text(seconds)?.parse().unwrap_or(0) };
    Some(Tag { id: ObjectId::parse(id)?, name: (*name).into(), commit })
}

/// `MODE TYPE ID\tNAME`.
fn entry_id(entry: &[u8]) -> Option<ObjectId> {
    let before_name = entry.split(|&byte| byte == b'\t').next()?;
    before_name.split(|&byte| byte == b' ').nth(2).and_then(ObjectId::parse)
}
