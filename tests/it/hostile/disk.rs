//! Files that are none, that lie about themselves, or change while they are read.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{FileExt, PermissionsExt, symlink};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use sealant::input::{self, InputConfig, Item, OpenBlob};
use sealant::model::piece::BlobReader;

use super::{command, ran, scan, token, write};

fn node(path: &Path, kind: FileType, device: u64) -> bool {
    rustix::fs::mknodat(CWD, path, kind, Mode::RUSR | Mode::WUSR, device).is_ok()
}

#[test]
fn what_is_no_file_is_never_opened_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "z.txt", token(1));
    assert!(node(&folder.path().join("pipe"), FileType::Fifo, 0));
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let mut expected = 2;
    if node(&folder.path().join("zeros"), FileType::CharacterDevice, rustix::fs::makedev(1, 5)) {
        expected += 1;
    } else {
        println!("skipped: only root may make devices");
    }
    let ran = scan(folder.path(), &["."]).ends(1);
    assert_eq!((ran.tokens().len(), ran.unread("not-a-file")), (1, expected));
    scan(folder.path(), &["pipe", "--strict"]).ends(3);
}

#[test]
fn loops_of_links_end_and_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/z.txt", token(1));
    symlink("..", folder.path().join("a/up")).unwrap();
    symlink("self", folder.path().join("self")).unwrap();
    let ran = scan(folder.path(), &["."]).ends(1);
    assert_eq!(ran.tokens().len(), 1);
    assert_eq!(ran.summary()["ignored"]["link"], 2);
    scan(folder.path(), &["self"]).ends(2);
}

#[test]
fn names_in_no_encoding_are_reported_in_every_format() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9\n\x1b]0;x\x07.txt");
    if fs::write(folder.path().join(name), token(1)).is_err() {
        println!("skipped: this file system takes only UTF-8");
        return;
    }
    for format in sealant::report::FORMATS {
        let output = command(folder.path(), &[".", "--format", format.name]).output().unwrap();
        // The format given last counts; where it cannot be given twice, once is enough.
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!told.contains('\u{1b}') && !told.contains('\u{7}'), "{}", format.name);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_of_the_kernel_are_read_whatever_size_they_claim() {
    let folder = tempfile::tempdir().unwrap();
    let ran =
        scan(folder.path(), &["/proc/version", "/proc/self/mountinfo", "/sys/kernel/uevent_seqnum"]).ends(0);
    assert!(ran.summary()["bytes"].as_u64().unwrap() > 50);
    assert_eq!(ran.unread("partly-read"), 0, "{:?}", ran.lines);
    // Reading one's own memory from address 0 is an error in the middle of a run.
    let ran = scan(folder.path(), &["/proc/self/mem", "--strict"]).ends(3);
    assert_eq!(ran.unread("io"), 1);
}

#[test]
fn closed_files_and_folders_are_told() {
    if rustix::process::geteuid().is_root() {
        println!("skipped: nothing is closed to root");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "open", token(1));
    write(folder.path(), "closed", token(2));
    write(folder.path(), "sub/x", token(3));
    for (name, mode) in [("closed", 0), ("sub", 0)] {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let ran = scan(folder.path(), &["."]).ends(1);
    assert_eq!((ran.tokens().len(), ran.unread("io")), (1, 2));
    fs::set_permissions(folder.path().join("sub"), fs::Permissions::from_mode(0o700)).unwrap();
}

fn open(folder: &Path, name: &str) -> OpenBlob {
    let config =
        InputConfig { roots: vec![name.into()], current_folder: folder.to_owned(), ..InputConfig::default() };
    let Some(Item::Blob(blob)) = input::open(config).unwrap().next() else { panic!("not a blob") };
    blob.open().unwrap()
}

fn rest(blob: &mut OpenBlob) -> Vec<u8> {
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match blob.read(&mut buffer).unwrap() {
            0 => return all,
            length => all.extend_from_slice(&buffer[..length]),
        }
    }
}

fn told(blob: &OpenBlob) -> Vec<String> {
    blob.shortfall().iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_that_grows_ends_where_it_ended_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "log", "12345");
    let mut blob = open(folder.path(), "log");
    assert_eq!(blob.read(&mut [0; 2]).unwrap(), 2);
    let mut log = OpenOptions::new().append(true).open(folder.path().join("log")).unwrap();
    log.write_all(&vec![b'x'; 100_000]).unwrap();
    assert_eq!(rest(&mut blob), b"345");
    assert_eq!(told(&blob), ["partly read: it grew while it was read; what was added was not searched"]);
}

#[test]
fn a_file_that_shrinks_ends_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "log", "12345");
    let mut blob = open(folder.path(), "log");
    assert_eq!(blob.read(&mut [0; 2]).unwrap(), 2);
    fs::write(folder.path().join("log"), "123").unwrap();
    assert_eq!(rest(&mut blob), b"3");
    assert_eq!(told(&blob), ["partly read: it shrank while it was read"]);
}

#[test]
fn a_file_that_stays_as_it_is_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for content in ["", "x", "some text"] {
        write(folder.path(), "file", content);
        let mut blob = open(folder.path(), "file");
        assert_eq!(rest(&mut blob), content.as_bytes());
        assert!(told(&blob).is_empty());
    }
}

/// The walk saw a file, and a device that never ends stands there when it is opened.
#[test]
fn a_file_that_became_a_device_is_told_before_it_is_searched() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "file", "x");
    let config = InputConfig {
        roots: vec!["file".into()],
        current_folder: folder.path().to_owned(),
        ..InputConfig::default()
    };
    let Some(Item::Blob(blob)) = input::open(config).unwrap().next() else { panic!("not a blob") };
    fs::remove_file(folder.path().join("file")).unwrap();
    if !node(&folder.path().join("file"), FileType::CharacterDevice, rustix::fs::makedev(1, 5)) {
        println!("skipped: only root may make devices");
        return;
    }
    assert!(blob.open().unwrap().read(&mut [0; 64]).is_err());
}

/// What comes behind the first, short read is not lost: the size is asked for then.
#[test]
fn a_small_file_that_grows_is_read_as_far_as_it_then_goes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "log", "12345");
    let mut blob = open(folder.path(), "log");
    assert_eq!(blob.read(&mut [0; 64]).unwrap(), 5);
    let mut log = OpenOptions::new().append(true).open(folder.path().join("log")).unwrap();
    log.write_all(&[b'6'; 5_000]).unwrap();
    let mut buffer = [0; 2_000];
    assert_eq!(blob.read(&mut buffer).unwrap(), 2_000);
    log.write_all("x".repeat(100_000).as_bytes()).unwrap();
    assert_eq!(rest(&mut blob), [b'6'; 3_000]);
    assert_eq!(told(&blob), ["partly read: it grew while it was read; what was added was not searched"]);
}

/// Four terabytes with a value at the start, in the middle and at the end, after a line break each.
#[cfg(target_os = "linux")]
#[test]
fn holes_of_terabytes_cost_nothing_and_lines_keep_their_numbers() {
    const SIZE: u64 = 4 << 40;
    let folder = tempfile::tempdir().unwrap();
    let file = File::create(folder.path().join("disk.img")).unwrap();
    if file.set_len(SIZE).is_err() {
        println!("skipped: this file system has no files of that size");
        return;
    }
    for (seed, at) in [(1, 0), (2, SIZE / 2 + 12_345), (3, SIZE - 200)] {
        file.write_all_at(format!("\n{} \n", token(seed)).as_bytes(), at).unwrap();
    }
    drop(file);
    let ran = scan(folder.path(), &["disk.img", "--strict"]).ends(1);
    assert_eq!(ran.tokens(), [2, 4, 6].map(|line| ("disk.img".to_owned(), line)));
    assert_eq!(ran.unread("partly-read"), 2);
    assert!(ran.summary()["bytes"].as_u64().unwrap() < 1 << 20);
}

/// Names of one letter, so that the path is short for its depth: what hurts is the depth.
#[test]
fn ten_thousand_nested_folders_are_read_to_the_bottom_with_few_open_files() {
    const DEPTH: usize = 10_000;
    let top = tempfile::tempdir().unwrap();
    let flags = OFlags::RDONLY | OFlags::DIRECTORY;
    let mut at = rustix::fs::open(top.path(), flags, Mode::empty()).unwrap();
    for _ in 0..DEPTH {
        rustix::fs::mkdirat(&at, "d", Mode::RWXU).unwrap();
        at = rustix::fs::openat(&at, "d", flags, Mode::empty()).unwrap();
    }
    let file = rustix::fs::openat(&at, "f", OFlags::CREATE | OFlags::WRONLY, Mode::RUSR).unwrap();
    rustix::io::write(&file, token(1).as_bytes()).unwrap();
    let ran = scan(top.path(), &["."]);
    // From the bottom up, because removing from the top holds a handle for each level.
    rustix::fs::unlinkat(&at, "f", AtFlags::empty()).unwrap();
    for _ in 0..DEPTH {
        at = rustix::fs::openat(&at, "..", flags, Mode::empty()).unwrap();
        rustix::fs::unlinkat(&at, "d", AtFlags::REMOVEDIR).unwrap();
    }
    assert_eq!(ran.ends(1).tokens().len(), 1);
}

#[test]
fn few_open_files_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..300 {
        write(folder.path(), &format!("data/{}/{number}.txt", number % 17), token(number));
    }
    let program = env!("CARGO_BIN_EXE_sealant");
    let line = format!("ulimit -n 24 && exec '{program}' scan data --format jsonl --threads 4 --no-config");
    let output =
        std::process::Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    let ran = ran(&output).ends(1);
    assert_eq!((ran.tokens().len(), ran.unread("io")), (300, 0));
}
