//! `--output`: a report appears whole or not at all, and only its owner may read it.

use std::fs;
use std::path::Path;

use super::{Ran, command, finding, folder, sealant, write};

/// A scan that has something to report.
fn scan(folder: &Path, args: &[&str]) -> Ran {
    write(folder, "data/config.py", &finding(1));
    sealant(folder, &[&["scan", "data", "--rules", "rules", "--only", "secret/ours"], args].concat())
}

fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_anything_is_read() {
    let folder = folder();
    let told = scan(folder.path(), &["--output", "no/such/report"]).ends(2);
    told.complains(&[
        "cannot write the report to no/such/report",
        "there is no folder no/such; create it first",
    ]);
    scan(folder.path(), &["--output", "data"]).ends(2).complains(&["it is a folder"]);
}

#[test]
fn a_run_that_fails_before_its_report_leaves_what_was_there() {
    let folder = folder();
    write(folder.path(), "report", "before");
    scan(folder.path(), &["no-such-file", "--only", "[", "--output", "report"]).ends(2);
    assert_eq!(fs::read_to_string(folder.path().join("report")).unwrap(), "before");
    assert_eq!(names(folder.path()), ["data", "report", "rules"]);
}

#[cfg(unix)]
#[test]
fn a_report_replaces_what_was_there_and_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    let report = folder.path().join("report");
    write(folder.path(), "report", "before");
    fs::set_permissions(&report, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(scan(folder.path(), &["--output", "report"]).ends(1).out, "");
    assert!(fs::read_to_string(&report).unwrap().contains("config.py"));
    assert_eq!(fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), ["data", "report", "rules"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_replaced_and_never_followed() {
    let folder = folder();
    write(folder.path(), "precious", "keep me");
    let report = folder.path().join("report");
    std::os::unix::fs::symlink("precious", &report).unwrap();
    scan(folder.path(), &["--output", "report"]).ends(1);
    assert_eq!(fs::read_to_string(folder.path().join("precious")).unwrap(), "keep me");
    assert!(report.symlink_metadata().unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn devices_are_written_and_never_replaced() {
    use std::os::unix::fs::FileTypeExt;

    let folder = folder();
    scan(folder.path(), &["--output", "/dev/null"]).ends(1);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    for name in ["/dev/stdout", "-"] {
        scan(folder.path(), &["--output", name]).ends(1).says(&["config.py"]);
    }
}

#[test]
fn colours_go_to_terminals_only() {
    let folder = folder();
    assert!(!scan(folder.path(), &[]).ends(1).out.contains('\u{1b}'));
    scan(folder.path(), &["--output", "report"]).ends(1);
    assert!(!fs::read_to_string(folder.path().join("report")).unwrap().contains('\u{1b}'));
    let mut forced = command(folder.path(), &["scan", "data", "--rules", "rules", "--only", "secret/ours"]);
    assert!(super::ran(forced.env("CLICOLOR_FORCE", "1")).ends(1).out.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_ends_a_scan_without_an_error() {
    let folder = folder();
    write(folder.path(), "data/config.py", &finding(1));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = command(folder.path(), &["scan", "data", "--rules", "rules", "--only", "secret/ours"]);
    let child = command.stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_report_made_from_another_is_what_the_scan_would_have_written() {
    let folder = folder();
    for seed in 0..3 {
        write(folder.path(), &format!("{seed}.txt"), &finding(seed));
    }
    write(folder.path(), "again.txt", &finding(1).repeat(3));
    let scan = |format: &str| {
        sealant(folder.path(), &["scan", "--rules", "rules", "--as-of", "2026-01-02", "--format", format])
            .ends(1)
            .out
    };
    let elsewhere = tempfile::tempdir().unwrap();
    for source in ["json", "jsonl"] {
        write(elsewhere.path(), "report", &scan(source));
        for format in sealant::report::FORMATS.iter().map(|format| format.name) {
            let made = sealant(elsewhere.path(), &["report", "report", "--format", format]).ends(0);
            assert_eq!(made.out, scan(format), "{format} from {source}");
        }
    }
}

#[test]
fn what_is_no_report_is_told_by_name_and_line() {
    let folder = folder();
    write(folder.path(), "x.json", "{\"type\": \"run\",\n");
    sealant(folder.path(), &["report", "x.json", "--format", "sarif"])
        .ends(2)
        .complains(&["x.json", "cut off"]);
    sealant(folder.path(), &["report", "none.json"]).ends(2).complains(&["cannot read none.json"]);
}
