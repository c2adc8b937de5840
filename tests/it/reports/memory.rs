//! Reports of many findings do not need more memory than reports of few.

use std::fs;

use sealant::report::FORMATS;

use super::model;

/// Resident memory of the process in KiB, as Linux tells it.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Findings in as many artifacts, each with a group and something unread. Gives the growth in KiB after the first
/// tenth, and the bytes written.
fn streamed(format: &sealant::report::Format, count: u64) -> (u64, u64) {
    let mut run = model::empty_run();
    run.summary.shown = count;
    let mut out = Counter(0);
    let mut report = (format.new)();
    report.begin(&run.header, &mut out).unwrap();
    let mut settled = 0;
    for number in 0..count {
        report.artifact(&model::one_of_many(number), &mut out).unwrap();
        if number == count / 10 {
            settled = resident().unwrap_or_default();
        }
    }
    report.end(&run.summary, &mut out).unwrap();
    (resident().unwrap_or_default().saturating_sub(settled), out.0)
}

/// Counts what is written and forgets it.
struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
#[ignore = "measures the process, so it must run alone: cargo test --test it memory -- --ignored --test-threads 1"]
fn a_hundred_thousand_findings_need_no_more_memory_than_ten_thousand() {
    for format in FORMATS {
        let (growth, bytes) = streamed(format, 100_000);
        println!("{}: {bytes} bytes written, {growth} KiB more at the end", format.name);
        assert!(growth < 8 * 1024, "{} grew by {growth} KiB", format.name);
    }
}
