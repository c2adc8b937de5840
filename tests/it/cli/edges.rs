//! Repositories that are odd, damaged or hostile: each is asked about in every way, and answers or says in one line why not.
//! Nothing they configure is run.

#![cfg(unix)]

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::{RULE_ID, finding, folder, sealant};

/// How a run ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// So many findings are listed, and all was read.
    Found(usize),
    /// So many findings are listed, and so many artifacts not, or not wholly, read.
    Short(usize, usize),
    /// No error; how git keeps its own files is not ours to count.
    Fine,
    /// An error that says this.
    Error(&'static str),
}

use End::{Error, Fine, Found, Short};

/// Makes `repo` by a script, in which `$ONE` to `$THREE` are lines that hold a value and `clean` makes files of none.
#[track_caller]
fn made(script: &str) -> TempDir {
    let folder = folder();
    let values: Vec<String> = (1..=3).map(|seed| finding(seed).trim_end().to_owned()).collect();
    let head = "git() { command git -c user.name=t -c user.email=t@example.invalid -c protocol.file.allow=always \
                -c advice.detachedHead=false \"$@\"; }\n\
                clean() { for name; do echo nothing > \"$name\"; done; }\n\
                save() { git add -A; git commit -q --allow-empty -m \"$1\"; }\n\
                begin() { git init -q -b main \"$@\" repo; cd repo; }\n";
    let made = Command::new("sh")
        .current_dir(folder.path())
        .args(["-ec", &format!("{head}{script}")])
        .envs(["ONE", "TWO", "THREE"].iter().zip(&values))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("HOME", folder.path())
        .env("RAN", folder.path().join("ran"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let _ = std::fs::remove_file(folder.path().join("ran"));
    folder
}

/// Asks a repository `--staged`, `--since REV`, `--history` and for a plain scan.
#[track_caller]
fn check(script: &str, since: &str, ends: [End; 4]) {
    let folder = made(script);
    let since = format!("--since={since}");
    let ways = [Some("--staged"), Some(&*since), Some("--history"), None];
    for (way, end) in ways.into_iter().zip(ends) {
        ask(folder.path(), way, end);
        assert!(!folder.path().join("ran").exists(), "{way:?} ran what the repository configures");
    }
}

/// A way of asking ends with a warning that says this.
#[track_caller]
fn check_warns(script: &str, way: &str, said: &str) {
    let folder = made(script);
    let ran = sealant(&folder.path().join("repo"), &[&FIXED[..], &[way]].concat());
    let summary: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert!(summary["warnings"].to_string().contains(said), "{summary}");
}

const FIXED: [&str; 8] =
    ["scan", "--only", RULE_ID, "--rules", "../rules", "--no-config", "--format", "jsonl"];

#[track_caller]
fn ask(folder: &std::path::Path, way: Option<&str>, end: End) {
    let arguments: Vec<&str> = FIXED.into_iter().chain(way).collect();
    let ran = sealant(&folder.join("repo"), &arguments);
    let (found, short) = match end {
        Found(found) => (found, 0),
        Short(found, short) => (found, short),
        Fine => return assert!(matches!(ran.code, Some(0 | 1)), "{way:?}: {}", ran.err),
        Error(said) => {
            assert_eq!(ran.code, Some(2), "{way:?}: {}{}", ran.out, ran.err);
            assert!(ran.err.contains(said), "{way:?}: no {said:?} in {}", ran.err);
            assert!(ran.err.trim_end().lines().count() <= 2, "{way:?}: {}", ran.err);
            return;
        }
    };
    assert_eq!(ran.code, Some(i32::from(found > 0)), "{way:?}: {}{}", ran.out, ran.err);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    assert_eq!((count("finding"), count("unread")), (found, short), "{way:?}: {}{}", ran.out, ran.err);
}

const UNKNOWN: End = Error("no commit is called");
const NONE: End = Error("not a git repository");

#[test]
fn repositories_without_commits() {
    check("begin", "main", [Found(0); 4]);
    check("begin; echo $ONE > a; git add a", "main", [Found(1), Found(0), Found(0), Found(1)]);
    check("begin; echo $ONE > a; git add a; echo $TWO >> a", "x", [Found(1), Found(0), Found(0), Found(2)]);
    check("begin --bare", "main", [Found(0); 4]);
}

#[test]
fn heads_that_lead_nowhere() {
    let one = "begin; clean a; save one; echo $ONE > b; save two; ";
    check(&format!("{one} git checkout -q --detach"), "HEAD~1", [Found(0), Found(1), Found(1), Found(1)]);
    check(
        &format!("{one} git branch side; git update-ref -d refs/heads/main"),
        "side",
        [Found(1), Found(0), Found(0), Found(1)],
    );
    check(&format!("{one} git checkout -q --orphan new"), "main", [Found(1), Found(0), Found(0), Found(1)]);
    check(&format!("{one} echo garbage > .git/HEAD"), "HEAD~1", [NONE, NONE, NONE, Found(1)]);
    check(
        &format!("{one} git symbolic-ref HEAD refs/heads/gone; git pack-refs --all"),
        "main",
        [Found(1), Found(0), Found(0), Found(1)],
    );
}

#[test]
fn folders_of_git_that_are_elsewhere_or_gone() {
    let gone = "mkdir repo; cd repo; echo $ONE > a; echo 'gitdir: /nowhere at all' > .git";
    check(gone, "HEAD", [NONE, NONE, NONE, Found(1)]);
    check("mkdir repo; echo $ONE > repo/a", "HEAD", [NONE, NONE, NONE, Found(1)]);
    let apart = "git init -q -b main --separate-git-dir elsewhere repo; cd repo; clean a; save one; echo $ONE > b; save two";
    check(apart, "HEAD~1", [Found(0), Found(1), Found(1), Found(1)]);
    let other = "git init -q -b main other; cd other; clean a; save one; echo $ONE > b; save two; cd ..; ";
    check(&format!("{other} git clone -q -s other repo"), "HEAD~1", [Found(0), Found(1), Found(1), Found(1)]);
    check(&format!("{other} git clone -q --bare other repo"), "HEAD~1", [Found(0), Found(1), Found(1), Fine]);
    check(
        &format!("{other} git -C other worktree add -q ../repo HEAD; echo $TWO > repo/c; git -C repo add c"),
        "HEAD~1",
        [Found(1), Found(1), Found(1), Found(2)],
    );
    check(
        &format!("{other} git -C other worktree add -q ../repo HEAD; rm -rf other"),
        "HEAD~1",
        [NONE, NONE, NONE, Found(1)],
    );
}

#[test]
fn names_of_every_kind() {
    let names = r#"
        begin; clean a; save one
        echo $ONE > "$(printf 'new\nline')"; echo $ONE > "$(printf 'bytes\377\376')"; echo $ONE > ./-dash
        echo $ONE > '"quoted" \back'; echo $ONE > 'emoji 🦀'; echo $ONE > ' '; echo $ONE > ':(top)x'
        git add -A -- "#;
    check(names, "HEAD", [Found(7), Found(0), Found(0), Found(7)]);
    check(&format!("{names}; save two"), "HEAD~1", [Found(0), Found(1), Found(1), Found(7)]);
    let deep = "begin; clean a; save one; d=$(printf 'folder/%.0s' $(seq 150)); mkdir -p $d; echo $ONE > ${d}b; save two";
    check(deep, "HEAD~1", [Found(0), Found(1), Found(1), Found(1)]);
    let cased = "begin; echo $ONE > Name; save one; git mv Name name; echo more >> name; git add -A";
    check(cased, "HEAD", [Found(0), Found(0), Found(1), Found(1)]);
    let swapped = "begin; echo $ONE > a; clean b; save one; git mv a c; git mv b a; git mv c b";
    check(swapped, "HEAD", [Found(0), Found(0), Found(1), Found(1)]);
    let file_to_folder =
        "begin; echo $ONE > a; save one; git rm -q a; mkdir a; echo $ONE > a/a; echo $TWO > a/b; git add -A";
    check(file_to_folder, "HEAD", [Found(1), Found(0), Found(1), Found(2)]);
}

#[test]
fn links_and_loops() {
    let links = "begin; clean a; save one; echo $ONE > b; ln -s loop loop; ln -s .. up; ln -s /etc/passwd out; ln -s b to; git add -A";
    check(links, "HEAD", [Found(1), Found(0), Found(0), Found(1)]);
    let becomes = "begin; echo $ONE > a; save one; rm a; ln -s nowhere a; echo $ONE > b; git add -A";
    check(becomes, "HEAD", [Found(0), Found(0), Found(1), Found(1)]);
}

#[test]
fn ends_of_lines_and_encodings() {
    let crlf = "begin; git config core.autocrlf true; printf 'a\\r\\n' > a; save one; printf '%s\\r\\n' \"$ONE\" >> a; git add a";
    check(crlf, "HEAD", [Found(1), Found(0), Found(0), Found(1)]);
    let only_ends = "begin; git config core.autocrlf false; echo $ONE > a; save one; printf '%s\\r\\n' \"$ONE\" > a; git add a";
    check(only_ends, "HEAD", [Found(0), Found(0), Found(1), Found(1)]);
    let utf16 = "begin; echo 'a working-tree-encoding=UTF-16' > .gitattributes; clean b; save one; \
                 echo $ONE | iconv -t UTF-16 > a; git add a";
    check(utf16, "HEAD", [Found(1), Found(0), Found(0), Found(1)]);
    let message = "begin; clean a; save one; git config i18n.commitEncoding latin1; printf 'caf\\351 %s' \"$ONE\" > ../m; \
                   git commit -q --allow-empty -F ../m";
    check(message, "HEAD~1", [Found(0), Found(1), Found(1), Found(0)]);
}

#[test]
fn what_a_repository_configures_is_not_run() {
    let hostile = r#"
        begin; clean a; save one
        printf '* filter=evil diff=evil merge=evil\n' > .gitattributes; echo $ONE > b; git add -A
        printf '#!/bin/sh\ntouch "%s"\ncat\n' "$RAN" > ../evil; chmod +x ../evil; evil=$(cd ..; pwd)/evil
        for key in filter.evil.clean filter.evil.smudge filter.evil.process diff.evil.textconv diff.evil.command \
            diff.external core.fsmonitor core.pager core.sshCommand core.editor core.gitProxy uploadpack.packObjectsHook \
            log.showSignature gpg.program credential.helper pager.log pager.diff; do
            git config $key "$evil"
        done
        git config log.showSignature true; git config filter.evil.required true
        for hook in post-index-change pre-commit reference-transaction fsmonitor-watchman; do cp ../evil .git/hooks/$hook; done
        git config alias.diff '!touch "$RAN"'; git config alias.log '!touch "$RAN"'"#;
    check(hostile, "HEAD", [Found(1), Found(0), Found(0), Found(1)]);
}

#[test]
fn indexes_of_every_kind() {
    let staged = "begin; clean a; save one; echo $ONE > b; git add b; ";
    for more in [
        "git update-index --split-index",
        "git update-index --untracked-cache; git status -s > /dev/null",
        "git update-index --index-version 4",
        "git config feature.manyFiles true; git update-index --refresh",
        "git config index.skipHash true; clean c; git add c",
        "git update-index --assume-unchanged b; echo $TWO >> a; git checkout -q a",
        "echo $TWO > c; git add -N c; rm c",
    ] {
        check(&format!("{staged} {more}"), "HEAD", [Found(1), Found(0), Found(0), Found(1)]);
    }
    check(
        &format!("{staged} echo garbage > .git/index"),
        "HEAD",
        [Error("what is staged"), Found(0), Found(0), Found(1)],
    );
    check(&format!("{staged} rm .git/index"), "HEAD", [Found(0), Found(0), Found(0), Found(1)]);
}

#[test]
fn merges_in_the_middle_and_of_many() {
    let conflict = "begin; clean a; save one; git checkout -q -b side; echo $ONE > a; save two; git checkout -q main; \
                    echo $TWO > a; save three; git merge -q side || true";
    check(conflict, "HEAD~1", [Found(0), Found(1), Found(1), Found(2)]);
    let half = "begin; clean a; save one; git checkout -q -b side; echo $ONE > a; save two; git checkout -q main; \
                echo $TWO > a; save three; git merge -q side || true; echo $THREE > c; git add c";
    check(half, "HEAD~1", [Found(1), Found(1), Found(1), Found(3)]);
    let many = "begin; clean a; save one; for n in 1 2 3; do git checkout -q -b s$n main; echo s$n > s$n; save s$n; done; \
                git checkout -q main; git merge -q --no-commit s1 s2 s3; echo $ONE > evil; save octopus";
    check(many, "s1", [Found(0), Found(1), Found(1), Found(1)]);
    let unrelated = "begin; clean a; save one; git checkout -q --orphan apart; git rm -q -f a; echo $ONE > b; save apart; \
                     git checkout -q main; git merge -q --allow-unrelated-histories --no-edit apart";
    check(unrelated, "HEAD~1", [Found(0), Found(1), Found(1), Found(1)]);
}

#[test]
fn what_hides_history_hides_nothing() {
    let two = "begin; echo $ONE > a; save one; clean a; save two; ";
    check(&format!("{two} git replace HEAD~1:a HEAD:a"), "HEAD~1", [Found(0), Found(0), Found(1), Found(0)]);
    check(&format!("{two} git replace --graft HEAD"), "HEAD~1", [Found(0), Found(0), Found(1), Found(0)]);
    check(
        &format!("{two} git rev-parse HEAD > .git/info/grafts"),
        "HEAD~1",
        [Found(0), Found(0), Found(1), Found(0)],
    );
    check(
        &format!("{two} git pack-refs --all; git gc -q"),
        "HEAD~1",
        [Found(0), Found(0), Found(1), Found(0)],
    );
}

#[test]
fn clones_that_lack_something_say_so() {
    let other = "git init -q -b main other; cd other; echo $ONE > a; save one; echo $TWO > a; save two; \
                 git config uploadpack.allowFilter true; cd ..; ";
    let partial = format!(
        "{other} git clone -q --filter=blob:none \"file://$PWD/other\" repo; cd repo; \
         git config remote.origin.uploadpack 'touch \"$RAN\"; git-upload-pack'; rm -rf ../other"
    );
    check(&partial, "HEAD~1", [Found(0), Found(1), Short(1, 1), Found(1)]);
    // What a missing file held before is not known, so what is there now counts as new.
    check_warns(&partial, "--since=HEAD~1", "as they were before could not be read");
    let shallow = format!("{other} git clone -q --depth 1 \"file://$PWD/other\" repo");
    check(&shallow, "HEAD~1", [Found(0), Error("in this shallow clone; fetch it first"), Found(1), Found(1)]);
    let sparse =
        "begin; mkdir in out; echo $ONE > in/a; echo $TWO > out/b; save one; git sparse-checkout set in";
    check(sparse, "HEAD", [Found(0), Found(0), Found(2), Found(1)]);
    let sparse = "begin; mkdir in out; echo $ONE > in/a; echo $TWO > out/b; save one; \
                  git sparse-checkout set --sparse-index in; echo $THREE > in/c; git add in/c";
    check(sparse, "HEAD", [Found(1), Found(0), Found(2), Found(2)]);
}

#[test]
fn damage_is_told_of() {
    let damaged = "begin; clean a; save one; echo $ONE > b; echo $TWO > c; git add -A; id=$(git rev-parse :b); \
                   o=.git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-); ";
    check(&format!("{damaged} rm -f $o"), "HEAD", [Short(1, 1), Found(0), Found(0), Found(2)]);
    check(
        &format!("{damaged} chmod u+w $o; echo garbage > $o"),
        "HEAD",
        [Short(1, 1), Found(0), Found(0), Found(2)],
    );
    check(&format!("{damaged} chmod u+w $o; : > $o"), "HEAD", [Short(1, 1), Found(0), Found(0), Found(2)]);
}

#[test]
fn other_ways_to_keep_it() {
    let script = "clean a; save one; echo $ONE > b; save two; echo $TWO > c; git add c";
    check(
        &format!("begin --object-format=sha256; {script}"),
        "HEAD~1",
        [Found(1), Found(1), Found(1), Found(2)],
    );
    if Command::new("git").args(["init", "-h"]).output().is_ok_and(|said| {
        String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).contains("--ref-format")
    }) {
        check(
            &format!("begin --ref-format=reftable; {script}"),
            "HEAD~1",
            [Found(1), Found(1), Found(1), Found(2)],
        );
    }
    let huge =
        "begin; clean a; save one; yes 'a line of text' | head -c 9000000 > b; echo $ONE >> b; git add b";
    check(huge, "HEAD", [Found(1), Found(0), Found(0), Found(1)]);
    check(
        "begin; clean a; save one; echo $ONE > b; save two",
        "nowhere",
        [Found(0), UNKNOWN, Found(1), Found(1)],
    );
}
