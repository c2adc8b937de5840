//! What was typed. Nothing here decides what it means: that is `settings.rs`.

mod answers;
mod baseline;
mod change;
mod convert;
mod gate;
mod hook;
mod import;
mod rules;
mod split;
mod waive;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::model::rule_doc::Family;
use crate::model::severity::{Confidence, Severity};
use crate::report::{FORMATS, Format};

pub use answers::AnswerArgs;
pub use baseline::{AuditArgs, BaselineArgs, BaselineCommand, BaselineScanArgs, CreateArgs};
pub use change::ChangeArgs;
pub use convert::ConvertArgs;
pub use gate::GateWord;
pub use hook::{HookAction, HookArgs, HookKind};
pub use import::ImportArgs;
pub use rules::{
    RulesArgs, RulesBenchArgs, RulesCommand, RulesExplainArgs, RulesListArgs, RulesScoreArgs, RulesTestArgs,
};
pub use split::SplitArgs;
pub use waive::WaiveArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0    nothing to act on
  1    findings that make the run fail (see --fail-on, --exit-zero)
  2    an error: what was asked could not be done
  3    with --strict: something was not, or not wholly, read
  130  stopped by ^C or SIGTERM; the report holds what was found before";

/// Finds credentials, client identifiers and health data where they should not be.
///
/// Reads files and says what lies in them, how sure that is, how much it matters, what to do about it and how long it
/// may be kept. It works offline and never prints a value it found unless told to.
#[derive(Debug, Parser)]
#[command(name = "sealant", after_help = EXIT_CODES, max_term_width = 100, propagate_version = false)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search files and folders
    Scan(Box<ScanArgs>),
    /// Make, update, tidy up and look over a baseline of what is there already
    Baseline(BaselineArgs),
    /// Answer for a finding: write it into the register of waivers
    Waive(Box<WaiveArgs>),
    /// Take over what another scanner was told: its settings, baseline and ignore files
    ///
    /// Says what was carried over, what only by its line, and what not and why. Settings that are there already are
    /// never changed: what to add to them is printed.
    Import(Box<ImportArgs>),
    /// Write a report of Sealant in another format
    Report(ConvertArgs),
    /// List, explain, test and measure rules
    Rules(RulesArgs),
    /// Explain a rule, or why a line is or is not found
    Explain(ExplainArgs),
    /// Write a sealant.toml with comments to start from
    Init(InitArgs),
    /// Let git ask Sealant before it commits or pushes
    Hook(HookArgs),
    /// Show the settings in force and where each comes from
    Config(ConfigArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// `sealant scan`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct ScanArgs {
    /// Files and folders to read [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read standard input and give it this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["paths", "files_from", "change"], help_heading = "What is read")]
    pub stdin_path: Option<String>,
    /// Read the paths listed in FILE, one a line or separated by NUL; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "change", help_heading = "What is read")]
    pub files_from: Option<PathBuf>,
    /// The change that is asked about, if one is.
    #[command(flatten)]
    pub change: ChangeArgs,
    /// Obey git's ignore rules also in work trees that the current folder does not lie in
    #[arg(long, conflicts_with = "no_ignore", help_heading = "What is read")]
    pub trust_ignore_files: bool,
    /// Who answers for findings.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// Take configuration, rules, baseline, waivers and .sealantignore from the commit REV and obey no marks in files:
    /// for changes by people who are not trusted to decide what is reported of them
    #[arg(long, value_name = "REV", help_heading = "What is known already")]
    pub trust_base: Option<String>,
    /// Settings that sealant.toml may give too.
    #[command(flatten)]
    pub settings: SettingArgs,
    /// What the report looks like and where it goes.
    #[command(flatten)]
    pub report: ReportArgs,
    /// Threads to use [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Run")]
    pub threads: Option<NonZeroUsize>,
    /// Draw no line on the terminal that says how far the run is
    #[arg(long, help_heading = "Run")]
    pub no_progress: bool,
    /// Exit with 3 when something was not, or not wholly, read
    #[arg(long, help_heading = "Run")]
    pub strict: bool,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Run")]
    pub exit_zero: bool,
}

/// What the report looks like and where it goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct ReportArgs {
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = format_parser())]
    pub format: &'static Format,
    /// Write the report to FILE, which appears whole or not at all and only its owner may read
    ///
    /// Devices, pipes and /dev/stdout are written as they are; - is standard output. A link to a file is replaced,
    /// never followed.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Whether it is split.
    #[command(flatten)]
    pub split: SplitArgs,
    /// Print neither the report nor warnings: the exit code tells
    #[arg(long, short)]
    pub quiet: bool,
    /// Print the values that were found: whoever reads the report then holds them
    #[arg(long)]
    pub show_values: bool,
    /// Print every reason for and against each finding, with its weight in bits
    #[arg(long)]
    pub explain: bool,
    /// Leave out of reports for machines what a baseline, a waiver or a mark answers for
    #[arg(long)]
    pub no_suppressed: bool,
    /// Which places of a finding to print
    #[arg(long, value_name = "WHICH", default_value = "first")]
    pub places: Places,
}

/// Settings that `sealant.toml` may give too, and those that go with them.
#[derive(Clone, Debug, Default, Args)]
pub struct SettingArgs {
    /// Read only files that match GLOB (repeatable)
    #[arg(long, value_name = "GLOB", help_heading = "What is read")]
    pub include: Vec<String>,
    /// Leave out files and folders that match GLOB (repeatable)
    #[arg(long, value_name = "GLOB", help_heading = "What is read")]
    pub exclude: Vec<String>,
    /// Read what .gitignore and other ignore files leave out
    #[arg(long, help_heading = "What is read")]
    pub no_ignore: bool,
    /// Report findings of this confidence and more; low ones never make a run fail [default: medium]
    #[arg(long, value_name = "LEVEL", value_parser = confidence_parser(), help_heading = "What is reported")]
    pub confidence: Option<Confidence>,
    /// Report findings of this severity and more [default: low]
    #[arg(long, value_name = "LEVEL", value_parser = severity_parser(), help_heading = "What is reported")]
    pub severity: Option<Severity>,
    /// Exit with 1 on findings of this severity and more, or of one family: `health=low` (repeatable) [default: those
    /// reported]
    ///
    /// Severities are never, low, medium, high and critical.
    #[arg(long, value_name = "[FAMILY=]LEVEL", value_delimiter = ',', help_heading = "What is reported")]
    pub fail_on: Vec<GateWord>,
    /// Use only rules whose id matches GLOB (repeatable)
    #[arg(long, value_name = "RULE-GLOB", help_heading = "Rules")]
    pub only: Vec<String>,
    /// Do without rules whose id matches GLOB (repeatable)
    #[arg(long, value_name = "RULE-GLOB", help_heading = "Rules")]
    pub skip: Vec<String>,
    /// Use only this family of rules (repeatable)
    #[arg(long, value_name = "FAMILY", value_parser = family_parser(), help_heading = "Rules")]
    pub family: Vec<Family>,
    /// Do without this family of rules (repeatable)
    #[arg(long, value_name = "FAMILY", value_parser = family_parser(), help_heading = "Rules")]
    pub no_family: Vec<Family>,
    /// Add the rules in a folder (repeatable)
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    pub rules: Vec<PathBuf>,
    /// Name the laws, and look for the numbers, of these regions alone: codes such as us,uk,de,eu [default: all]
    ///
    /// A document in another region's language is still searched for that region's numbers.
    #[arg(long, value_name = "REGION", value_delimiter = ',', help_heading = "Rules")]
    pub region: Vec<String>,
    /// Judge as of this day, YYYY-MM-DD [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_date, help_heading = "Settings")]
    pub as_of: Option<Date>,
    /// Key the fingerprints of guessable values with the bytes of FILE [default: the variable `SEALANT_KEY`]
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub key_file: Option<PathBuf>,
    /// Where the configuration is.
    #[command(flatten)]
    pub config: ConfigFileArgs,
}

/// Where the configuration is.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct ConfigFileArgs {
    /// Read FILE instead of the nearest sealant.toml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read no sealant.toml
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
}

/// `sealant explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule's id, a file and a line in it, or a document and a place as reports say it: "staff.xlsx: Sheet1!B2"
    #[arg(value_name = "ID|FILE:LINE|FILE:PLACE")]
    pub subject: String,
    /// Which rules.
    #[command(flatten)]
    pub settings: SettingArgs,
}

/// `sealant init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to write it into [default: the current one]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// `sealant config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting in force and where it comes from
    Show(Box<SettingArgs>),
}

/// `sealant completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `sealant man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command to describe, such as `scan` or `rules list` [default: sealant as a whole]
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Which places of a finding to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Places {
    /// The first, and how many more there are
    First,
    /// Every one that is known
    All,
}

/// How to list rules and measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Lines and tables, for people
    Human,
    /// JSON, for scripts
    Json,
}

fn confidence_parser() -> impl TypedValueParser<Value = Confidence> {
    PossibleValuesParser::new(Confidence::REPORTED.map(Confidence::name))
        .try_map(|word| word.parse::<Confidence>())
}

fn severity_parser() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::name)).try_map(|word| word.parse::<Severity>())
}

fn family_parser() -> impl TypedValueParser<Value = Family> {
    PossibleValuesParser::new(Family::ALL.map(Family::name)).try_map(|word| word.parse::<Family>())
}

fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let values = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.description));
    PossibleValuesParser::new(values)
        .try_map(|name| crate::report::named(&name).ok_or_else(|| format!("there is no format `{name}`")))
}

fn parse_date(word: &str) -> Result<Date, String> {
    word.parse().map_err(|_| "a day is written as YYYY-MM-DD, such as 2026-02-28".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::CommandLine;

    #[test]
    fn the_definition_holds_together() {
        CommandLine::command().debug_assert();
    }
}
