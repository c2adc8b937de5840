//! Where a report goes: one file, standard output, or, of SARIF that is split, a folder of files. Says afterwards what of
//! it exceeds what code hosts take.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::output::Output;
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};
use crate::report::sarif::{Part, Sarif, limits};
use crate::report::{Format, Report};

/// A report and where it goes.
pub(super) enum Destination {
    /// All in one.
    One(Box<Piece>),
    /// A piece for each part.
    Split(Pieces),
}

/// What is written into one file.
pub(super) struct Piece {
    name: String,
    report: Measured,
    output: Output,
}

/// What is written into the files of a folder.
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    of: u8,
}

impl Destination {
    /// Opens what is asked for. What cannot be written is told before anything is read.
    pub(super) fn open(
        format: &Format,
        path: Option<&Path>,
        split: Option<u8>,
        quiet: bool,
    ) -> anyhow::Result<Self> {
        let name = path.map_or("the report".to_owned(), |path| path.display().to_string());
        let (Some(of), Some(folder)) = (split, path) else {
            let is_limited = format.name == SARIF;
            let report = Measured { is_limited, ..Measured::new((format.new)()) };
            let output = Output::open(path, quiet)?;
            return Ok(Self::One(Box::new(Piece { name, report, output })));
        };
        if format.name != SARIF {
            bail!("only SARIF can be split: give --format sarif with --split-sarif");
        }
        if folder == Path::new("-") {
            bail!("--split-sarif writes several files: name a folder with --output");
        }
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {name}"))?;
        let pieces: anyhow::Result<Vec<Piece>> = Part::all(of).map(|part| piece(folder, part)).collect();
        Ok(Self::Split(Pieces { pieces: pieces?, of }))
    }

    /// The report, and what it is written to.
    pub(super) fn parts(&mut self) -> (&mut dyn Report, Box<dyn Write + '_>) {
        match self {
            Self::One(piece) => (&mut piece.report, piece.output.writer()),
            Self::Split(pieces) => (pieces, Box::new(io::sink())),
        }
    }

    /// Puts what was written to its end where it belongs, and says what of it exceeds a limit.
    pub(super) fn finish(self) -> anyhow::Result<Vec<String>> {
        let (pieces, split) = match self {
            Self::One(piece) => (vec![*piece], None),
            Self::Split(Pieces { pieces, of }) => (pieces, Some(of)),
        };
        let (mut warnings, mut put) = (Vec::new(), Ok(()));
        // A report that was not ended leaves what was there; one that cannot be put in its place keeps back no other.
        for Piece { name, report, output } in pieces.into_iter().filter(|piece| piece.report.ended) {
            warnings.extend(report.warning(&name, split));
            put = put.and(output.finish());
        }
        put.map(|()| warnings)
    }
}

/// The format that can be split, and whose readers have limits.
const SARIF: &str = "sarif";

fn piece(folder: &Path, part: Part) -> anyhow::Result<Piece> {
    let path = folder.join(format!("{}.sarif", part.name()));
    let report =
        Measured { is_limited: true, part: Some(part), ..Measured::new(Box::new(Sarif::of_part(part))) };
    Ok(Piece { name: path.display().to_string(), report, output: Output::open(Some(&path), false)? })
}

/// Every piece is given the whole run, for a path may hold what only another piece lists.
impl Report for Pieces {
    fn begin(&mut self, header: &RunHeader, _out: &mut dyn Write) -> io::Result<()> {
        self.each(|report, out| report.begin(header, out))
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, _out: &mut dyn Write) -> io::Result<()> {
        self.each(|report, out| report.artifact(artifact, out))
    }

    fn end(&mut self, summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        self.each(|report, out| report.end(summary, out))
    }
}

impl Pieces {
    fn each(&mut self, act: impl Fn(&mut Measured, &mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        self.pieces.iter_mut().try_for_each(|piece| act(&mut piece.report, &mut *piece.output.writer()))
    }
}

/// A report that knows how large it became and whether it was ended.
struct Measured {
    report: Box<dyn Report>,
    is_limited: bool,
    part: Option<Part>,
    ended: bool,
    leaves_out_suppressed: bool,
    results: u64,
    bytes: u64,
}

impl Measured {
    fn new(report: Box<dyn Report>) -> Self {
        Self {
            report,
            is_limited: false,
            part: None,
            ended: false,
            leaves_out_suppressed: false,
            results: 0,
            bytes: 0,
        }
    }

    fn warning(&self, name: &str, split: Option<u8>) -> Option<String> {
        limits::warning(name, self.results, self.bytes, split).filter(|_| self.is_limited)
    }
}

impl Report for Measured {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn Write) -> io::Result<()> {
        self.leaves_out_suppressed = header.leaves_out_suppressed;
        self.report.begin(header, out)
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn Write) -> io::Result<()> {
        let leaves_out = self.leaves_out_suppressed;
        let is_listed =
            |judged: &&Judged| judged.verdict.shown || (!leaves_out && judged.verdict.is_listed());
        let listed = artifact.findings.iter().filter(is_listed);
        self.results +=
            listed.filter(|judged| self.part.is_none_or(|part| part.holds(judged))).count() as u64;
        self.report.artifact(artifact, &mut Counter { out, bytes: &mut self.bytes })
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.report.end(summary, &mut Counter { out, bytes: &mut self.bytes })?;
        self.ended = true;
        Ok(())
    }
}

/// Counts what passes.
struct Counter<'a> {
    out: &'a mut dyn Write,
    bytes: &'a mut u64,
}

impl Write for Counter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        *self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
