//! Hooks as git runs them.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{RULE, RULE_ID, finding, sealant, write};

/// git, with the answer whether it did what was asked.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let identity =
        ["-c", "user.name=tester", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.current_dir(folder).args(identity).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.output().unwrap().status.success()
}

/// A repository whose settings name the rule, and in which nothing is committed.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(git(folder.path(), &["init", "-q", "-b", "main"]));
    write(folder.path(), &format!("our-rules/{RULE_ID}.toml"), RULE);
    write(folder.path(), "sealant.toml", &format!("rules = [\"our-rules\"]\nonly = [\"{RULE_ID}\"]\n"));
    write(folder.path(), ".sealantignore", "our-rules/\n");
    folder
}

/// Whether a commit of a file with this content goes through.
fn commits(folder: &Path, name: &str, text: &str) -> bool {
    write(folder, name, text);
    assert!(git(folder, &["add", "-A"]));
    git(folder, &["commit", "-q", "-m", name])
}

fn script(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_commit_that_brings_in_a_value_is_blocked() {
    let folder = repository();
    sealant(folder.path(), &["hook", "install"]).ends(0).says(&["wrote ", "pre-commit"]);
    assert!(commits(folder.path(), "a.txt", "nothing\n"));
    assert!(!commits(folder.path(), "b.txt", &finding(1)));
    assert!(git(folder.path(), &["commit", "-q", "--no-verify", "-m", "past it"]));
    assert!(commits(folder.path(), "b.txt", &format!("moved\n{}", finding(1))));
}

#[test]
fn a_hook_that_is_there_is_kept_and_asked_first() {
    let folder = repository();
    let hooks = folder.path().join(".git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    script(&hooks.join("pre-commit"), "#!/bin/sh\ntouch asked\n[ ! -e refuse ]\n");
    sealant(folder.path(), &["hook", "install"]).ends(0).says(&["kept the hook"]);
    sealant(folder.path(), &["hook", "install"]).ends(0);
    assert!(!commits(folder.path(), "b.txt", &finding(1)));
    assert!(folder.path().join("asked").exists());
    assert!(!commits(folder.path(), "refuse", "nothing\n"));
    sealant(folder.path(), &["hook", "uninstall"]).ends(0).says(&["put back"]);
    assert!(fs::read_to_string(hooks.join("pre-commit")).unwrap().contains("touch asked"));
    sealant(folder.path(), &["hook", "uninstall"]).ends(2).complains(&["is no hook of Sealant"]);
}

#[test]
fn the_folder_that_git_is_told_to_use_is_used() {
    let folder = repository();
    assert!(git(folder.path(), &["config", "core.hooksPath", "team hooks"]));
    sealant(folder.path(), &["hook", "install"]).ends(0);
    assert!(folder.path().join("team hooks/pre-commit").exists());
    assert!(!commits(folder.path(), "b.txt", &finding(1)));
}

#[test]
fn a_push_is_judged_by_what_the_other_side_lacks() {
    let (folder, other) = (repository(), tempfile::tempdir().unwrap());
    assert!(git(other.path(), &["init", "-q", "--bare"]));
    let url = other.path().display().to_string();
    assert!(git(folder.path(), &["remote", "add", "origin", &url]));
    sealant(folder.path(), &["hook", "install", "pre-push"]).ends(0).says(&["pre-push"]);
    assert!(commits(folder.path(), "a.txt", "nothing\n"));
    assert!(git(folder.path(), &["push", "-q", "origin", "main"]));
    assert!(commits(folder.path(), "b.txt", &finding(1)));
    assert!(!git(folder.path(), &["push", "-q", "origin", "main"]));
    assert!(!git(folder.path(), &["push", "-q", "origin", "main:other"]));
    assert!(git(folder.path(), &["push", "-q", "--no-verify", "origin", "main"]));
    assert!(commits(folder.path(), "c.txt", "nothing more\n"));
    assert!(git(folder.path(), &["push", "-q", "origin", "main"]));
}

#[test]
fn outside_a_repository_it_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    sealant(folder.path(), &["hook", "install"]).ends(2).complains(&["not a git repository"]);
}
