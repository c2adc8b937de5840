//! `sealant baseline`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{AnswerArgs, ListFormat, SettingArgs};

/// `sealant baseline`.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: BaselineCommand,
}

/// What to do with a baseline.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Write down what is there now, so that from now on only what is new is reported
    ///
    /// A line names a file, a rule and a fingerprint, never a value. Values that could be guessed are fingerprinted
    /// with a key; a repository that has none is given one, in a file under its git folder that is never committed.
    Create(Box<CreateArgs>),
    /// Add what is there now and not yet known
    Update(Box<BaselineScanArgs>),
    /// Remove the entries of what is gone
    Prune(Box<BaselineScanArgs>),
    /// List the entries: what each is, where it stands now, and whether it is still needed
    Audit(Box<AuditArgs>),
}

/// What the commands about baselines read.
#[derive(Debug, Args)]
pub struct BaselineScanArgs {
    /// Files and folders to read [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Who answers for findings.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// Settings that sealant.toml may give too.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// `sealant baseline create`.
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// Replace a baseline that is there
    #[arg(long)]
    pub force: bool,
    /// What is read.
    #[command(flatten)]
    pub scan: BaselineScanArgs,
}

/// `sealant baseline audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
    /// What is read.
    #[command(flatten)]
    pub scan: BaselineScanArgs,
}
