//! The stages of detection one by one, for `benches/`: what each does to a window, counted so that nothing of it can be
//! left out by the compiler. Nothing else may use this.

use crate::detect::anchors::strings_of;
use crate::detect::finders::Finder;
use crate::detect::{Engine, prior};
use crate::model::source::ArtifactPath;
use crate::model::window::Window;

/// A way to run the loops that look at every byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// What it is called: `portable`, or the instructions it needs.
    pub name: &'static str,
}

/// The kernels that this machine can run.
pub fn kernels() -> Vec<Kernel> {
    vec![Kernel { name: "portable" }]
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
}

/// What the prefilter seeks.
pub fn sought(engine: &Engine) -> Vec<Sought> {
    let strings = strings_of(engine.rules());
    let counted = strings.into_iter().map(|(text, targets)| {
        let exact = targets.iter().filter(|target| target.exact).count() as u64;
        Sought { text, any_case: targets.len() as u64 - exact, exact }
    });
    counted.collect()
}

/// Hits of strings in a window: one for each find.
pub fn strings(engine: &Engine, _kernel: Kernel, window: &Window<'_>) -> u64 {
    let mut hits = 0;
    engine.anchors.strings(window, |_, _, _| hits += 1);
    hits
}

/// Runs of digits in a window that could begin a match: one for each find.
pub fn digits(engine: &Engine, _kernel: Kernel, window: &Window<'_>) -> u64 {
    let mut hits = 0;
    engine.anchors.digit_runs(window, |_, _| hits += 1);
    hits
}

/// Candidates in a window of a file of this name: both passes, then proof and evidence.
pub fn find(engine: &Engine, path: &ArtifactPath, window: &Window<'_>) -> u64 {
    let mut reject = |_, _: &_, _| {};
    let prior = prior::of(path);
    Finder { engine, prior, window, found: Vec::new(), reject: &mut reject }.run().len() as u64
}
