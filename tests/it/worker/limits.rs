//! What the system holds a worker to, as the system tells it.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use super::{SEALANT, WORKER_WORD};

/// A worker that was given an artifact and waits for its bytes: its limits are set.
fn working() -> Child {
    let mut worker =
        Command::new(SEALANT).arg(WORKER_WORD).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut errand = vec![0];
    errand.extend(1_u32.to_le_bytes());
    errand.push(b'a');
    errand.extend([0; 1 + 8]);
    errand.extend([0xff; 8 + 8 + 4]);
    let input = worker.stdin.as_mut().unwrap();
    input.write_all(&u32::try_from(errand.len()).unwrap().to_le_bytes()).unwrap();
    input.write_all(&errand).unwrap();
    worker.stdout.as_mut().unwrap().read_exact(&mut [0; 9]).unwrap();
    worker
}

/// The soft and the hard limit of this name.
fn limit(limits: &str, name: &str) -> (String, String) {
    let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    (words.next().unwrap(), words.next().unwrap())
}

#[test]
fn a_worker_can_take_no_more_than_it_needs() {
    let mut worker = working();
    let limits = fs::read_to_string(format!("/proc/{}/limits", worker.id())).unwrap();
    let nothing = ("0".to_owned(), "0".to_owned());
    for name in ["Max core file size", "Max file size", "Max open files"] {
        assert_eq!(limit(&limits, name), nothing, "{name}");
    }
    let (memory, hard) = limit(&limits, "Max address space");
    assert_eq!(memory, hard);
    let memory: u64 = memory.parse().unwrap();
    assert!((2 << 30..3 << 30).contains(&memory), "{memory}");
    let (seconds, _) = limit(&limits, "Max cpu time");
    assert!((120..200).contains(&seconds.parse::<u32>().unwrap()), "{seconds}");
    drop(worker.stdin.take());
    // Its artifact never came to its end.
    assert_eq!(worker.wait().unwrap().code(), Some(2));
}

#[test]
fn a_worker_ends_with_its_master() {
    for said in [&b""[..], b"\x03\0\0\0", b"nonsense"] {
        let mut worker = Command::new(SEALANT)
            .arg(WORKER_WORD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        worker.stdin.take().unwrap().write_all(said).unwrap();
        let output = worker.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(if said.is_empty() { 0 } else { 2 }));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn no_help_names_what_no_user_types() {
    for arguments in [&["--help"][..], &["completions", "bash"], &["man"]] {
        let output = Command::new(SEALANT).args(arguments).output().unwrap();
        assert!(output.status.success());
        assert!(!String::from_utf8_lossy(&output.stdout).contains(WORKER_WORD), "{arguments:?}");
    }
}
