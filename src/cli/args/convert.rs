//! `sealant report`: which report is read back, and what is made of it.

use std::path::PathBuf;

use clap::Args;

use super::{SplitArgs, confidence_parser, format_parser, severity_parser};
use crate::model::severity::{Confidence, Severity};
use crate::report::{FORMATS, Format};

/// `sealant report`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// A report in the format json or jsonl; - is standard input
    #[arg(value_name = "REPORT")]
    pub input: PathBuf,
    /// The format to write
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = format_parser())]
    pub format: &'static Format,
    /// Write to FILE, which appears whole or not at all and only its owner may read; - is standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Whether it is split.
    #[command(flatten)]
    pub split: SplitArgs,
    /// List only findings of this confidence and more
    #[arg(long, value_name = "LEVEL", value_parser = confidence_parser())]
    pub confidence: Option<Confidence>,
    /// List only findings of this severity and more
    #[arg(long, value_name = "LEVEL", value_parser = severity_parser())]
    pub severity: Option<Severity>,
    /// Leave out what a baseline, a waiver or a mark answers for
    #[arg(long)]
    pub no_suppressed: bool,
    /// Print every reason for and against each finding, with its weight in bits
    #[arg(long)]
    pub explain: bool,
}
