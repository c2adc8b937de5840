//! `sealant rules` and `sealant explain`.

use std::fs;

use super::{RULE, RULE_ID, command, folder, sealant, write};
use crate::office::hostile::package;

#[test]
fn rules_are_listed_for_people_and_for_scripts() {
    let folder = folder();
    let people = sealant(folder.path(), &["rules", "list", "--rules", "rules"]).ends(0);
    assert!(people.out.lines().any(|line| line.starts_with(RULE_ID) && line.ends_with("Our deploy token")));
    let scripts = sealant(folder.path(), &["rules", "list", "--rules", "rules", "--format", "json"]).ends(0);
    let listed: serde_json::Value = serde_json::from_str(&scripts.out).unwrap();
    let ours = listed.as_array().unwrap().iter().find(|rule| rule["id"] == RULE_ID).unwrap();
    assert_eq!((&ours["severity"], &ours["family"]), (&"critical".into(), &"secret".into()));
}

#[test]
fn a_folder_of_rules_means_all_below_it() {
    let folder = folder();
    let list = |glob: &str| sealant(folder.path(), &["rules", "list", "--rules", "rules", "--only", glob]);
    for glob in ["secret/ours", "secret/*", "secret/ours/*", "secret/**/deploy-token", RULE_ID] {
        assert!(list(glob).ends(0).out.contains(RULE_ID), "{glob}");
    }
    for glob in ["*/deploy-token", "secret/our", "**/deploy"] {
        assert!(!list(glob).out.contains(RULE_ID), "{glob}");
    }
}

#[test]
fn a_rule_is_explained_by_either_command() {
    let folder = folder();
    let long = sealant(folder.path(), &["rules", "explain", RULE_ID, "--rules", "rules"]).ends(0);
    let short = sealant(folder.path(), &["explain", RULE_ID, "--rules", "rules"]).ends(0);
    assert_eq!(long.out, short.out);
    long.says(&["Our deploy token", "Deploys to every server of ours.", "Revoke it in the deploy console."]);
}

/// Each kind of place in which rules look, by a built-in rule that looks there.
#[test]
fn a_rule_says_how_it_finds() {
    let folder = folder();
    let explained = |id: &str, words: &[&str]| {
        sealant(folder.path(), &["explain", id]).ends(0).says(words);
    };
    explained(
        "identifier/pl/pesel",
        &[
            "Behind a name that ends with `nr pesel`",
            "below the header `nr pesel`",
            "What must hold:\n- ",
            "A name or a word beside it: ",
        ],
    );
    explained(
        "secret/github/personal-access-token",
        &["Anywhere in text: `ghp_`", "36 characters: letters and digits"],
    );
    explained(
        "health/patient/name",
        &["at these places: HL7 PID-5", "FHIR Patient.name", "If it is a published test value: note."],
    );
    explained(
        "health/condition/diagnosis",
        &["within 300 characters stands a finding of `identifier/person/name`"],
    );
    explained("secret/aws/access-key-id", &["Within ", "a finding of `secret/aws/secret-access-key`"]);
    let ours = sealant(folder.path(), &["explain", RULE_ID, "--rules", "rules"]).ends(0);
    ours.says(&["Where it looks:\n- Anywhere in text: "]);
}

/// A document is asked about by the place that a report gives, which can be pasted.
#[test]
fn a_place_in_a_document_is_explained() {
    let folder = folder();
    let sheet = "<worksheet><sheetData><row r=\"7\"><c r=\"B7\" t=\"inlineStr\"><is><t>password: hT7!kk29Qzwe</t></is></c></row></sheetData></worksheet>";
    let book = package(&[("m.xml", "<d/>", "", 0, ""), ("s.xml", sheet, "", 0, "")]);
    fs::write(folder.path().join("staff.xlsx"), book).unwrap();
    let scanned = sealant(folder.path(), &["scan", "staff.xlsx", "--confidence", "low"]).ends(1);
    let line = scanned.out.lines().find(|line| line.starts_with("staff.xlsx: ")).unwrap();
    let place = line.split("  ").next().unwrap();
    assert!(place.contains("!B7"), "{place}");
    let told = ["secret/generic/password", "high confidence", "label \"password\""];
    sealant(folder.path(), &["explain", place]).ends(0).says(&told);
    sealant(folder.path(), &["explain", "staff.xlsx:7"]).ends(0).says(&["no candidate"]);
    sealant(folder.path(), &["explain", &place.replace("B7", "B8")])
        .ends(0)
        .says(&["no candidate", "at this place"]);
}

#[test]
fn an_unknown_rule_gets_a_suggestion() {
    let folder = folder();
    let ran = sealant(folder.path(), &["explain", "secret/ours/deploy-key", "--rules", "rules"]).ends(2);
    ran.complains(&["no rule is called `secret/ours/deploy-key`", RULE_ID]);
}

#[test]
fn a_line_is_explained_whether_it_is_found_or_not() {
    let folder = folder();
    let stand_in = "see ourdeploy_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n";
    write(folder.path(), "app.conf", &format!("# nothing\n{}{stand_in}", super::finding(5)));
    let explain = |subject: &str| {
        sealant(folder.path(), &["explain", subject, "--rules", "rules", "--only", "secret/ours"])
    };
    let found = explain("app.conf:2").ends(0).says(&["app.conf:2", RULE_ID, "confidence, ", " bits  base: "]);
    assert!(!found.out.contains("ourdeploy_"), "a value is never shown");
    let unlike = explain("app.conf:3").ends(0).says(&[RULE_ID, " bits  placeholder: "]);
    assert!(!unlike.out.contains("medium confidence") && !unlike.out.contains("high confidence"));
    explain("app.conf:1").ends(0).says(&["no candidate"]);
    explain("none.conf:1").ends(2).complains(&["none.conf"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = command(folder.path(), &["rules", "list", "--rules", "rules"]);
    let child = command.stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn every_faulty_file_is_shown_in_one_run() {
    let folder = folder();
    write(folder.path(), "rules/secret/ours/one.toml", &RULE.replace("critical", "dreadful"));
    write(folder.path(), "rules/secret/ours/two.toml", &RULE.replace("remedy", "remdy"));
    let ran = sealant(folder.path(), &["rules", "test", "rules"]).ends(2);
    ran.complains(&["one.toml", "\"dreadful\"", "two.toml", "remdy"]);
}

#[test]
fn an_id_that_is_taken_is_told() {
    let folder = folder();
    let aliased = RULE.replace("\n[[find]]", &format!("aliases = [\"{RULE_ID}\"]\n\n[[find]]"));
    write(folder.path(), "rules/secret/ours/other.toml", &aliased);
    sealant(folder.path(), &["rules", "list", "--rules", "rules"])
        .ends(2)
        .complains(&[RULE_ID, "rename one"]);
}

#[test]
fn rules_hold_when_their_samples_do() {
    let folder = folder();
    sealant(folder.path(), &["rules", "test", "rules"]).ends(0).says(&["1 rule", "2 samples to find"]);
}

#[test]
fn samples_that_prove_nothing_are_underlined() {
    let folder = folder();
    let unmarked = RULE.replace("«ourdeploy_{base62:32}»\",", "ourdeploy_{base62:32}\",");
    write(folder.path(), &format!("rules/{RULE_ID}.toml"), &unmarked);
    sealant(folder.path(), &["rules", "test", "rules"]).ends(1).complains(&["nothing is marked", "^^^^"]);
    let unknown = RULE.replace("{base62:31}", "{base63:31}");
    write(folder.path(), &format!("rules/{RULE_ID}.toml"), &unknown);
    sealant(folder.path(), &["rules", "test", "rules"]).ends(1).complains(&["base63", "^^^^"]);
    let lonely = RULE.replace("    { text = \"ourdeploy_\", why = \"only the prefix\" },\n", "");
    write(folder.path(), &format!("rules/{RULE_ID}.toml"), &lonely);
    sealant(folder.path(), &["rules", "test", "rules"])
        .ends(1)
        .complains(&["at least 2 rejects, this one has 1"]);
}

#[test]
fn a_folder_without_rules_is_an_error() {
    let folder = folder();
    write(folder.path(), "empty/readme.txt", "");
    sealant(folder.path(), &["rules", "test", "empty"]).ends(2).complains(&["there is no rule in empty"]);
    sealant(folder.path(), &["rules", "test"]).ends(2).complains(&["name the folder of rules"]);
}

#[test]
fn an_explanation_names_the_laws_around_a_region() {
    let folder = folder();
    let laws = |region: &str| {
        sealant(folder.path(), &["explain", "identifier/us/ssn", "--region", region]).ends(0).out
    };
    assert!(laws("de").contains("GDPR Art. 33") && !laws("de").contains("Cal. Civ. Code"));
    assert!(laws("us-ca").contains("Cal. Civ. Code") && !laws("us-ca").contains("GDPR Art. 33"));
}

/// The rule of the tests with another find.
fn rule_that_looks_by(regex: &str) -> String {
    let before = RULE.split("[[find]]").next().unwrap();
    format!("{before}[[find]]\nin = \"text\"\nregex = '{regex}'\n")
}

#[test]
fn patterns_that_would_slow_every_scan_are_refused() {
    let folder = folder();
    let refused = |regex: &str, complaints: &[&str]| {
        write(folder.path(), &format!("rules/{RULE_ID}.toml"), &rule_that_looks_by(regex));
        let ran = sealant(folder.path(), &["rules", "test", "rules"]).ends(1);
        ran.complains(&["stands in ordinary text", "look in = \"field\"", "^^^"]).complains(complaints);
    };
    // A far reach behind a word that stands everywhere.
    refused("key.{0,2000}[0-9a-f]{32}", &["`key`", "reaches 20", "bound the repetitions"]);
    refused("client.{0,900}deploy", &["`client`"]);
    // A start anywhere before it.
    refused("[a-z =]{0,60}auth[:= ]{1,3}[0-9a-z]{20,90}", &["`auth`", "may start at 61 places before it"]);
}

#[test]
fn near_patterns_on_frequent_words_are_not_refused() {
    let folder = folder();
    for regex in ["key[:= ]{1,3}[0-9a-f]{32}", "ourdeploy_.{0,2000}[0-9a-f]{32}", "[0-9a-f]{32}-client"] {
        write(folder.path(), &format!("rules/{RULE_ID}.toml"), &rule_that_looks_by(regex));
        let ran = sealant(folder.path(), &["rules", "test", "rules"]).ends(1);
        assert!(!ran.err.contains("stands in ordinary text"), "{regex}: {}", ran.err);
    }
}

#[test]
fn bench_measures_what_a_rule_meets() {
    let folder = folder();
    write(folder.path(), "corpus/app.conf", &super::finding(1));
    let bench = |args: &[&str]| {
        let all = [&["rules", "bench", "--rules", "rules", "--only", RULE_ID], args].concat();
        sealant(folder.path(), &all).ends(0).out
    };
    let measures: serde_json::Value =
        serde_json::from_str(&bench(&["--corpus", "corpus", "--format", "json"])).unwrap();
    assert_eq!(measures["dearest"], serde_json::json!([RULE_ID]));
    let row = &measures["rules"][0];
    let a_mb = 1.0 / measures["megabytes"].as_f64().unwrap();
    assert_eq!(row["id"], RULE_ID);
    assert!((row["hits_per_mb"].as_f64().unwrap() - a_mb).abs() < 1e-6, "one hit: {row}");
    assert!((row["findings_per_gb"].as_f64().unwrap() - a_mb * 1e3).abs() < 1e-3, "one finding: {row}");
    assert!(row["window_bytes_per_mb"].as_f64().unwrap() >= 42.0 * a_mb, "the value was read: {row}");
    assert!((row["chance_per_mb"].as_f64().unwrap() - a_mb).abs() < 1e-6, "one shape: {row}");
    let table = bench(&["corpus", "--write", "chance.toml", "--write-frequent", "frequent.toml"]);
    assert!(table.contains("ns/byte") && table.contains("the dearest 1 take"), "{table}");
    let written = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(written("chance.toml").contains(&format!("\"{RULE_ID} 1 text\" = 1.0")));
    assert!(written("frequent.toml").contains("depl"), "a group of a tiny corpus is frequent in it");
}
