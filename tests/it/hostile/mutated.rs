//! Damaged and random files: every one is read to its end and accounted for, and none stops the run. A few hundred in
//! each run of the tests; `SEALANT_MUTATED=10000 cargo test --test it mutated` makes as many as one likes.

use std::fs;
use std::path::{Path, PathBuf};

use sealant::check::random::Random;

use super::{scan, token};

/// The seeds are small files of this repository.
#[expect(clippy::disallowed_methods, reason = "a test reads its own fixtures whole")]
fn whole(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}

/// What mutations start from: the sample share, and rule files with their samples.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("fixtures"), &mut paths);
    collect(&root.join("patterns/secret"), &mut paths);
    let extension = |path: &Path| path.extension().and_then(|one| one.to_str()).unwrap_or("txt").to_owned();
    paths
        .iter()
        .map(|path| (extension(path), whole(path)))
        .filter(|(_, bytes)| bytes.len() < 200_000)
        .collect()
}

/// Does something to bytes that disks, programs and attackers do.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = at + random.below(bytes.len() - at + 1);
    match random.below(12) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        3 => drop(bytes.splice(at..at, std::iter::repeat_n(0, random.below(5000)))),
        4 => *bytes = bytes.iter().flat_map(|&byte| [byte, 0]).collect(),
        5 => *bytes = [&b"\xff\xfe"[..], bytes].concat(),
        6 => *bytes = [&b"\xfe\xff"[..], &bytes[..at]].concat(),
        7 => bytes.retain(|&byte| byte != b'\n'),
        8 => {
            let unit = *random.pick(&[
                &b"\""[..],
                b",",
                b"(",
                b"[",
                b"password=",
                b"-----BEGIN ",
                b"9",
                b"@",
                b"eyJ",
                b"\xe9",
            ]);
            bytes.splice(at..at, unit.repeat(random.below(3000)));
        }
        9 => {
            *bytes = [
                random.pick(&[
                    &b"PK\x03\x04"[..],
                    b"%PDF-",
                    b"\x7fELF",
                    b"MSH|^~\\&|",
                    b"\0\0\xfe\xff",
                    b"\xef\xbb\xbf",
                ]),
                &bytes[..],
            ]
            .concat();
        }
        _ => {
            for _ in 0..=random.below(40) {
                if !bytes.is_empty() {
                    let at = random.below(bytes.len());
                    bytes[at] = u8::try_from(random.below(256)).unwrap();
                }
            }
        }
    }
}

#[test]
fn damaged_and_random_files_are_read_to_their_end_and_accounted_for() {
    let count = std::env::var("SEALANT_MUTATED").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    let seeds = seeds();
    let mut random = Random::new(42);
    let folder = tempfile::tempdir().unwrap();
    let mut total = 0;
    for number in 0..count {
        let (extension, seed) = random.pick(&seeds);
        let mut bytes = seed.clone();
        if number % 10 == 0 {
            bytes = (0..random.below(20_000)).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        }
        for _ in 0..=random.below(4) {
            mutate(&mut bytes, &mut random);
        }
        bytes.truncate(400_000);
        total += bytes.len();
        fs::write(folder.path().join(format!("{number}.{extension}")), &bytes).unwrap();
    }
    fs::write(folder.path().join("whole.txt"), token(1)).unwrap();
    let ran = scan(folder.path(), &[".", "--confidence", "low", "--severity", "note"]).ends(1);
    assert_eq!(ran.err, "");
    assert_eq!(ran.summary()["files"], count + 1);
    assert_eq!(ran.summary()["bytes"], total + token(1).len());
    assert!(ran.tokens().contains(&("whole.txt".to_owned(), 1)));
    let failed = ran.lines.iter().any(|line| line.to_string().contains("the scan of this artifact failed"));
    assert!(!failed, "a file made the scan panic");
}
