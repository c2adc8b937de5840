//! What a worker may not do, set by itself before it reads anything: these are the limits of a process, which the system
//! holds it to. Elsewhere than on Unix there are none without unsafe code: there its master's patience is what ends it.

/// How much address space a worker may have beyond what it has when it begins.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 2 << 30;

/// How many seconds of processor time an artifact may take.
#[cfg(unix)]
pub(super) const SECONDS: u64 = 120;

/// Gives up what no reader needs: memory without end, new files, written files, core dumps. A system that refuses a limit
/// leaves the master's patience and the reader's own budgets.
#[cfg(unix)]
pub(super) fn forbid() {
    use rustix::process::Resource;
    #[cfg(target_os = "linux")]
    limit(Resource::As, occupied().saturating_add(MEMORY));
    for resource in [Resource::Core, Resource::Fsize, Resource::Nofile] {
        limit(resource, 0);
    }
}

#[cfg(unix)]
fn limit(resource: rustix::process::Resource, most: u64) {
    let now = rustix::process::getrlimit(resource);
    let most = now.maximum.map_or(most, |maximum| maximum.min(most));
    let limit = rustix::process::Rlimit { current: Some(most), maximum: Some(most) };
    let _ = rustix::process::setrlimit(resource, limit);
}

/// The address space in use, in bytes: 0 where the system does not say.
#[cfg(target_os = "linux")]
fn occupied() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmSize:")?.trim().strip_suffix(" kB"));
    kilobytes.and_then(|kilobytes| kilobytes.trim().parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// Begins to count the time of the next artifact.
#[cfg(unix)]
pub(super) fn renew_time() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
    let maximum = getrlimit(Resource::Cpu).maximum;
    let most = (used + 1).saturating_add(SECONDS);
    let current = Some(maximum.map_or(most, |maximum| maximum.min(most)));
    let _ = setrlimit(Resource::Cpu, Rlimit { current, maximum });
}

#[cfg(not(unix))]
pub(super) fn forbid() {}

#[cfg(not(unix))]
pub(super) fn renew_time() {}
