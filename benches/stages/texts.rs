//! What is measured on: files of a disk, and as many of them in memory as asked for; numbers of many kinds.

use std::fmt::Write as _;
use std::io;

use sealant::check::random::Random;
use sealant::input::{self, Blob, InputConfig, Item};
use sealant::model::piece::BlobReader;
use sealant::model::source::{ArtifactPath, Facts, Source};

use super::{Options, Spent, Stage, clock, measure};

/// A file in memory.
pub(crate) struct Text {
    pub(crate) source: Source,
    pub(crate) bytes: Vec<u8>,
}

/// Files in memory.
pub(crate) struct Corpus {
    pub(crate) name: &'static str,
    pub(crate) texts: Vec<Text>,
}

impl Corpus {
    /// A log and a table full of numbers: dates, times, amounts, measurements, ids, addresses.
    pub(crate) fn numbers(bytes: u64) -> Self {
        let mut random = Random::new(5);
        let half = usize::try_from(bytes / 2).expect("a corpus fits into memory");
        let mut log = String::new();
        while log.len() < half {
            let (clock, id) = (random.below(86_400_000), random.next_u64());
            let (port, taken) = (random.below(65_536), random.below(100_000));
            let _ = writeln!(
                log,
                "2026-11-{:02} {clock:08} 192.0.2.{}:{port} id={id:016x} took={}.{:03} rows={taken}",
                1 + clock % 28,
                clock % 250,
                taken / 1000,
                taken % 1000
            );
        }
        let mut table = String::from("number,day,amount,measured,share\n");
        while table.len() < half {
            let (number, share) = (random.below(1_000_000_000), random.below(1_000_000));
            let day = 1 + number % 28;
            let _ = writeln!(
                table,
                "{number},2026-10-{day:02},{}.{:02},{share}e-3,0.{share:06}",
                number % 9000,
                share % 100
            );
        }
        let texts = [("numbers.log", log), ("numbers.csv", table)]
            .map(|(name, text)| Text { source: source(name.as_bytes()), bytes: text.into_bytes() });
        Self { name: "numbers", texts: texts.into() }
    }
}

pub(crate) fn source(name: &[u8]) -> Source {
    Source { path: ArtifactPath::new(name), facts: Facts::default() }
}

/// A file of a corpus as a blob.
pub(crate) struct Memory<'a> {
    pub(crate) source: &'a Source,
    pub(crate) rest: &'a [u8],
}

impl BlobReader for Memory<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        io::Read::read(&mut self.rest, buffer)
    }
}

fn blobs(options: &Options) -> impl Iterator<Item = Blob> {
    let config = InputConfig { roots: options.roots(), no_ignore: true, ..InputConfig::default() };
    let items = input::open(config).expect("the paths that were named can be found");
    items.filter_map(|item| match item {
        Item::Blob(blob) => Some(blob),
        Item::Unread { .. } => None,
    })
}

/// What a blob's bytes are given to, with their source.
fn read_blob(blob: Blob, buffer: &mut [u8], mut take: impl FnMut(&[u8])) {
    let Ok(mut open) = blob.open() else { return };
    while let Ok(length) = open.read(buffer) {
        if length == 0 {
            return;
        }
        take(&buffer[..length]);
    }
}

/// Measures the walk, and the walk with reading; then holds an even share of the files in memory.
pub(crate) fn read(options: &Options) -> (Vec<Stage<'_>>, Corpus) {
    let mut buffer = vec![0; 256 * 1024];
    let total = read_all(options, &mut buffer).bytes;
    let walk = move || {
        let (nanoseconds, count) = clock::timed(|| blobs(options).count() as u64);
        Spent { nanoseconds, bytes: total, count }
    };
    let mut stages = vec![
        Stage::new("walk", walk),
        Stage::new("walk, open, read, close", move || read_all(options, &mut buffer)),
    ];
    measure(&mut stages, options.rounds);
    let every = usize::try_from(total.div_ceil(options.bytes)).expect("a share is one of few").max(1);
    (stages, Corpus { name: "files", texts: hold(options, every) })
}

fn read_all(options: &Options, buffer: &mut [u8]) -> Spent {
    let (mut bytes, mut count) = (0, 0);
    let (nanoseconds, ()) = clock::timed(|| {
        for blob in blobs(options) {
            count += 1;
            read_blob(blob, buffer, |part| bytes += part.len() as u64);
        }
    });
    Spent { nanoseconds, bytes, count }
}

fn hold(options: &Options, every: usize) -> Vec<Text> {
    let mut buffer = vec![0; 256 * 1024];
    let held = blobs(options).step_by(every).map(|blob| {
        let mut bytes = Vec::new();
        let source = blob.source().clone();
        read_blob(blob, &mut buffer, |part| bytes.extend_from_slice(part));
        Text { source, bytes }
    });
    held.collect()
}
