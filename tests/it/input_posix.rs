//! The input stage where files are more than files: links, pipes, modes, names in no encoding, depth without end.

#![cfg(test)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Mode, OFlags};
use sealant::input::{self, InputConfig, Item, cause};
use sealant::model::piece::BlobReader;
use sealant::model::source::{Facts, Readers};
use tempfile::TempDir;

fn items(current: &Path, root: &str) -> (Vec<Item>, BTreeMap<&'static str, u64>) {
    let config = InputConfig {
        roots: vec![PathBuf::from(root)],
        current_folder: current.to_owned(),
        ..InputConfig::default()
    };
    let mut items = input::open(config).expect("the root exists");
    let all = items.by_ref().collect();
    (all, items.counts().ignored)
}

fn name(item: &Item) -> String {
    match item {
        Item::Blob(blob) => blob.source().path.display(),
        Item::Unread { source, obstacle } => format!("{} {obstacle}", source.path.display()),
    }
}

fn names(items: &[Item]) -> Vec<String> {
    items.iter().map(name).collect()
}

fn fifo(path: &Path) {
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
        .unwrap();
}

fn facts(item: Item) -> Facts {
    let Item::Blob(blob) = item else { panic!("not a blob") };
    blob.open().expect("there").facts()
}

#[test]
fn links_are_counted_and_not_followed() {
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret"), "x").unwrap();
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(folder.path().join("a/file"), "x").unwrap();
    symlink("file", folder.path().join("a/inside")).unwrap();
    symlink("../a", folder.path().join("a/loop")).unwrap();
    symlink(outside.path(), folder.path().join("outside")).unwrap();
    symlink("nowhere", folder.path().join("broken")).unwrap();
    let (found, ignored) = items(folder.path(), ".");
    assert_eq!(names(&found), ["a/file"]);
    assert_eq!(ignored, BTreeMap::from([(cause::LINK, 4)]));
}

#[test]
fn a_root_that_is_a_link_is_followed_and_named_by_where_it_leads() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("release-7")).unwrap();
    fs::write(folder.path().join("release-7/file"), "x").unwrap();
    symlink("release-7", folder.path().join("current")).unwrap();
    assert_eq!(names(&items(folder.path(), "current").0), ["release-7/file"]);
}

#[test]
fn pipes_and_sockets_are_unread_and_never_opened() {
    let folder = TempDir::new().unwrap();
    fifo(&folder.path().join("pipe"));
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let expected = ["pipe a named pipe, not a file: not opened", "socket a socket, not a file: not opened"];
    assert_eq!(names(&items(folder.path(), ".").0), expected);
    assert_eq!(names(&items(folder.path(), "pipe").0), expected[..1]);
}

#[test]
fn a_file_that_became_a_pipe_neither_hangs_nor_counts_as_empty() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "x").unwrap();
    let item = items(folder.path(), ".").0.remove(0);
    fs::remove_file(&path).unwrap();
    fifo(&path);
    let Item::Blob(blob) = item else { panic!("not a blob") };
    let mut open = blob.open().expect("a pipe opens at once");
    assert!(open.read(&mut [0; 8]).is_err());
}

#[test]
fn a_file_or_folder_that_became_a_link_is_not_followed() {
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("file"), "outside").unwrap();
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    for path in ["file", "sub/file"] {
        fs::write(folder.path().join(path), "inside").unwrap();
    }
    let found = items(folder.path(), ".").0;
    fs::remove_file(folder.path().join("file")).unwrap();
    symlink(outside.path().join("file"), folder.path().join("file")).unwrap();
    fs::remove_dir_all(folder.path().join("sub")).unwrap();
    symlink(outside.path(), folder.path().join("sub")).unwrap();
    for item in found {
        let Item::Blob(blob) = item else { panic!("not a blob") };
        let is_below = blob.source().path.bytes() == b"sub/file";
        // Only Linux can refuse a link in the middle of a path.
        assert!(blob.open().is_err() || (is_below && !cfg!(target_os = "linux")));
    }
}

#[test]
fn names_in_no_encoding_keep_their_bytes() {
    let folder = TempDir::new().unwrap();
    let raw = b"caf\xe9\n\x1b[2J.txt";
    if fs::write(folder.path().join(OsStr::from_bytes(raw)), "x").is_err() {
        // Some file systems take only UTF-8; then there is nothing to look at.
        return;
    }
    let item = items(folder.path(), ".").0.remove(0);
    let Item::Blob(blob) = item else { panic!("not a blob") };
    assert_eq!(blob.source().path.bytes(), raw);
    assert!(blob.open().is_ok());
}

#[test]
fn closed_files_and_folders_are_unread() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    for (path, mode) in [("file", 0o000), ("sub", 0o000)] {
        fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let found = items(folder.path(), ".").0;
    // Root may read everything, so for root nothing is closed and this test has nothing to see.
    if !rustix::process::geteuid().is_root() {
        assert_eq!(name(&found[1]), "sub/ cannot be read: permission denied");
        let Some(Item::Blob(blob)) = found.into_iter().next() else { panic!("not a blob") };
        assert_eq!(blob.open().unwrap_err().1.code(), "io");
    }
    fs::set_permissions(folder.path().join("sub"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn readers_are_those_whom_every_mode_on_the_way_lets_through() {
    let cases = [
        (0o755, 0o755, 0o644, Readers::World),
        (0o755, 0o755, 0o640, Readers::Group),
        (0o755, 0o755, 0o600, Readers::Owner),
        (0o755, 0o750, 0o644, Readers::Group),
        (0o755, 0o700, 0o666, Readers::Owner),
        (0o710, 0o755, 0o644, Readers::Group),
        // `r` without `x` lets nobody pass.
        (0o754, 0o755, 0o644, Readers::Group),
    ];
    for (root, sub, file, expected) in cases {
        let folder = TempDir::new().unwrap();
        let paths = ["root", "root/sub", "root/sub/file"].map(|path| folder.path().join(path));
        fs::create_dir_all(&paths[1]).unwrap();
        fs::write(&paths[2], "12345").unwrap();
        for (path, mode) in paths.iter().zip([root, sub, file]).rev() {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        // The temporary folder itself is closed to others; it lies above the root and does not count.
        let facts = facts(items(folder.path(), "root").0.remove(0));
        let modes = format!("{root:o} {sub:o} {file:o}");
        assert_eq!((facts.readers, facts.size), (expected, Some(5)), "{modes}");
        assert!(facts.modified.is_some_and(|time| time > 1_600_000_000));
    }
}

#[test]
fn files_of_other_folders_have_other_readers() {
    let folder = TempDir::new().unwrap();
    let modes = [("a/", 0o755), ("a/b/", 0o700), ("c/", 0o710)];
    fs::create_dir_all(folder.path().join("a/b")).unwrap();
    fs::create_dir(folder.path().join("c")).unwrap();
    for (name, mode) in modes {
        ["1", "2"].iter().for_each(|file| fs::write(folder.path().join(name).join(file), "x").unwrap());
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let found: Vec<_> = items(folder.path(), ".").0.into_iter().map(|item| facts(item).readers).collect();
    let (all, owner, group) = (Readers::World, Readers::Owner, Readers::Group);
    // `a/1`, `a/2`, `a/b/1`, `a/b/2`, `c/1`, `c/2`.
    assert_eq!(found, [all, all, owner, owner, group, group]);
}

#[test]
fn folders_deeper_than_paths_and_handles_go_are_read_to_the_bottom() {
    // Beyond PATH_MAX in bytes and beyond the usual limit of open files in levels.
    const DEPTH: usize = 2500;
    let top = TempDir::new().unwrap();
    let folder_flags = OFlags::RDONLY | OFlags::DIRECTORY;
    let mut at = rustix::fs::open(top.path(), folder_flags, Mode::empty()).unwrap();
    for _ in 0..DEPTH {
        rustix::fs::mkdirat(&at, "d", Mode::RWXU).unwrap();
        at = rustix::fs::openat(&at, "d", folder_flags, Mode::empty()).unwrap();
    }
    let file = rustix::fs::openat(&at, "f", OFlags::CREATE | OFlags::WRONLY, Mode::RUSR).unwrap();
    rustix::io::write(&file, b"bottom").unwrap();

    let mut found = items(top.path(), ".").0;
    assert_eq!(found.len(), 1);
    let Item::Blob(blob) = found.remove(0) else { panic!("not a blob") };
    assert_eq!(blob.source().path.bytes().len(), 2 * DEPTH + 1);
    let mut buffer = [0; 16];
    assert_eq!(blob.open().expect("opens").read(&mut buffer).unwrap(), 6);

    // From the bottom up, because removing from the top holds a handle for each level.
    rustix::fs::unlinkat(&at, "f", AtFlags::empty()).unwrap();
    for _ in 0..DEPTH {
        at = rustix::fs::openat(&at, "..", folder_flags, Mode::empty()).unwrap();
        rustix::fs::unlinkat(&at, "d", AtFlags::REMOVEDIR).unwrap();
    }
}
