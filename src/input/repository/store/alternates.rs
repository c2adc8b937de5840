//! Folders of objects that another one borrows from. Format: git's `gitrepository-layout`, "objects/info/alternates".

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How often a lender may borrow itself; git has the same bound.
const MOST_OFTEN: usize = 5;

/// How many bytes of a file of alternates are read.
const MOST_BYTES: u64 = 1 << 20;

/// A folder of objects, and those that it borrows from, none twice.
pub(super) fn with_lenders(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut asked = 0;
    for _ in 0..MOST_OFTEN {
        let borrowers = folders.len();
        while asked < borrowers {
            let lenders = lenders(&folders[asked]);
            asked += 1;
            for lender in lenders {
                if !folders.contains(&lender) {
                    folders.push(lender);
                }
            }
        }
    }
    folders
}

/// A path a line, which may count from the folder; comments begin with `#`. What git writes in quotes is left to git.
fn lenders(folder: &Path) -> Vec<PathBuf> {
    let mut text = String::new();
    let file = folder.join("info/alternates");
    if !file.is_file() {
        return Vec::new();
    }
    let read = File::open(file).and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text));
    let lines = text.lines().filter(|line| read.is_ok() && !line.is_empty() && !line.starts_with(['#', '"']));
    lines.filter_map(|line| folder.join(line).canonicalize().ok()).collect()
}
