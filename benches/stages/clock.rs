//! The CPU time of this thread: what other processes do to the machine hardly shows in it.

use std::time::Duration;

/// CPU time of the thread so far.
#[cfg(unix)]
pub(crate) fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(
        seconds.expect("a thread's time is not negative"),
        nanoseconds.expect("nanoseconds are below a second"),
    )
}

/// Elsewhere the time of day has to do.
#[cfg(not(unix))]
pub(crate) fn now() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed()
}

/// What it costs to ask twice, in nanoseconds: to be taken off what is measured in small pieces.
pub(crate) fn overhead() -> f64 {
    let once = || {
        let begun = now();
        now().saturating_sub(begun).as_secs_f64() * 1e9
    };
    let mut costs: Vec<f64> = (0..1001).map(|_| once()).collect();
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

/// What `work` costs in nanoseconds, and what it gives.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = now();
    let done = work();
    (now().saturating_sub(begun).as_secs_f64() * 1e9, done)
}
