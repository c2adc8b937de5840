//! What became of everything that was asked for, for people: carried over, carried over by its line alone, not carried
//! over and why. Rules, paths, lines and fingerprints are told; values never.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::asked::Left;

/// Of one kind of thing so many are listed; all of them on request.
const LISTED: usize = 12;

/// The account, as it is drawn up.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// Whether everything is listed.
    pub in_full: bool,
    /// What was carried over, a sentence each.
    pub carried: Vec<String>,
    /// What was carried over by its line alone.
    pub by_line: Vec<String>,
    /// What somebody said is a secret: it is known now, and still to be dealt with.
    pub confirmed: Vec<String>,
    /// What needs no doing.
    pub notes: Vec<String>,
    /// What was not carried over: the places, by why.
    pub left: BTreeMap<String, Vec<String>>,
}

impl Account {
    /// Adds what was not carried over.
    pub(super) fn leave(&mut self, left: impl IntoIterator<Item = Left>) {
        for Left { at, why } in left {
            self.left.entry(why).or_default().push(at);
        }
    }

    /// Adds one thing that was not carried over.
    pub(super) fn leave_one(&mut self, at: &str, why: impl Into<String>) {
        self.leave([Left { at: at.to_owned(), why: why.into() }]);
    }

    fn list(&self, text: &mut String, head: &str, lines: &[String]) -> fmt::Result {
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(text, "{head}")?;
        self.lines(text, "  ", lines)?;
        writeln!(text)
    }

    fn lines(&self, text: &mut String, indent: &str, lines: &[String]) -> fmt::Result {
        let most = if self.in_full { lines.len() } else { LISTED };
        lines.iter().take(most).try_for_each(|line| writeln!(text, "{indent}{line}"))?;
        match lines.len() - lines.len().min(most) {
            0 => Ok(()),
            more => writeln!(text, "{indent}and {more} more; --dry-run lists all"),
        }
    }

    /// The text of it.
    pub(super) fn render(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        self.list(&mut text, "Carried over", &self.carried)?;
        let head = "Carried over by line only. Look at each: another value may stand there by now";
        self.list(&mut text, head, &self.by_line)?;
        let head =
            "Known from now on, but marked there as secrets: they are still to be revoked and taken out";
        self.list(&mut text, head, &self.confirmed)?;
        self.list(&mut text, "Nothing to do", &self.notes)?;
        if !self.left.is_empty() {
            writeln!(text, "Not carried over")?;
            for (why, places) in &self.left {
                writeln!(text, "  {why}")?;
                self.lines(&mut text, "      ", places)?;
            }
            writeln!(text)?;
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Account;

    #[test]
    fn an_account_is_short_unless_all_is_asked_for() {
        let mut account = Account { carried: vec!["x".into()], ..Account::default() };
        (0..20).for_each(|number| account.leave_one(&format!("f:{number}"), "gone"));
        let text = account.render().unwrap();
        assert!(text.starts_with("Carried over\n  x\n\nNot carried over\n  gone\n      f:0\n"), "{text}");
        assert!(text.contains("and 8 more") && !text.contains("f:12"), "{text}");
        account.in_full = true;
        assert!(account.render().unwrap().contains("f:19"));
    }
}
