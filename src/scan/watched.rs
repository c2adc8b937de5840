//! An artifact being read, as seen from outside: what was read of it is counted, and it ends when the run is stopped.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::model::piece::{BlobReader, Obstacle};
use crate::model::source::Source;

/// What a run has done so far, for whoever shows it while it runs. Numbers only: no name and no value.
#[derive(Debug, Default)]
pub struct Progress {
    /// Artifacts judged.
    pub files: AtomicU64,
    /// Bytes read.
    pub bytes: AtomicU64,
    /// Findings that reports list.
    pub findings: AtomicU64,
}

/// Said of an artifact that the end of a run cut short.
pub(super) fn stopped() -> Obstacle {
    Obstacle::PartlyRead { what: "the run was stopped".into() }
}

/// A blob whose reading is counted, and ends when the run is stopped.
pub(super) struct Watched<'a> {
    blob: &'a mut dyn BlobReader,
    progress: &'a Progress,
    interrupted: &'a AtomicBool,
    stopped: bool,
}

impl<'a> Watched<'a> {
    pub(super) fn new(
        blob: &'a mut dyn BlobReader,
        progress: &'a Progress,
        interrupted: &'a AtomicBool,
    ) -> Self {
        Self { blob, progress, interrupted, stopped: false }
    }
}

impl BlobReader for Watched<'_> {
    fn source(&self) -> &Source {
        self.blob.source()
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.interrupted.load(Ordering::Relaxed) {
            self.stopped = true;
            return Ok(0);
        }
        let length = self.blob.read(buffer)?;
        self.progress.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }

    /// An artifact cut short looks as if it had shrunk; why it ended is all there is to say.
    fn shortfall(&self) -> Vec<Obstacle> {
        if self.stopped { vec![stopped()] } else { self.blob.shortfall() }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::{BlobReader, Progress, Source, Watched};
    use crate::model::source::{ArtifactPath, Facts};

    struct Endless(Source);

    impl BlobReader for Endless {
        fn source(&self) -> &Source {
            &self.0
        }

        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }

    #[test]
    fn a_file_without_end_ends_when_the_run_is_stopped_and_says_so() {
        let mut endless = Endless(Source { path: ArtifactPath::new(b"a"), facts: Facts::default() });
        let (progress, interrupted) = (Progress::default(), AtomicBool::new(false));
        let mut watched = Watched::new(&mut endless, &progress, &interrupted);
        assert_eq!(watched.read(&mut [0; 7]).unwrap(), 7);
        assert!(watched.shortfall().is_empty());
        interrupted.store(true, Ordering::Relaxed);
        assert_eq!(watched.read(&mut [0; 7]).unwrap(), 0);
        assert_eq!(watched.shortfall()[0].code(), "partly-read");
        assert_eq!(progress.bytes.load(Ordering::Relaxed), 7);
    }
}
