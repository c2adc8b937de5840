//! `sealant man`: from the same definition as the parser.

use anyhow::bail;

use crate::cli::args::ManArgs;
use crate::cli::exit::Exit;
use crate::cli::{definition, output};

/// Prints the manual page of a command.
pub(in crate::cli) fn run(args: &ManArgs) -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(described(&args.command)?).render(&mut page)?;
    output::print(&String::from_utf8(page)?)?;
    Ok(Exit::Clean)
}

/// The command that these words name, called as it is typed.
fn described(words: &[String]) -> anyhow::Result<clap::Command> {
    let mut command = definition();
    command.build();
    for word in words {
        let Some(found) = command.find_subcommand(word) else {
            bail!("there is no command `sealant {}`: see `sealant --help`", words.join(" "));
        };
        command = found.clone();
    }
    Ok(command)
}
