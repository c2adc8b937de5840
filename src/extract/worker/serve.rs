//! A worker's side: takes one artifact after the other, extracts it with the readers of this very program, and says every
//! piece. It opens nothing and writes nothing but its pipe.

use std::any::Any;
use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};

use super::bytes::Broken;
use super::frames::{FromWorker, ToWorker};
use super::limits;
use super::line::{CHUNK, Line, Sent};
use super::voice::Voice;
use super::{Fault, obstacles};
use crate::extract::{WindowBuffer, extract};
use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Obstacle, Pieces};
use crate::model::source::{ArtifactPath, Facts, Source};

/// Readers of documents recurse; their stack is that of a main thread, on every system.
const STACK: usize = 8 << 20;

/// Where the last panic happened.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// Serves as a worker on standard input and output until its master has nothing more, under the limits of a worker.
pub fn serve_as_worker() -> io::Result<()> {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(
            || "an unknown place".to_owned(),
            |at| format!("{}:{}", last_folders(at.file()), at.line()),
        );
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    limits::forbid();
    let work = || {
        let mut buffer = WindowBuffer::default();
        serve(io::stdin().lock(), io::stdout().lock(), |blob, pieces, budget| {
            limits::renew_time();
            extract(blob, pieces, budget, &mut buffer);
        })
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work)?;
    // What is thrown here was thrown between two artifacts; its place was told by nobody, so it is no success.
    thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

/// A place in a library is known by its last folders; those before them are of the machine it was built on.
fn last_folders(file: &str) -> String {
    let parts: Vec<&str> = file.split(['/', '\\']).collect();
    parts[parts.len().saturating_sub(4)..].join("/")
}

/// Serves with a way to extract until the input ends.
pub(super) fn serve(
    input: impl Read,
    output: impl Write,
    mut extract: impl FnMut(&mut dyn BlobReader, &mut dyn Pieces, &mut Budget),
) -> io::Result<()> {
    let line = RefCell::new(Line::new(input, output));
    while let Some((source, mut budget)) = next_errand(&line)? {
        let mut blob = Master { line: &line, source };
        let extracted = catch_unwind(AssertUnwindSafe(|| {
            extract(&mut blob, &mut Voice::new(&line), &mut budget);
        }));
        let mut line = line.borrow_mut();
        match extracted {
            Ok(()) => say(&mut line, &FromWorker::Done { left: budget })?,
            Err(thrown) => return fail(&mut line, thrown.as_ref()),
        }
    }
    Ok(())
}

/// What is thrown where the master is gone: the artifact needs no end.
struct Gone;

/// What came of the line, without which there is nothing to do.
pub(super) fn sure<T, E>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|_| resume_unwind(Box::new(Gone)))
}

fn fail<R: Read, W: Write>(line: &mut Line<R, W>, thrown: &(dyn Any + Send)) -> io::Result<()> {
    if !thrown.is::<Gone>() {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).clone();
        say(line, &FromWorker::Failed { place: &obstacles::cleaned(&place) })?;
        line.flush()?;
    }
    Err(io::ErrorKind::BrokenPipe.into())
}

/// Says something short.
fn say<R: Read, W: Write>(line: &mut Line<R, W>, said: &FromWorker<'_>) -> io::Result<()> {
    match line.say(said)? {
        Sent::Yes => Ok(()),
        Sent::TooLong => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn next_errand<R: Read, W: Write>(line: &RefCell<Line<R, W>>) -> io::Result<Option<(Source, Budget)>> {
    let mut line = line.borrow_mut();
    let Some(frame) = line.receive_or_end()? else { return Ok(None) };
    match ToWorker::decode(frame).map_err(Fault::from)? {
        ToWorker::Extract { path, size, budget } => {
            let facts = Facts { size, ..Facts::default() };
            Ok(Some((Source { path: ArtifactPath::new(path), facts }, budget)))
        }
        _ => Err(Fault::from(Broken("no artifact is at hand")).into()),
    }
}

/// The artifact, of which the master has the bytes.
struct Master<'l, R: Read, W: Write> {
    line: &'l RefCell<Line<R, W>>,
    source: Source,
}

impl<R: Read, W: Write> BlobReader for Master<'_, R, W> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(CHUNK);
        let mut line = self.line.borrow_mut();
        let asked = FromWorker::More { most: u32::try_from(most).expect("a chunk is short") };
        let Sent::Yes = sure(line.say(&asked)) else { resume_unwind(Box::new(Gone)) };
        match sure(ToWorker::decode(sure(line.receive()))) {
            ToWorker::Bytes(bytes) if bytes.len() <= most => {
                buffer[..bytes.len()].copy_from_slice(bytes);
                Ok(bytes.len())
            }
            ToWorker::Failed(kind) => Err(kind.into()),
            _ => resume_unwind(Box::new(Gone)),
        }
    }

    /// The master adds what is missing itself.
    fn shortfall(&self) -> Vec<Obstacle> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::last_folders;

    #[test]
    fn places_tell_nothing_of_the_machine_they_were_built_on() {
        assert_eq!(last_folders("src/extract/zip.rs"), "src/extract/zip.rs");
        assert_eq!(
            last_folders("/home/a/.cargo/registry/src/index/zip-2.1.0/src/read.rs"),
            "index/zip-2.1.0/src/read.rs"
        );
        assert_eq!(last_folders("C:\\a\\b\\c\\src\\read.rs"), "b/c/src/read.rs");
    }
}
