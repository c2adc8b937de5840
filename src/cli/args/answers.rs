//! Who answers for findings: the baseline, the register of waivers and marks in the files themselves.

use std::path::PathBuf;

use clap::Args;

/// Where answers are, and whether they count.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What is known already")]
pub struct AnswerArgs {
    /// Take what is in FILE for known [default: the nearest sealant-baseline.txt]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Take nothing for known
    #[arg(long, conflicts_with = "baseline")]
    pub no_baseline: bool,
    /// Obey the waivers in FILE [default: the nearest sealant-waivers.toml]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Obey no waivers
    #[arg(long, conflicts_with = "waivers")]
    pub no_waivers: bool,
    /// Obey no marks in files, such as `sealant:allow RULE reason`
    #[arg(long)]
    pub no_marks: bool,
}
