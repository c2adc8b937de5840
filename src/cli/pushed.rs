//! What is pushed: git tells a hook on standard input, and pre-commit tells its own in variables.

use std::env;
use std::io::{self, IsTerminal, Read};

use anyhow::{Context, bail};

use crate::input::{Push, Stretch, Update};

/// The change, with what git or pre-commit says of a push.
pub(in crate::cli) fn told(stretch: Option<Stretch>) -> anyhow::Result<Option<Stretch>> {
    match stretch {
        Some(Stretch::Pushed(Push { remote, .. })) => Ok(Some(Stretch::Pushed(push(&remote)?))),
        other => Ok(other),
    }
}

fn push(remote: &str) -> anyhow::Result<Push> {
    let mut told = String::new();
    if !io::stdin().is_terminal() {
        io::stdin().take(MOST_TOLD).read_to_string(&mut told).context("cannot read what is pushed")?;
    }
    let is_pre_commit = env::var_os("PRE_COMMIT").is_some();
    if told.trim().is_empty() && is_pre_commit {
        let variable = |name: &str| env::var(name).unwrap_or_default();
        let remote = if remote.is_empty() { variable("PRE_COMMIT_REMOTE_NAME") } else { remote.to_owned() };
        return Ok(of_pre_commit(remote, variable("PRE_COMMIT_FROM_REF"), variable("PRE_COMMIT_TO_REF")));
    }
    if told.is_empty() && io::stdin().is_terminal() {
        bail!(
            "--pushed is for a pre-push hook, to which git says what is pushed; here --range A..B is meant"
        );
    }
    Ok(Push { remote: remote.to_owned(), updates: updates(&told)? })
}

/// More than any push has names.
const MOST_TOLD: u64 = 64 << 20;

/// Of a push that begins at a commit without a parent pre-commit says neither where it begins nor where it ends.
fn of_pre_commit(remote: String, from: String, to: String) -> Push {
    let new = if to.is_empty() { "HEAD".to_owned() } else { to };
    Push { remote, updates: vec![Update { new, old: (!from.is_empty()).then_some(from) }] }
}

/// `LOCAL-NAME NEW REMOTE-NAME OLD`, one line a branch or tag. The local name is as typed, and may hold spaces.
fn updates(told: &str) -> anyhow::Result<Vec<Update>> {
    let mut updates = Vec::new();
    for line in told.lines().filter(|line| !line.trim().is_empty()) {
        let mut words = line.rsplit(' ');
        let (Some(old), Some(_), Some(new), Some(_)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            bail!("what git says of the push is not understood: it is no line of a pre-push hook");
        };
        let is_none = |id: &str| id.bytes().all(|byte| byte == b'0');
        if !is_none(new) {
            updates.push(Update { new: new.to_owned(), old: (!is_none(old)).then(|| old.to_owned()) });
        }
    }
    Ok(updates)
}

#[cfg(test)]
mod tests {
    use super::{of_pre_commit, updates};

    const NEW: &str = "1111111111111111111111111111111111111111";
    const OLD: &str = "2222222222222222222222222222222222222222";
    const NONE: &str = "0000000000000000000000000000000000000000";

    fn check(told: &str, expected: &[(&str, Option<&str>)]) {
        let updates = updates(told).unwrap();
        let found: Vec<_> = updates.iter().map(|update| (&*update.new, update.old.as_deref())).collect();
        assert_eq!(found, expected, "{told:?}");
    }

    #[test]
    fn each_line_is_a_branch_or_a_tag() {
        check("", &[]);
        check("\n", &[]);
        check(&format!("refs/heads/a {NEW} refs/heads/a {OLD}\n"), &[(NEW, Some(OLD))]);
        check(&format!("HEAD@{{1 day ago}} {NEW} refs/heads/a {NONE}\n"), &[(NEW, None)]);
        check(&format!("(delete) {NONE} refs/heads/a {OLD}\nt {NEW} t {NONE}"), &[(NEW, None)]);
    }

    #[test]
    fn what_git_would_not_say_is_an_error() {
        assert!(updates("hello").is_err());
    }

    #[test]
    fn pre_commit_says_it_in_variables() {
        let push = of_pre_commit("origin".into(), String::new(), String::new());
        assert_eq!((&*push.updates[0].new, &push.updates[0].old), ("HEAD", &None));
        let push = of_pre_commit("origin".into(), OLD.into(), NEW.into());
        assert_eq!((&*push.updates[0].new, push.updates[0].old.as_deref()), (NEW, Some(OLD)));
    }
}
