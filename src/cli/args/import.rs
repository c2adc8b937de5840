//! `sealant import`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::{AnswerArgs, SettingArgs};
use crate::cli::command::import::{TOOLS, Tool};

/// `sealant import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Whose files to read
    #[arg(value_name = "TOOL", value_parser = tool_parser())]
    pub tool: &'static Tool,
    /// Its configuration, baselines, reports and ignore files, in any order [default: those of the usual names, in the
    /// current folder or at the root of the work tree]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Print all that would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Look in all commits, too, for what the files name and the work tree no longer holds
    #[arg(long)]
    pub history: bool,
    /// Take what stands in the line of an entry for what it means, even where the entry says that it was another value
    #[arg(long)]
    pub by_line: bool,
    /// Who answers for what the other tool was told is no secret [default: the e-mail address git commits with]
    #[arg(long, value_name = "WHO")]
    pub owner: Option<String>,
    /// Where the baseline and the register are.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// Settings that sealant.toml may give too.
    #[command(flatten)]
    pub settings: SettingArgs,
}

fn tool_parser() -> impl TypedValueParser<Value = &'static Tool> {
    let values = TOOLS.iter().map(|tool| PossibleValue::new(tool.name).help(tool.about));
    PossibleValuesParser::new(values).try_map(|name| {
        TOOLS.iter().find(|tool| tool.name == name).ok_or_else(|| format!("there is no import for `{name}`"))
    })
}
