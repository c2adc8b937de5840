//! `sealant.toml`: which counts, what it may say, how errors in it look, and `init` and `config show`.

use std::fs;

use super::{RULE_ID, command, folder, ran, sealant, write};

const SCHEDULE: &str = r#"
regions = ["eu"]

[retention.class."client-file"]
keep = "1 year 6 months"
trigger = "the end of the matter"
because = "so it was decided"
paths = ["matters/**"]

[retention.rule."secret/**"]
keep = "never"
because = "they belong in a vault"
paths = []

[[hold]]
matter = "Example v. Example"
reason = "litigation hold"
paths = ["matters/example/**"]
rules = []
"#;

#[test]
fn an_unknown_key_is_underlined_in_the_users_own_file() {
    let folder = folder();
    write(folder.path(), "sealant.toml", "confidence = \"low\"\nseverety = \"low\"\n");
    let ran = sealant(folder.path(), &["config", "show"]).ends(2);
    ran.complains(&[
        "sealant.toml:2:1",
        "2 | severety = \"low\"",
        "^^^^^^^^",
        "unknown field `severety`",
        "sealant init",
    ]);
}

#[test]
fn a_wrong_value_is_underlined_and_the_right_ones_are_named() {
    let folder = folder();
    write(folder.path(), "sealant.toml", "confidence = \"certain\"\n");
    let ran = sealant(folder.path(), &["config", "show"]).ends(2);
    ran.complains(&["sealant.toml:1:14", "^^^^^^^^^", "expected low, medium or high"]);
}

#[test]
fn every_setting_says_where_it_comes_from() {
    let folder = folder();
    write(folder.path(), "sealant.toml", "confidence = \"low\"\nseverity = \"high\"\nrules = [\"rules\"]\n");
    let mut command =
        command(folder.path(), &["config", "show", "--severity", "medium", "--as-of", "2026-02-28"]);
    let key = "0123456789abcdef".repeat(2);
    let shown = ran(command.env("SEALANT_KEY", &key)).ends(0);
    let line =
        |start: &str| shown.out.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert!(line("confidence = \"low\"").ends_with("# sealant.toml:1"));
    assert!(line("severity = \"medium\"").ends_with("# --severity"));
    assert!(line("fail-on = \"medium\"").ends_with("# default"));
    assert!(line("# as-of = \"2026-02-28\"").ends_with("# --as-of"));
    assert!(line("# fingerprint key = \"set\"").ends_with("# the variable SEALANT_KEY"));
    assert!(line("    \"rules\",").ends_with("# sealant.toml:3"));
    assert!(!shown.out.contains(&key), "a key is never shown");
}

#[test]
fn what_config_show_prints_is_a_configuration_that_says_the_same() {
    let folder = folder();
    let flags =
        ["--confidence", "high", "--skip", "a/**", "--skip", "b", "--no-family", "legal", "--rules", "rules"];
    let first = sealant(folder.path(), &[&["config", "show"], &flags[..]].concat()).ends(0);
    write(folder.path(), "sealant.toml", &first.out);
    let second = sealant(folder.path(), &["config", "show"]).ends(0);
    let values = |text: &str| -> toml::Table { text.parse().unwrap() };
    assert_eq!(values(&first.out), values(&second.out));
    write(folder.path(), "sealant.toml", SCHEDULE);
    let scheduled = sealant(folder.path(), &["config", "show"]).ends(0);
    let (written, shown) = (values(SCHEDULE), values(&scheduled.out));
    assert_eq!(written["retention"], shown["retention"]);
    assert_eq!((&written["hold"], &written["regions"]), (&shown["hold"], &shown["regions"]));
}

#[test]
fn the_nearest_file_counts_and_flags_choose_another_or_none() {
    let folder = folder();
    write(folder.path(), "sealant.toml", "confidence = \"low\"\n");
    write(folder.path(), "other.toml", "confidence = \"high\"\n");
    write(folder.path(), "a/b/file.txt", "");
    let below = folder.path().join("a/b");
    let shown = |flags: &[&str]| sealant(&below, &[&["config", "show"], flags].concat()).ends(0).out;
    // The program's home is the folder it runs in, beyond which nothing counts outside git.
    assert!(shown(&[]).contains("confidence = \"medium\""));
    fs::create_dir(folder.path().join(".git")).unwrap();
    assert!(shown(&[]).contains("confidence = \"low\""));
    assert!(shown(&["--config", "../../other.toml"]).contains("confidence = \"high\""));
    assert!(shown(&["--no-config"]).contains("confidence = \"medium\""));
}

#[test]
fn a_configuration_that_is_not_there_is_an_error() {
    let folder = folder();
    sealant(folder.path(), &["config", "show", "--config", "none.toml"]).ends(2).complains(&["none.toml"]);
}

#[test]
fn entries_that_match_no_rule_are_told() {
    let folder = folder();
    let skip = ["rules", "list", "--rules", "rules", "--only", RULE_ID, "--skip", "secret/nobody/*"];
    sealant(folder.path(), &skip)
        .ends(0)
        .says(&[RULE_ID])
        .complains(&["warning", "skip: `secret/nobody/*` matches no rule"]);
}

#[test]
fn settings_that_leave_no_rule_are_an_error() {
    let folder = folder();
    let none = ["rules", "list", "--rules", "rules", "--only", "nothing/**"];
    sealant(folder.path(), &none).ends(2).complains(&["nothing would be looked for"]);
}

#[test]
fn a_short_key_is_refused_and_not_shown() {
    let folder = folder();
    write(folder.path(), "key", "tooshort\n");
    let ran = sealant(folder.path(), &["config", "show", "--key-file", "key"]).ends(2);
    let ran = ran.complains(&["the key in key is too short", "at least 16"]);
    assert!(!ran.err.contains("tooshort"));
}

#[test]
fn init_writes_once_and_never_replaces() {
    let folder = folder();
    sealant(folder.path(), &["init"]).ends(0).says(&["wrote sealant.toml"]);
    let written = fs::read_to_string(folder.path().join("sealant.toml")).unwrap();
    sealant(folder.path(), &["config", "show"]).ends(0).says(&["confidence = \"medium\"", "# default"]);
    sealant(folder.path(), &["init"]).ends(2).complains(&["sealant.toml exists already"]);
    assert_eq!(fs::read_to_string(folder.path().join("sealant.toml")).unwrap(), written);
}

#[test]
fn contacts_are_printed_wherever_findings_are_and_say_where_they_come_from() {
    let folder = folder();
    let contacts = "rules = [\"rules\"]\n[contacts]\nsecurity = \"extension 4711\"\n";
    write(folder.path(), "sealant.toml", contacts);
    write(folder.path(), "a.txt", &super::finding(1));
    for format in ["human", "jsonl", "json", "sarif", "html", "csv", "junit"] {
        let ran = sealant(folder.path(), &["scan", "a.txt", "--format", format]).ends(1);
        ran.says(&["extension 4711", "whoever runs the system it opens"]);
    }
    sealant(folder.path(), &["explain", super::RULE_ID]).ends(0).says(&["Whom to tell:", "extension 4711"]);
    let shown = sealant(folder.path(), &["config", "show"]).ends(0);
    shown.says(&["security = \"extension 4711\"", "# sealant.toml:3"]);
}
