//! `sealant rules bench`: what each rule meets in text that holds nothing, and what it costs.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::cli::args::RulesBenchArgs;
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::{output, warn};
use crate::detect::Engine;
use crate::detect::bench::{Counter, Counts};
use crate::extract::{WindowBuffer, extract};
use crate::input::{self, InputConfig, Item};
use crate::model::budget::Budget;

/// Runs the command.
pub(super) fn run(args: &RulesBenchArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(&args.settings, &Surroundings::of_process()?)?;
    let (ruleset, _) = Ruleset::in_force(&settings)?;
    warn(&settings.warnings);
    let engine = ruleset.into_engine(&settings)?;
    let (counts, spent) = measure(args, &engine)?;
    output::print(&table(&counts, spent))?;
    if let Some(path) = &args.write {
        write(path, &counts)?;
    }
    Ok(Exit::Clean)
}

fn measure(args: &RulesBenchArgs, engine: &Engine) -> anyhow::Result<(Counts, Duration)> {
    let mut buffer = WindowBuffer::default();
    let mut total = Counter::nothing(engine);
    let begun = Instant::now();
    let config = InputConfig { roots: args.paths.clone(), no_ignore: true, ..InputConfig::default() };
    for item in input::open(config)? {
        let Item::Blob(blob) = item else { continue };
        let mut counter = Counter::new(engine, &blob.source().path);
        if let Ok(mut blob) = blob.open() {
            extract(&mut blob, &mut counter, &mut Budget::UNLIMITED.clone(), &mut buffer);
            total.add(counter.finish());
        }
    }
    Ok((total, begun.elapsed()))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn megabytes(counts: &Counts) -> f64 {
    (counts.bytes as f64 / 1e6).max(1e-6)
}

/// The finds that turn up most, then the rules whose strings do.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn table(counts: &Counts, spent: Duration) -> String {
    let size = megabytes(counts);
    let mut text = format!("{size:.1} MB in {:.2} s\n\nshapes a MB, before checks\n", spent.as_secs_f64());
    let mut rows: Vec<_> = counts.shapes.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (name, count) in rows.into_iter().filter(|(_, count)| **count > 0) {
        let _ = writeln!(text, "{:12.4}  {name}", *count as f64 / size);
    }
    text.push_str("\nstrings of the prefilter a MB\n");
    let mut rows: Vec<_> = counts.anchors.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (name, count) in rows {
        let _ = writeln!(text, "{:12.4}  {name}", *count as f64 / size);
    }
    text
}

/// Finds that never turned up are written too: that is a measurement.
fn write(path: &Path, counts: &Counts) -> anyhow::Result<()> {
    let mut text = String::from(
        "# Hits of each rule's shape, before its checks, in text that holds nothing: written by\n\
         # `sealant rules bench --write FILE PATH…` over the sources of the crates that Cargo.lock pins.\n\
         # A find is named by its rule and its place. The computed rate counts as much as one hit.\n",
    );
    let _ = writeln!(text, "megabytes = {:.1}\n\n[hits]", megabytes(counts));
    for (name, count) in &counts.shapes {
        let _ = writeln!(text, "{name:?} = {count}.0");
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
