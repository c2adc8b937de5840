//! `sealant report`: writes a `json` or `jsonl` report in another format. It scans nothing and never shows a value.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, anyhow};

use crate::cli::args::ConvertArgs;
use crate::cli::destination::Destination;
use crate::cli::exit::Exit;
use crate::cli::warn;
use crate::report::stored::{self, Narrowing};

/// Runs the command.
pub(in crate::cli) fn run(args: &ConvertArgs) -> anyhow::Result<Exit> {
    let narrowing = Narrowing {
        confidence: args.confidence,
        severity: args.severity,
        leaves_out_suppressed: args.no_suppressed,
    };
    let input = open(&args.input)?;
    let name = args.input.display();
    let stored = stored::read(input, narrowing).map_err(|error| anyhow!("{name}: {error}"))?;
    warn(&stored.warnings);
    let ConvertArgs { format, output, split, explain, .. } = args;
    let mut destination = Destination::open(format, output.as_deref(), split.split_sarif, false)?;
    let (report, mut writer) = destination.parts();
    stored.write(*explain, report, &mut *writer).context("cannot write the report")?;
    drop(writer);
    warn(&destination.finish()?);
    Ok(Exit::Clean)
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Box::new(file))
}
