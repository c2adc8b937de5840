//! `sealant import`: files of other scanners, built here with values made at run time, and what becomes of them.

use std::fs;

use sealant::check::random::Random;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::changes::Repository;
use super::{RULE_ID, Ran, finding, sealant, write};

/// The value in a line of [`finding`].
fn value(seed: u64) -> String {
    finding(seed).split('"').nth(1).unwrap().to_owned()
}

/// A password that nothing but its key tells, different for each seed.
fn password(seed: u64) -> String {
    let letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    format!("{}!{}", Random::new(seed).string(letters, 9), Random::new(seed + 100).string(letters, 6))
}

fn sha1(value: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha1::digest(value))
}

fn sha256(value: &str) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(value))
}

/// Runs the program in a repository, with the rule of the tests.
fn run(repository: &Repository, arguments: &[&str]) -> Ran {
    let rules = repository.folder.path().join("rules").display().to_string();
    sealant(&repository.root, &[arguments, &["--rules", &rules]].concat())
}

fn import(repository: &Repository, arguments: &[&str]) -> Ran {
    run(repository, &[&["import"], arguments].concat())
}

/// `path:line` of what is reported, and with who answers for it of what is not.
fn listed(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let ran = run(repository, &[&["scan", "--format", "jsonl"], arguments].concat());
    assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.err);
    let lines = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .filter(|line| line["type"] == "finding")
        .map(|line| {
            let by = line["suppression"]["kind"].as_str().map(|kind| format!(" {kind}")).unwrap_or_default();
            format!("{}:{}{by}", line["path"].as_str().unwrap(), line["place"]["line"])
        })
        .collect()
}

fn text(repository: &Repository, name: &str) -> String {
    fs::read_to_string(repository.root.join(name)).unwrap_or_default()
}

fn gitleaks_finding(rule: &str, file: &str, line: u64, secret: &str) -> Value {
    json!({
        "RuleID": rule, "Description": "", "StartLine": line, "EndLine": line, "StartColumn": 1, "EndColumn": 9,
        "Match": secret, "Secret": secret, "File": file, "SymlinkFile": "", "Commit": "", "Entropy": 4.5,
        "Author": "", "Tags": [], "Fingerprint": format!("{file}:{rule}:{line}"),
    })
}

#[test]
fn a_report_of_gitleaks_is_matched_by_value_and_by_line_where_it_is_masked() {
    let repository = Repository::new();
    repository
        .write("a.txt", &format!("\n\n{}", finding(1)))
        .write("b.txt", &finding(2))
        .write("c.txt", &finding(3))
        .write("d.txt", &finding(4));
    let report = json!([
        gitleaks_finding("ours", "a.txt", 1, &value(1)),
        gitleaks_finding("ours", "b.txt", 1, "REDACTED"),
        gitleaks_finding("ours", "c.txt", 1, &value(9)),
        gitleaks_finding("ours", "gone.txt", 1, &value(9)),
    ]);
    repository.write("gitleaks-report.json", &report.to_string());
    let told = import(&repository, &["gitleaks"]).ends(0).says(&[
        "known findings: 2 → sealant-baseline.txt",
        "Carried over by line only",
        "b.txt:1  ours → secret/ours/deploy-token",
        "another value, or another kind, stands in its line",
        "gitleaks-report.json, finding 3",
        "the file is gone: nothing to do",
        "it holds values in clear: delete it",
    ]);
    for secret in [value(1), value(2), value(3), value(9)] {
        assert!(!told.out.contains(&secret) && !told.err.contains(&secret), "{}", told.out);
    }
    fs::remove_file(repository.root.join("gitleaks-report.json")).unwrap();
    assert_eq!(listed(&repository, &[]), ["a.txt:3 baseline", "b.txt:1 baseline", "c.txt:1", "d.txt:1"]);
    assert_eq!(text(&repository, "sealant-baseline.txt").matches("# from gitleaks").count(), 2);
}

#[test]
fn what_another_value_stands_for_is_taken_only_when_asked() {
    let repository = Repository::new();
    repository.write("c.txt", &finding(3));
    let report = json!([gitleaks_finding("ours", "c.txt", 1, &value(9))]);
    repository.write("report.json", &report.to_string());
    import(&repository, &["gitleaks", "report.json", "--by-line"]).ends(0).says(&["by line only"]);
    fs::remove_file(repository.root.join("report.json")).unwrap();
    assert_eq!(listed(&repository, &[]), ["c.txt:1 baseline"]);
}

#[test]
fn an_ignore_file_is_matched_by_kind_and_line() {
    let repository = Repository::new();
    repository.write("a.txt", &format!("{}{}", finding(1), finding(2))).write("p.csv", "ssn\n536-90-4399\n");
    repository.write(
        ".gitleaksignore",
        "# known\na.txt:our-token:2\nnonsense\np.csv:generic-api-key:2\n../x.txt:jwt:1\n",
    );
    import(&repository, &["gitleaks"]).ends(0).says(&[
        "known findings: 1",
        "a.txt:2  our-token →",
        ".gitleaksignore:3",
        "this line is no fingerprint",
        "it lies outside of this folder",
        "another value, or another kind",
    ]);
    assert_eq!(listed(&repository, &["a.txt"]), ["a.txt:1", "a.txt:2 baseline"]);
    // A second import finds all of it done.
    import(&repository, &["gitleaks"]).ends(0).says(&["in the baseline already: 1"]);
    assert_eq!(text(&repository, "sealant-baseline.txt").matches("# from gitleaks").count(), 1);
}

#[test]
fn history_is_searched_for_what_the_files_no_longer_hold() {
    let repository = Repository::new();
    repository.write("a.txt", &format!("\n{}", finding(1)));
    let commit = repository.commit("one");
    fs::remove_file(repository.root.join("a.txt")).unwrap();
    repository.commit("two");
    repository.write(
        ".gitleaksignore",
        &format!("{commit}:a.txt:our-token:2\n{}:a.txt:our-token:2\n", "0".repeat(40)),
    );
    import(&repository, &["gitleaks"]).ends(0).says(&["import with --history"]);
    assert!(!repository.root.join("sealant-baseline.txt").exists());
    import(&repository, &["gitleaks", "--history"]).ends(0).says(&["known findings: 1", ".gitleaksignore:2"]);
    assert_eq!(listed(&repository, &["--history"]), ["a.txt:2 baseline"]);
}

/// A baseline of detect-secrets with these entries: file, line, value, decision.
fn secrets_baseline(entries: &[(&str, u64, &str, Option<bool>)]) -> String {
    let mut results = serde_json::Map::new();
    for (file, line, value, decision) in entries {
        let mut entry = json!({
            "type": "Secret Keyword", "filename": file, "hashed_secret": sha1(value), "is_verified": false, "line_number": line,
        });
        if let Some(decision) = decision {
            entry["is_secret"] = json!(decision);
        }
        results.entry(*file).or_insert(json!([])).as_array_mut().unwrap().push(entry);
    }
    let filters = json!([
        { "path": "detect_secrets.filters.allowlist.is_line_allowlisted" },
        { "path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^spec/", "\\d+[.]x"] },
        { "path": "detect_secrets.filters.regex.should_exclude_line", "pattern": ["x"] },
        { "path": "file://filters.py::mine" },
    ]);
    json!({ "version": "1.5.0", "plugins_used": [], "filters_used": filters, "results": results }).to_string()
}

#[test]
fn a_baseline_of_detect_secrets_is_matched_by_its_hashes() {
    let repository = Repository::new();
    repository.git(&["config", "user.email", "dana@example.invalid"]);
    let line = |seed| format!("password = \"{}\"\n", password(seed));
    repository
        .write("a.py", &format!("\n\n{}", line(1)))
        .write("b.py", &line(2))
        .write("c.py", &line(3))
        .write("d.py", &line(4));
    let baseline = secrets_baseline(&[
        ("a.py", 1, &password(1), None),
        ("b.py", 1, &password(2), Some(false)),
        ("c.py", 1, &password(3), Some(true)),
        ("d.py", 1, &password(9), None),
        ("/etc/passwd", 1, &password(9), None),
    ]);
    repository.write(".secrets.baseline", &baseline);
    let told = import(&repository, &["detect-secrets"]).ends(0).says(&[
        "known findings: 2",
        "marked as no secrets: 1 → waivers in sealant-waivers.toml",
        "still to be revoked",
        "c.py:1 secret/generic/password",
        "exclude /spec/**",
        "exclude /.secrets.baseline",
        "paths like \\d+[.]x are not what a glob can say",
        "lines cannot be left out",
        "a filter of your own is code",
        "it lies outside",
    ]);
    for seed in [1, 2, 3, 4, 9] {
        assert!(
            !told.out.contains(&password(seed)) && !told.out.contains(&sha1(&password(seed))),
            "{}",
            told.out
        );
    }
    assert_eq!(listed(&repository, &[]), ["a.py:3 baseline", "b.py:1 waiver", "c.py:1 baseline", "d.py:1"]);
    let register = text(&repository, "sealant-waivers.toml");
    assert!(
        register.contains("kind = \"not-sensitive\"") && register.contains("dana@example.invalid"),
        "{register}"
    );
    import(&repository, &["detect-secrets"])
        .ends(0)
        .says(&["in the baseline already: 2", "covered by a waiver already: 1"]);
}

#[test]
fn a_dry_run_tells_all_and_writes_nothing() {
    let repository = Repository::new();
    repository.write("a.py", &format!("password = \"{}\"\n", password(1)));
    repository.write("b.py", &format!("password = \"{}\"\n", password(2)));
    let baseline =
        secrets_baseline(&[("a.py", 1, &password(1), None), ("b.py", 1, &password(2), Some(false))]);
    repository.write(".secrets.baseline", &baseline);
    import(&repository, &["detect-secrets", "--dry-run", "--owner", "dana"]).ends(0).says(&[
        "a.py secret/generic/password place/v1:",
        "[[waiver]]",
        "sealant.toml, which is new",
        "Nothing was written",
    ]);
    let mut names: Vec<String> = fs::read_dir(&repository.root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".git", ".secrets.baseline", "a.py", "b.py"]);
    assert!(!repository.root.join(".git/sealant").exists());
}

/// Settings of every kind. Values that are allowed there may be secrets, so no pattern over values may be told.
const SETTINGS: &str = r#"
title = "ours"
[extend]
useDefault = true
disabledRules = ["generic-api-key", "jwt", "of-nobody"]
[[rules]]
id = "Acme_Token"
description = "A token of ours: \"quoted\" \\ and more"
regex = '''(?i)\bacme_token\s*[:=]\s*["']?(acm_[a-z0-9]{24,})'''
entropy = 3.5
keywords = ["acme"]
[[rules]]
id = "too-vague"
regex = '''[a-z]{4,}'''
[[rules]]
id = "look-around"
regex = '''a(?=b)cdef'''
[[rules]]
id = "github-pat"
regex = '''ghp_[0-9a-zA-Z]{36}'''
[[rules.allowlists]]
stopwords = ["hunter2word"]
[[rules]]
id = "narrow"
regex = '''narrow_[a-z]{20}'''
path = '''\.env$'''
[[rules]]
id = "by-name"
path = '''\.p12$'''
[[allowlists]]
paths = ['''(^|/)testdata/''', '''\.md$''', '''\d+-x''']
regexes = ['''hunter2regex''']
commits = ["0123"]
[[allowlists]]
targetRules = ["jwt"]
regexes = ["hunter2target"]
[[allowlists]]
condition = "AND"
paths = ["x"]
stopwords = ["hunter2and"]
[ignore]
paths = ["y"]
"#;

#[test]
fn settings_become_settings_and_rules_and_the_rest_is_told() {
    let repository = Repository::new();
    repository.write(".gitleaks.toml", SETTINGS);
    let token = format!("acm_{}", Random::new(5).string("abcdefghijklmnopqrstuvwxyz0123456789", 24));
    repository.write("e.txt", &format!("acme_token = {token}\n"));
    let import = || sealant(&repository.root, &["import", "gitleaks"]);
    let told = import().ends(0).says(&[
        "exclude **/testdata/**",
        "exclude *.md",
        "generic-api-key is off → skip secret/generic/api-key",
        "rule Acme_Token → rules/secret/imported/acme-token.toml; it asked for a least entropy",
        "github-pat is built in: secret/github/personal-access-token",
        "jwt is off there, but secret/jwt/json-web-token is also for jwt-base64",
        "of-nobody is off there, and no rule here is for it alone",
        "the rule too-vague has no counterpart",
        "the rule look-around has no counterpart: its pattern is not understood here",
        "the rule narrow has no counterpart: it holds in some files only",
        "the rule by-name looks for files by their names alone",
        "paths like \\d+-x are not what a glob can say",
        "patterns over values (1) allow by content",
        "commits (1) are no scope here",
        "allows for single rules",
        "allows where several things hold at once",
        "`ignore` is a key without meaning here",
    ]);
    assert!(!told.out.contains("hunter2"), "{}", told.out);
    let config = text(&repository, "sealant.toml");
    assert!(
        config.contains("skip = [\"secret/generic/api-key\"]") && config.contains("rules = [\"rules\"]"),
        "{config}"
    );
    sealant(&repository.root, &["rules", "test"]).ends(0).says(&["1 rule holds"]);
    let found = sealant(&repository.root, &["scan", "e.txt", "--format", "jsonl"]);
    assert!(found.out.contains("secret/imported/acme-token"), "{}", found.out);
    // What is there stays as it is.
    fs::write(repository.root.join("sealant.toml"), "# mine\n").unwrap();
    import()
        .ends(0)
        .says(&["sealant.toml is there and was not changed", "is there already and was left as it is"]);
    assert_eq!(text(&repository, "sealant.toml"), "# mine\n");
}

#[test]
fn entries_of_imported_rules_are_matched_at_once() {
    let repository = Repository::new();
    let token = format!("acm_{}", Random::new(5).string("abcdefghijklmnopqrstuvwxyz0123456789", 24));
    repository.write(".gitleaks.toml", SETTINGS).write("e.txt", &format!("acme_token = {token}\n"));
    repository.write(".gitleaksignore", "e.txt:Acme_Token:1\n");
    sealant(&repository.root, &["import", "gitleaks"]).ends(0).says(&["known findings: 1"]);
    let scanned = sealant(&repository.root, &["scan", "e.txt"]);
    assert_eq!(scanned.code, Some(0), "{}", scanned.out);
}

#[test]
fn betterleaks_ignores_by_hash_everywhere_and_reports_by_hash() {
    let repository = Repository::new();
    repository.write("a.txt", &finding(1)).write("b.txt", &finding(1)).write("c.txt", &finding(2));
    repository.write(".betterleaksignore", &format!("# v2\n{}\n", sha256(&value(1))));
    let report = json!({
        "schema_version": "1",
        "findings": [{
            "rule_id": "ours", "match": { "full": "REDACTED", "value": "REDACTED", "fingerprint": sha256(&value(2)) },
            "attributes": { "resource": "fs.content" },
            "location": { "path": "./c.txt", "start_line": 7, "end_line": 7 },
        }],
        "scan": { "state": "complete" },
    });
    repository.write("betterleaks-report.json", &report.to_string());
    repository.write(
        ".betterleaks.toml",
        "prefilter = '''matchesAny(attributes[\"path\"], [`^vendor/`])'''\nfilter = '''entropy(finding.secret) < 3'''\n",
    );
    import(&repository, &["betterleaks"]).ends(0).says(&[
        "exclude /vendor/**",
        "`filter` is an expression that is more than patterns of paths",
        "known findings: 2",
    ]);
    repository.write("d.txt", &finding(1));
    let expected = ["a.txt:1 baseline", "b.txt:1 baseline", "c.txt:1 baseline", "d.txt:1 baseline"];
    assert_eq!(listed(&repository, &["--include", "?.txt"]), expected);
    let baseline = text(&repository, "sealant-baseline.txt");
    assert!(baseline.contains(&format!("everywhere {RULE_ID} value/v1:")), "{baseline}");
    // One object a line is the same report.
    let line = json!({ "schema_version": "1", "finding": report["findings"][0] });
    repository.write("lines.jsonl", &format!("{line}\n{{\"schema_version\":\"1\",\"scan\":{{}}}}\n"));
    import(&repository, &["betterleaks", "lines.jsonl"]).ends(0).says(&["in the baseline already: 1"]);
}

/// A tool, a file that is wrong, and what is said of it. `SECRET` stands for a value.
fn wrong_files() -> Vec<(&'static str, String, &'static str)> {
    let deep = format!("[{}", "[".repeat(200_000));
    vec![
        (
            "gitleaks",
            "[\n{\"RuleID\": \"x\",\n\"File\": \"a\", \"StartLine\": \"SECRET\"}]".to_owned(),
            "f:3: this is no list of findings",
        ),
        ("gitleaks", "[{\"RuleID\": \"x\"".to_owned(), "f:1: this is no whole JSON"),
        ("gitleaks", format!("[{{\"Extra\": {deep}"), "nested too deeply"),
        (
            "gitleaks",
            "title = \"a\"\n[allowlist\npaths = [\"SECRET\"]".to_owned(),
            "f:2: neither settings in TOML",
        ),
        ("gitleaks", "[allowlist]\npaths = [1]\n".to_owned(), "f:2: `paths` is no list of texts"),
        (
            "gitleaks",
            "[[rules]]\nid = \"x\"\nregex = \"abc\"\nsecretGroup = \"SECRET\"".to_owned(),
            "f:4: `secretGroup` is no number",
        ),
        (
            "gitleaks",
            "{\"results\": {}}".to_owned(),
            "this is a baseline of detect-secrets; try `sealant import detect-secrets`",
        ),
        (
            "detect-secrets",
            "[]".to_owned(),
            "this is a report of gitleaks; try `sealant import gitleaks` or `betterleaks`",
        ),
        (
            "detect-secrets",
            "{\"results\": {\"a\": [{\"type\": \"SECRET\"}]}}".to_owned(),
            "f:1: this is no baseline",
        ),
        (
            "detect-secrets",
            "{\"results\": {\"a\": [{\"type\": \"x\", \"hashed_secret\": \"SECRET\"}]}}".to_owned(),
            "f, a: a `hashed_secret` is no SHA-1",
        ),
        (
            "betterleaks",
            "{\"findings\": [{\"rule_id\": 1}]}".to_owned(),
            "f:1: this is no report of betterleaks 2",
        ),
        ("betterleaks", "{\"runs\": []}".to_owned(), "SARIF"),
    ]
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_nothing_is_written() {
    let secret = password(7);
    for (tool, content, says) in wrong_files() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "f", &content.replace("SECRET", &secret));
        let ran = sealant(folder.path(), &["import", tool, "f"]).ends(2).complains(&[says]);
        assert!(!ran.err.contains(&secret) && ran.out.is_empty(), "{}", ran.err);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{content}");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("f"), b"title = \"a\"\n\xff\xfe").unwrap();
    sealant(folder.path(), &["import", "gitleaks", "f"]).ends(2).complains(&["f:2: this is not UTF-8"]);
    fs::File::create(folder.path().join("g")).unwrap().set_len(1 << 30).unwrap();
    sealant(folder.path(), &["import", "gitleaks", "g"]).ends(2).complains(&["larger than 16 MiB"]);
    sealant(folder.path(), &["import", "gitleaks"])
        .ends(2)
        .complains(&["there is nothing of gitleaks here", ".gitleaksignore"]);
    sealant(folder.path(), &["import", "ggshield"]).ends(2).complains(&["detect-secrets"]);
}

#[test]
fn patterns_of_strangers_cost_little() {
    let folder = tempfile::tempdir().unwrap();
    let bombs = ["((a{0,99}){0,99}){0,99}x", "(a|b|c|d|e){1,9}$", "(?i)[a-z]{1000}{1000}"];
    let paths: Vec<String> = bombs.iter().map(|bomb| format!("'{bomb}'")).collect();
    let rule = |(bomb, number): (&&str, u8)| format!("[[rules]]\nid = \"r{number}\"\nregex = '{bomb}'\n");
    let rules: Vec<String> = bombs.iter().zip(1..).map(rule).collect();
    write(
        folder.path(),
        ".gitleaks.toml",
        &format!("[allowlist]\npaths = [{}]\n{}", paths.join(", "), rules.concat()),
    );
    let told = sealant(folder.path(), &["import", "gitleaks"]).ends(0);
    assert_eq!(told.out.matches("are not what a glob can say").count(), 3, "{}", told.out);
    assert_eq!(told.out.matches("has no counterpart").count(), 3, "{}", told.out);
}
