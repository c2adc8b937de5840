//! What each stage of a scan costs: nanoseconds of the thread's CPU time for each byte of text, and beside the prefilter an
//! automaton of the crate aho-corasick over the same strings, in alternation with it.
//!
//! `cargo bench --bench stages -- [PATH…]` measures on files below the paths, on the sources of Sealant where none are
//! named, and on numbers that it makes up. Without `--bench`, as `cargo test --bench stages` runs it, everything is done
//! once on little, so that it does not rot. Nothing here is a test of time.

#![expect(clippy::print_stdout, reason = "prints tables for whoever measures")]
#![expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]

mod clock;
mod detection;
mod reporting;
mod texts;

use std::path::PathBuf;

use sealant::builtin;
use sealant::detect::Engine;

use texts::Corpus;

/// 2026-11-23: the day all figures are judged by.
const AS_OF: i64 = 1_795_392_000;

/// What was asked for.
pub(crate) struct Options {
    paths: Vec<PathBuf>,
    /// How much of the files is held in memory and measured.
    bytes: u64,
    rounds: usize,
    findings: usize,
}

impl Options {
    fn typed() -> Self {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let paths = words.iter().filter(|word| !word.starts_with("--")).map(PathBuf::from).collect();
        if words.iter().any(|word| word == "--bench") {
            Self { paths, bytes: 64_000_000, rounds: 5, findings: 20_000 }
        } else {
            Self { paths, bytes: 200_000, rounds: 1, findings: 50 }
        }
    }

    fn roots(&self) -> Vec<PathBuf> {
        let own = ["src", "patterns", "docs"].map(|name| [env!("CARGO_MANIFEST_DIR"), name].iter().collect());
        if self.paths.is_empty() { own.to_vec() } else { self.paths.clone() }
    }
}

/// What was spent on how much, and what came of it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Spent {
    nanoseconds: f64,
    bytes: u64,
    count: u64,
}

/// One line of a table: something that is measured again in each round.
pub(crate) struct Stage<'a> {
    name: String,
    run: Box<dyn FnMut() -> Spent + 'a>,
    rounds: Vec<Spent>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(name: impl Into<String>, run: impl FnMut() -> Spent + 'a) -> Self {
        Self { name: name.into(), run: Box::new(run), rounds: Vec::new() }
    }

    /// Nanoseconds a byte: the median of the rounds.
    pub(crate) fn cost(&self) -> f64 {
        let mut costs: Vec<f64> =
            self.rounds.iter().map(|round| round.nanoseconds / round.bytes.max(1) as f64).collect();
        costs.sort_by(f64::total_cmp);
        costs[costs.len() / 2]
    }

    pub(crate) fn count(&self) -> u64 {
        self.rounds.last().map_or(0, |round| round.count)
    }

    fn bytes(&self) -> u64 {
        self.rounds.last().map_or(0, |round| round.bytes)
    }
}

/// Runs all stages in alternation, so that what else the machine does meets all of them alike. Where there is more than
/// one round, one before them is not counted: patterns are compiled and files are cached in it.
pub(crate) fn measure(stages: &mut [Stage<'_>], rounds: usize) {
    if rounds > 1 {
        stages.iter_mut().for_each(|stage| {
            let _ = (stage.run)();
        });
    }
    for _ in 0..rounds {
        for stage in &mut *stages {
            let spent = (stage.run)();
            stage.rounds.push(spent);
        }
    }
}

/// Prints a table in Markdown, which reads well as it is.
pub(crate) fn print(title: &str, counted: &str, stages: &[Stage<'_>]) {
    println!("\n#### {title}\n");
    println!("| stage | ns/byte | MB/s | MB | {counted} |\n| --- | ---: | ---: | ---: | ---: |");
    for stage in stages {
        let (cost, size) = (stage.cost(), stage.bytes() as f64 / 1e6);
        println!("| {} | {cost:.3} | {:.0} | {size:.1} | {} |", stage.name, 1e3 / cost, stage.count());
    }
    println!();
}

fn main() {
    let options = Options::typed();
    let engine = Engine::new(builtin::rules(), builtin::hash().to_owned(), AS_OF)
        .expect("the built-in rules are within the limits of an engine");
    let (read, files) = texts::read(&options);
    print("Reading files", "files", &read);
    detection::measured(&engine, &files, options.rounds);
    detection::measured(&engine, &Corpus::numbers(options.bytes / 4), options.rounds);
    reporting::measured(&engine, &options);
}
