//! Hooks as git runs them: where they go, what becomes of one that was there, and which commits of a push are judged.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{RULE, RULE_ID, command, finding, ran, sealant, write};

/// git, with the answer whether it did what was asked.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    git_says(folder, arguments).0
}

fn git_says(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let identity =
        ["-c", "user.name=tester", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.current_dir(folder).args(identity).args(["-c", "protocol.file.allow=always"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", folder.join("no such settings")).env_remove("PRE_COMMIT");
    if let Some(folder) = PATH.take() {
        command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap()));
        PATH.set(Some(folder));
    }
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A repository whose settings name the rule, and in which nothing is committed.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path());
    folder
}

fn begin(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    assert!(git(folder, &["init", "-q", "-b", "main"]));
    settings(folder);
}

fn settings(folder: &Path) {
    write(folder, &format!("our-rules/{RULE_ID}.toml"), RULE);
    write(folder, "sealant.toml", &format!("rules = [\"our-rules\"]\nonly = [\"{RULE_ID}\"]\n"));
    write(folder, ".sealantignore", "our-rules/\n");
}

/// The hook of a repository lets a commit without a value through, and one with a value not.
#[track_caller]
fn judges(folder: &Path) {
    write(folder, "clean.txt", "nothing\n");
    assert!(git(folder, &["add", "-A"]));
    let (done, said) = git_says(folder, &["commit", "-q", "--allow-empty", "-m", "clean"]);
    assert!(done && said.is_empty(), "{said}");
    assert!(!commits(folder, "leak.txt", &finding(1)));
    assert!(git(folder, &["rm", "-q", "--cached", "leak.txt"]));
    fs::remove_file(folder.join("leak.txt")).unwrap();
}

/// Whether a commit of a file with this content goes through.
fn commits(folder: &Path, name: &str, text: &str) -> bool {
    write(folder, name, text);
    assert!(git(folder, &["add", "-A"]));
    git(folder, &["commit", "-q", "--allow-empty", "-m", name])
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
    for (inside, configured) in [(true, "team hooks"), (true, "./tools/it's $HOME"), (false, "absolute")] {
        let (folder, elsewhere) = (repository(), tempfile::tempdir().unwrap());
        let hooks = if inside { folder.path() } else { elsewhere.path() }.join(configured);
        let value = if inside { configured.to_owned() } else { hooks.display().to_string() };
        assert!(git(folder.path(), &["config", "core.hooksPath", &value]));
        write(folder.path(), "deep/er/file.txt", "nothing\n");
        let ran = sealant(&folder.path().join("deep/er"), &["hook", "install"]).ends(0);
        assert_eq!(ran.out.contains("commit the hook"), inside, "{}", ran.out);
        assert!(hooks.join("pre-commit").exists(), "{value}");
        let program = Path::new(env!("CARGO_BIN_EXE_sealant")).parent().unwrap();
        // A hook that others get too finds the program on the PATH.
        with_path(program, || judges(folder.path()));
    }
}

/// Runs git by a PATH that begins with a folder.
fn with_path(folder: &Path, run: impl FnOnce()) {
    PATH.set(Some(folder.display().to_string()));
    run();
    PATH.set(None);
}

thread_local! {
    static PATH: std::cell::Cell<Option<String>> = const { std::cell::Cell::new(None) };
}

#[test]
fn hooks_of_all_repositories_are_named_as_such() {
    let folder = repository();
    write(folder.path(), "home/.gitconfig", "[core]\n\thooksPath = ~/all hooks\n");
    let home = folder.path().join("home");
    let mut command = command(folder.path(), &["hook", "install"]);
    ran(command.env("HOME", &home).env_remove("GIT_CONFIG_GLOBAL"))
        .ends(0)
        .says(&["home/all hooks/pre-commit", "in every repository"]);
    assert!(home.join("all hooks/pre-commit").exists());
}

#[test]
fn a_hooks_path_that_is_no_folder_is_an_error() {
    let folder = repository();
    assert!(git(folder.path(), &["config", "core.hooksPath", "/dev/null"]));
    sealant(folder.path(), &["hook", "install"]).ends(2).complains(&[
        "/dev/null",
        "core.hooksPath",
        "no folder",
    ]);
}

#[test]
fn work_trees_share_the_hook_and_submodules_have_their_own() {
    let folder = repository();
    assert!(commits(folder.path(), "a.txt", "nothing\n"));
    let elsewhere = tempfile::tempdir().unwrap();
    let tree = elsewhere.path().join("tree of it");
    assert!(git(folder.path(), &["worktree", "add", "-q", &tree.display().to_string(), "-b", "side"]));
    sealant(&tree, &["hook", "install"]).ends(0);
    assert!(folder.path().join(".git/hooks/pre-commit").exists());
    judges(&tree);
    judges(folder.path());

    let outer = tempfile::tempdir().unwrap();
    assert!(git(outer.path(), &["init", "-q", "-b", "main"]));
    let url = folder.path().display().to_string();
    assert!(git(outer.path(), &["submodule", "add", "-q", &url, "sub"]));
    sealant(&outer.path().join("sub"), &["hook", "install"]).ends(0);
    assert!(outer.path().join(".git/modules/sub/hooks/pre-commit").exists());
    assert!(!outer.path().join(".git/hooks/pre-commit").exists());
    judges(&outer.path().join("sub"));
}

#[test]
fn husky_runs_ours_from_the_folder_above_its_own() {
    let folder = repository();
    // As husky 9 lays it out: git runs the files in `_`, and these run those above.
    let run = "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n";
    let h = "s=$(dirname \"$(dirname \"$0\")\")/$(basename \"$0\")\n[ ! -f \"$s\" ] && exit 0\nsh -e \"$s\" \"$@\"\nexit $?\n";
    write(folder.path(), ".husky/_/h", h);
    write(folder.path(), ".husky/_/pre-commit", run);
    script(&folder.path().join(".husky/_/pre-commit"), run);
    write(folder.path(), ".husky/pre-commit", "touch asked\n");
    assert!(git(folder.path(), &["config", "core.hooksPath", ".husky/_"]));
    sealant(folder.path(), &["hook", "install"]).ends(0).says(&["it is asked first"]);
    assert_eq!(fs::read_to_string(folder.path().join(".husky/_/pre-commit")).unwrap(), run);
    with_path(Path::new(env!("CARGO_BIN_EXE_sealant")).parent().unwrap(), || judges(folder.path()));
    assert!(folder.path().join("asked").exists());
    sealant(folder.path(), &["hook", "uninstall"]).ends(0);
    assert_eq!(fs::read_to_string(folder.path().join(".husky/pre-commit")).unwrap(), "touch asked\n");
}

/// By another process: while one of ours is being started, a file that this one has just written counts as busy.
fn copy_program(to: &Path) {
    assert!(Command::new("cp").arg(env!("CARGO_BIN_EXE_sealant")).arg(to).status().unwrap().success());
}

#[test]
fn hostile_names_are_names() {
    let outer = tempfile::tempdir().unwrap();
    for name in ["$(touch oops) `touch oops`", "it's \"quoted\"; touch oops", "-n", "a\nb"] {
        let folder = outer.path().join(name);
        begin(&folder);
        let program = folder.join("sealant's $(touch oops)");
        copy_program(&program);
        write(&folder, ".git/info/exclude", "sealant's*\n");
        let installed =
            Command::new(&program).current_dir(&folder).args(["hook", "install"]).status().unwrap();
        assert!(installed.success());
        judges(&folder);
        assert!(!folder.join("oops").exists(), "{name:?}");
    }
}

#[test]
fn a_program_that_is_gone_is_told_of() {
    let folder = repository();
    let program = folder.path().join("sealant");
    copy_program(&program);
    for kind in ["pre-commit", "pre-push"] {
        let mut install = Command::new(&program);
        assert!(
            install.current_dir(folder.path()).args(["hook", "install", kind]).status().unwrap().success()
        );
    }
    fs::remove_file(&program).unwrap();
    write(folder.path(), "a.txt", "nothing\n");
    assert!(git(folder.path(), &["add", "a.txt"]));
    let (done, said) = git_says(folder.path(), &["commit", "-q", "-m", "one"]);
    assert!(!done && said.contains("sealant: not found, so nothing was checked"), "{said}");
    assert!(said.contains("git commit --no-verify") && said.contains("hooks/pre-commit"), "{said}");
    with_path(Path::new(env!("CARGO_BIN_EXE_sealant")).parent().unwrap(), || judges(folder.path()));
}

#[test]
fn a_hook_that_calls_ours_is_not_called_for_ever() {
    let folder = repository();
    sealant(folder.path(), &["hook", "install"]).ends(0);
    // As pre-commit does: it puts ours aside, and asks it before its own.
    let hooks = folder.path().join(".git/hooks");
    fs::rename(hooks.join("pre-commit"), hooks.join("pre-commit.legacy")).unwrap();
    script(
        &hooks.join("pre-commit"),
        "#!/bin/sh\necho >> times\n\"$(dirname \"$0\")/pre-commit.legacy\" \"$@\" || exit\n\"$(dirname \"$0\")/pre-commit.legacy\"\n",
    );
    judges(folder.path());
    sealant(folder.path(), &["hook", "install"]).ends(0).says(&["kept the hook"]);
    judges(folder.path());
    sealant(folder.path(), &["hook", "uninstall"]).ends(0).says(&["put back"]);
    judges(folder.path());
}

#[test]
fn a_hook_that_git_passes_over_is_passed_over() {
    let folder = repository();
    write(folder.path(), ".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    sealant(folder.path(), &["hook", "install"]).ends(0).says(&["it is not executable, so it is not asked"]);
    judges(folder.path());
    write(folder.path(), ".git/hooks/pre-push.before-sealant", "ours\n");
    write(folder.path(), ".git/hooks/pre-push", "theirs\n");
    sealant(folder.path(), &["hook", "install", "pre-push"]).ends(2).complains(&["both there already"]);
    assert_eq!(fs::read_to_string(folder.path().join(".git/hooks/pre-push")).unwrap(), "theirs\n");
    let left =
        fs::read_dir(folder.path().join(".git/hooks")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with(".sealant-")));
}

#[test]
fn taking_out_what_is_not_there_is_no_error() {
    let folder = repository();
    sealant(folder.path(), &["hook", "uninstall", "pre-push"]).ends(0).says(&["nothing to take out"]);
}

#[test]
fn all_that_a_commit_may_be_is_judged() {
    let folder = repository();
    assert!(commits(folder.path(), "a.txt", "nothing\n"));
    sealant(folder.path(), &["hook", "install"]).ends(0);
    // Part of what is in the folder.
    write(folder.path(), "a.txt", "staged\n");
    assert!(git(folder.path(), &["add", "a.txt"]));
    write(folder.path(), "a.txt", &format!("staged\n{}", finding(1)));
    assert!(git(folder.path(), &["commit", "-q", "-m", "what is staged is clean"]));
    // All that changed, and files by name: git gives the hook an index of its own.
    assert!(!git(folder.path(), &["commit", "-q", "-a", "-m", "what is in the folder is not"]));
    assert!(!git(folder.path(), &["commit", "-q", "-m", "nor by name", "a.txt"]));
    assert!(git(folder.path(), &["checkout", "-q", "a.txt"]));
    // From a folder below, and once more with a change of mind.
    fs::create_dir(folder.path().join("below")).unwrap();
    write(folder.path(), "below/b.txt", &finding(2));
    assert!(git(folder.path(), &["add", "-A"]));
    assert!(!git(&folder.path().join("below"), &["commit", "-q", "-m", "below"]));
    assert!(!git(folder.path(), &["commit", "-q", "--amend", "--no-edit"]));
    assert!(git(folder.path(), &["rm", "-q", "-f", "below/b.txt"]));
    // A merge that brings in more than either side has.
    assert!(git(folder.path(), &["checkout", "-q", "-b", "side", "HEAD~1"]));
    assert!(commits(folder.path(), "side.txt", "nothing\n"));
    assert!(git(folder.path(), &["checkout", "-q", "main"]));
    assert!(git(folder.path(), &["merge", "-q", "--no-ff", "--no-commit", "side"]));
    assert!(!commits(folder.path(), "evil.txt", &finding(3)));
    assert!(git(folder.path(), &["rm", "-q", "-f", "evil.txt"]));
    assert!(git(folder.path(), &["commit", "-q", "-m", "merged"]));
}

/// A repository with a hook before each push, and a bare one beside it that it pushes to.
struct Pushing {
    _outer: TempDir,
    folder: PathBuf,
}

impl Pushing {
    fn new() -> Self {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("a repository");
        begin(&folder);
        assert!(git(outer.path(), &["init", "-q", "--bare", "other side"]));
        assert!(git(&folder, &["remote", "add", "origin", "../other side"]));
        sealant(&folder, &["hook", "install", "pre-push"]).ends(0).says(&["pre-push"]);
        let pushing = Self { _outer: outer, folder };
        pushing.commits("a.txt", "nothing\n");
        pushing
    }

    fn commits(&self, name: &str, text: &str) {
        assert!(commits(&self.folder, name, text));
    }

    fn git(&self, arguments: &[&str]) {
        assert!(git(&self.folder, arguments), "{arguments:?}");
    }

    #[track_caller]
    fn pushes(&self, arguments: &[&str], expected: bool) {
        let (done, said) = git_says(&self.folder, &[&["push", "-q"], arguments].concat());
        assert_eq!(done, expected, "{arguments:?}: {said}");
    }
}

#[test]
fn a_push_is_judged_by_what_the_other_side_lacks() {
    let it = Pushing::new();
    it.pushes(&["origin", "main"], true);
    it.commits("b.txt", &finding(1));
    it.pushes(&["origin", "main"], false);
    it.pushes(&["origin", "main:other"], false);
    it.pushes(&["--all", "origin"], false);
    it.pushes(&["--no-verify", "origin", "main"], true);
    it.commits("c.txt", "nothing more\n");
    it.pushes(&["origin", "main"], true);
    it.pushes(&["origin", "main:another"], true);
    it.pushes(&["origin", "--delete", "another"], true);
}

#[test]
fn a_value_that_was_taken_out_again_is_pushed_all_the_same() {
    let it = Pushing::new();
    it.pushes(&["origin", "main"], true);
    it.commits("b.txt", &finding(1));
    it.commits("b.txt", "nothing\n");
    it.pushes(&["origin", "main"], false);
}

#[test]
fn what_comes_from_another_branch_of_theirs_is_not_new() {
    let it = Pushing::new();
    it.git(&["checkout", "-q", "-b", "topic"]);
    it.commits("topic.txt", "nothing\n");
    it.pushes(&["origin", "main", "topic"], true);
    it.git(&["checkout", "-q", "main"]);
    it.commits("theirs.txt", &finding(1));
    it.pushes(&["--no-verify", "origin", "main"], true);
    it.git(&["checkout", "-q", "topic"]);
    it.git(&["merge", "-q", "--no-edit", "main"]);
    it.pushes(&["origin", "topic"], true);
}

#[test]
fn forced_pushes_are_judged_also_where_what_they_replace_is_unknown() {
    let it = Pushing::new();
    it.pushes(&["origin", "main"], true);
    let other = it.folder.parent().unwrap().join("colleague");
    assert!(git(&it.folder, &["clone", "-q", "../other side", "../colleague"]));
    assert!(git(&other, &["checkout", "-q", "main"]));
    assert!(commits(&other, "theirs.txt", "nothing\n"));
    assert!(git(&other, &["push", "-q", "origin", "main"]));
    it.commits("b.txt", "clean\n");
    it.pushes(&["origin", "main"], false);
    it.commits("leak.txt", &finding(1));
    it.pushes(&["--force", "origin", "main"], false);
    it.git(&["reset", "-q", "--hard", "HEAD~1"]);
    it.pushes(&["--force", "origin", "main"], true);
}

#[test]
fn tags_are_pushed_with_their_messages() {
    let it = Pushing::new();
    it.pushes(&["origin", "main"], true);
    it.git(&["tag", "light"]);
    it.pushes(&["origin", "light"], true);
    it.git(&["tag", "-a", "v1", "-m", "nothing"]);
    it.git(&["tag", "-a", "v2", "-m", &format!("deploy {}", finding(1))]);
    it.pushes(&["origin", "v1"], true);
    it.pushes(&["origin", "v2"], false);
    it.pushes(&["--tags", "origin"], false);
}

#[test]
fn a_push_to_an_address_is_a_push() {
    let it = Pushing::new();
    it.commits("leak.txt", &finding(1));
    it.pushes(&["../other side", "main"], false);
    it.git(&["reset", "-q", "--hard", "HEAD~1"]);
    it.pushes(&["../other side", "main"], true);
    it.git(&["checkout", "-q", "--orphan", "apart"]);
    it.commits("apart.txt", &finding(2));
    it.pushes(&["origin", "apart"], false);
}

#[test]
fn the_hook_of_a_push_that_was_there_hears_what_is_pushed() {
    let it = Pushing::new();
    sealant(&it.folder, &["hook", "uninstall", "pre-push"]).ends(0);
    script(&it.folder.join(".git/hooks/pre-push"), "#!/bin/sh\nprintf '%s ' \"$@\" > args\ncat > heard\n");
    sealant(&it.folder, &["hook", "install", "pre-push"]).ends(0);
    it.pushes(&["origin", "main"], true);
    let read = |name: &str| fs::read_to_string(it.folder.join(name)).unwrap();
    assert_eq!(read("args"), "origin ../other side ");
    assert!(read("heard").starts_with("refs/heads/main "), "{}", read("heard"));
    assert_eq!(read("heard").lines().count(), 1);
    it.pushes(&["origin", "main"], true);
    assert_eq!(read("heard"), "");
}

#[test]
fn a_server_can_refuse_what_arrives() {
    let it = Pushing::new();
    sealant(&it.folder, &["hook", "uninstall", "pre-push"]).ends(0);
    let (rules, program) = (it.folder.join("our-rules"), env!("CARGO_BIN_EXE_sealant"));
    let text = format!(
        "#!/bin/sh\nwhile read -r old new name; do\n    echo \"$name $new $name $old\" | \
         '{program}' scan --pushed --no-config --only '{RULE_ID}' --rules '{}' || exit 1\ndone\n",
        rules.display()
    );
    script(&it.folder.join("../other side/hooks/pre-receive"), &text);
    it.pushes(&["origin", "main"], true);
    it.commits("leak.txt", &finding(1));
    it.pushes(&["origin", "main"], false);
    it.pushes(&["origin", "main:other"], false);
    it.pushes(&["origin", "HEAD~1:refs/heads/other"], true);
    it.pushes(&["origin", "--delete", "other"], true);
}

#[test]
fn what_git_does_not_say_is_an_error() {
    let folder = repository();
    let scan = |told: &str| {
        let mut command = command(folder.path(), &["scan", "--pushed=origin"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(told.as_bytes()).unwrap();
        child.wait().unwrap().code()
    };
    assert_eq!(scan(""), Some(0));
    assert_eq!(scan("hello\n"), Some(2));
    assert_eq!(scan(&format!("a {} b {}\n", "1".repeat(40), "0".repeat(40))), Some(0));
    assert!(commits(folder.path(), "a.txt", "nothing\n"));
    assert_eq!(scan(&format!("a {} b {}\n", "1".repeat(40), "0".repeat(40))), Some(2));
    assert_eq!(scan(&format!("a --output=x b {}\n", "0".repeat(40))), Some(2));
    assert!(!folder.path().join("x").exists());
}

#[test]
fn outside_a_repository_it_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    sealant(folder.path(), &["hook", "install"]).ends(2).complains(&["not a git repository"]);
}
