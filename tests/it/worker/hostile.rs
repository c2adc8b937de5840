//! Workers that do what they should not. A shell stands in for one that hostile bytes have taken over.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sealant::builtin;
use sealant::detect::Engine;
use sealant::extract::{Patience, WORKER_WORD, WorkerCommand, Workers};
use sealant::input::InputConfig;
use sealant::model::piece::Obstacle;
use sealant::model::run::{Contacts, RunHeader};
use sealant::model::severity::{Confidence, Severity};
use sealant::policy::{Policy, PolicyConfig};
use sealant::report;
use sealant::scan::{ScanConfig, scan};
use tempfile::TempDir;

use super::{SEALANT, Told, told_by, told_here, workers};

const TEXT: &[u8] = b"name,born\nAda Quill,1970-01-01\n";

/// A shell as a worker; `$1` is a folder, `$2` this program.
fn shell(script: &str, folder: &Path) -> WorkerCommand {
    let arguments: [OsString; 5] = ["-c".into(), script.into(), "sh".into(), folder.into(), SEALANT.into()];
    WorkerCommand::new("/bin/sh", arguments)
}

/// One that does this the first time, and afterwards what it should.
fn at_first(script: &str) -> String {
    format!("if mkdir \"$1/first\" 2>/dev/null; then {script}; else exec \"$2\" {WORKER_WORD}; fi")
}

/// What a file is told that meets the worker when it does this, after which the next file is read.
fn met(script: &str, silence: u64) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let workers = workers(shell(&at_first(script), folder.path()), silence);
    let told = told_by(&workers, "a.csv", TEXT);
    for name in ["b.csv", "c.csv"] {
        assert!(told_by(&workers, name, TEXT) == told_here(name, TEXT), "after {script}");
    }
    told
}

/// It costs the file one obstacle, which says this.
#[track_caller]
fn check(script: &str, says: &str) {
    let told = met(script, 60);
    assert_eq!(told.head, TEXT);
    assert_eq!(told.unread.len(), 1, "{:?}", told.unread);
    let said = told.unread[0].to_string();
    assert!(said.contains(says), "{said}");
    assert!(said.contains("by hand"), "{said}");
}

#[test]
fn aborts_and_crashes() {
    check("kill -ABRT $$", "ran out of memory or stack");
    check("kill -SEGV $$", "crashed (signal 11)");
    check("kill -KILL $$", "was killed");
    check("kill -XCPU $$", "processor time");
}

#[test]
fn goes_away() {
    check("exit 3", "exit code 3");
    check("exit 0", "exit code 0");
    check("exec >&-; exec sleep 1000", "hung up");
    check("printf '\\002\\000'; exit 1", "exit code 1");
}

#[test]
fn says_what_it_should_not() {
    check("printf 'HTTP/1.1 200 OK'; exec sleep 1000", "a frame is too long");
    check("printf '\\001\\000\\000\\000\\377'; exec sleep 1000", "no known kind");
    // Text without a window.
    check("printf '\\005\\000\\000\\000\\002\\000\\000\\000\\000'; exec sleep 1000", "no window");
    check("exec cat /dev/zero", "a frame is cut short");
}

#[test]
fn says_nothing() {
    let told = met("exec sleep 1000", 5);
    assert!(told.unread[0].to_string().contains("said nothing for too long"), "{:?}", told.unread);
    let told = met("while :; do :; done", 5);
    assert!(told.unread[0].to_string().contains("said nothing for too long"), "{:?}", told.unread);
}

#[cfg(target_os = "linux")]
#[test]
fn eats_memory() {
    let told = met("ulimit -v 60000; a=xxxxxxxx; while :; do a=$a$a; done", 60);
    assert_eq!(told.unread.len(), 1, "{:?}", told.unread);
}

#[test]
fn what_it_gave_before_stays() {
    let told = met("printf '\\002\\000\\000\\000\\011\\001'; kill -ABRT $$", 60);
    assert_eq!(told.unread.len(), 2, "{:?}", told.unread);
    assert_eq!(told.unread[0], Obstacle::TooDeep);
}

#[test]
fn a_stopped_run_ends_its_workers() {
    let folder = tempfile::tempdir().unwrap();
    let patience = Patience { silence: Duration::from_mins(10), ..Patience::default() };
    let stopped = Arc::new(AtomicBool::new(true));
    let workers = Workers::new(shell("exec sleep 1000", folder.path()), patience, stopped);
    let told = told_by(&workers, "a.csv", TEXT);
    assert_eq!(told.unread, [Obstacle::PartlyRead { what: "the run was stopped".into() }]);
}

/// Starts counted, and processes by their ids.
fn starts(folder: &TempDir) -> Vec<String> {
    let text = fs::read_to_string(folder.path().join("starts")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

const COUNTED: &str = "echo $$ >>\"$1/starts\"; exec \"$2\" __extract";

#[test]
fn one_process_reads_many_files_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let pool = workers(shell(COUNTED, folder.path()), 60);
    for _ in 0..20 {
        assert!(told_by(&pool, "a.csv", TEXT) == told_here("a.csv", TEXT));
    }
    let [process] = &starts(&folder)[..] else { panic!("{:?}", starts(&folder)) };
    let process = Path::new("/proc").join(process);
    assert!(!cfg!(target_os = "linux") || process.exists());
    drop(pool);
    assert!(!process.exists());
}

#[test]
fn threads_have_workers_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let pool = workers(shell(COUNTED, folder.path()), 60);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert!(told_by(&pool, "a.csv", TEXT) == told_here("a.csv", TEXT));
                }
            });
        }
    });
    assert!((1..=3).contains(&starts(&folder).len()));
}

#[test]
fn a_worker_that_died_while_it_rested_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let pool = workers(shell(COUNTED, folder.path()), 60);
    for _ in 0..2 {
        assert!(told_by(&pool, "a.csv", TEXT) == told_here("a.csv", TEXT));
        let last = starts(&folder).pop().unwrap();
        let killed = std::process::Command::new("kill").args(["-KILL", &last]).status().unwrap();
        // Whether the system has told so yet or not, it says nothing more.
        assert!(killed.success());
    }
    assert!(told_by(&pool, "a.csv", TEXT) == told_here("a.csv", TEXT));
}

#[test]
fn it_inherits_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let script = "env >\"$1/env\"; readlink /proc/$$/fd/2 >\"$1/errors\"; exec \"$2\" __extract";
    told_by(&workers(shell(script, folder.path()), 60), "a.csv", TEXT);
    let variables = fs::read_to_string(folder.path().join("env")).unwrap();
    // A shell sets some of its own.
    let of_shell = ["PWD=", "OLDPWD=", "SHLVL=", "_="];
    let inherited = |line: &&str| !of_shell.iter().any(|own| line.starts_with(own));
    assert_eq!(variables.lines().filter(inherited).collect::<Vec<_>>(), [""; 0]);
    if cfg!(target_os = "linux") {
        assert_eq!(fs::read_to_string(folder.path().join("errors")).unwrap(), "/dev/null\n");
    }
}

fn header(engine: &Engine) -> RunHeader {
    RunHeader {
        version: "0".into(),
        rulebook: engine.rulebook(),
        as_of: "1970-01-01".to_owned(),
        laws: Vec::new(),
        tell: Vec::new(),
        contacts: Contacts::default(),
        show_values: false,
        explain: false,
        confidence: Confidence::Medium,
        severity: Severity::Low,
        leaves_out_suppressed: false,
        all_places: false,
    }
}

#[test]
fn plain_text_starts_no_process() {
    let folder = tempfile::tempdir().unwrap();
    let worker = Some(shell(COUNTED, folder.path()));
    let roots = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    let input = InputConfig { roots, ..InputConfig::default() };
    let config = ScanConfig { input, worker, threads: 2, ..ScanConfig::default() };
    let engine = Engine::new(builtin::rules(), builtin::hash().to_owned(), 0).unwrap();
    let mut policy =
        Policy::new(PolicyConfig::new("1970-01-01".parse().unwrap()), engine.rulebook()).unwrap();
    let mut report = (report::named("jsonl").unwrap().new)();
    let header = header(&engine);
    let summary = scan(config, &engine, &mut policy, &header, (&mut *report, &mut io::sink())).unwrap();
    assert!(summary.gating > 0);
    assert_eq!(starts(&folder), [""; 0]);
}
