//! From bytes in memory to what was found in them, stage by stage.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use sealant::detect::bench::stages::{Kernel, Sought, digits, find, kernels, sought, strings};
use sealant::detect::{Engine, Session};
use sealant::extract::{WindowBuffer, extract};
use sealant::model::budget::Budget;
use sealant::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use sealant::model::source::{ArtifactPath, Source};
use sealant::model::window::Window;
use sealant::scan::examine;

use super::texts::{Corpus, Memory, source};
use super::{Spent, Stage, clock, measure, print};

/// What both passes are to reach together, as a multiple of the automaton's throughput.
const BARS: [(&str, f64); 3] = [("portable", 1.6), ("avx2", 2.5), ("avx512", 4.0)];

/// Takes windows and nothing else.
struct EachWindow<F>(F);

impl<F: FnMut(&Window<'_>)> Pieces for EachWindow<F> {
    fn text(&mut self, _piece: u32, window: &Window<'_>) {
        (self.0)(window);
    }

    fn field(&mut self, _field: &Field<'_>) {}

    fn row(&mut self, _row: &Row<'_>) {}

    fn child(&mut self, _child: &mut dyn BlobReader) {}

    fn unread(&mut self, _obstacle: Obstacle) {}
}

/// Measures one corpus and prints its table.
pub(crate) fn measured(engine: &Engine, corpus: &Corpus, rounds: usize) {
    let twin = Twin::new(sought(engine));
    let mut stages = vec![
        Stage::new("decode and cut into windows", || extracted(corpus, Some(&source(b"x")))),
        Stage::new("the same, and read structures", || extracted(corpus, None)),
    ];
    for kernel in kernels() {
        let passes: [(&str, Pass); 2] = [("strings", strings), ("digits", digits)];
        for (name, pass) in passes {
            let each = move |_: &ArtifactPath, window: &Window<'_>| pass(engine, kernel, window);
            stages.push(Stage::new(label(name, kernel), move || windows(corpus, each)));
        }
    }
    stages.push(Stage::new(DFA, || windows(corpus, |_, window| twin.hits(window))));
    stages.push(Stage::new(FIND, || windows(corpus, |path, window| find(engine, path, window))));
    stages.push(Stage::new(WHOLE, || whole(engine, corpus)));
    measure(&mut stages, rounds);
    print(&format!("Detection in memory: {}", corpus.name), "windows, hits or findings", &stages);
    told(&stages);
}

const DFA: &str = "aho-corasick's DFA over the same strings";
const FIND: &str = "find: both passes, proof, evidence";
const WHOLE: &str = "a whole artifact: all of the above, context, settling";

type Pass = fn(&Engine, Kernel, &Window<'_>) -> u64;

fn label(pass: &str, kernel: Kernel) -> String {
    format!("{pass}, {}", kernel.name)
}

/// What the table comes to.
fn told(stages: &[Stage<'_>]) {
    let cost = |name: &str| stages.iter().find(|stage| stage.name == name).map_or(f64::NAN, Stage::cost);
    let both = |kernel| cost(&label("strings", kernel)) + cost(&label("digits", kernel));
    for kernel in kernels() {
        let bar = BARS.iter().find(|(name, _)| kernel.name.starts_with(name)).map_or(f64::NAN, |bar| bar.1);
        let ratio = cost(DFA) / both(kernel);
        println!("- both passes, {}: {ratio:.2} times the DFA's throughput (the bar: {bar})", kernel.name);
    }
    let least = kernels().into_iter().map(both).fold(f64::INFINITY, f64::min);
    let structures = cost("the same, and read structures");
    println!("- proof and evidence: {:.3} ns/byte", cost(FIND) - least);
    println!("- context, marks, lines, settling: {:.3} ns/byte", cost(WHOLE) - cost(FIND) - structures);
}

/// An automaton that seeks what the prefilter seeks, and counts as it does.
struct Twin {
    automaton: AhoCorasick,
    sought: Vec<Sought>,
    longest: usize,
}

impl Twin {
    fn new(sought: Vec<Sought>) -> Self {
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true);
        let automaton = builder.build(sought.iter().map(|one| &one.text));
        let longest = sought.iter().map(|one| one.text.len()).max().unwrap_or_default();
        Self { automaton: automaton.expect("some thousand strings fit into an automaton"), sought, longest }
    }

    fn hits(&self, window: &Window<'_>) -> u64 {
        let (text, owned) = (window.text(), window.owned());
        let text = &text[owned.start..text.len().min(owned.end + self.longest)];
        let count = |hit: aho_corasick::Match| {
            let one = &self.sought[hit.pattern()];
            let stands = one.exact > 0 && text[hit.range()] == *one.text;
            one.any_case + if stands { one.exact } else { 0 }
        };
        self.automaton.find_overlapping_iter(text).map(count).sum()
    }
}

/// Runs something on every window and counts its time alone.
fn windows(corpus: &Corpus, mut each: impl FnMut(&ArtifactPath, &Window<'_>) -> u64) -> Spent {
    let (mut spent, overhead) = (Spent::default(), clock::overhead());
    let mut buffer = WindowBuffer::default();
    for text in &corpus.texts {
        let mut take = EachWindow(|window: &Window<'_>| {
            let (nanoseconds, count) = clock::timed(|| each(&text.source.path, window));
            spent.nanoseconds += (nanoseconds - overhead).max(0.0);
            spent.bytes += window.owned().len() as u64;
            spent.count += count;
        });
        let mut blob = Memory { source: &text.source, rest: &text.bytes };
        extract(&mut blob, &mut take, &mut Budget::UNLIMITED.clone(), &mut buffer);
    }
    spent
}

/// Extracts everything, under a name that stands for all where one is given: one that promises no structure.
fn extracted(corpus: &Corpus, name: Option<&Source>) -> Spent {
    let mut buffer = WindowBuffer::default();
    let mut count = 0;
    let (nanoseconds, bytes) = clock::timed(|| {
        let extracted = corpus.texts.iter().map(|text| {
            let mut blob = Memory { source: name.unwrap_or(&text.source), rest: &text.bytes };
            let mut pieces = EachWindow(|_: &Window<'_>| count += 1);
            extract(&mut blob, &mut pieces, &mut Budget::UNLIMITED.clone(), &mut buffer)
        });
        extracted.sum()
    });
    Spent { nanoseconds, bytes, count }
}

fn whole(engine: &Engine, corpus: &Corpus) -> Spent {
    let mut buffer = WindowBuffer::default();
    let (mut count, mut bytes) = (0, 0);
    let (nanoseconds, ()) = clock::timed(|| {
        for text in &corpus.texts {
            let mut blob = Memory { source: &text.source, rest: &text.bytes };
            let (outcome, read) = examine(&mut blob, Session::new(engine, &text.source), &mut buffer);
            count += outcome.findings.len() as u64;
            bytes += read;
        }
    });
    Spent { nanoseconds, bytes, count }
}
