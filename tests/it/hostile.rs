//! What lies on disks, and what is put there to hurt: text in any encoding, files that are none or change while they
//! are read, full disks, planted settings, damaged and random bytes. Nothing hangs, nothing panics, nothing found is
//! lost, and everything is accounted for.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(unix)]
mod disk;
mod mutated;
#[cfg(unix)]
mod output;
mod text;
mod trust;

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use sealant::check::CheckId;
use sealant::check::random::Random;
use sealant::extract::{WindowBuffer, extract};
use sealant::model::budget::Budget;
use sealant::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::model::window::Window;
use serde_json::Value;

/// A value that only its checksum makes likely: no name stands by it.
fn token(seed: u64) -> String {
    let check = CheckId::named("crc32-base62").unwrap().check();
    format!("gh{}{}", "p_", (check.generate)(&mut Random::new(seed), &["30"]))
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A run of the program, which leaves a report of one JSON value a line.
struct Ran {
    code: Option<i32>,
    lines: Vec<Value>,
    err: String,
}

/// The command, deaf to what surrounds the tests.
fn command(current: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealant"));
    command.current_dir(current).args(["scan", "--format", "jsonl", "--as-of", "2026-11-23"]).args(arguments);
    command.stdin(Stdio::null()).env("HOME", current).env_remove("SEALANT_KEY").env_remove("XDG_CONFIG_HOME");
    command
}

fn ran(output: &Output) -> Ran {
    let lines = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    Ran { code: output.status.code(), lines, err: String::from_utf8_lossy(&output.stderr).into_owned() }
}

fn scan(current: &Path, arguments: &[&str]) -> Ran {
    ran(&command(current, arguments).output().unwrap())
}

impl Ran {
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{:?}", self.err, self.lines);
        self
    }

    /// Path and line of each token that was found.
    fn tokens(&self) -> Vec<(String, u64)> {
        let tokens = self.lines.iter().filter(|line| line["rule"] == "secret/github/personal-access-token");
        tokens
            .map(|line| (line["path"].as_str().unwrap().to_owned(), line["place"]["line"].as_u64().unwrap()))
            .collect()
    }

    fn summary(&self) -> &Value {
        self.lines.last().unwrap()
    }

    fn unread(&self, code: &str) -> u64 {
        self.summary()["unread"][code].as_u64().unwrap_or_default()
    }
}

/// Bytes in memory, given some at a time, which may end in an error.
struct Memory<'a> {
    source: Source,
    bytes: &'a [u8],
    at_a_time: usize,
    error: Option<io::ErrorKind>,
}

impl BlobReader for Memory<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.at_a_time);
        match (io::Read::read(&mut self.bytes, &mut buffer[..length])?, self.error.take()) {
            (0, Some(error)) => Err(error.into()),
            (length, error) => {
                self.error = error;
                Ok(length)
            }
        }
    }
}

/// The text of an artifact, as its windows own it, and what was said against it.
#[derive(Debug, Default, PartialEq)]
struct Extracted {
    text: Vec<u8>,
    obstacles: Vec<Obstacle>,
}

impl Pieces for Extracted {
    fn text(&mut self, _: u32, window: &Window<'_>) {
        assert_eq!(window.offset(window.owned().start), self.text.len() as u64, "no gap and no overlap");
        self.text.extend_from_slice(&window.text()[window.owned()]);
    }

    fn field(&mut self, _: &Field<'_>) {}

    fn row(&mut self, _: &Row<'_>) {}

    fn child(&mut self, _: &mut dyn BlobReader) {}

    fn unread(&mut self, obstacle: Obstacle) {
        self.obstacles.push(obstacle);
    }
}

fn extracted(name: &str, bytes: &[u8], at_a_time: usize, error: Option<io::ErrorKind>) -> Extracted {
    let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
    let mut memory = Memory { source, bytes, at_a_time, error };
    let mut pieces = Extracted::default();
    let read =
        extract(&mut memory, &mut pieces, &mut Budget::UNLIMITED.clone(), &mut WindowBuffer::default());
    assert_eq!(read, bytes.len() as u64, "every byte of {name} is read");
    pieces
}
