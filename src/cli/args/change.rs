//! Which change is asked about: the next commit, a stretch of history, or none.

use clap::Args;

/// Sources that know no changes.
const ELSEWHERE: [&str; 2] = ["stdin_path", "files_from"];

/// At most one of these.
#[derive(Debug, Default, Args)]
#[group(skip)]
#[command(next_help_heading = "What is read")]
pub struct ChangeArgs {
    /// Read what the next commit would change, as it is staged, and report only what that brings in
    #[arg(long, group = "change", conflicts_with_all = ELSEWHERE)]
    pub staged: bool,
    /// Read the commits that the last one has and REV has not, and report only what they bring in
    #[arg(long, value_name = "REV", group = "change", conflicts_with_all = ELSEWHERE)]
    pub since: Option<String>,
    /// Read the commits of a range: A..B, those that B has and A has not; A...B, those since both parted
    #[arg(long, value_name = "A..B", group = "change", conflicts_with_all = ELSEWHERE)]
    pub range: Option<String>,
    /// Read the commits that a push would bring to REMOTE: what a pre-push hook calls
    ///
    /// Git says on standard input what is pushed, pre-commit in its variables. Left out is what REMOTE is known to have.
    #[arg(long, value_name = "REMOTE", group = "change", conflicts_with_all = ELSEWHERE)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub pushed: Option<String>,
    /// Read all commits up to the last one: each value is reported once, where it first appeared
    #[arg(long, group = "change", conflicts_with_all = ELSEWHERE)]
    pub history: bool,
    /// With --history: read the commits of all branches and tags, and what was stashed
    #[arg(long, requires = "history")]
    pub all: bool,
}

impl ChangeArgs {
    /// Whether any change is asked about.
    pub fn is_any(&self) -> bool {
        self.staged || self.history || self.since.is_some() || self.range.is_some() || self.pushed.is_some()
    }
}
