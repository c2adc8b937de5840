//! Which commits are meant: what was typed becomes names of objects before git is asked for anything with them, so that
//! nothing typed can be taken for an option.

use std::collections::HashSet;

use super::object::ObjectId;
use super::{GitError, Repository};
use crate::input::changed::Stretch;

impl Repository {
    /// The arguments of `git log` for a stretch of history.
    pub(in crate::input) fn revisions(&self, stretch: &Stretch) -> Result<Vec<String>, GitError> {
        match stretch {
            Stretch::Staged | Stretch::History => Ok(vec![self.commit("HEAD")?]),
            Stretch::AllHistory => Ok(vec!["--all".to_owned(), self.commit("HEAD")?]),
            Stretch::Since(revision) => {
                Ok(vec![self.commit("HEAD")?, format!("^{}", self.commit(revision)?)])
            }
            Stretch::Range(range) => self.range(range),
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

    /// The files of the last commit.
    pub(in crate::input) fn files_of_head(&self) -> Result<HashSet<ObjectId>, GitError> {
        let asked = "the files of the last commit";
        let answer = self.ask(asked, &["ls-tree", "-r", "-z", "--full-tree", "HEAD"])?;
        let entries = answer.split(|&byte| byte == 0).filter(|entry| !entry.is_empty());
        entries.map(|entry| entry_id(entry).ok_or(GitError::Unexpected { asked })).collect()
    }
}

/// `MODE TYPE ID\tNAME`.
fn entry_id(entry: &[u8]) -> Option<ObjectId> {
    let before_name = entry.split(|&byte| byte == b'\t').next()?;
    before_name.split(|&byte| byte == b' ').nth(2).and_then(ObjectId::parse)
}
