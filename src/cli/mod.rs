//! The command line. `args.rs` is what was typed, `settings.rs` what is meant, `command/` one file per command. Nothing
//! here judges content.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{CommandFactory, FromArgMatches};

use self::args::{Command, CommandLine};
use self::exit::Exit;
use self::ruleset::FileFaults;
use crate::rule::error::FileError;
use crate::scan::ScanError;

mod answers;
pub mod args;
mod collect;
mod command;
mod config;
mod destination;
mod exit;
mod key;
mod output;
mod pinned;
mod process;
mod progress;
mod pushed;
mod ruleset;
mod settings;
mod sourced;
mod spool;
mod text_file;

/// The version, with what tells which rules are built in: equal hashes find the same things.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let (hash, rules) = (crate::builtin::hash(), crate::builtin::rules().len());
    format!("{} ({rules} rules, hash {hash})", env!("CARGO_PKG_VERSION"))
});

/// Runs the program.
pub fn run() -> ExitCode {
    process::harden();
    // The panic hook has told the place; the payload is dropped unread.
    let exit = catch_unwind(AssertUnwindSafe(parse_and_run)).unwrap_or(Exit::Error);
    exit.into()
}

/// The definition of the command line, from which help, completions and the manual are made too.
fn definition() -> clap::Command {
    CommandLine::command().version(VERSION.as_str())
}

/// What is wrong with the text of a `sealant.toml`, drawn under it. For tests from outside.
pub fn fault_of_configuration(text: &str) -> Result<(), String> {
    let parsed = config::Config::parse(std::path::Path::new("sealant.toml"), text);
    parsed.map(|_| ()).map_err(|fault| fault.render(false))
}

/// What is wrong with the text of a register of waivers, drawn under it. For tests from outside.
pub fn fault_of_register(text: &str) -> Result<(), String> {
    let parsed = config::waivers::parse("sealant-waivers.toml", text);
    parsed.map(|_| ()).map_err(|fault| fault.render(false))
}

fn parse_and_run() -> Exit {
    if command::worker::is_asked() {
        return command::worker::run();
    }
    let parsed = definition().try_get_matches().and_then(|matches| CommandLine::from_arg_matches(&matches));
    match parsed {
        Ok(line) => command(line.command).unwrap_or_else(|error| exit_of(&error)),
        Err(error) => {
            // Nothing can be done when the terminal is gone.
            drop(error.print());
            if error.use_stderr() { Exit::Error } else { Exit::Clean }
        }
    }
}

fn command(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Scan(args) => command::scan::run(&args),
        Command::Baseline(args) => command::baseline::run(&args),
        Command::Waive(args) => command::waive::run(&args),
        Command::Import(args) => command::import::run(&args),
        Command::Report(args) => command::report::run(&args),
        Command::Rules(args) => command::rules::run(&args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Init(args) => command::init::run(&args),
        Command::Hook(args) => command::hook::run(&args),
        Command::Config(args) => command::config::run(&args),
        Command::Completions(args) => command::completions::run(&args),
        Command::Man(args) => command::man::run(&args),
    }
}

/// A reader that went away, as `head` does, has what it wanted. All else is told.
fn exit_of(error: &anyhow::Error) -> Exit {
    if is_broken_pipe(error) {
        return Exit::Clean;
    }
    // Nothing can be done when standard error is gone.
    drop(print_error(error));
    Exit::Error
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    // A scan tells its cause in its own words, so its error of writing is no link of the chain.
    let of_scan = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<ScanError>() {
        Some(ScanError::Output(error)) => Some(error.kind()),
        _ => cause.downcast_ref::<io::Error>().map(io::Error::kind),
    };
    error.chain().filter_map(of_scan).any(|kind| kind == io::ErrorKind::BrokenPipe)
}

fn print_error(error: &anyhow::Error) -> io::Result<()> {
    let mut out = anstream::stderr().lock();
    if let Some(FileFaults(faults)) = error.downcast_ref() {
        return faults.iter().try_for_each(|fault| writeln!(out, "{}", fault.render(true)));
    }
    if let Some(fault) = error.downcast_ref::<FileError>() {
        return writeln!(out, "{}", fault.render(true));
    }
    let style = anstyle::AnsiColor::Red.on_default().bold();
    writeln!(out, "{style}error{style:#}: {error:#}")
}

/// Tells what the user should know, which keeps nothing from being done.
fn warn(warnings: &[String]) {
    let mut out = anstream::stderr().lock();
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    for warning in warnings {
        // Nothing can be done when standard error is gone.
        drop(writeln!(out, "{style}warning{style:#}: {warning}"));
    }
}
