//! The floor of every scanner: walks folders, opens each file, reads its bytes and closes it, and does nothing with
//! them. `reading THREADS PATH…` prints how many files and bytes that were. Links are not followed, and what cannot be
//! read is counted and left out.
//!
//! It costs as little as the system allows a program without unsafe code: kinds come with the names, no file is asked
//! for its size, the buffer is one a thread, and a read that comes back short is the last.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex};
use std::thread;

/// What one read may bring. Larger buffers no longer save system calls: most files of a source tree are smaller.
const BUFFER: usize = 256 * 1024;

/// What was read.
#[derive(Default)]
struct Count {
    files: u64,
    bytes: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.failed += other.failed;
    }
}

/// Folders that wait for a thread, and how many threads are at one and may bring more.
struct Folders {
    waiting: Mutex<(Vec<PathBuf>, usize)>,
    changed: Condvar,
}

impl Folders {
    fn take(&self) -> Option<PathBuf> {
        let mut state = self.waiting.lock().unwrap();
        loop {
            if let Some(folder) = state.0.pop() {
                state.1 += 1;
                return Some(folder);
            }
            if state.1 == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap();
        }
    }

    fn done(&self, found: Vec<PathBuf>) {
        let mut state = self.waiting.lock().unwrap();
        state.0.extend(found);
        state.1 -= 1;
        drop(state);
        self.changed.notify_all();
    }
}

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let threads: usize = arguments.next().and_then(|word| word.to_str()?.parse().ok()).unwrap_or(1);
    let mut total = Count::default();
    let (folders, files): (Vec<_>, Vec<_>) = arguments.map(PathBuf::from).partition(|path| path.is_dir());
    let mut buffer = vec![0; BUFFER];
    files.iter().for_each(|file| read(file, &mut buffer, &mut total));
    let folders = Folders { waiting: Mutex::new((folders, 0)), changed: Condvar::new() };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(|| work(&folders))).collect();
        workers.into_iter().for_each(|worker| total.add(&worker.join().unwrap()));
    });
    println!("{} files, {} bytes, {} not read", total.files, total.bytes, total.failed);
}

fn work(folders: &Folders) -> Count {
    let mut count = Count::default();
    let mut buffer = vec![0; BUFFER];
    while let Some(folder) = folders.take() {
        folders.done(list(&folder, &mut buffer, &mut count));
    }
    count
}

/// Reads the files of a folder and gives the folders in it.
fn list(folder: &Path, buffer: &mut [u8], count: &mut Count) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        count.failed += 1;
        return found;
    };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.push(entry.path()),
            Ok(kind) if kind.is_file() => read(&entry.path(), buffer, count),
            _ => {}
        }
    }
    found
}

fn read(path: &Path, buffer: &mut [u8], count: &mut Count) {
    let Ok(mut file) = File::open(path) else {
        count.failed += 1;
        return;
    };
    count.files += 1;
    loop {
        match file.read(buffer) {
            Ok(length) => {
                count.bytes += length as u64;
                if length < buffer.len() {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => {
                count.failed += 1;
                return;
            }
        }
    }
}
