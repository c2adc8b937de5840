//! What instructions are counted on: made-up text, the same for every version of Sealant, and the stages as functions of it.

use std::fmt::Write as _;
use std::io;

use sealant::builtin;
use sealant::check::random::Random;
use sealant::detect::{Engine, Session};
use sealant::extract::{WindowBuffer, extract};
use sealant::model::budget::Budget;
use sealant::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::model::window::Window;
use sealant::scan::examine;

/// 2026-11-23.
const AS_OF: i64 = 1_795_392_000;

const LENGTH: usize = 256 * 1024;

/// An engine whose patterns are compiled already, a text, and the memory of its windows.
pub struct Prepared {
    pub engine: Engine,
    pub source: Source,
    text: Vec<u8>,
    buffer: WindowBuffer,
}

impl Prepared {
    fn new(name: &str, text: String) -> Self {
        let engine = Engine::new(builtin::rules(), builtin::hash().to_owned(), AS_OF);
        let mut prepared = Self {
            engine: engine.expect("the built-in rules are within the limits of an engine"),
            source: Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() },
            text: text.into_bytes(),
            buffer: WindowBuffer::default(),
        };
        prepared.whole();
        prepared
    }

    /// Gives every window of the text to a stage, and adds up what it counts.
    pub fn windows(&mut self, mut each: impl FnMut(&Engine, &ArtifactPath, &Window<'_>) -> u64) -> u64 {
        let Self { engine, source, text, buffer } = self;
        let mut count = 0;
        let mut pieces = EachWindow(|window: &Window<'_>| count += each(engine, &source.path, window));
        let mut blob = Memory { source, rest: text };
        extract(&mut blob, &mut pieces, &mut Budget::UNLIMITED.clone(), buffer);
        count
    }

    /// Everything up to findings.
    pub fn whole(&mut self) -> u64 {
        let Self { engine, source, text, buffer } = self;
        let mut blob = Memory { source, rest: text };
        let (outcome, _) = examine(&mut blob, Session::new(engine, source), buffer);
        outcome.findings.len() as u64
    }
}

/// Program text: words of code, keys of services with values that are none, short lines.
pub fn code() -> Prepared {
    const WORDS: [&str; 24] = [
        "return", "self", "config", "client", "request", "response", "key", "token", "index", "value",
        "name", "error", "import", "value_of", "password", "update", "account", "number", "line", "api_key",
        "node", "buffer", "id", "date",
    ];
    const MARKS: [&str; 8] = [" ", " ", " = ", "(", ").", ", ", ": ", "_"];
    let mut random = Random::new(1);
    let mut text = String::new();
    while text.len() < LENGTH {
        for _ in 0..1 + random.below(8) {
            let _ = write!(text, "{}{}", random.pick(&WORDS), random.pick(&MARKS));
        }
        let _ = writeln!(text, "{}", random.below(200));
    }
    Prepared::new("code.py", text)
}

/// Lines of a log: numbers of all kinds.
pub fn numbers() -> Prepared {
    let mut random = Random::new(2);
    let mut text = String::new();
    while text.len() < LENGTH {
        let (id, taken) = (random.next_u64(), random.below(100_000));
        let _ = writeln!(
            text,
            "2026-11-{:02} {:08} 192.0.2.{} id={id:016x} took={taken}.{:03} rows={}",
            1 + taken % 28,
            random.below(86_400_000),
            taken % 250,
            taken % 1000,
            random.below(10_000)
        );
    }
    Prepared::new("numbers.log", text)
}

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

struct Memory<'a> {
    source: &'a Source,
    rest: &'a [u8],
}

impl BlobReader for Memory<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        io::Read::read(&mut self.rest, buffer)
    }
}
