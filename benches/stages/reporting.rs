//! From findings to bytes: policy, and a report in some formats.

use std::io;

use jiff::civil::date;
use sealant::check::CheckId;
use sealant::check::random::Random;
use sealant::detect::{Engine, Session};
use sealant::extract::WindowBuffer;
use sealant::model::finding::Finding;
use sealant::model::run::{Contacts, RunHeader, Summary};
use sealant::model::severity::{Confidence, Severity};
use sealant::model::verdict::{Judged, JudgedArtifact};
use sealant::policy::{self, Policy, PolicyConfig};
use sealant::report::named;
use sealant::scan::examine;

use super::texts::{Memory, source};
use super::{Options, clock};

/// The formats that are measured: for people, for scripts, for code hosts.
const FORMATS: [&str; 3] = ["human", "jsonl", "sarif"];

/// Measures and prints what a finding costs after it was found.
pub(crate) fn measured(engine: &Engine, options: &Options) {
    let text = tokens(options.findings);
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let (judging, judged) = judged(engine, found(engine, &text));
        let artifact = JudgedArtifact { source: source(b"tokens.txt"), findings: judged, unread: Vec::new() };
        let mut round = vec![(judging, 0)];
        round.extend(FORMATS.map(|format| written(format, engine, &artifact)));
        rounds.push(round);
    }
    println!("\n#### Policy and reports\n");
    println!("| stage | microseconds a finding | bytes a finding |\n| --- | ---: | ---: |");
    for (at, name) in ["policy"].into_iter().chain(FORMATS).enumerate() {
        let mut costs: Vec<f64> = rounds.iter().map(|round| round[at].0).collect();
        costs.sort_by(f64::total_cmp);
        let each = options.findings as f64;
        println!(
            "| {name} | {:.2} | {:.0} |",
            costs[costs.len() / 2] / 1e3 / each,
            rounds[0][at].1 as f64 / each
        );
    }
}

/// Lines with a value each, issued by nobody.
fn tokens(count: usize) -> Vec<u8> {
    let check = CheckId::named("crc32-base62").expect("a check of that name is built in").check();
    let mut random = Random::new(6);
    let line = |_| format!("token = gh{}{}\n", "p_", (check.generate)(&mut random, &["30"]));
    (0..count).map(line).collect::<String>().into_bytes()
}

fn found(engine: &Engine, text: &[u8]) -> Vec<Finding> {
    let source = source(b"tokens.txt");
    let mut blob = Memory { source: &source, rest: text };
    let (outcome, _) = examine(&mut blob, Session::new(engine, &source), &mut WindowBuffer::default());
    outcome.findings.into_iter().map(|finding| *finding).collect()
}

fn judged(engine: &Engine, findings: Vec<Finding>) -> (f64, Vec<Judged>) {
    let config = PolicyConfig::new(date(2026, 11, 23));
    let mut policy = Policy::new(config, engine.rulebook()).expect("an empty configuration holds");
    clock::timed(|| policy.judge_artifact(&source(b"tokens.txt"), findings))
}

/// What it costs to write a report, and how long it is.
fn written(format: &str, engine: &Engine, artifact: &JudgedArtifact) -> (f64, u64) {
    let mut report = (named(format).expect("a format of that name is built in").new)();
    let mut out = Counted(0);
    let (nanoseconds, done) = clock::timed(|| {
        report.begin(&header(engine), &mut out)?;
        report.artifact(artifact, &mut out)?;
        report.end(&Summary::default(), &mut out)
    });
    done.expect("counting bytes does not fail");
    (nanoseconds, out.0)
}

/// Counts what is written and forgets it.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn header(engine: &Engine) -> RunHeader {
    RunHeader {
        version: "0".into(),
        rulebook: engine.rulebook(),
        as_of: "2026-11-23".to_owned(),
        laws: policy::laws(),
        tell: policy::tell(&Contacts::default()),
        contacts: Contacts::default(),
        show_values: false,
        explain: false,
        confidence: Confidence::Medium,
        severity: Severity::Low,
        leaves_out_suppressed: false,
        all_places: false,
    }
}
