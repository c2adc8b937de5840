//! Broken rule files: what the loader says, and what it underlines.

use sealant::rule::error::FileError;
use sealant::rule::load::{MeasuredChance, RuleSource, check_together, load};

const HEAD: &str = r#"
name = "badge number"
severity = "high"
categories = ["government-id"]
retention = "personal"
summary = "Names an employee."
remedy = "Remove it."
matches = ["badge «B-{digits:6}»", "«B-{digits:6}» lost"]
rejects = [{ text = "B-12", why = "too short to be one" }, { text = "B-x", why = "no digits at all" }]
"#;

const FIND: &str =
    "[[find]]\nin = \"text\"\nliterals = [\"BADGE-\"]\nvalue = { alphabet = \"digits\", length = 6 }\n";

fn try_load(id: &str, text: &str) -> Result<sealant::rule::Rule, FileError> {
    let list = |name: &str| match name {
        "colours.txt" => Ok("red\ngreen\n".to_owned()),
        _ => Err(std::io::Error::from(std::io::ErrorKind::NotFound)),
    };
    let source = RuleSource { id, path: "badge.toml", text, list: &list };
    load(&source, &MeasuredChance::default()).map(|loaded| loaded.rule)
}

/// The text above the carets of a rendered error.
fn underlined(rendered: &str) -> String {
    let lines: Vec<Vec<char>> = rendered.lines().map(|line| line.chars().collect()).collect();
    let at = lines.iter().position(|line| line.contains(&'^')).expect("something is underlined");
    let is_caret = |column: &usize| lines[at][*column] == '^';
    (0..lines[at].len()).filter(is_caret).filter_map(|column| lines[at - 1].get(column)).collect()
}

/// Loads a rule and expects this message with this text underlined.
fn check(text: &str, message: &str, marked: &str) {
    let Err(error) = try_load("identifier/firm/badge", text) else {
        panic!("loads, but should say: {message}")
    };
    assert!(error.message.contains(message), "says: {}\nnot: {message}", error.message);
    let rendered = error.render(false);
    assert_eq!(underlined(&rendered), marked, "{rendered}");
    assert!(rendered.contains("badge.toml:"), "{rendered}");
}

/// The head with one line in place of another.
fn head(from: &str, to: &str) -> String {
    assert!(HEAD.contains(from), "{from}");
    HEAD.replace(from, to) + FIND
}

fn with_find(find: &str) -> String {
    format!("{HEAD}[[find]]\n{find}\n")
}

#[test]
fn paths_of_keys_are_names_with_dots_between_them() {
    let field =
        |path: &str| with_find(&format!("in = \"field\"\npath = {path}\nvalue = {{ length = [6, 20] }}"));
    for (path, message) in [
        ("\"auths..auth\"", "a name in it is empty"),
        ("\"auths.a b\"", "a name in it holds white space"),
        ("\"auths.**auth\"", "`**` stands for whole names"),
        ("\"*.**\"", "it names no key"),
    ] {
        check(&field(path), message, path);
    }
    check(&field("[\"auths.*.auth\", \"a.\"]"), "`a.` is no path of keys", "[\"auths.*.auth\", \"a.\"]");
    let Err(error) = try_load("identifier/firm/badge", &field("\"auths.*\"")) else {
        panic!("it has no key")
    };
    assert!(error.message.contains("needs `keys`"), "{}", error.message);
    let rule = try_load("identifier/firm/badge", &field("\"auths.*.registryToken\"")).unwrap();
    let [sealant::rule::Find::InField(find)] = &*rule.finds else { panic!("one find") };
    assert_eq!(find.keys.iter().map(|key| &**key).collect::<Vec<_>>(), ["registry token", "registrytoken"]);
}

#[test]
fn regions_are_codes() {
    try_load("identifier/firm/badge", &head("retention = ", "regions = [\"de\", \"us-ca\"]\nretention = "))
        .unwrap();
    for code in ["DE", "germany", "us-", "us-ca-la", ""] {
        let text = head("retention = ", &format!("regions = [\"{code}\"]\nretention = "));
        check(&text, "is no code of a region", &format!("\"{code}\""));
    }
}

#[test]
fn the_rule_that_the_others_break_loads() {
    try_load("identifier/firm/badge", &head("high", "high")).unwrap();
}

#[test]
fn keys_and_words_of_the_head() {
    check(&head("name =", "nam ="), "unknown field `nam`", "nam");
    check(&head("name = \"badge number\"\n", ""), "missing field `name`", "");
    check(&head("\"high\"", "\"severe\""), "unknown severity `severe`", "\"severe\"");
    check(&head("remedy", "checks = [\"mod-12\"]\nremedy"), "no check is called `mod-12`", "\"mod-12\"");
    check(
        &head("remedy", "context = [\"badge\", \"--\"]\nremedy"),
        "there is no word in this entry",
        "\"--\"",
    );
    check(&head("why = \"no digits at all\"", "because = \"x\""), "unknown field `because`", "because");
}

#[test]
fn a_file_that_is_no_toml() {
    check(&head("\"high\"", "high"), "", "high");
}

#[test]
fn places() {
    check(&with_find("in = \"footer\"\nphrases = [\"x\"]"), "there is no place `footer`", "\"footer\"");
    check(&with_find("in = \"record\"\nhl7 = \"PID\""), "`PID` is no hl7 path", "\"PID\"");
    check(&with_find("in = \"record\"\nhl7 = \"PID-0\""), "`PID-0` is no hl7 path", "\"PID-0\"");
    check(
        &with_find("in = \"record\"\nfhir = \"Patient..name\""),
        "`Patient..name` is no fhir path",
        "\"Patient..name\"",
    );
    check(&with_find("in = \"record\"\ncda = \"id@a@b\""), "`id@a@b` is no cda path", "\"id@a@b\"");
    check(
        &with_find("in = \"record\"\nx12 = [\"REF*SY/02\", \"NM1\"]"),
        "`NM1` is no x12 path",
        "[\"REF*SY/02\", \"NM1\"]",
    );
    check(&with_find("in = \"record\"\nvcard = \"fn\""), "`fn` is no vcard path", "\"fn\"");
    check(&with_find("in = \"record\"\nldif = \"mail.\""), "`mail.` is no ldif path", "\"mail.\"");
    check(
        &with_find("in = \"marking\"\nphrases = [\"secret\"]\nzone = \"footer\""),
        "there is no zone",
        "\"footer\"",
    );
    check(&with_find("in = \"file\"\nmagic = [\"feed\"]"), "`feed` are no magic bytes", "\"feed\"");
    check(&with_find("in = \"file\"\nmagic = [\"xyzxyz\"]"), "`xyzxyz` are no magic bytes", "\"xyzxyz\"");
}

#[test]
fn shapes_of_values() {
    let value = |value: &str| with_find(&format!("in = \"text\"\nliterals = [\"BADGE-\"]\nvalue = {value}"));
    check(&value("{ alphabet = \"roman\", length = 6 }"), "no alphabet is called `roman`", "\"roman\"");
    check(&value("{ alphabet = \"hex\", length = 0 }"), "a length goes from at least 1", "0");
    check(&value("{ alphabet = \"hex\", length = [9, 3] }"), "a length goes from at least 1", "[9, 3]");
    check(&value("{ alphabet = \"hex\", length = 100000 }"), "to at most", "100000");
    check(&value("{ alphabet = \"hex\", lenght = 6 }"), "unknown field `lenght`", "lenght");
}

#[test]
fn regular_expressions() {
    let regex = |regex: &str| with_find(&format!("in = \"text\"\nregex = '{regex}'"));
    check(&regex("BADGE-[0-9]+"), "can match without end", "'BADGE-[0-9]+'");
    check(&regex("(BADGE"), "the regular expression is wrong: unclosed group", "'(BADGE'");
    check(&regex("(BADGE)?"), "can match nothing", "'(BADGE)?'");
    check(&regex("[a-z]{3,9}"), "no literal and no run of digits", "'[a-z]{3,9}'");
    check(&regex("[a-z]{1,90}BADGE"), "no literal and no run of digits", "'[a-z]{1,90}BADGE'");
    check(&regex("BADGE[a-z]{1,40000}"), "more than the 32768 a window holds", "'BADGE[a-z]{1,40000}'");
}

#[test]
fn boundaries_and_decoders() {
    let text = |more: &str| with_find(&format!("in = \"text\"\nregex = 'BADGE-[0-9]{{6}}'\n{more}"));
    check(&text("before = \"wall\""), "no alphabet is called `wall`", "\"wall\"");
    check(&text("decode = [\"rot13\"]"), "there is no decoder `rot13`", "\"rot13\"");
    let digits = with_find("in = \"text\"\nregex = '[0-9]{6}'\nbefore = \"open\"");
    check(&digits, "needs a boundary that forbids digits", "'[0-9]{6}'");
}

#[test]
fn words_near_something() {
    let near = |words: &str, within: &str| {
        with_find(&format!("in = \"words\"\n{words}\nnear = [\"identifier/**\"]\nwithin = {within}"))
    };
    try_load("identifier/firm/badge", &near("list = \"colours.txt\"", "300")).unwrap();
    check(&near("list = \"shapes.txt\"", "300"), "shapes.txt", "\"shapes.txt\"");
    check(&near("list = \"colours.txt\"", "9000"), "a distance of at most", "9000");
    let odd = near("list = \"colours.txt\"", "300").replace("identifier/**", "identifier/{us,uk}/*");
    check(&odd, "`*` stands for any part of a name", "\"identifier/{us,uk}/*\"");
}

#[test]
fn pairs_grades_and_variants() {
    let with = |more: &str| format!("{HEAD}{FIND}{more}\n");
    let far = "[[pair]]\nrule = \"identifier/us/ssn\"\nwithin = 5000";
    check(&with(far), "a partner is sought within 1 to 2048 bytes", "5000");
    let grade = "[[grade]]\nwhen = { test = true }\nseverity = \"mild\"";
    check(&with(grade), "unknown severity `mild`", "\"mild\"");
    let variant = "[[variant]]\nname = \"old\"\nliterals = [\"BADGE-\"]\nseverity = \"mild\"";
    check(&with(variant), "unknown severity `mild`", "\"mild\"");
    check(&with("[[grade]]\nwen = { test = true }"), "unknown field `wen`", "wen");
}

/// These are about a whole `[[find]]`: the table is named, and the help says what belongs there.
#[test]
fn finds_that_lack_or_mix_keys() {
    for (find, message, help) in [
        (
            "in = \"field\"\nkeys = [\"badge\"]\nphrases = [\"x y\"]",
            "`phrases` does not go with in = \"field\"",
            "keys, except, path, value, regex",
        ),
        ("in = \"marking\"", "in = \"marking\" needs `phrases`", ""),
        (
            "in = \"field\"\nkeys = [\"id\"]\nvalue = { length = 6 }",
            "the key `id` has fewer than three bytes",
            "longer key",
        ),
        ("in = \"file\"", "give names or magic bytes", ""),
        ("in = \"text\"\nvalue = { alphabet = \"hex\", length = 6 }", "`value` needs `literals`", ""),
        ("in = \"text\"", "needs `literals` with `value`, or `regex`, or `shapes`", ""),
        ("in = \"column\"\nvalue = { length = 6 }", "in = \"column\" needs `headers`", ""),
    ] {
        let error = try_load("identifier/firm/badge", &with_find(find)).expect_err(message);
        assert!(error.message.contains(message), "says: {}\nnot: {message}", error.message);
        assert!(error.help.unwrap_or_default().contains(help), "{message}");
        assert!(error.text[error.span.clone()].starts_with("[[find]]"), "{message}: {:?}", error.span);
    }
}

#[test]
fn ids_come_from_paths() {
    let rule = head("high", "high");
    let family = try_load("gossip/firm/badge", &rule).expect_err("no such family");
    assert!(family.message.contains("unknown family `gossip`"), "{}", family.message);
    let capital = try_load("identifier/Firm/badge", &rule).expect_err("a capital letter");
    assert!(capital.message.contains("is no rule id"), "{}", capital.message);
}

#[test]
fn rules_that_do_not_go_together() {
    let rule = |id: &str, more: &str| try_load(id, &head("remedy", &format!("{more}\nremedy"))).unwrap();
    let plain = || rule("identifier/firm/badge", "");
    check_together(&[plain(), rule("identifier/firm/pass", "")]).unwrap();
    for (other, message) in [
        (plain(), "names both"),
        (rule("identifier/firm/pass", "aliases = [\"identifier/firm/badge\"]"), "names both"),
        (rule("identifier/firm/pass", "also = [\"identifier/firm/card\"]"), "which does not exist"),
    ] {
        let error = check_together(&[plain(), other]).expect_err(message);
        assert!(error.contains(message), "says: {error}\nnot: {message}");
    }
}
