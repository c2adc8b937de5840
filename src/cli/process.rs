//! What holds for the whole process: nothing found may leave it through a core dump or a panic message, and ^C or a
//! polite end from outside ends a run with its report.

use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;

use super::exit::Exit;

/// Closes the ways by which memory could leave the process unasked.
pub(super) fn harden() {
    refuse_core_dumps();
    std::panic::set_hook(Box::new(print_place_only));
}

/// A flag that the first ^C or SIGTERM sets. The second ends the process at once.
pub(super) fn interruption() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Invariant: the shutdown is registered first, so that at the first ^C the flag is not yet set.
        signal_hook::flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, Arc::clone(&flag))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .context("cannot watch for ^C")?;
    }
    Ok(flag)
}

#[cfg(unix)]
fn refuse_core_dumps() {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    // A system that refuses this has no dumps to fear from a process without the right to change its limits.
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
}

#[cfg(not(unix))]
fn refuse_core_dumps() {}

/// The payload of a panic may hold content; its place never does.
fn print_place_only(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map_or_else(|| "an unknown place".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
    // Nothing can be done when standard error is gone.
    drop(writeln!(
        io::stderr(),
        "error: sealant stopped at {place}, which is a fault of its own; please report this place. No content is shown."
    ));
}
