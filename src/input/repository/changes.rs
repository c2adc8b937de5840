//! What a commit would change: the lines of `git diff --raw`, and what is staged.

use std::io::{self, BufRead};

use super::command::refused;
use super::object::ObjectId;
use super::{GitError, Repository};

/// One file as a change has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::input) struct Change {
    /// Its name from the root of the repository.
    pub path: Vec<u8>,
    /// What it becomes; `None` where it is removed, or has no bytes of its own.
    pub after: Option<ObjectId>,
    /// What it was: one for each parent in which it was.
    pub before: Vec<ObjectId>,
    /// What it becomes is no file.
    pub special: Option<Special>,
}

/// What has a name in git and no bytes to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum Special {
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

/// What the next commit changes, in the order of git's index. `GIT_INDEX_FILE` counts, so that `git commit -a` and `git
/// commit PATH` are judged by what they commit; in a merge the first parent is what was before.
pub(in crate::input) fn staged(repository: &Repository) -> Result<Vec<Change>, GitError> {
    let asked = "what is staged";
    let arguments = [
        "diff",
        "--cached",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
    ];
    let output = repository.command(&arguments).output()?;
    if !output.status.success() {
        return Err(refused(asked, &output.stderr));
    }
    let mut records = Records::new(&output.stdout[..]);
    let mut changes = Vec::new();
    while let Some(record) = records.next()? {
        match record {
            Record::Change(change) => changes.push(change),
            Record::Head(_) => return Err(GitError::Unexpected { asked }),
        }
    }
    Ok(changes)
}

/// What stands in the output of `git diff --raw -z` and of `git log --raw -z` with heads marked by [`MARK`].
pub(super) enum Record {
    /// The line about a commit, without the mark.
    Head(Vec<u8>),
    Change(Change),
}

/// Begins the line about a commit.
pub(super) const MARK: u8 = 1;

/// Reads records one by one.
pub(super) struct Records<R> {
    from: R,
    token: Vec<u8>,
    /// What stood behind a head in the same token.
    waiting: Vec<u8>,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, token: Vec::new(), waiting: Vec::new() }
    }

    pub(super) fn next(&mut self) -> Result<Option<Record>, GitError> {
        loop {
            let mut meta = std::mem::take(&mut self.waiting);
            if meta.is_empty() {
                if !self.take_token()? {
                    return Ok(None);
                }
                meta = std::mem::take(&mut self.token);
            }
            match meta.first() {
                Some(&MARK) => {
                    let end = meta.iter().position(|&byte| byte == b'\n').unwrap_or(meta.len());
                    self.waiting = meta[end..].trim_ascii_start().to_vec();
                    return Ok(Some(Record::Head(meta[1..end].to_vec())));
                }
                Some(b':') => return self.change(&meta).map(Some),
                Some(b'\n') => self.waiting = meta.trim_ascii_start().to_vec(),
                None => {}
                Some(_) => return Err(GitError::Unexpected { asked: "what changed" }),
            }
        }
    }

    fn change(&mut self, meta: &[u8]) -> Result<Record, GitError> {
        if !self.take_token()? {
            return Err(GitError::Unexpected { asked: "what changed" });
        }
        let change = parse(meta, &self.token).ok_or(GitError::Unexpected { asked: "what changed" })?;
        Ok(Record::Change(change))
    }

    /// The next token, without its NUL; false at the end.
    fn take_token(&mut self) -> io::Result<bool> {
        self.token.clear();
        let read = self.from.read_until(0, &mut self.token)?;
        if self.token.last() == Some(&0) {
            self.token.pop();
        }
        Ok(read > 0)
    }
}

/// `:mode mode id id A` or, of a merge, `::mode mode mode id id id AM`: one colon a parent.
fn parse(meta: &[u8], path: &[u8]) -> Option<Change> {
    let parents = meta.iter().take_while(|&&byte| byte == b':').count();
    let words: Vec<&[u8]> = meta[parents..].split(|&byte| byte == b' ').collect();
    if words.len() != 2 * (parents + 1) + 1 {
        return None;
    }
    let (modes, rest) = words.split_at(parents + 1);
    let ids: Vec<ObjectId> =
        rest[..=parents].iter().map(|hex| ObjectId::parse(hex)).collect::<Option<_>>()?;
    let is_file = |mode: &&[u8]| mode.starts_with(b"100");
    let before = ids.iter().zip(modes).take(parents).filter(|(id, mode)| !id.is_none() && is_file(mode));
    let special = match modes[parents] {
        b"120000" => Some(Special::Link),
        b"160000" => Some(Special::Submodule),
        _ => None,
    };
    let after = Some(ids[parents]).filter(|id| !id.is_none() && is_file(&modes[parents]));
    Some(Change { path: path.to_vec(), after, before: before.map(|(id, _)| *id).collect(), special })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "1111111111111111111111111111111111111111";
    const B: &str = "2222222222222222222222222222222222222222";
    const C: &str = "3333333333333333333333333333333333333333";
    const NONE: &str = "0000000000000000000000000000000000000000";

    fn id(hex: &str) -> ObjectId {
        ObjectId::parse(hex.as_bytes()).unwrap()
    }

    fn check(text: &str, expected: &[(&str, Option<&str>, &[&str])]) {
        let mut records = Records::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(record) = records.next().unwrap() {
            found.push(match record {
                Record::Head(head) => (String::from_utf8(head).unwrap(), None, Vec::new()),
                Record::Change(change) => {
                    (String::from_utf8(change.path).unwrap(), change.after, change.before)
                }
            });
        }
        let expected: Vec<_> = expected
            .iter()
            .map(|(path, after, before)| {
                ((*path).to_owned(), after.map(id), before.iter().map(|hex| id(hex)).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn changes_have_a_before_and_an_after() {
        check(&format!(":000000 100644 {NONE} {A} A\0a b\0"), &[("a b", Some(A), &[])]);
        check(&format!(":100644 100755 {A} {B} M\0x\ny\0"), &[("x\ny", Some(B), &[A])]);
        check(&format!(":100644 000000 {A} {NONE} D\0:gone\0"), &[(":gone", None, &[A])]);
    }

    #[test]
    fn merges_have_a_before_for_each_parent() {
        let text = format!(
            "\u{1}head 1\0\0::100644 100644 100644 {A} {B} {C} MM\0m\0\u{1}head 2\n:100644 000000 {A} {NONE} D\0d\0"
        );
        check(
            &text,
            &[("head 1", None, &[]), ("m", Some(C), &[A, B]), ("head 2", None, &[]), ("d", None, &[A])],
        );
    }

    #[test]
    fn links_and_submodules_have_no_bytes() {
        for (mode, special) in [("120000", Special::Link), ("160000", Special::Submodule)] {
            let change = parse(format!(":000000 {mode} {NONE} {A} A").as_bytes(), b"x").unwrap();
            assert_eq!((change.after, change.special), (None, Some(special)));
        }
    }

    #[test]
    fn what_makes_no_sense_is_an_error() {
        for text in ["x\0", ":100644\0p\0", &format!(":000000 100644 {NONE} {A} A\0")] {
            assert!(Records::new(text.as_bytes()).next().is_err(), "{text:?}");
        }
    }
}
