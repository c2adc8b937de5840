//! `sealant completions`: from the same definition as the parser.

use crate::cli::args::CompletionsArgs;
use crate::cli::exit::Exit;
use crate::cli::{definition, output};

/// Prints the completions for a shell.
pub(in crate::cli) fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition(), "sealant", &mut script);
    output::print(&String::from_utf8(script)?)?;
    Ok(Exit::Clean)
}
