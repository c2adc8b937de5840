//! The hooks of git.

use clap::{Args, Subcommand, ValueEnum};

/// `sealant hook`.
#[derive(Debug, Args)]
pub struct HookArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: HookAction,
}

/// What to do with a hook.
#[derive(Debug, Subcommand)]
pub enum HookAction {
    /// Write the hook; one that is there already is kept and asked first
    Install {
        /// When git is to ask
        #[arg(value_name = "WHEN", default_value = "pre-commit")]
        kind: HookKind,
    },
    /// Take the hook out again, and put back the one that was there before
    Uninstall {
        /// When git was to ask
        #[arg(value_name = "WHEN", default_value = "pre-commit")]
        kind: HookKind,
    },
}

/// When git asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HookKind {
    /// Before each commit: what is staged
    PreCommit,
    /// Before each push: the commits that the other side does not have
    PrePush,
}

impl HookKind {
    /// The name of the file that git runs.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PrePush => "pre-push",
        }
    }
}
