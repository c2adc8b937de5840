//! `sealant rules`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{ConfigFileArgs, ListFormat, SettingArgs};

/// `sealant rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: RulesCommand,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List the rules in force
    List(RulesListArgs),
    /// Explain a rule
    Explain(RulesExplainArgs),
    /// Prove rules by their own samples
    Test(RulesTestArgs),
    /// Measure what each rule meets and costs on files of yours
    Bench(RulesBenchArgs),
    /// Measure recall, precision and calibration on labelled files
    Score(RulesScoreArgs),
}

/// `sealant rules list`.
#[derive(Debug, Args)]
pub struct RulesListArgs {
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
    /// Which rules.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// `sealant rules explain`.
#[derive(Debug, Args)]
pub struct RulesExplainArgs {
    /// The rule's id, or one it had before
    pub id: String,
    /// Which rules.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// `sealant rules test`.
#[derive(Debug, Args)]
pub struct RulesTestArgs {
    /// Folders of rules [default: those that sealant.toml names]
    #[arg(value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// How many random instances of each sample to try
    #[arg(long, value_name = "N", default_value = "20")]
    pub instances: NonZeroUsize,
    /// Where the configuration is.
    #[command(flatten)]
    pub config: ConfigFileArgs,
}

/// `sealant rules bench`.
#[derive(Debug, Args)]
pub struct RulesBenchArgs {
    /// Files and folders to measure on: source and documents as your rules will meet them
    #[arg(value_name = "PATH", required_unless_present = "corpus")]
    pub paths: Vec<PathBuf>,
    /// The same, by name
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub corpus: Vec<PathBuf>,
    /// How to print the measures
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
    /// Write how often shapes turn up, as patterns/data/chance.toml holds it: on text that holds nothing
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// Write which groups of letters are frequent, as patterns/data/frequent.toml holds them
    #[arg(long, value_name = "FILE")]
    pub write_frequent: Option<PathBuf>,
    /// Which rules.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// `sealant rules score`.
#[derive(Debug, Args)]
pub struct RulesScoreArgs {
    /// A file of labels, one JSON object a line (repeatable); see docs/labels.md
    #[arg(long, value_name = "FILE", required = true)]
    pub labels: Vec<PathBuf>,
    /// The folder of the labelled files [default: the folder `files` beside the labels]
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// How to print the measures
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ListFormat,
    /// Which rules.
    #[command(flatten)]
    pub settings: SettingArgs,
}
