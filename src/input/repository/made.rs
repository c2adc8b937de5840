//! Repositories that tests make of versions of files, by `git fast-import`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::Repository;
use super::object::{ObjectId, Objects};

/// Commits, each with what it makes of some files: which file, and which text.
pub(super) type Versions = Vec<Vec<(u8, u8)>>;

/// Any commits.
pub(super) fn versions() -> impl Strategy<Value = Versions> {
    proptest::collection::vec(proptest::collection::vec((any::<u8>(), 0_u8..40), 0..4), 1..30)
}

/// A repository in a folder that goes with it.
pub(super) struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    /// Of commits. Every third has a second parent; files are in folders, of which some are files at other times, and some
    /// are links or submodules.
    pub(super) fn of(versions: &[Vec<(u8, u8)>], format: &str) -> Self {
        let made = Self { folder: tempfile::tempdir().unwrap() };
        made.git(&["init", "-q", "-b", "main", &format!("--object-format={format}")]);
        made.git_fed(&["fast-import", "--quiet", "--force"], &made.stream(versions));
        made
    }

    fn stream(&self, versions: &[Vec<(u8, u8)>]) -> Vec<u8> {
        let mut stream = String::from("feature done\n");
        for (number, changes) in versions.iter().enumerate() {
            let mark = number + 1;
            let branch = if number % 5 == 3 { "side" } else { "main" };
            write!(stream, "commit refs/heads/{branch}\nmark :{mark}\n").unwrap();
            write!(stream, "committer A <a@example.com> {} +0000\ndata 1\nm\n", 1_000_000 + number).unwrap();
            if number > 0 {
                writeln!(stream, "from :{number}").unwrap();
            }
            if number % 3 == 2 {
                writeln!(stream, "merge :{}", number / 2 + 1).unwrap();
            }
            for &(file, text) in changes {
                self.change(&mut stream, file, text);
            }
        }
        writeln!(stream, "reset refs/heads/main\nfrom :{}", versions.len()).unwrap();
        stream.push_str("done\n");
        if versions.is_empty() { b"feature done\ndone\n".to_vec() } else { stream.into_bytes() }
    }

    fn change(&self, stream: &mut String, file: u8, text: u8) {
        let path = ["a", "b", "d/a", "d/b", "d/e/f", "d/e/g", "d.c", "d/e", "d/a/h"][usize::from(file % 9)];
        let id = format!("{:0>1$}", text + 1, 2 * self.id_length());
        let text = match text % 8 {
            0 => String::new(),
            _ => (0..u32::from(text) * 9).fold(String::new(), |made, line| made + &format!("line {line}\n")),
        };
        match file / 9 {
            0..=3 => writeln!(stream, "D {path}").unwrap(),
            4..=6 => write!(stream, "M 120000 inline {path}\ndata {}\n{text}\n", text.len()).unwrap(),
            7 => writeln!(stream, "M 160000 {id} {path}").unwrap(),
            8 => write!(stream, "M 100755 inline {path}\ndata {}\n{text}\n", text.len()).unwrap(),
            _ => write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).unwrap(),
        }
    }

    /// What git answers.
    pub(super) fn git(&self, arguments: &[&str]) -> Vec<u8> {
        self.git_fed(arguments, b"")
    }

    /// What git makes of what it is given.
    pub(super) fn git_fed(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut command = Command::new("git");
        command.current_dir(self.folder.path()).args(arguments);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        output.stdout
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn objects_folder(&self) -> PathBuf {
        self.folder.path().join(".git/objects").canonicalize().unwrap()
    }

    pub(super) fn id_length(&self) -> usize {
        let said = self.git(&["rev-parse", "--show-object-format"]);
        if said == b"sha256\n" { 32 } else { 20 }
    }

    /// What is in it, as reading it goes.
    pub(super) fn opened(&self) -> std::sync::Arc<Objects> {
        Objects::of(Repository::around(self.folder.path()).unwrap())
    }

    /// Every object that git has, as git says.
    pub(super) fn objects(&self) -> BTreeMap<ObjectId, Vec<u8>> {
        let said = self.git(&["cat-file", "--batch-all-objects", "--batch"]);
        let mut objects = BTreeMap::new();
        let mut rest = said.as_slice();
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let mut words = std::str::from_utf8(&rest[..end]).unwrap().split(' ');
            let id = ObjectId::parse(words.next().unwrap().as_bytes()).unwrap();
            let length: usize = words.nth(1).unwrap().parse().unwrap();
            objects.insert(id, rest[end + 1..][..length].to_vec());
            rest = &rest[end + 1 + length + 1..];
        }
        objects
    }
}
