//! The input stage in git work trees, against git itself.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use sealant::input::{self, InputConfig, Item, cause};
use tempfile::TempDir;

fn git(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("git")
        .current_dir(folder)
        // The machine's own excludes hold for us as they do for git; everything else should be git's defaults.
        .args(["-c", "core.quotePath=false", "-c", "protocol.file.allow=always"])
        .args(["-c", "user.name=tester", "-c", "user.email=tester@example.invalid"])
        .args(arguments)
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q"]);
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    folder
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// What git would see: what it tracks and what it could add, sorted by bytes.
fn seen_by_git(folder: &Path) -> Vec<String> {
    let listed = git(folder, &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let names = listed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    let mut names: Vec<_> = names.map(|name| String::from_utf8(name.to_vec()).unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn config(current: &Path, roots: &[&str]) -> InputConfig {
    InputConfig {
        roots: roots.iter().map(PathBuf::from).collect(),
        current_folder: current.to_owned(),
        ..InputConfig::default()
    }
}

fn run(config: InputConfig) -> (Vec<String>, BTreeMap<&'static str, u64>) {
    let mut items = input::open(config).expect("the roots exist");
    let names = items.by_ref().map(|item| match item {
        Item::Blob(blob) => blob.source().path.display(),
        Item::Unread { source, .. } => panic!("unread: {source:?}"),
    });
    let names = names.collect();
    assert_eq!(items.warnings(), Vec::<String>::new());
    (names, items.counts().ignored)
}

fn read(current: &Path, roots: &[&str]) -> Vec<String> {
    run(config(current, roots)).0
}

/// A line of an ignore file, of all the forms that git's manual describes.
fn pattern() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[abc]{1,2}",
        Just("*".into()),
        Just("**".into()),
        "[abc]\\*",
        "\\*\\.[ab]",
        Just("?".into()),
        Just("[ab]".into()),
        Just("[!a]".into()),
        Just("{a,b}".into()),
        Just("\\#a".into()),
    ];
    let path = prop::collection::vec(part, 1..4).prop_map(|parts: Vec<String>| parts.join("/"));
    let frame = (prop::bool::weighted(0.2), any::<bool>(), path, prop::bool::weighted(0.3), "[ ]{0,1}");
    frame.prop_map(|(negated, anchored, path, only_folders, space)| {
        let [bang, slash, end] = [(negated, "!"), (anchored, "/"), (only_folders, "/")]
            .map(|(is, text)| if is { text } else { "" });
        format!("{bang}{slash}{path}{end}{space}")
    })
}

fn ignore_file() -> impl Strategy<Value = String> {
    prop::collection::vec(pattern(), 0..4).prop_map(|lines| format!("# made\n\n{}\n", lines.join("\n")))
}

fn file_name() -> impl Strategy<Value = String> {
    let part = prop_oneof![4 => "[abc]{1,2}", 1 => "[abc]\\.[ab]", 1 => Just("{a,b}".to_owned()), 1 => Just("#a".to_owned())];
    prop::collection::vec(part, 1..4).prop_map(|parts: Vec<String>| parts.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_what_git_sees(
        files in prop::collection::btree_set(file_name(), 1..25),
        rules in prop::collection::vec((prop_oneof![Just(""), Just("a/"), Just("b/"), Just("a/b/")], ignore_file()), 0..4),
        exclude in ignore_file(),
        tracked in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        index_version in prop_oneof![Just("2"), Just("4")],
    ) {
        let folder = repository(&[]);
        let mut made = Vec::new();
        for name in &files {
            let path = folder.path().join(name);
            // A file where a folder should be, or the reverse, is simply not made.
            if fs::create_dir_all(path.parent().unwrap()).is_ok() && fs::write(&path, name).is_ok() {
                made.push(name.as_str());
            }
        }
        for one in tracked.iter().filter(|_| !made.is_empty()) {
            git(folder.path(), &["--literal-pathspecs", "add", "-f", made[one.index(made.len())]]);
        }
        git(folder.path(), &["update-index", "--index-version", index_version]);
        for (place, text) in &rules {
            if folder.path().join(place).is_dir() {
                write(folder.path(), &format!("{place}.gitignore"), text);
            }
        }
        write(folder.path(), ".git/info/exclude", &exclude);
        prop_assert_eq!(read(folder.path(), &["."]), seen_by_git(folder.path()));
    }
}

#[test]
fn names_count_from_the_work_tree_wherever_one_stands() {
    let folder = repository(&[("a/b/x", ""), ("a/y", ""), ("z", "")]);
    let below = folder.path().join("a/b");
    assert_eq!(read(&below, &["."]), ["a/b/x"]);
    assert_eq!(read(&below, &["../../z", "x"]), ["a/b/x", "z"]);
    let elsewhere = TempDir::new().unwrap();
    assert_eq!(read(elsewhere.path(), &[below.to_str().unwrap()]), ["a/b/x"]);
}

#[test]
fn rules_above_a_root_hold_in_it() {
    let files =
        [(".gitignore", "*.log\n"), ("a/.gitignore", "!keep.log\n"), ("a/b/x.log", ""), ("a/b/keep.log", "")];
    let folder = repository(&files);
    assert_eq!(read(folder.path(), &["a/b"]), ["a/b/keep.log"]);
    assert_eq!(read(&folder.path().join("a"), &["b"]), ["a/b/keep.log"]);
}

#[test]
fn what_is_left_out_is_counted_once_a_folder() {
    let files =
        [(".gitignore", "target/\n*.log\n"), ("target/a/x", ""), ("target/y", ""), ("1.log", ""), ("z", "")];
    let folder = repository(&files);
    let (names, ignored) = run(config(folder.path(), &["."]));
    assert_eq!(names, [".gitignore", "z"]);
    assert_eq!(ignored, BTreeMap::from([(cause::GITIGNORE, 2), (cause::GIT_FOLDER, 1)]));
}

#[test]
fn no_ignore_reads_all_but_the_git_folder() {
    let folder = repository(&[(".gitignore", "x\n"), ("x", ""), ("y", "")]);
    let mut everything = config(folder.path(), &["."]);
    everything.no_ignore = true;
    let (names, ignored) = run(everything);
    assert_eq!(names, [".gitignore", "x", "y"]);
    assert_eq!(ignored, BTreeMap::from([(cause::GIT_FOLDER, 1)]));
}

#[test]
fn what_git_tracks_is_read_though_ignored() {
    let files =
        [(".gitignore", ".env\nsecret/\n"), (".env", ""), ("secret/deep/key", ""), ("secret/other", "")];
    let folder = repository(&files);
    git(folder.path(), &["add", "-f", ".env", "secret/deep/key"]);
    let (names, ignored) = run(config(folder.path(), &["."]));
    assert_eq!(names, [".env", ".gitignore", "secret/deep/key"]);
    assert_eq!(ignored, BTreeMap::from([(cause::GITIGNORE, 1), (cause::GIT_FOLDER, 1)]));
}

#[test]
fn the_index_is_read_in_linked_work_trees_and_with_long_hashes() {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q", "--object-format=sha256", "main"]);
    let main = folder.path().join("main");
    for (name, content) in [(".gitignore", "*.env\n"), ("a.env", "1"), ("b/c.env", "2"), ("d", "3")] {
        write(&main, name, content);
    }
    git(&main, &["add", "-f", "."]);
    git(&main, &["commit", "-q", "-m", "all"]);
    git(&main, &["worktree", "add", "-q", "../linked"]);
    write(&main, ".git/info/exclude", "e\n");
    let linked = folder.path().join("linked");
    for tree in [&main, &linked] {
        write(tree, "e", "");
        write(tree, "f.env", "");
        assert_eq!(read(tree, &["."]), [".gitignore", "a.env", "b/c.env", "d"]);
        assert_eq!(read(tree, &["."]), seen_by_git(tree));
    }
}

#[test]
fn a_damaged_index_is_warned_of_and_hides_nothing_else() {
    let folder = repository(&[(".gitignore", "x\n"), ("x", ""), ("y", "")]);
    for index in
        [&b"DIRC"[..], b"nonsense that is long enough", b"DIRC\0\0\0\x02\0\0\0\x09 and then too little"]
    {
        fs::write(folder.path().join(".git/index"), index).unwrap();
        let mut items = input::open(config(folder.path(), &["."])).unwrap();
        assert_eq!(items.by_ref().count(), 2);
        assert_eq!(items.warnings().len(), 1, "{:?}", items.warnings());
    }
}

#[test]
fn what_is_named_is_read_though_ignored_and_stays_in_order() {
    let files = [
        (".gitignore", "out/\n*.log\n"),
        ("a", ""),
        ("out/b/x", ""),
        ("out/c", ""),
        ("p.log", ""),
        ("z", ""),
    ];
    let folder = repository(&files);
    assert_eq!(read(folder.path(), &["."]), [".gitignore", "a", "z"]);
    let named = read(folder.path(), &[".", "out/b", "p.log", ".git/HEAD"]);
    assert_eq!(named, [".git/HEAD", ".gitignore", "a", "out/b/x", "p.log", "z"]);
}

#[test]
fn a_repository_planted_below_a_share_hides_nothing() {
    let share = TempDir::new().unwrap();
    for (name, content) in [("sub/.gitignore", "*\n"), ("sub/secret", ""), (".gitignore", "*\n"), ("a", "")] {
        write(share.path(), name, content);
    }
    git(&share.path().join("sub"), &["init", "-q"]);
    let (names, ignored) = run(config(share.path(), &["."]));
    for expected in [".gitignore", "a", "sub/.git/HEAD", "sub/.gitignore", "sub/secret"] {
        assert!(names.iter().any(|name| name == expected), "{expected} in {names:?}");
    }
    assert!(ignored.is_empty());
}

#[test]
fn a_repository_within_a_work_tree_has_its_own_rules() {
    let files =
        [(".gitignore", "*.log\n"), ("sub/.gitignore", "*.tmp\n"), ("sub/a.log", ""), ("sub/b.tmp", "")];
    let folder = repository(&files);
    let sub = folder.path().join("sub");
    git(&sub, &["init", "-q"]);
    assert_eq!(seen_by_git(&sub), [".gitignore", "a.log"]);
    assert_eq!(read(folder.path(), &["."]), [".gitignore", "sub/.gitignore", "sub/a.log"]);
}

#[test]
fn an_empty_git_folder_makes_no_work_tree() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    write(folder.path(), ".gitignore", "*\n");
    assert_eq!(read(folder.path(), &["."]), [".gitignore"]);
}

#[test]
fn sealantignore_is_read_up_to_the_root_of_the_work_tree() {
    let outer = TempDir::new().unwrap();
    write(outer.path(), ".sealantignore", "*\n");
    let tree = outer.path().join("tree");
    fs::create_dir(&tree).unwrap();
    git(&tree, &["init", "-q"]);
    let files =
        [(".sealantignore", "x\n"), ("a/.sealantignore", "!x\ny\n"), ("a/x", ""), ("a/y", ""), ("x", "")];
    for (name, content) in files {
        write(&tree, name, content);
    }
    assert_eq!(read(&tree.join("a"), &[".."]), [".sealantignore", "a/.sealantignore", "a/x"]);
    assert_eq!(read(&tree, &["."]), [".sealantignore", "a/.sealantignore", "a/y"]);
}

#[test]
fn facts_say_whether_a_file_lies_in_a_work_tree() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "loose", "");
    write(folder.path(), "repo/x", "");
    git(&folder.path().join("repo"), &["init", "-q"]);
    let in_git = |roots: &[&str]| -> Vec<bool> {
        let trusting = InputConfig { trust_ignore_files: true, ..config(folder.path(), roots) };
        let items = input::open(trusting).unwrap();
        items.map(|item| matches!(item, Item::Blob(blob) if blob.source().facts.in_git)).collect()
    };
    assert_eq!(in_git(&["loose", "repo"]), [false, true]);
    assert_eq!(in_git(&["loose", "repo/x"]), [false, true]);
    assert_eq!(in_git(&["repo/x"]), [true]);
}
