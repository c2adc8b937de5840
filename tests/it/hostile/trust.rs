//! Settings and ignore files that were planted hide nothing: what lies in a share is obeyed only when asked.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{scan, token, write};

const CONFIG: &str = "exclude = [\"*\"]\nseverity = \"critical\"\nskip = [\"secret/*\"]\n";

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

/// A folder that looks like a repository of git.
fn fake_git(folder: &Path, name: &str) {
    for (file, content) in [("HEAD", "ref: refs/heads/main\n"), ("config", ""), ("info/exclude", "*\n")] {
        write(folder, &format!("{name}/{file}"), content);
    }
    for part in ["objects", "refs"] {
        fs::create_dir_all(folder.join(name).join(part)).unwrap();
    }
}

/// A share in which everything that could hide something says: hide everything.
fn planted(share: &Path) {
    for folder in ["", "sub/"] {
        for name in [".gitignore", ".ignore", ".rgignore", ".sealantignore", ".fdignore", ".dockerignore"] {
            write(share, &format!("{folder}{name}"), "*\n!nothing\n");
        }
        write(share, &format!("{folder}sealant.toml"), CONFIG);
        write(share, &format!("{folder}.sealant.toml"), CONFIG);
        write(share, &format!("{folder}secret.txt"), token(if folder.is_empty() { 1 } else { 2 }));
        fake_git(share, &format!("{folder}.git"));
        write(share, &format!("{folder}.git/hidden.txt"), token(if folder.is_empty() { 3 } else { 4 }));
    }
}

fn paths(ran: &super::Ran) -> Vec<String> {
    ran.tokens().into_iter().map(|(path, _)| path).collect()
}

#[test]
fn nothing_planted_in_a_share_hides_anything() {
    let (here, share) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    planted(share.path());
    let ran = scan(here.path(), &[share.path().to_str().unwrap()]).ends(1);
    assert_eq!(paths(&ran), [".git/hidden.txt", "secret.txt", "sub/.git/hidden.txt", "sub/secret.txt"]);
    assert_eq!(ran.summary()["ignored"], serde_json::json!({}), "{:?}", ran.summary());
    assert_eq!(ran.err, "");
    // Asked to, git's rules are obeyed, and what they hid is counted.
    let asked = scan(here.path(), &[share.path().to_str().unwrap(), "--trust-ignore-files"]).ends(0);
    assert!(asked.summary()["ignored"]["gitignore"].as_u64().unwrap() >= 2, "{:?}", asked.summary());
}

#[test]
fn a_share_below_the_current_folder_is_no_more_trusted() {
    let here = tempfile::tempdir().unwrap();
    planted(&here.path().join("share"));
    let expected =
        ["share/.git/hidden.txt", "share/secret.txt", "share/sub/.git/hidden.txt", "share/sub/secret.txt"];
    assert_eq!(paths(&scan(here.path(), &["."]).ends(1)), expected);
    // A root that is a work tree by itself is what names count from.
    let expected = expected.map(|path| path.strip_prefix("share/").unwrap());
    assert_eq!(paths(&scan(here.path(), &["share"]).ends(1)), expected);
}

#[test]
fn links_to_settings_are_planted_as_easily() {
    let (here, share) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(here.path(), "elsewhere/all", "*\n");
    write(here.path(), "elsewhere/config", CONFIG);
    write(share.path(), "secret.txt", token(1));
    #[cfg(unix)]
    for (target, link) in [("all", ".gitignore"), ("all", ".sealantignore"), ("config", "sealant.toml")] {
        std::os::unix::fs::symlink(here.path().join("elsewhere").join(target), share.path().join(link))
            .unwrap();
    }
    assert_eq!(paths(&scan(here.path(), &[share.path().to_str().unwrap()]).ends(1)), ["secret.txt"]);
}

#[test]
fn a_repository_planted_in_ones_own_hides_nothing_that_is_tracked() {
    let here = tempfile::tempdir().unwrap();
    git(here.path(), &["init", "-q"]);
    write(here.path(), "sub/tracked.txt", token(1));
    git(here.path(), &["add", "-A"]);
    git(here.path(), &["commit", "-qm", "x"]);
    write(here.path(), "sub/new.txt", token(2));
    fake_git(here.path(), "sub/.git");
    // Its own exclude file says `*`, and is not obeyed.
    assert_eq!(paths(&scan(here.path(), &["."]).ends(1)), ["sub/new.txt", "sub/tracked.txt"]);
    write(here.path(), "sub/.gitignore", "*\n");
    let ran = scan(here.path(), &["."]).ends(1);
    assert_eq!(paths(&ran), ["sub/tracked.txt"]);
    assert!(ran.summary()["ignored"]["gitignore"].as_u64().unwrap() >= 1);
}

#[test]
fn what_only_bears_the_name_of_gits_folder_is_read() {
    let here = tempfile::tempdir().unwrap();
    git(here.path(), &["init", "-q"]);
    write(here.path(), "sub/.git/hidden.txt", token(1));
    write(here.path(), "other/.git", format!("not a pointer {}", token(2)));
    let ran = scan(here.path(), &["."]).ends(1);
    assert_eq!(paths(&ran), ["other/.git", "sub/.git/hidden.txt"]);
    assert_eq!(ran.summary()["ignored"]["git-folder"], 1);
}

#[test]
fn settings_count_from_where_one_stands_and_are_counted() {
    let here = tempfile::tempdir().unwrap();
    write(here.path(), "sealant.toml", "exclude = [\"old/\"]\n");
    write(here.path(), ".sealantignore", "skipped.txt\n");
    for name in ["old/a.txt", "skipped.txt", "read.txt"] {
        write(here.path(), name, token(name.len() as u64));
    }
    let ran = scan(here.path(), &["."]).ends(1);
    assert_eq!(paths(&ran), ["read.txt"]);
    assert_eq!(ran.summary()["ignored"], serde_json::json!({"exclude": 1, "sealantignore": 1}));
}
