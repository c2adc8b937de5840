//! What a change brings in: staged files, ranges of commits and whole histories, as the program reads them.

#[cfg(unix)]
mod ways;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::{RULE, RULE_ID, command, finding, ran, sealant, write};

/// A repository, and the rule in a folder beside it, which no commit holds.
pub(super) struct Repository {
    pub(super) folder: TempDir,
    pub(super) root: PathBuf,
}

impl Repository {
    pub(super) fn new() -> Self {
        Self::with(&["init", "-q", "-b", "main", "repo"])
    }

    fn with(init: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &format!("rules/{RULE_ID}.toml"), RULE);
        let root = folder.path().join("repo");
        git(folder.path(), init);
        Self { folder, root }
    }

    pub(super) fn git(&self, arguments: &[&str]) -> String {
        git(&self.root, arguments)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> &Self {
        write(&self.root, name, text);
        self
    }

    pub(super) fn add(&self) -> &Self {
        self.git(&["add", "-A"]);
        self
    }

    /// Commits all there is, with a message of one word.
    pub(super) fn commit(&self, message: &str) -> String {
        self.add();
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    fn arguments<'a>(&'a self, arguments: &[&'a str]) -> Vec<String> {
        let rules = self.folder.path().join("rules").display().to_string();
        let fixed = ["scan", "--only", RULE_ID, "--rules", &rules, "--format", "jsonl"];
        fixed.iter().chain(arguments).map(|&argument| argument.to_owned()).collect()
    }

    fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        let arguments = self.arguments(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = sealant(&self.root, &arguments);
        assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.err);
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Exactly these names are found, with these lines.
    #[track_caller]
    fn check(&self, arguments: &[&str], expected: &[(&str, u64)]) {
        let lines = self.lines(arguments);
        let found: Vec<(&str, u64)> = findings(&lines)
            .map(|finding| (finding["path"].as_str().unwrap(), finding["place"]["line"].as_u64().unwrap()))
            .collect();
        assert_eq!(found, expected, "{arguments:?}");
    }

    /// Exactly these names are found, first in these commits, and still there or not.
    #[track_caller]
    fn check_history(&self, arguments: &[&str], expected: &[(&str, &str, bool)]) {
        let lines = self.lines(arguments);
        let found: Vec<(&str, &str, bool)> = findings(&lines)
            .map(|finding| {
                let history = &finding["history"];
                let text = |value: &'static str| history[value].as_str().unwrap();
                (finding["path"].as_str().unwrap(), text("commit"), history["at_head"].as_bool().unwrap())
            })
            .collect();
        assert_eq!(found, expected, "{arguments:?}");
    }
}

fn findings(lines: &[Value]) -> impl Iterator<Item = &Value> {
    lines.iter().filter(|line| line["type"] == "finding")
}

fn summary(lines: &[Value]) -> &Value {
    lines.iter().find(|line| line["type"] == "summary").unwrap()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "protocol.file.allow=always",
            "-c",
            "user.name=tester",
            "-c",
            "user.email=t@example.invalid",
        ])
        .args(["-c", "commit.gpgsign=false", "-c", "advice.detachedHead=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const STAGED: &[&str] = &["--staged"];

#[test]
fn what_is_staged_is_read_from_the_index() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).add().write("a.txt", "nothing\n").write("b.txt", &finding(2));
    repository.check(STAGED, &[("a.txt", 1)]);
}

#[test]
fn what_was_there_before_is_not_new() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).write("gone.txt", &finding(2)).commit("one");
    repository.write("a.txt", &format!("one line more\n    {}", finding(1)));
    repository.git(&["mv", "gone.txt", "moved.txt"]);
    repository.write("copy.txt", &finding(1)).write("c.txt", &finding(3)).add();
    repository.check(STAGED, &[("c.txt", 1), ("copy.txt", 1)]);
    assert_eq!(summary(&repository.lines(STAGED))["before"], 2);
}

#[test]
fn what_was_there_before_a_range_is_counted_once() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).commit("one");
    for line in ["x", "y", "z"] {
        repository.write("a.txt", &format!("{line}\n{}", finding(1))).commit(line);
    }
    repository.write("b.txt", &finding(2)).commit("two");
    let since = ["--since", "HEAD~4"];
    repository.check(&since, &[("b.txt", 1)]);
    assert_eq!(summary(&repository.lines(&since))["before"], 1);
}

#[test]
fn a_second_value_of_the_same_line_is_new() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).commit("one");
    repository.write("a.txt", &finding(2)).add();
    repository.check(STAGED, &[("a.txt", 1)]);
}

#[test]
fn part_of_a_file_may_be_staged() {
    let repository = Repository::new();
    repository.write("a.txt", "first\n").commit("one");
    repository.write("a.txt", &format!("first\n{}", finding(1))).add();
    repository.write("a.txt", &format!("first\n{}{}", finding(1), finding(2)));
    repository.check(STAGED, &[("a.txt", 2)]);
}

#[test]
fn the_index_that_git_names_counts() {
    let repository = Repository::new();
    repository.write("a.txt", "first\n").commit("one");
    let index = repository.root.join(".git/other-index");
    fs::copy(repository.root.join(".git/index"), &index).unwrap();
    repository.write("a.txt", &finding(1)).add();
    let arguments = repository.arguments(STAGED);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    ran(command(&repository.root, &arguments).env("GIT_INDEX_FILE", &index)).ends(0);
    ran(&mut command(&repository.root, &arguments)).ends(1);
}

#[test]
fn files_only_meant_to_be_added_are_not_staged() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1));
    repository.git(&["add", "-N", "a.txt"]);
    repository.check(STAGED, &[]);
}

#[test]
fn a_merge_is_judged_against_its_first_parent() {
    let repository = Repository::new();
    repository.write("a.txt", "first\n").commit("one");
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.write("side.txt", &finding(1)).commit("two");
    repository.git(&["checkout", "-q", "main"]);
    repository.write("main.txt", &finding(2)).commit("three");
    repository.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
    repository.write("evil.txt", &finding(3)).add();
    repository.check(STAGED, &[("evil.txt", 1), ("side.txt", 1)]);
}

#[test]
fn submodules_and_links_have_nothing_to_read() {
    let repository = Repository::new();
    let other = Repository::new();
    other.write("a.txt", &finding(1)).commit("one");
    repository.git(&["submodule", "add", "-q", &other.root.display().to_string(), "sub"]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("sub/a.txt", repository.root.join("link")).unwrap();
    repository.add();
    let lines = repository.lines(STAGED);
    assert_eq!(findings(&lines).count(), 0);
    assert_eq!(summary(&lines)["ignored"]["submodule"], 1);
}

#[test]
fn pointers_of_lfs_are_not_called_clean() {
    let repository = Repository::new();
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n", "0af1".repeat(16));
    repository.write("big.bin", &pointer).add();
    let lines = repository.lines(STAGED);
    let unread: Vec<&Value> = lines.iter().filter(|line| line["type"] == "unread").collect();
    assert_eq!(unread.len(), 1, "{lines:?}");
    assert_eq!(
        (unread[0]["path"].as_str(), unread[0]["code"].as_str()),
        (Some("big.bin"), Some("partly-read"))
    );
}

#[test]
fn globs_ignore_files_and_paths_choose_what_is_read() {
    let repository = Repository::new();
    for name in ["src/a.txt", "src/b.md", "srcs/c.txt", "out/d.txt"] {
        repository.write(name, &finding(name.len() as u64 + u64::from(name.as_bytes()[4])));
    }
    repository.write(".sealantignore", "out/\n").add();
    repository.check(&["--staged", "src"], &[("src/a.txt", 1), ("src/b.md", 1)]);
    repository.check(&["--staged", "--exclude", "*.md"], &[("src/a.txt", 1), ("srcs/c.txt", 1)]);
    repository.check(&["--staged", "--include", "*.md"], &[("src/b.md", 1)]);
    let lines = repository.lines(STAGED);
    assert_eq!(summary(&lines)["ignored"]["sealantignore"], 1);
}

#[test]
fn a_path_elsewhere_is_an_error() {
    let repository = Repository::new();
    let outside = repository.folder.path().join("rules").display().to_string();
    sealant(&repository.root, &["scan", "--staged", ".", &outside])
        .ends(2)
        .complains(&["is not in the repository"]);
    sealant(repository.folder.path(), &["scan", "--staged"]).ends(2).complains(&["not a git repository"]);
}

#[test]
fn odd_repositories_give_no_error() {
    for init in [
        &["init", "-q", "repo"][..],
        &["init", "-q", "--bare", "repo"],
        &["init", "-q", "--object-format=sha256", "repo"],
    ] {
        let repository = Repository::with(init);
        let is_bare = init.contains(&"--bare");
        for arguments in [&["--history"][..], &["--history", "--all"]] {
            repository.check(arguments, &[]);
        }
        if !is_bare {
            repository.write("odd \"name\n\u{e9}.txt", &finding(1).replace('\n', "\r\n")).add();
            repository.check(STAGED, &[("odd \"name\\n\u{e9}.txt", 1)]);
            let one = repository.commit("one");
            repository.check_history(&["--history"], &[("odd \"name\\n\u{e9}.txt", &one, true)]);
        }
    }
}

#[test]
fn work_trees_and_bare_clones_are_repositories() {
    let repository = Repository::new();
    let one = repository.write("a.txt", &finding(1)).commit("one");
    repository.git(&["worktree", "add", "-q", "../tree", "-b", "side"]);
    let tree = repository.folder.path().join("tree");
    write(&tree, "b.txt", &finding(2));
    git(&tree, &["add", "b.txt"]);
    repository.check(&["--staged", "../tree"], &[("b.txt", 1)]);
    git(repository.folder.path(), &["clone", "-q", "--bare", "repo", "bare"]);
    repository.check_history(&["--history", "../bare"], &[("a.txt", &one, true)]);
}

#[test]
fn each_value_of_a_history_is_found_once_with_its_commit() {
    let repository = Repository::new();
    let added = repository.write("kept.txt", &finding(1)).write("renamed.txt", &finding(2)).commit("added");
    let more = format!("{}{}", finding(1), finding(3));
    let amended = repository.write("kept.txt", &more).commit("changed");
    repository.git(&["checkout", "-q", "-b", "side"]);
    let side = repository.write("side.txt", &finding(4)).commit("side");
    repository.git(&["checkout", "-q", "main"]);
    repository.git(&["mv", "renamed.txt", "new name.txt"]);
    repository.write("new name.txt", &format!("{}tail\n", finding(2))).commit("renamed");
    repository.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
    let merged = repository.write("evil.txt", &finding(5)).commit("merged");
    repository.git(&["rm", "-q", "side.txt"]);
    repository.commit("gone");
    repository.check_history(
        &["--history"],
        &[
            ("evil.txt", &merged, true),
            ("kept.txt", &added, true),
            ("kept.txt", &amended, true),
            ("renamed.txt", &added, true),
            ("side.txt", &side, false),
        ],
    );
}

#[test]
fn messages_are_text_too() {
    let repository = Repository::new();
    repository.write("a.txt", "nothing\n").add();
    let message = format!("Deploy\n\nwith {}", finding(1));
    let one = repository.commit(&message);
    let name = format!("commit/{one}");
    repository.check(&["--history"], &[(&name, 3)]);
    repository.git(&["tag", "-a", "v1", "-m", &format!("first\n\nof {}", finding(2))]);
    repository.check(&["--history"], &[(&name, 3), ("tag/v1", 3)]);
    let lines = repository.lines(&["--history"]);
    assert!(findings(&lines).all(|finding| finding["history"]["at_head"].is_null()));
}

#[test]
fn other_branches_and_stashes_are_read_when_asked() {
    let repository = Repository::new();
    repository.write("a.txt", "nothing\n").commit("one");
    repository.git(&["checkout", "-q", "-b", "side"]);
    let side = repository.write("side.txt", &finding(1)).commit("side");
    repository.git(&["checkout", "-q", "main"]);
    repository.write("a.txt", &finding(2));
    repository.git(&["stash", "-q"]);
    let stash = repository.git(&["rev-parse", "stash"]).trim().to_owned();
    repository.check_history(&["--history"], &[]);
    let both = [("a.txt", &*stash, false), ("side.txt", &*side, false)];
    repository.check_history(&["--history", "--all"], &both);
}

#[test]
fn a_range_brings_in_what_its_commits_bring_in() {
    let repository = Repository::new();
    let base = repository.write("old.txt", &finding(1)).commit("base");
    repository.git(&["checkout", "-q", "-b", "side"]);
    let leak = repository.write("leak.txt", &finding(2)).commit("leak");
    repository.git(&["rm", "-q", "leak.txt"]);
    repository.git(&["mv", "old.txt", "moved.txt"]);
    repository.commit("gone");
    let late = repository.write("late.txt", &finding(3)).commit("late");
    let expected = [("late.txt", &*late, true), ("leak.txt", &*leak, false)];
    repository.check_history(&["--since", &base], &expected);
    repository.check_history(&["--since", "main"], &expected);
    repository.check_history(&["--range", "main..side"], &expected);
    repository.check_history(&["--range", "main..."], &expected);
    repository.check_history(&["--range", &format!("{leak}..side")], &[("late.txt", &late, true)]);
}

#[test]
fn unknown_and_hostile_revisions_are_errors() {
    let repository = Repository::new();
    repository.write("a.txt", "nothing\n").commit("one");
    for revision in ["nowhere", "--output=x", "-h", ""] {
        let since = format!("--since={revision}");
        let ran = sealant(&repository.root, &["scan", &since]);
        if revision.is_empty() {
            ran.ends(2)
        } else {
            ran.ends(2).complains(&["no commit is called"])
        };
    }
    assert!(!repository.root.join("x").exists());
}

#[test]
fn a_shallow_clone_says_so() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).commit("one");
    let two = repository.write("b.txt", &finding(2)).commit("two");
    let url = format!("file://{}", repository.root.display());
    git(repository.folder.path(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let lines = repository.lines(&["--history", "../shallow"]);
    let warnings = summary(&lines)["warnings"].to_string();
    assert!(warnings.contains("shallow clone"), "{warnings}");
    assert!(findings(&lines).all(|finding| finding["history"]["commit"] == two.as_str()));
}

#[cfg(unix)]
#[test]
fn nothing_of_the_repository_is_run() {
    let repository = Repository::new();
    repository.write("a.txt", "nothing\n").commit("one");
    let mark = repository.root.join("ran");
    let script = format!("touch {}", mark.display());
    for (key, value) in [
        ("core.fsmonitor", &*script),
        ("diff.external", &*script),
        ("core.pager", &*script),
        ("diff.evil.textconv", &*script),
        ("filter.evil.smudge", &*script),
        ("filter.evil.clean", &*script),
        ("core.sshCommand", &*script),
        ("log.showSignature", "true"),
        ("gpg.program", &*script),
    ] {
        repository.git(&["config", key, value]);
    }
    repository.write(".gitattributes", "* diff=evil filter=evil\n").write("b.txt", &finding(1));
    git(&repository.root, &["-c", "filter.evil.clean=cat", "-c", "core.fsmonitor=false", "add", "-A"]);
    drop(fs::remove_file(&mark));
    repository.check(STAGED, &[("b.txt", 1)]);
    repository.check(&["--history"], &[]);
    assert!(!mark.exists());
}
