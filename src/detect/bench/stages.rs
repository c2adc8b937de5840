//! The stages of detection one by one, for `benches/`: what each does to a window, counted so that nothing of it can be
//! left out by the compiler. Nothing else may use this.

use crate::detect::anchors;
use crate::detect::finders::Finder;
use crate::detect::{Engine, prior};
use crate::model::source::ArtifactPath;
use crate::model::window::Window;
use crate::rule::alphabet::Alphabet;
use crate::rule::strings::Target;

/// A way to run the loops that look at every byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// What it is called: `portable`, or the instructions it needs.
    pub name: &'static str,
    kernel: anchors::Kernel,
}

/// The kernels that this machine can run, the one that is used last.
pub fn kernels() -> Vec<Kernel> {
    let named = |kernel: anchors::Kernel| Kernel { name: kernel.name(), kernel };
    anchors::Kernel::all().into_iter().map(named).collect()
}

/// A string that the prefilter seeks without regard to ASCII case, and how many finds it stands for.
#[derive(Clone, Debug)]
pub struct Sought {
    /// The string.
    pub text: Vec<u8>,
    /// Finds for which any case will do.
    pub any_case: u64,
    /// Finds for which it has to stand as it is.
    pub exact: u64,
    /// What it stands for, with what may stand before and behind it.
    pub targets: Vec<(Target, Alphabet, Alphabet)>,
}

/// What the prefilter seeks.
pub fn sought(engine: &Engine) -> Vec<Sought> {
    let counted = engine.anchors.sought().map(|(text, targets)| {
        let exact = targets.iter().filter(|(target, ..)| target.exact).count() as u64;
        Sought { text: text.to_vec(), any_case: targets.len() as u64 - exact, exact, targets }
    });
    counted.collect()
}

/// Hits of strings in a window that have the neighbours their rules allow: one for each find.
pub fn strings(engine: &Engine, kernel: Kernel, window: &Window<'_>) -> u64 {
    let mut hits = 0;
    engine.anchors.strings_by(kernel.kernel, window, |_, _, _| hits += 1);
    hits
}

/// Runs of digits in a window that could begin a match: one for each find.
pub fn digits(engine: &Engine, kernel: Kernel, window: &Window<'_>) -> u64 {
    let mut hits = 0;
    engine.anchors.digit_runs_by(kernel.kernel, window, |_, _| hits += 1);
    hits
}

/// What a kernel finds in a window: position, rule, find and, for strings, the entry in the find. In no order.
pub fn hits(engine: &Engine, kernel: Kernel, window: &Window<'_>) -> Vec<(usize, u16, u8, u16)> {
    let mut hits = Vec::new();
    engine.anchors.strings_by(kernel.kernel, window, |start, _, target| {
        hits.push((start, target.rule, target.find, target.entry));
    });
    engine.anchors.digit_runs_by(kernel.kernel, window, |run, target| {
        hits.push((run.start, target.rule, target.find, u16::MAX));
    });
    hits
}

/// Candidates in a window of a file of this name: both passes, then proof and evidence.
pub fn find(engine: &Engine, path: &ArtifactPath, window: &Window<'_>) -> u64 {
    let mut reject = |_, _: &_, _| {};
    let prior = prior::of(path);
    Finder::new(engine, prior, window, &mut reject).run().len() as u64
}
