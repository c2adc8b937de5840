//! Who answers for findings: baselines, waivers and marks, as the program reads and writes them.

use std::fs;

use serde_json::Value;

use super::changes::Repository;
use super::{RULE_ID, Ran, finding, sealant};

/// A guessable value: its fingerprint needs a key.
const PASSWORD: &str = "password = \"Xk92!mmQz7\"\n";
const OTHER_PASSWORD: &str = "password = \"Wq81#kkPz3\"\n";
const PASSWORD_RULE: &str = "secret/generic/password";

/// Runs the program in a repository, with the rule of the tests.
fn run(repository: &Repository, arguments: &[&str]) -> Ran {
    let rules = repository.folder.path().join("rules").display().to_string();
    sealant(&repository.root, &[arguments, &["--rules", &rules]].concat())
}

fn lines(repository: &Repository, arguments: &[&str]) -> Vec<Value> {
    let ran = run(repository, &[&["scan", "--format", "jsonl"], arguments].concat());
    assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.err);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `path:line` of what is reported, and with who answers for it of what is not.
fn listed(lines: &[Value]) -> Vec<String> {
    let one = |finding: &Value| {
        let by = finding["suppression"]["kind"].as_str().map(|kind| format!(" {kind}")).unwrap_or_default();
        format!("{}:{}{by}", finding["path"].as_str().unwrap(), finding["place"]["line"])
    };
    lines.iter().filter(|line| line["type"] == "finding").map(one).collect()
}

#[track_caller]
fn check(repository: &Repository, arguments: &[&str], expected: &[&str]) {
    assert_eq!(listed(&lines(repository, arguments)), expected, "{arguments:?}");
}

fn warnings(repository: &Repository, arguments: &[&str]) -> String {
    let lines = lines(repository, arguments);
    let summary = lines.iter().find(|line| line["type"] == "summary").unwrap();
    summary["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap().to_owned() + "\n")
        .collect()
}

fn baseline(repository: &Repository) -> String {
    fs::read_to_string(repository.root.join("sealant-baseline.txt")).unwrap()
}

fn done(repository: &Repository, arguments: &[&str]) -> Ran {
    let ran = run(repository, arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran
}

#[test]
fn what_is_in_the_baseline_is_known_and_a_new_value_in_its_place_is_not() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD).write("b.txt", &finding(1));
    let told = done(&repository, &["baseline", "create"]).out;
    assert!(told.contains("2 findings written down") && told.contains("merge=union"), "{told}");
    check(&repository, &[], &["a.py:1 baseline", "b.txt:1 baseline"]);
    assert_eq!(run(&repository, &["scan"]).code, Some(0));
    repository.write("a.py", OTHER_PASSWORD).write("b.txt", &format!("\n\n{}{}", finding(2), finding(1)));
    check(&repository, &[], &["a.py:1", "b.txt:3", "b.txt:4 baseline"]);
    assert_eq!(run(&repository, &["scan"]).code, Some(1));
    check(&repository, &["--no-baseline"], &["a.py:1", "b.txt:3", "b.txt:4"]);
}

#[test]
fn a_baseline_tells_no_value_and_is_no_finding_itself() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD).write("b.txt", &finding(1)).write("p.csv", "ssn\n536-90-4399\n");
    done(&repository, &["baseline", "create"]);
    let text = baseline(&repository);
    for value in ["Xk92", "536", &finding(1)[..20]] {
        assert!(!text.contains(value), "{text}");
    }
    repository.write("copy.txt", &text).write("sealant-waivers.toml", "");
    let all = lines(&repository, &["--confidence", "low", "--severity", "note"]);
    let of_baseline =
        listed(&all).into_iter().filter(|at| at.starts_with("sealant-") || at.starts_with("copy"));
    assert_eq!(of_baseline.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn without_the_key_entries_hold_by_place_and_that_is_said() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD).write("b.txt", &finding(1));
    done(&repository, &["baseline", "create"]);
    let key = repository.root.join(".git/sealant/key");
    let shared = repository.folder.path().join("key");
    fs::rename(&key, &shared).unwrap();
    repository.write("a.py", OTHER_PASSWORD);
    check(&repository, &[], &["a.py:1 baseline", "b.txt:1 baseline"]);
    assert!(warnings(&repository, &[]).contains("another key"));
    check(&repository, &["--key-file", shared.to_str().unwrap()], &["a.py:1", "b.txt:1 baseline"]);
}

#[test]
fn an_entry_holds_for_its_path_unless_it_says_everywhere() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1));
    done(&repository, &["baseline", "create"]);
    repository.write("b c.txt", &finding(1));
    check(&repository, &[], &["a.txt:1 baseline", "b c.txt:1"]);
    let everywhere = baseline(&repository).replace("a.txt secret", "everywhere secret");
    repository.write("sealant-baseline.txt", &everywhere);
    check(&repository, &[], &["a.txt:1 baseline", "b c.txt:1 baseline"]);
}

#[test]
fn a_baseline_is_updated_and_pruned_and_keeps_its_notes() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).write("b.txt", &finding(2));
    done(&repository, &["baseline", "create"]);
    let noted = |line: &str| {
        let note = if line.starts_with("a.txt") { " # rotated in May" } else { "" };
        format!("{line}{note}\n")
    };
    let text: String = baseline(&repository).lines().map(noted).collect();
    repository.write("sealant-baseline.txt", &text);
    fs::remove_file(repository.root.join("b.txt")).unwrap();
    repository.write("c.txt", &finding(3));
    assert!(warnings(&repository, &[]).contains("1 entry of sealant-baseline.txt covers nothing any more"));
    // Part of the files says nothing about the others.
    assert_eq!(warnings(&repository, &["a.txt"]), "");
    let told = done(&repository, &["baseline", "update"]).out;
    assert!(told.contains("1 finding added, 3 in all; 1 of them are gone"), "{told}");
    let audit = done(&repository, &["baseline", "audit"]).out;
    assert!(audit.contains("gone          b.txt") && audit.contains("# rotated in May"), "{audit}");
    done(&repository, &["baseline", "prune", "c.txt"]);
    assert_eq!(baseline(&repository).lines().filter(|line| !line.starts_with('#')).count(), 3);
    done(&repository, &["baseline", "prune"]);
    let names: Vec<String> = baseline(&repository)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["a.txt", "c.txt"]);
    assert!(baseline(&repository).contains("# rotated in May"));
    let refused = run(&repository, &["baseline", "create"]);
    assert!(refused.code == Some(2) && refused.err.contains("--force"), "{}", refused.err);
}

#[test]
fn a_baseline_with_a_conflict_is_refused_where_it_is() {
    let repository = Repository::new();
    repository.write("sealant-baseline.txt", "# x\n<<<<<<< HEAD\n");
    let ran = run(&repository, &["scan"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("sealant-baseline.txt:2: this is a conflict"),
        "{}",
        ran.err
    );
}

#[test]
fn baselines_hold_for_changes_too() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1));
    done(&repository, &["baseline", "create"]);
    let first = repository.commit("one");
    repository.write("b.txt", &finding(2)).add();
    check(&repository, &["--staged"], &["b.txt:1"]);
    repository.commit("two");
    check(&repository, &["--since", &first], &["b.txt:1"]);
    check(&repository, &["--history"], &["a.txt:1 baseline", "b.txt:1"]);
    assert_eq!(warnings(&repository, &["--staged"]), "");
}

/// A waiver of the password in `a.py`, with these further lines.
fn register(lines: &str) -> String {
    format!(
        "[[waiver]]\nid = \"W-1\"\nrules = [\"{PASSWORD_RULE}\"]\npaths = [\"a.py\"]\nreason = \"a sample\"\n\
         owner = \"dana\"\nstart = 2026-01-01\n{lines}\n"
    )
}

#[test]
fn waivers_hold_from_their_start_to_their_end() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD);
    let accepted = "kind = \"accepted-risk\"\napprover = \"kim\"\nexpires = 2026-03-31";
    repository.write("sealant-waivers.toml", &register(accepted));
    let on = |day: &'static str| ["--as-of", day];
    let by_waiver: &[&str] = &["a.py:1 waiver"];
    for (day, expected, says) in [
        ("2025-12-31", &["a.py:1"][..], ""),
        ("2026-02-01", by_waiver, ""),
        ("2026-03-17", by_waiver, "ends on 2026-03-31, in 14 days"),
        ("2026-03-31", by_waiver, "ends on 2026-03-31, today"),
        ("2026-04-01", &["a.py:1"], "ran out on 2026-03-31; the finding it covered counts again"),
    ] {
        check(&repository, &on(day), expected);
        let said = warnings(&repository, &on(day));
        assert!(said.contains(says) && said.is_empty() == says.is_empty(), "{day}: {said}");
    }
    repository.write("sealant-waivers.toml", &register(&format!("{accepted}\nwithdrawn = 2026-02-01")));
    check(&repository, &on("2026-01-31"), by_waiver);
    check(&repository, &on("2026-02-01"), &["a.py:1"]);
    assert!(warnings(&repository, &on("2026-02-01")).contains("was withdrawn on 2026-02-01"));
    repository.write("sealant-waivers.toml", &register("kind = \"not-sensitive\"")).write("a.py", "x = 1\n");
    assert!(warnings(&repository, &on("2036-02-01")).contains("W-1 of dana covers nothing any more"));
    assert_eq!(warnings(&repository, &["--staged"]), "");
}

#[test]
fn what_a_waiver_lacks_is_underlined() {
    let repository = Repository::new();
    for (lines, says) in [
        ("kind = \"accepted-risk\"\napprover = \"kim\"", "needs `expires`"),
        ("kind = \"accepted-risk\"\nexpires = 2026-03-31", "needs `approver`"),
        ("kind = \"consent\"\nexpires = 2026-03-31", "needs `basis`"),
        ("kind = \"forever\"", "none of not-sensitive"),
        ("kind = \"not-sensitive\"\nexpires = 2025-01-01", "end before it starts"),
        ("kind = \"not-sensitive\"\nexpiry = 2027-01-01", "unknown field"),
        ("kind = \"not-sensitive\"\nfindings = [\"value/v1:0\"]", "32 of 0-9"),
    ] {
        repository.write("sealant-waivers.toml", &register(lines));
        let ran = run(&repository, &["scan"]);
        let named = ran.err.contains("sealant-waivers.toml");
        assert!(ran.code == Some(2) && named && ran.err.contains(says), "{lines}: {}", ran.err);
    }
}

#[test]
fn waive_writes_an_entry_that_covers_the_finding_and_nothing_else() {
    let repository = Repository::new();
    repository.git(&["config", "user.email", "dana@example.invalid"]);
    repository.write("a.py", PASSWORD).write("dir/b.txt", &finding(1)).write("c.txt", &finding(1));
    let found = lines(&repository, &[]);
    let of = |path: &str, name: &str| {
        let one = found.iter().find(|line| line["path"] == path).unwrap();
        one["fingerprints"][name].as_str().unwrap().to_owned()
    };
    let waive = |print: &str, more: &[&str]| {
        run(&repository, &[&["waive", print, "--reason", "a sample"], more].concat())
    };
    let place = of("a.py", "sealant/place/v1");
    let refused = waive(&place, &["--kind", "accepted-risk"]);
    assert!(refused.code == Some(2) && refused.err.contains("needs `expires`"), "{}", refused.err);
    assert!(!repository.root.join("sealant-waivers.toml").exists());
    assert_eq!(waive(&place, &["--kind", "not-sensitive"]).code, Some(0));
    let value = of("dir/b.txt", "sealant/value/v1");
    assert_eq!(waive(&value, &["dir", "--kind", "not-sensitive"]).code, Some(0));
    check(&repository, &[], &["a.py:1 waiver", "c.txt:1", "dir/b.txt:1 waiver"]);
    let register = fs::read_to_string(repository.root.join("sealant-waivers.toml")).unwrap();
    assert!(register.contains("owner = \"dana@example.invalid\""), "{register}");
    let unknown = waive(&"0".repeat(32), &["--kind", "not-sensitive"]);
    assert!(
        unknown.code == Some(2) && unknown.err.contains("no finding has this fingerprint"),
        "{}",
        unknown.err
    );
}

#[test]
fn marks_are_obeyed_where_the_user_stands_and_counted_elsewhere() {
    let repository = Repository::new();
    let marked = |mark: &str| format!("{} # {mark}\n", PASSWORD.trim_end());
    repository
        .write("a.py", &marked("sealant:allow secret/generic/password a sample"))
        .write("b.py", &marked("gitleaks:allow"))
        .write("c.py", &marked("pragma: allowlist secret"))
        .write("d.py", &marked("sealant:allow health/** wrong family"))
        .write("e.py", &marked("sealant:allow nonsense why"))
        .write("f.py", &format!("{}{PASSWORD}", marked("gitleaks:allow")))
        .write("g.csv", "ssn\n536-90-4399 # gitleaks:allow\n");
    let expected = ["a.py:1 mark", "b.py:1 mark", "c.py:1 mark", "d.py:1", "e.py:1", "f.py:1", "g.csv:2"];
    check(&repository, &[], &expected);
    let found = lines(&repository, &[]);
    let first = found.iter().find(|line| line["path"] == "a.py").unwrap();
    assert_eq!(first["suppression"]["reason"], "a sample");
    let said = warnings(&repository, &[]);
    assert!(said.contains("e.py:1: what follows `sealant:allow` is no rule"), "{said}");
    let unmarked: Vec<String> = expected.iter().map(|at| at.trim_end_matches(" mark").to_owned()).collect();
    assert_eq!(listed(&lines(&repository, &["--no-marks"])), unmarked);
    assert!(warnings(&repository, &["--no-marks"]).contains("marks beside 3 findings were not obeyed"));
    // From outside, what lies in the folder says nothing.
    let rules = repository.folder.path().join("rules").display().to_string();
    let ran = sealant(repository.folder.path(), &["scan", "repo", "--format", "jsonl", "--rules", &rules]);
    assert!(!ran.out.contains("\"suppression\""), "{}", ran.out);
}

#[test]
fn sarif_and_what_is_read_back_say_who_answers() {
    let repository = Repository::new();
    repository.write("a.txt", &format!("{} # sealant:allow {RULE_ID} why not\n", finding(1).trim_end()));
    let sarif =
        |arguments: &[&str]| -> Value { serde_json::from_str(&run(&repository, arguments).out).unwrap() };
    let result = |sarif: &Value| sarif["runs"][0]["results"][0]["suppressions"].clone();
    let scanned = sarif(&["scan", "--format", "sarif"]);
    assert_eq!(result(&scanned)[0]["kind"], "inSource");
    assert_eq!(result(&scanned)[0]["justification"], "why not");
    assert_eq!(
        sarif(&["scan", "--format", "sarif", "--no-suppressed"])["runs"][0]["results"],
        serde_json::json!([])
    );
    let stored = repository.folder.path().join("r.jsonl").display().to_string();
    run(&repository, &["scan", "--format", "jsonl", "--output", &stored]);
    let again = |more: &[&str]| {
        sealant(&repository.root, &[&["report", &stored, "--format", "sarif"], more].concat()).out
    };
    let read_back: Value = serde_json::from_str(&again(&[])).unwrap();
    assert_eq!(result(&read_back), result(&scanned));
    assert!(!again(&["--no-suppressed"]).contains("inSource"));
}

#[test]
fn families_have_gates_of_their_own() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD);
    let code = |arguments: &[&str]| run(&repository, &[&["scan"], arguments].concat()).code;
    assert_eq!(code(&["--fail-on", "secret=never"]), Some(0));
    assert_eq!(code(&["--fail-on", "never", "--fail-on", "secret=low"]), Some(1));
    assert_eq!(code(&["--fail-on", "never,health=low"]), Some(0));
    repository.write("sealant.toml", "[fail-on]\ndefault = \"low\"\nsecret = \"never\"\n");
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "high"]), Some(1));
    repository.write("sealant.toml", "[fail-on]\nsecrets = \"never\"\n");
    assert_eq!(code(&[]), Some(2));
}

#[test]
fn what_decides_about_a_change_is_that_of_the_trusted_commit() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).write("sealant.toml", "skip = [\"health/**\"]\n");
    done(&repository, &["baseline", "create"]);
    let trusted = repository.commit("trusted");
    let since = ["--since", trusted.as_str()];
    let pinned = ["--since", trusted.as_str(), "--trust-base", trusted.as_str()];
    // Each of these would let a change through by what it brings itself.
    repository.write("new.txt", &finding(2)).write("a.txt", &format!("\n{}", finding(1)));
    let let_through: [(&str, &str); 5] = [
        ("sealant.toml", "skip = [\"secret/**\"]\n"),
        (".sealantignore", "new.txt\n"),
        ("sub/sealant.toml", "fail-on = \"never\"\n"),
        (
            "sealant-waivers.toml",
            "[[waiver]]\nid = \"x\"\nkind = \"not-sensitive\"\npaths = [\"**\"]\nreason = \"r\"\nowner = \"o\"\nstart = 2020-01-01\n",
        ),
        ("new.txt", &format!("{} # sealant:allow secret/** no\n", finding(2).trim_end())),
    ];
    for (name, text) in let_through {
        repository.write(name, text).commit(name);
        check(&repository, &pinned, &["new.txt:1"]);
    }
    assert_eq!(run(&repository, &[&["scan"][..], &since].concat()).code, Some(0));
    assert_eq!(run(&repository, &[&["scan"][..], &pinned].concat()).code, Some(1));
    let own = ["scan", "--trust-base", &trusted, "--config", "sub/sealant.toml"];
    let missing = run(&repository, &own);
    assert!(missing.code == Some(2) && missing.err.contains("has no sub/sealant.toml"), "{}", missing.err);
    let unknown = run(&repository, &["scan", "--trust-base", "nowhere"]);
    assert!(
        unknown.code == Some(2) && unknown.err.contains("no commit is called `nowhere`"),
        "{}",
        unknown.err
    );
}

#[test]
fn rules_and_files_that_the_trusted_configuration_names_are_its_own() {
    let repository = Repository::new();
    let rule = fs::read_to_string(repository.folder.path().join(format!("rules/{RULE_ID}.toml"))).unwrap();
    let ours = format!("ours/{RULE_ID}.toml");
    repository.write(&ours, &rule).write("ci/known.txt", "").write("a.txt", &finding(1));
    repository.write("sealant.toml", "rules = [\"ours\"]\nbaseline = \"ci/known.txt\"\n");
    let trusted = repository.commit("trusted");
    let scan = |more: &[&str]| sealant(&repository.root, &[&["scan", "--only", RULE_ID], more].concat());
    assert_eq!(scan(&[]).code, Some(1));
    // The rule no longer finds anything.
    repository.write(
        &ours,
        &rule
            .replace("length = 32", "length = 31")
            .replace("{base62:31}", "{base62:30}")
            .replace("base62:32", "base62:31"),
    );
    repository.commit("weakened");
    assert_eq!(scan(&["--trust-base", &trusted]).code, Some(1));
}

#[test]
fn folders_that_the_whole_names_have_configurations_of_their_own() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD).write("sub/b.py", PASSWORD).write("sub/gen/c.py", PASSWORD);
    repository.write("sub/sealant.toml", "skip = [\"secret/generic/**\"]\nfail-on = \"never\"\n");
    check(&repository, &[], &["a.py:1", "sub/b.py:1", "sub/gen/c.py:1"]);
    repository.write("sealant.toml", "folders = [\"sub\"]\n");
    check(&repository, &[], &["a.py:1"]);
    repository.write("sub/sealant.toml", "exclude = [\"gen/\"]\nfail-on = \"never\"\n");
    check(&repository, &[], &["a.py:1", "sub/b.py:1"]);
    fs::remove_file(repository.root.join("a.py")).unwrap();
    check(&repository, &[], &["sub/b.py:1"]);
    assert_eq!(run(&repository, &["scan"]).code, Some(0));
    let shown = run(&repository, &["config", "show"]).out;
    assert!(shown.contains("## in sub/") && shown.contains("sub/sealant.toml:2"), "{shown}");
    for (text, says) in [
        ("include = [\"x\"]\n", "`include` can be said for the whole only"),
        ("severity = \"huge\"\n", "sub/sealant.toml"),
    ] {
        repository.write("sub/sealant.toml", text);
        let ran = run(&repository, &["scan"]);
        assert!(ran.code == Some(2) && ran.err.contains(says), "{}", ran.err);
    }
}

#[test]
fn without_the_key_a_value_that_a_change_swaps_is_new() {
    let repository = Repository::new();
    repository.write("a.py", PASSWORD);
    done(&repository, &["baseline", "create"]);
    let first = repository.commit("one");
    fs::remove_file(repository.root.join(".git/sealant/key")).unwrap();
    repository.write("a.py", &format!("# moved\n{PASSWORD}")).add();
    check(&repository, &["--staged"], &[]);
    repository.write("a.py", OTHER_PASSWORD).add();
    check(&repository, &["--staged"], &["a.py:1"]);
    assert!(warnings(&repository, &["--staged"]).contains("1 finding stand"));
    repository.commit("two");
    check(&repository, &["--since", &first], &["a.py:1"]);
}

#[test]
fn pruning_removes_only_what_is_gone() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).write("sub/b.txt", &finding(2));
    done(&repository, &["baseline", "create"]);
    let whole = baseline(&repository);
    let narrow: [&[&str]; 5] = [
        &["--skip", "secret/**"],
        &["--only", "health/**"],
        &["--include", "a.txt"],
        &["--exclude", "sub/**"],
        &["sub", "--no-config"],
    ];
    for arguments in narrow {
        done(&repository, &[&["baseline", "prune"], arguments].concat());
        assert_eq!(baseline(&repository), whole, "{arguments:?}");
    }
    repository.write(".sealantignore", "sub/\n").write("sealant.toml", "exclude = [\"a.txt\"]\n");
    done(&repository, &["baseline", "prune"]);
    assert_eq!(baseline(&repository), whole);
    assert_eq!(warnings(&repository, &[]), "");
}

#[test]
fn what_people_wrote_into_a_baseline_stays() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1));
    done(&repository, &["baseline", "create"]);
    let noted =
        baseline(&repository).replace("\na.txt ", "\n# ask Dana\na.txt ").trim_end().to_owned() + " # why\n";
    repository.write("sealant-baseline.txt", &noted).write("b.txt", &finding(2));
    let is_kept = || {
        let text = baseline(&repository);
        text.contains("# ask Dana\n") && text.contains(" # why\n")
    };
    done(&repository, &["baseline", "update"]);
    assert!(is_kept());
    done(&repository, &["baseline", "create", "--force"]);
    assert!(is_kept(), "{}", baseline(&repository));
    let part = run(&repository, &["baseline", "create", "--force", "a.txt"]);
    assert!(part.code == Some(2) && part.err.contains("only a part"), "{}", part.err);
}

#[test]
fn a_value_is_waived_in_two_places_and_under_odd_names() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).write("b\\s.txt", &finding(1));
    for path in ["a.txt", "b\\s.txt"] {
        let found = lines(&repository, &[path]);
        let one = found.iter().find(|line| line["type"] == "finding").unwrap();
        let print = one["fingerprints"]["sealant/value/v1"].as_str().unwrap();
        let kind = ["--kind", "not-sensitive", "--reason", "a sample", "--owner", "dana"];
        done(&repository, &[&["waive", print, path][..], &kind].concat());
    }
    check(&repository, &[], &["a.txt:1 waiver", "b\\s.txt:1 waiver"]);
}

#[test]
fn a_mark_repeats_no_value_that_stands_in_it() {
    let repository = Repository::new();
    let value = |seed| finding(seed).trim().rsplit('"').nth(1).unwrap().to_owned();
    let line = |rest: &str| format!("{} # sealant:allow {rest}\n", finding(1).trim_end());
    repository.write("a.txt", &line(&format!("secret/** see {}", value(2)))).write("b.txt", &line(&value(3)));
    for format in ["human", "json", "sarif", "html", "csv", "summary"] {
        let ran = run(&repository, &["scan", "--format", format]);
        for seed in [1, 2, 3] {
            assert!(!ran.out.contains(&value(seed)), "{format}: {}", ran.out);
        }
    }
}

#[cfg(unix)]
#[test]
fn no_other_name_leads_around_the_trusted_commit() {
    let repository = Repository::new();
    let alias = repository.folder.path().join("alias");
    std::os::unix::fs::symlink(&repository.root, &alias).unwrap();
    repository.write("w.toml", "").write("known.txt", "");
    let trusted = repository.commit("trusted");
    repository.write("new.txt", &finding(2)).write(
        "w.toml",
        &register("kind = \"not-sensitive\"").replace("a.py", "**").replace("rules", "# rules"),
    );
    repository.commit("change");
    let rules = repository.folder.path().join("rules").display().to_string();
    let scan = |folder: &std::path::Path, more: &[&str]| {
        let fixed = ["scan", "--since", &trusted, "--rules", &rules];
        sealant(folder, &[&fixed, more].concat())
    };
    let waivers = alias.join("w.toml").display().to_string();
    assert_eq!(scan(&alias, &["--waivers", &waivers]).code, Some(0));
    for folder in [&alias, &repository.root] {
        let ran = scan(folder, &["--waivers", &waivers, "--trust-base", &trusted]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
    }
    let absolute = alias.join("known.txt").display().to_string();
    repository.write("sealant.toml", &format!("baseline = \"{absolute}\"\n"));
    let named = repository.commit("absolute");
    let refused = scan(&repository.root, &["--trust-base", &named]);
    assert!(
        refused.code == Some(2) && refused.err.contains("from the folder of that file"),
        "{}",
        refused.err
    );
    repository.git(&["rm", "-q", "sealant.toml"]);
    std::os::unix::fs::symlink("other.toml", repository.root.join("sealant.toml")).unwrap();
    let linked = repository.commit("link");
    let refused = scan(&repository.root, &["--trust-base", &linked]);
    assert!(refused.code == Some(2) && refused.err.contains("sealant.toml is a link"), "{}", refused.err);
}

#[test]
fn a_folder_is_judged_the_same_from_within_it() {
    let repository = Repository::new();
    repository.write("sub/b.py", PASSWORD).write("sealant.toml", "fail-on = \"low\"\n");
    repository.write("sub/sealant.toml", "skip = [\"health/**\"]\nfail-on = \"never\"\n");
    let inside = || sealant(&repository.root.join("sub"), &["config", "show"]).out;
    assert!(inside().contains("# configuration file: sealant.toml"));
    repository.write("sealant.toml", "folders = [\"sub\"]\nfail-on = \"low\"\n");
    assert!(inside().contains("## in sub/"), "{}", inside());
}
