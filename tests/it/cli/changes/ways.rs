//! The commands that a report of a change shows, pasted into a shell.

use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use super::{RULE_ID, Repository, finding, git, sealant};

/// Names that a shell or git could take for something else.
const NAMES: [&[u8]; 12] = [
    b"src/app.py",
    b"a b'c.js",
    b"-rf.go",
    b":magic.rb",
    b"star*.rs",
    b"[a].txt",
    b"new\nline.java",
    b"$(touch hacked).sh",
    b"tab\t\x01.c",
    b"\xff\xfe.cs",
    b"back\\slash.php",
    b"\xe2\x80\xae.txt",
];

/// A repository without commits that has all of them staged.
fn staged() -> Repository {
    let repository = Repository::new();
    for (name, seed) in NAMES.iter().zip(0..) {
        let path = repository.root.join(std::ffi::OsStr::from_bytes(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, finding(seed)).unwrap();
    }
    repository.add();
    repository
}

fn report(repository: &Repository, arguments: &[&str]) -> String {
    let rules = repository.folder.path().join("rules").display().to_string();
    let fixed = ["scan", "--only", RULE_ID, "--rules", &rules];
    sealant(&repository.root, &[&fixed, arguments].concat()).ends(1).out
}

/// The commands of the report that begin so, each with its `git`.
fn commands(report: &str, verb: &str) -> Vec<String> {
    let starts = [format!("git {verb}"), format!("git --literal-pathspecs {verb}")];
    let of_line = |line: &str| {
        starts.iter().find_map(|start| line.find(&format!("  {start}")).map(|at| line[at + 2..].to_owned()))
    };
    report.lines().filter_map(of_line).collect()
}

/// Whether the shell took the command.
fn paste(repository: &Repository, command: &str) {
    let status = Command::new("bash").args(["-c", command]).current_dir(&repository.root).status().unwrap();
    assert!(status.success(), "{command}");
}

fn index(repository: &Repository) -> Vec<String> {
    let names = git(&repository.root, &["ls-files", "--eol"]);
    names.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_shown_can_be_pasted_whatever_the_file_is_called() {
    let repository = staged();
    // Ten findings are taught in full, so the names are tried in two halves.
    for half in NAMES.chunks(6) {
        git(&repository.root, &["rm", "-rq", "--cached", "--ignore-unmatch", "."]);
        for name in half {
            let added = Command::new("git")
                .args(["--literal-pathspecs", "add", "--"])
                .arg(std::ffi::OsStr::from_bytes(name))
                .current_dir(&repository.root)
                .status()
                .unwrap();
            assert!(added.success());
        }
        let before = index(&repository);
        assert_eq!(before.len(), half.len());
        let report = report(&repository, &["--staged"]);
        let (leave, add) = (commands(&report, "reset -q"), commands(&report, "add"));
        assert_eq!((leave.len(), add.len()), (half.len(), half.len()), "{report}");
        for command in &leave {
            paste(&repository, command);
        }
        assert_eq!(index(&repository), Vec::<String>::new());
        for command in &add {
            paste(&repository, command);
        }
        assert_eq!(index(&repository), before);
    }
    assert!(!repository.root.join("hacked").exists());
}

#[test]
fn a_file_of_settings_leaves_git_and_stays_on_the_disk() {
    let repository = Repository::new();
    repository.write("config/prod env/.env", &finding(1)).add();
    let report = report(&repository, &["--staged"]);
    let [command] = &commands(&report, "rm")[..] else { unreachable!("one command: {report}") };
    paste(&repository, command);
    assert_eq!(index(&repository), Vec::<String>::new());
    assert!(repository.root.join("config/prod env/.env").exists());
    assert_eq!(repository.git(&["status", "--porcelain"]), "?? .gitignore\n", "it is ignored from now on");
}

#[test]
fn a_place_in_code_is_named_as_its_language_does() {
    let repository = Repository::new();
    for (name, seed) in [("a.py", 1), ("b.ts", 2), ("c.yml", 3)] {
        repository.write(name, &finding(seed).replace("token", "deployToken"));
    }
    repository.add();
    let report = report(&repository, &["--staged"]);
    for expression in ["os.environ[\"DEPLOY_TOKEN\"]", "process.env.DEPLOY_TOKEN", "${DEPLOY_TOKEN}"] {
        assert!(report.contains(&format!("write  {expression}  in its place")), "{expression}: {report}");
    }
}

#[test]
fn a_commit_is_named_where_it_is_to_be_changed() {
    let repository = Repository::new();
    let first = repository.write("readme", "nothing\n").commit("first");
    let second = repository.write("a.py", &finding(1)).commit("second");
    let report = report(&repository, &["--since", &first]);
    assert_eq!(commands(&report, "rebase"), [format!("git rebase -i {}^", &second[..12])]);
}
