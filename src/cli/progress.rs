//! The line on a terminal that says how far a run is, from its second second on. It names no file and no value, only
//! numbers, and is never drawn where nobody sees it.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{DecimalBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::scan::Progress;

/// Runs shorter than this are over before a line could be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a drawn line stands.
const REDRAW: Duration = Duration::from_millis(150);

/// The line, and the thread that draws it.
pub(super) struct ProgressLine {
    bar: ProgressBar,
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl ProgressLine {
    /// Begins to wait, and to draw where it is `wanted`.
    pub(super) fn start(wanted: bool, progress: &Arc<Progress>) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let drawing = wanted.then(|| {
            let (stop, stopped) = channel();
            let (bar, progress) = (bar.clone(), Arc::clone(progress));
            let thread = std::thread::Builder::new().name("progress".to_owned());
            // A run without its line is still a run.
            thread.spawn(move || draw(&bar, &progress, &stopped)).ok().map(|thread| (stop, thread))
        });
        Self { bar, drawing: drawing.flatten() }
    }

    /// Writes past the line: it is taken away while something else is written.
    pub(super) fn around<'a>(&self, out: Box<dyn Write + 'a>) -> Box<dyn Write + 'a> {
        if self.drawing.is_none() {
            return out;
        }
        Box::new(Around { bar: self.bar.clone(), out })
    }

    /// Takes the line away for good.
    pub(super) fn finish(self) {
        if let Some((stop, thread)) = self.drawing {
            drop(stop);
            // A drawing that failed takes nothing with it.
            drop(thread.join());
            self.bar.finish_and_clear();
        }
    }
}

/// Whether anybody would see the line: standard error is a terminal that can move its cursor, and no robot's.
pub(super) fn is_seen() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let capable = cfg!(windows) || set("TERM").is_some_and(|kind| kind != "dumb");
    io::stderr().is_terminal() && capable && set("CI").is_none()
}

fn draw(bar: &ProgressBar, progress: &Progress, stopped: &Receiver<()>) {
    if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    bar.set_style(
        ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar.set_draw_target(ProgressDrawTarget::stderr());
    loop {
        bar.set_message(said(progress));
        bar.tick();
        if stopped.recv_timeout(REDRAW) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

fn said(progress: &Progress) -> String {
    let [files, bytes, findings] =
        [&progress.files, &progress.bytes, &progress.findings].map(|count| count.load(Ordering::Relaxed));
    let counted = |count: u64, one: &str, more: &str| {
        format!("{} {}", HumanCount(count), if count == 1 { one } else { more })
    };
    format!(
        "{}, {} read, {} so far",
        counted(files, "file", "files"),
        DecimalBytes(bytes),
        counted(findings, "finding", "findings")
    )
}

/// A writer that takes the line away while it writes.
struct Around<'a> {
    bar: ProgressBar,
    out: Box<dyn Write + 'a>,
}

impl Write for Around<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bar.suspend(|| self.out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bar.suspend(|| self.out.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::{Ordering, Progress, said};

    #[test]
    fn the_line_counts() {
        let progress = Progress::default();
        assert_eq!(said(&progress), "0 files, 0 B read, 0 findings so far");
        progress.files.store(12_345, Ordering::Relaxed);
        progress.bytes.store(2_500_000, Ordering::Relaxed);
        progress.findings.store(1, Ordering::Relaxed);
        assert_eq!(said(&progress), "12,345 files, 2.50 MB read, 1 finding so far");
    }
}
