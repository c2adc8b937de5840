//! `sealant rules bench`: what each rule meets on a corpus, and what it costs there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::args::{ListFormat, RulesBenchArgs};
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::{output, warn};
use crate::detect::bench::groups::Groups;
use crate::detect::bench::{Counter, Counts};
use crate::detect::{Engine, Session};
use crate::extract::{WindowBuffer, extract};
use crate::input::{self, Blob, InputConfig, Item};
use crate::model::budget::Budget;
use crate::model::severity::Confidence;
use crate::scan::examine;

mod table;

/// What was measured.
struct Measures {
    counts: Counts,
    /// Findings of medium confidence and more, by rule.
    findings: BTreeMap<String, u64>,
}

impl Measures {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn megabytes(&self) -> f64 {
        (self.counts.bytes as f64 / 1e6).max(1e-6)
    }
}

/// Runs the command.
pub(super) fn run(args: &RulesBenchArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(&args.settings, &Surroundings::of_process()?)?;
    let (ruleset, _) = Ruleset::in_force(&settings)?;
    warn(&settings.warnings);
    let engine = ruleset.into_engine(&settings)?;
    let corpus: Vec<PathBuf> = args.paths.iter().chain(&args.corpus).cloned().collect();
    let mut groups = args.write_frequent.as_ref().map(|_| Groups::default());
    let counts = count(&corpus, &engine, groups.as_mut())?;
    let measures = Measures { counts, findings: findings(&corpus, &engine)? };
    let text = match args.format {
        ListFormat::Human => table::human(&measures),
        ListFormat::Json => table::json(&measures),
    };
    output::print(&text)?;
    if let Some(path) = &args.write {
        write(path, &chance_file(&measures))?;
    }
    if let (Some(path), Some(groups)) = (&args.write_frequent, groups) {
        write(path, &frequent_file(&groups, measures.megabytes(), &settings.as_of.value.to_string()))?;
    }
    Ok(Exit::Clean)
}

fn blobs(corpus: &[PathBuf]) -> anyhow::Result<impl Iterator<Item = Blob>> {
    let config = InputConfig { roots: corpus.to_vec(), no_ignore: true, ..InputConfig::default() };
    Ok(input::open(config)?.filter_map(|item| if let Item::Blob(blob) = item { Some(blob) } else { None }))
}

fn count(corpus: &[PathBuf], engine: &Engine, mut groups: Option<&mut Groups>) -> anyhow::Result<Counts> {
    let mut buffer = WindowBuffer::default();
    let mut total = Counter::nothing(engine);
    for blob in blobs(corpus)? {
        let mut counter = Counter::new(engine, &blob.source().path, groups.as_deref_mut());
        if let Ok(mut blob) = blob.open() {
            extract(&mut blob, &mut counter, &mut Budget::UNLIMITED.clone(), &mut buffer);
            total.add(counter.finish());
        }
    }
    Ok(total)
}

/// What a scan finds there with medium confidence and more, by rule.
fn findings(corpus: &[PathBuf], engine: &Engine) -> anyhow::Result<BTreeMap<String, u64>> {
    let mut buffer = WindowBuffer::default();
    let mut findings = BTreeMap::new();
    for blob in blobs(corpus)? {
        let source = blob.source().clone();
        let Ok(mut blob) = blob.open() else { continue };
        let (outcome, _) = examine(&mut blob, Session::new(engine, &source), &mut buffer);
        for finding in outcome.findings.iter().filter(|one| Confidence::of(one.score) >= Confidence::Medium) {
            let id = engine.rules()[usize::from(finding.rule.0)].doc.id.to_string();
            *findings.entry(id).or_default() += 1;
        }
    }
    Ok(findings)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Finds that never turned up are written too: that is a measurement.
fn chance_file(measures: &Measures) -> String {
    let mut text = String::from(
        "# Hits of each rule's shape, before its checks, in text that holds nothing: written by\n\
         # `sealant rules bench --write FILE PATH…` over the sources of the crates that Cargo.lock pins.\n\
         # A find is named by its rule and its place. The computed rate counts as much as one hit.\n",
    );
    let _ = writeln!(text, "megabytes = {:.1}\n\n[hits]", measures.megabytes());
    for (name, count) in &measures.counts.shapes {
        let _ = writeln!(text, "{name:?} = {count}.0");
    }
    text
}

fn frequent_file(groups: &Groups, megabytes: f64, day: &str) -> String {
    format!(
        "# Groups of three and four bytes that are frequent in ordinary source and prose, without regard to case, by the\n\
         # least number of hits a MB that they have: written on {day} by\n\
         # `sealant rules bench --write-frequent FILE PATH…`; name here what was counted.\n\
         # `sealant rules test` tells by them whether a pattern is called too often for what it reads.\n\
         megabytes = {megabytes:.1}\n\n{}",
        groups.table(megabytes)
    )
}
