//! `sealant rules score`: how well findings and their confidence agree with labelled data. Prints counts, never a value.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use self::labels::Labels;
use self::tally::{Seen, Tally};
use crate::cli::args::{ListFormat, RulesScoreArgs};
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::{output, warn};
use crate::detect::{Engine, Session};
use crate::extract::WindowBuffer;
use crate::input::{self, InputConfig, Item};
use crate::model::finding::{Finding, PlacesKept};
use crate::model::source::{ArtifactPath, Facts, Source};
use crate::scan::examine;

mod labels;
mod table;
mod tally;

/// Runs the command.
pub(super) fn run(args: &RulesScoreArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(&args.settings, &Surroundings::of_process()?)?;
    let (ruleset, _) = Ruleset::in_force(&settings)?;
    warn(&settings.warnings);
    let engine = ruleset.into_engine(&settings)?.keeping(PlacesKept::ALL);
    let mut tally = Tally::new(engine.rulebook(), settings.confidence.value);
    for path in &args.labels {
        let labels = Labels::read(path)?;
        let folder = args.files.clone().unwrap_or_else(|| beside(path));
        measure(&labels, &folder, &engine, &mut tally)?;
    }
    let text = match args.format {
        ListFormat::Human => table::human(&tally),
        ListFormat::Json => table::json(&tally),
    };
    output::print(&text)?;
    Ok(Exit::Clean)
}

/// The folder of the labelled files: `files`, beside the labels.
fn beside(labels: &Path) -> PathBuf {
    labels.with_file_name("files")
}

fn measure(labels: &Labels, folder: &Path, engine: &Engine, tally: &mut Tally) -> anyhow::Result<()> {
    let mut buffer = WindowBuffer::default();
    for (file, labels) in labels.by_file() {
        let path = folder.join(file);
        let seen = judge(&path, file, engine, &mut buffer)
            .with_context(|| format!("cannot judge the labelled file {}", path.display()))?;
        tally.add(labels, &seen);
    }
    Ok(())
}

/// What a scan of the folder would find in one file, under the name by which the labels call it.
fn judge(path: &Path, name: &str, engine: &Engine, buffer: &mut WindowBuffer) -> anyhow::Result<Vec<Seen>> {
    let config = InputConfig { roots: vec![path.to_owned()], no_ignore: true, ..InputConfig::default() };
    let Some(Item::Blob(blob)) = input::open(config)?.next() else {
        bail!("it is not a file that can be read")
    };
    let mut blob = blob.open().map_err(|(_, obstacle)| anyhow::anyhow!("{obstacle}"))?;
    let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
    let (outcome, _) = examine(&mut blob, Session::new(engine, &source), buffer);
    Ok(outcome.findings.iter().map(|finding| seen(finding)).collect())
}

/// A finding, as far as it is measured.
fn seen(finding: &Finding) -> Seen {
    Seen { rule: finding.rule, score: finding.score, places: finding.places.clone() }
}
