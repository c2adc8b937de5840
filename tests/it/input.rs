//! The input stage against the file system, a naive twin of itself, and git.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sealant::input::{self, InputConfig, InputError, Item, Items, cause};
use sealant::model::piece::{BlobReader, Obstacle};
use sealant::model::source::Source;
use tempfile::TempDir;

/// What a run amounted to.
#[derive(Debug, Default)]
struct Run {
    blobs: Vec<String>,
    unread: Vec<(String, &'static str)>,
    ignored: BTreeMap<&'static str, u64>,
    warnings: Vec<String>,
}

fn config(current: &Path, roots: &[&str]) -> InputConfig {
    InputConfig {
        roots: roots.iter().map(PathBuf::from).collect(),
        current_folder: current.to_owned(),
        ..InputConfig::default()
    }
}

fn run(config: InputConfig) -> Run {
    let mut items = input::open(config).expect("the roots exist");
    let mut run = Run::default();
    for item in &mut items {
        match item {
            Item::Blob(blob) => run.blobs.push(blob.source().path.display()),
            Item::Unread { source, obstacle } => run.unread.push((source.path.display(), obstacle.code())),
        }
    }
    assert_eq!(items.counts().files, run.blobs.len() as u64);
    run.ignored = items.counts().ignored;
    run.warnings = items.warnings();
    run
}

/// Files of these names, each holding its own name.
fn tree(names: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    add(folder.path(), names);
    folder
}

fn add(folder: &Path, names: &[&str]) {
    for name in names {
        write(folder, name, name);
    }
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn bytes_of(item: Item) -> Result<Vec<u8>, (Source, Obstacle)> {
    let Item::Blob(blob) = item else { panic!("not a blob: {item:?}") };
    let mut blob = blob.open()?;
    let (mut bytes, mut buffer) = (Vec::new(), [0; 7]);
    loop {
        match blob.read(&mut buffer).expect("readable") {
            0 => return Ok(bytes),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

fn first_error(items: Result<Items, InputError>) -> InputError {
    items.expect_err("an error")
}

/// All files below a folder, sorted by the bytes of their names: the slow and obvious way.
fn naive(folder: &Path, prefix: &str, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            naive(&entry.path(), &format!("{name}/"), into);
        } else {
            into.push(name);
        }
    }
    into.sort_unstable();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_is_that_of_a_sorted_list(
        names in prop::collection::vec(prop::collection::vec("[ab.\\-0!~é]{1,3}", 1..4), 0..30)
    ) {
        let folder = tree(&[]);
        for parts in names.iter().filter(|parts| parts.iter().all(|part| !part.trim_matches('.').is_empty())) {
            let path = folder.path().join(parts.join("/"));
            // A file where a folder should be, or the reverse, is simply not made.
            if fs::create_dir_all(path.parent().unwrap()).is_ok() {
                let _ = fs::write(path, "");
            }
        }
        let mut expected = Vec::new();
        naive(folder.path(), "", &mut expected);
        prop_assert_eq!(run(config(folder.path(), &["."])).blobs, expected);
    }
}

#[test]
fn blobs_hold_the_bytes_of_their_files() {
    let folder = tree(&["a/one", "two", "empty"]);
    fs::write(folder.path().join("empty"), "").unwrap();
    let all: Vec<_> =
        input::open(config(folder.path(), &["."])).unwrap().map(|item| bytes_of(item).unwrap()).collect();
    assert_eq!(all, [&b"a/one"[..], b"", b"two"]);
}

#[test]
fn names_count_from_the_current_folder() {
    let folder = tree(&["sub/a", "sub/deep/b", "c"]);
    let found = run(config(folder.path(), &["./sub/../sub//", "c"]));
    assert_eq!(found.blobs, ["c", "sub/a", "sub/deep/b"]);
}

#[test]
fn names_outside_the_current_folder_count_from_what_holds_all_roots() {
    let elsewhere = tree(&["share1/clients/x", "share2/clients/x"]);
    let here = tree(&["y"]);
    let [one, two] = ["share1", "share2"].map(|name| elsewhere.path().join(name));
    let (one, two) = (one.to_str().unwrap(), two.to_str().unwrap());
    assert_eq!(run(config(here.path(), &[one])).blobs, ["clients/x"]);
    assert_eq!(run(config(here.path(), &[two, one])).blobs, ["share1/clients/x", "share2/clients/x"]);
}

#[test]
fn a_root_may_be_a_file() {
    let folder = tree(&["a/x", "a/y"]);
    assert_eq!(run(config(folder.path(), &["a/y"])).blobs, ["a/y"]);
    let here = tree(&[]);
    let outside = folder.path().join("a/y");
    assert_eq!(run(config(here.path(), &[outside.to_str().unwrap()])).blobs, ["y"]);
}

#[test]
fn overlapping_roots_are_read_once() {
    let folder = tree(&["a/b/c", "a/d", "a.txt", "e"]);
    let found = run(config(folder.path(), &["a/b", "a", ".", "a/b/c", "a", "e"]));
    assert_eq!(found.blobs, ["a.txt", "a/b/c", "a/d", "e"]);
    assert!(found.ignored.is_empty());
}

#[test]
fn a_missing_root_is_an_error_that_names_it() {
    let folder = tree(&["a"]);
    let error = first_error(input::open(config(folder.path(), &["a", "no-such"])));
    assert!(matches!(&error, InputError::Root { path, .. } if path == Path::new("no-such")));
    assert!(error.to_string().contains("no-such"));
}

#[test]
fn nothing_named_is_nothing_read() {
    let folder = tree(&["a"]);
    assert!(run(config(folder.path(), &[])).blobs.is_empty());
}

#[test]
fn exclude_and_include_count_what_they_leave_out() {
    let folder = tree(&["src/a.csv", "src/b.txt", "gen/c.csv", "gen/d.csv", "keep/e.txt"]);
    let mut chosen = config(folder.path(), &["."]);
    chosen.include = vec!["*.csv".into(), "keep/".into()];
    chosen.exclude = vec!["/gen".into(), "nothing-like-this".into()];
    let found = run(chosen);
    assert_eq!(found.blobs, ["keep/e.txt", "src/a.csv"]);
    assert_eq!(found.ignored, BTreeMap::from([(cause::EXCLUDE, 1), (cause::NOT_INCLUDED, 1)]));
    assert_eq!(found.warnings, ["--exclude `nothing-like-this` left out nothing"]);
}

#[test]
fn globs_hold_for_what_is_named_too() {
    let folder = tree(&["gen/deep/a", "b"]);
    let mut chosen = config(folder.path(), &["gen/deep/a", "b"]);
    chosen.exclude = vec!["gen/".into()];
    let found = run(chosen);
    assert_eq!(found.blobs, ["b"]);
    assert_eq!(found.warnings, ["`gen/deep/a` was named, but is left out by --exclude"]);
}

#[test]
fn a_senseless_glob_is_an_error_that_names_it() {
    let folder = tree(&[]);
    for glob in ["[", "", "a{b"] {
        let mut chosen = config(folder.path(), &["."]);
        chosen.exclude = vec![glob.into()];
        let error = first_error(input::open(chosen));
        assert!(error.to_string().starts_with(&format!("--exclude `{glob}`: ")), "{error}");
    }
}

#[test]
fn sealantignore_counts_only_in_the_current_folder() {
    let folder = tree(&["a/x", "a/y", "b/x"]);
    write(folder.path(), ".sealantignore", "# test data\nx\n!/b/x\n");
    write(folder.path(), "a/.sealantignore", "*\n");
    write(folder.path(), ".ignore", "*\n");
    let found = run(config(folder.path(), &["."]));
    assert_eq!(found.blobs, [".ignore", ".sealantignore", "a/.sealantignore", "a/y", "b/x"]);
    assert_eq!(found.ignored, BTreeMap::from([(cause::SEALANTIGNORE, 1)]));

    let mut everything = config(folder.path(), &["."]);
    everything.no_ignore = true;
    assert_eq!(run(everything).blobs.len(), 6);

    let here = tree(&[]);
    assert_eq!(run(config(here.path(), &[folder.path().to_str().unwrap()])).blobs.len(), 6);
}

#[test]
fn a_named_folder_that_sealantignore_leaves_out_is_said_to_be() {
    let folder = tree(&["data/x"]);
    write(folder.path(), ".sealantignore", "data/\n");
    let found = run(config(folder.path(), &["data"]));
    assert!(found.blobs.is_empty());
    assert_eq!(found.ignored, BTreeMap::from([(cause::SEALANTIGNORE, 1)]));
    assert_eq!(
        found.warnings,
        ["`data/` was named, but is left out by .sealantignore (--no-ignore reads it)"]
    );
}

#[test]
fn lines_of_an_ignore_file_that_make_no_sense_are_warned_of() {
    let folder = tree(&["x", "y"]);
    fs::write(folder.path().join(".sealantignore"), b"x\na[z-a]\n\xff\n").unwrap();
    let found = run(config(folder.path(), &["."]));
    assert_eq!(found.blobs, [".sealantignore", "y"]);
    assert_eq!(found.warnings.len(), 2);
    assert!(found.warnings[0].starts_with(".sealantignore, line 2: "), "{:?}", found.warnings);
    assert!(found.warnings[1].starts_with(".sealantignore, line 3: not UTF-8"), "{:?}", found.warnings);
}

#[test]
fn a_list_may_be_stale_unsorted_and_repetitive() {
    let folder = tree(&["b", "a/x", "a/y", "c d"]);
    for separator in ["\n", "\r\n", "\0"] {
        let list = ["b", "a/y", "gone", "./a/../a/x", "b", "c d", ""].join(separator);
        write(folder.path(), "list", &list);
        let mut listed = config(folder.path(), &[]);
        listed.files_from = Some("list".into());
        let found = run(listed);
        assert_eq!(found.blobs, ["a/x", "a/y", "b", "c d"]);
        assert_eq!(found.unread, [("gone".to_owned(), "io")]);
    }
}

#[test]
fn a_list_and_roots_are_read_as_one() {
    let folder = tree(&["a/x", "b", "c"]);
    write(folder.path(), "list", "c\na/x\n");
    let mut both = config(folder.path(), &["a"]);
    both.files_from = Some("list".into());
    assert_eq!(run(both).blobs, ["a/x", "c"]);
}

#[test]
fn a_list_that_is_not_there_is_an_error() {
    let mut listed = config(tree(&[]).path(), &[]);
    listed.current_folder = std::env::temp_dir();
    listed.files_from = Some("no-such-list".into());
    assert!(matches!(first_error(input::open(listed)), InputError::List { .. }));
}

#[test]
fn standard_input_has_the_name_it_is_given_and_stands_alone() {
    let folder = tree(&["src/x"]);
    let mut piped = config(&folder.path().join("src"), &[]);
    piped.stdin_path = Some("./new/../y.env".into());
    assert_eq!(run(piped.clone()).blobs, ["y.env"]);
    piped.roots.push(".".into());
    assert!(matches!(first_error(input::open(piped)), InputError::StdinAlone));
}

#[test]
fn what_vanishes_before_it_is_opened_is_unread() {
    let folder = tree(&["a"]);
    let item = input::open(config(folder.path(), &["."])).unwrap().next().unwrap();
    fs::remove_file(folder.path().join("a")).unwrap();
    let (source, obstacle) = bytes_of(item).unwrap_err();
    assert_eq!((source.path.bytes(), obstacle.code()), (&b"a"[..], "io"));
}

#[test]
fn names_are_handed_between_threads() {
    fn is_send<T: Send>() {}
    is_send::<input::Blob>();
    is_send::<input::OpenBlob>();
    is_send::<Items>();
}
