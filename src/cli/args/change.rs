//! Which change is asked about: the next commit, a stretch of history, or none.

use clap::Args;

use crate::input::{Push, Stretch};

/// At most one of these.
#[derive(Debug, Default, Args)]
#[group(skip)]
#[command(next_help_heading = "What is read")]
pub struct ChangeArgs {
    /// Read what the next commit would change, as it is staged, and report only what that brings in
    #[arg(long, group = "change")]
    pub staged: bool,
    /// Read the commits that the last one has and REV has not, and report only what they bring in
    #[arg(long, value_name = "REV", group = "change")]
    pub since: Option<String>,
    /// Read the commits of a range: A..B, those that B has and A has not; A...B, those since both parted
    #[arg(long, value_name = "A..B", group = "change")]
    pub range: Option<String>,
    /// Read the commits that a push would bring to REMOTE: what a pre-push hook calls
    ///
    /// Git says on standard input what is pushed, pre-commit in its variables. Left out is what REMOTE is known to have.
    #[arg(long, value_name = "REMOTE", group = "change")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub pushed: Option<String>,
    /// Read all commits up to the last one: each value is reported once, where it first appeared
    #[arg(long, group = "change")]
    pub history: bool,
    /// With --history: read the commits of all branches and tags, and what was stashed
    #[arg(long, requires = "history")]
    pub all: bool,
}

impl ChangeArgs {
    /// The change, if one was asked about. What is pushed is not known yet: git says it elsewhere.
    pub fn stretch(&self) -> Option<Stretch> {
        let Self { staged, since, range, pushed, history, all } = self;
        let push = |remote| Stretch::Pushed(Push { remote, updates: Vec::new() });
        let named = since.clone().map(Stretch::Since).or_else(|| range.clone().map(Stretch::Range));
        let whole = || history.then_some(if *all { Stretch::AllHistory } else { Stretch::History });
        let named = named.or_else(|| pushed.clone().map(push));
        named.or_else(|| staged.then_some(Stretch::Staged)).or_else(whole)
    }
}
