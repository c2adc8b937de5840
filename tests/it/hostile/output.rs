//! Reports that meet a full disk, and runs that are told to stop.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::{command, ran, scan, token, write};

/// Something to report, for each number.
fn plant(folder: &Path, count: u64) {
    for seed in 0..count {
        write(folder, &format!("data/{seed}.txt"), token(seed));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_is_full_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path(), 3);
    let full = scan(folder.path(), &["data", "--output", "/dev/full"]).ends(2);
    assert!(full.err.contains("cannot write the report"), "{}", full.err);
    let device = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command(folder.path(), &["data"]).stdout(device).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the report"));
}

/// A disk of a few kilobytes, which goes when it is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mount.is_ok_and(|status| status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.0.path()).status());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_loses_nothing() {
    // A report that fits into memory, and one that does not.
    for (size, findings) in [("8k", 40), ("512k", 1500)] {
        let Some(disk) = SmallDisk::mount(size) else {
            println!("skipped: no file system may be mounted here");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        plant(folder.path(), findings);
        let report = disk.0.path().join("report.jsonl");
        fs::write(&report, "before").unwrap();
        let ran = scan(folder.path(), &["data", "--output", report.to_str().unwrap()]).ends(2);
        assert_eq!(ran.tokens().len() as u64, findings, "{}", ran.err);
        assert_eq!(ran.summary()["type"], "summary");
        assert!(ran.err.contains("the report was printed instead"), "{}", ran.err);
        assert_eq!(fs::read_to_string(&report).unwrap(), "before");
        assert_eq!(fs::read_dir(disk.0.path()).unwrap().count(), 1, "nothing else is left there");
    }
}

/// A run that waits for its standard input, once it watches for signals.
fn waiting(folder: &Path) -> (std::process::Child, fs::File) {
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = command(folder, &["--stdin-path", "x", "--output", "pipe"]);
    let child = command.stdin(Stdio::piped()).spawn().unwrap();
    // The pipe opens when the program has opened it, and by then it watches.
    (child, fs::File::open(&pipe).unwrap())
}

#[test]
fn a_polite_end_from_outside_finishes_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, mut report) = waiting(folder.path());
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    drop(child.stdin.take());
    let mut text = String::new();
    report.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["interrupted"], true);
}

#[test]
fn a_second_interruption_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _report) = waiting(folder.path());
    // Signals of one kind that wait are one, so the second is sent until it has arrived; standard input stays open.
    while child.try_wait().unwrap().is_none() {
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        std::thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path(), 5);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command(folder.path(), &["data"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn nothing_is_drawn_where_nobody_sees_it() {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path(), 5);
    assert_eq!(ran(&command(folder.path(), &["data"]).output().unwrap()).ends(1).err, "");
}
