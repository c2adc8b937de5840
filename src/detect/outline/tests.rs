//! Paths of known texts, and outlines held against other readers of the same formats.

use proptest::prelude::*;

use super::{FORMATS, Outline};
use crate::model::source::ArtifactPath;

mod generated;

/// The place whose path is asked for.
const HERE: &str = "@@";

/// The names above the place up to which a text is read, in one piece or in several.
fn names(name: &str, text: &[u8], cuts: &[usize]) -> Vec<String> {
    let mut outline = Outline::of(&ArtifactPath::new(name.as_bytes()), text).unwrap();
    for (number, cut) in cuts.iter().enumerate() {
        // Some of it is asked about at once, some waits.
        if number % 2 == 0 {
            outline.pass(text, 0, *cut);
        } else {
            outline.reach(text, 0, *cut);
        }
    }
    outline.reach(text, 0, text.len());
    outline.names().iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

fn check(name: &str, text: &str, expected: &[&str]) {
    let place = text.find(HERE).unwrap();
    assert_eq!(names(name, &text.as_bytes()[..place], &[]), expected, "{name}: {text}");
}

#[test]
fn json() {
    check("a.json", r#"{"a": {"b": ["x", "@@"]}}"#, &["a", "b", "[]"]);
    check("a.json", r#"{"a": {"b": 1}, "c": "@@"}"#, &["c"]);
    check("a.json", r#"[{"a": [[1], {"b": [2, "@@"#, &["[]", "a", "[]", "b", "[]"]);
    check("a.json", r#"{"a\"b\u0063": {"d": @@1}}"#, &["a\"bc", "d"]);
    check("a.json", "{\"a\": \"x, \\\"y\\\": {\", \"b\": \"@@\"}", &["b"]);
    check("a.json", r#"{"a": {"@@": 1}}"#, &["a"]);
    check("a.json", "// {\n{ /* \"x\": { */ a: {'b': \"@@\",}}", &["a", "b"]);
    check("a.json", "{\"a\": \"not closed,\n\"b\": \"@@\"}", &["b"]);
    check("a.json", "{\"a\": {\"b\": 1, \"c\": \"not closed\n}, \"d\": \"@@\"}", &["d"]);
    check("a.json", "}}]{\"a\": \"@@\"}", &["a"]);
    check("a.json", "\u{feff}{\"a\": @@}", &["a"]);
    check("a.jsonl", "{\"a\": {\"b\": [\n{\"c\": \"@@\"}\n", &["c"]);
    check("config", "  {\"a\": \"@@\"}", &["a"]);
}

#[test]
fn yaml() {
    check("a.yaml", "a:\n  b:\n    c: @@x\n", &["a", "b", "c"]);
    check("a.yaml", "a:\n  b: 1\nc: @@x\n", &["c"]);
    check("a.yaml", "a:\n  b: 1\n  c:\n\n    # d:\n    - x\n    - @@y\n", &["a", "c", "[]"]);
    check("a.yaml", "a:\n- b: 1\n  c: @@y\n", &["a", "[]", "c"]);
    check("a.yaml", "a:\n- b: 1\n  c: y\nd: @@x", &["d"]);
    check("a.yaml", "- - a: 1\n  - b: @@x", &["[]", "[]", "b"]);
    check("a.yaml", "a: |\n  b: c\n\n  d: @@e\nf: 1\n", &["a"]);
    check("a.yaml", "a:\n  b: |-\n    k: {\n  c: @@x\n", &["a", "c"]);
    check("a.yaml", "- |\n  x\n- a: @@1", &["[]", "a"]);
    check("a.yaml", "a:\n  @@x\n", &["a"]);
    check("a.yaml", "a: b\n@@x: 1\n", &[]);
    check("a.yaml", "a:\n  b: 1\n  @@x: 1\n", &["a"]);
    check("a.yaml", "a: \"x\n  b: y\"\nc: '@@'", &["c"]);
    check("a.yaml", "a: \"not closed\nb:\n  c: @@x", &["b", "c"]);
    check("a.yaml", "\"a b\": {c: [x, {'d''e': \"@@\"}]}", &["a b", "c", "[]", "d'e"]);
    check("a.yaml", "a: {b: http://x, c: @@y}", &["a", "c"]);
    check("a.yaml", "a: {\n b: [1,\n 2], c: {d: 1}\n}\ne: @@y", &["e"]);
    check("a.yaml", "a: {b: not closed\nc:\n  d: @@x", &["c", "d"]);
    check("a.yaml", "a: &x\n  <<: *y\n  b: !!str @@x", &["a", "b"]);
    check("a.yaml", "- &a b: 1\n  c: @@x", &["[]", "c"]);
    check("a.yaml", "a:\n  b: 1\n---\nc: @@x", &["c"]);
    check("a.yaml", "a:\n  b: 1\n...\n---\nc: @@x", &["c"]);
    check("a.yaml", "a: -1\nb: - x\nc: --- x\n--a: @@x", &["--a"]);
    check("a.yaml", "a:\r\n  b:\r\n    c: @@x\r\n", &["a", "b", "c"]);
    check("a.yaml", "url: http://a:b@c\nd: @@", &["d"]);
    check("a.yaml", "a: 'it''s: x'\nb: @@", &["b"]);
    check("a.yaml", "%YAML 1.2\n---\na: !x {b: \"@@\"}", &["a", "b"]);
    check("kubeconfig", "users:\n- name: a\n  user:\n    token: @@x", &["users", "[]", "user", "token"]);
    check("config", "apiVersion: v1\nusers:\n- user: {token: @@x}", &["users", "[]", "user", "token"]);
    check("values.yaml.template", "a:\n  b: @@", &["a", "b"]);
}

#[test]
fn toml() {
    check("a.toml", "a = 1\n[b.c]\nd = \"@@\"", &["b", "c", "d"]);
    check("a.toml", "[b]\nc.\"d.e\" = '@@'", &["b", "c", "d.e"]);
    check("a.toml", "[[b]]\nc = 1\n[[b]]\nd = @@2", &["b", "[]", "d"]);
    check("a.toml", "a = [\n  \"x=y\", # z = 1\n  \"@@\",\n]\n", &["a", "[]"]);
    check("a.toml", "a = [1]\nb = { c = { d = 1 }, e = [{ f = \"@@\" }] }", &["b", "e", "[]", "f"]);
    check("a.toml", "a = \"\"\"x\n[y]\nz = \\\"\"\" 1\"\"\"\nb = \"@@\"", &["b"]);
    check("a.toml", "a = '''x\n[y]'''\nb = '@@'", &["b"]);
    check("a.toml", "a = \"\"\"\nb = @@1\"\"\"", &["a"]);
    check("a.toml", "a = \"\"\nb = ''\nc = @@", &["c"]);
    check("a.toml", "a = \"not closed\n[b]\nc = @@", &["b", "c"]);
    check("a.toml", "a = { b = 1 }\n[c]\n@@d = 1", &["c"]);
    check("a.toml", "[[a]]\n[[a.b]]\n[a.b.c]\nd = '@@'", &["a", "[]", "b", "[]", "c", "d"]);
    check("a.toml", "\"a = b\" = '@@'", &["a = b"]);
}

#[test]
fn ini() {
    check("a.ini", "[a]\nb = 1\n; c = 2\n[d e]\nf = @@", &["d", "e", "f"]);
    check("a.ini", "[remote \"or igin\"]\n\turl = x\n\tpassword = @@", &["remote", "or igin", "password"]);
    check("a.ini", "[a]\nb = 1\n  and @@more", &["a", "b"]);
    check("a.ini", "[a]\nb = 1\n@@c", &["a"]);
    check("a.properties", "db.password=1\ndb.user.name: @@", &["db", "user", "name"]);
    check("a.properties", "a = x \\\n  b = @@", &["a"]);
    check("application.properties", "a=1\n!b=2\nc=@@", &["c"]);
    check(".env.local", "export A=\"x\nB=1\"\nC='@@'", &["C"]);
    check(".env", "A=\"x\nB=@@1\"", &["A"]);
    check(".npmrc", "//registry.npmjs.org/:_authToken=@@", &["//registry.npmjs.org/:_authToken"]);
    check("credentials", "[default]\naws_secret_access_key = @@", &["default", "aws_secret_access_key"]);
}

#[test]
fn xml() {
    check("a.xml", "<a><b x='1'/><c>@@</c></a>", &["a", "c"]);
    check("a.xml", "<a><b x='1' y=\"@@\"/></a>", &["a", "b", "@y"]);
    check(
        "a.xml",
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"<c>\">]><a><!-- <d> --><e>@@</e></a>",
        &["a", "e"],
    );
    check("a.xml", "<a><b><![CDATA[<c> ]] > @@]]></b></a>", &["a", "b"]);
    check("a.xml", "<a><b><![CDATA[<c>]]></b><d>@@", &["a", "d"]);
    check("a.xml", "<n:a><n:b>@@</n:b></n:a>", &["a", "b"]);
    check("a.xml", "<a><b><c></b><d>@@", &["a", "d"]);
    check("a.xml", "</x><a></y><b>@@", &["a", "b"]);
    check("a.xml", "<a\n  b = '>' c='1'\n><d>@@", &["a", "d"]);
    let list = "<plist version='1.0'><dict><key>a</key><dict><key>b</key><string>x</string><key>c</key><array>\
        <string>y</string><string>@@";
    check("a.plist", list, &["a", "c", "[]"]);
    check("a.plist", "<plist><array><dict><key>a</key><true/><key>b</key><string>@@", &["[]", "b"]);
}

#[test]
fn hcl() {
    check(
        "a.tf",
        "resource \"x\" \"y\" {\n  a = 1\n  b {\n    c = \"@@\"",
        &["resource", "x", "y", "b", "c"],
    );
    check("a.tf", "a {\n b = \"x\"\n}\nc = \"@@\"", &["c"]);
    check("a.tf", "a = {\n  b = { \"c\" : \"x\" }, d = [\"x\", \"@@\"]\n}", &["a", "d", "[]"]);
    check("a.tf", "a = \"x ${f({b = \"}\"})} y\"\nc = \"@@\"", &["c"]);
    check("a.tf", "a = <<-EOT\n  b = {\n  EOT\nc = \"@@\"", &["c"]);
    check("a.tf", "a = <<EOT\nb = @@\nEOT", &["a"]);
    check("a.tf", "a = jsonencode({\n  b = { c = \"@@\"", &["a", "b", "c"]);
    check("a.tf", "# a {\n/* b { */ // c {\nd = \"@@\"", &["d"]);
    check("a.tf", "a = \"not closed\nb = \"@@\"", &["b"]);
    check("a.tfvars", "a = [\n  { b = 1 },\n  { c = \"@@\" },\n]", &["a", "[]", "c"]);
    check("a.tf", "a = x ? 1 : 2\nb = x == \"@@\"", &["b"]);
}

#[test]
fn reg() {
    check("a.reg", "REGEDIT4\r\n\r\n[HKEY_A\\b c\\d]\r\n\"e\"=\"@@\"", &["HKEY_A", "b c", "d", "e"]);
    check("a.reg", "[A\\b]\r\n@=\"1\"\r\n\"c\"=hex:01,\\\r\n  @@02", &["A", "b", "c"]);
    check("a.reg", "[A\\b]\n\"x\"=\"1\"\n[A\\c]\n@=\"@@\"", &["A", "c", "@"]);
}

#[test]
fn only_texts_that_have_one_have_an_outline() {
    let of =
        |name: &str, head: &str| Outline::of(&ArtifactPath::new(name.as_bytes()), head.as_bytes()).is_some();
    assert!(of("a/.kube/config", "apiVersion: v1\n"));
    assert!(of("x.json.bak", ""));
    assert!(!of("main.rs", "{"));
    assert!(!of("README", "Read me first: {"));
    assert!(!of("notes.txt", "[a]\n"));
}

/// Whatever a text says, the path is bounded, and the same however the text is cut.
fn check_bounded(name: &str, text: &[u8], cuts: &[usize]) {
    let whole = names(name, text, &[]);
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    cuts.sort_unstable();
    assert_eq!(names(name, text, &cuts), whole, "{name}");
    assert!(whole.len() <= 128 && whole.iter().all(|name| name.len() <= 400));
}

const NAMES: [&str; 9] = ["a.json", "a.jsonl", "a.yaml", "a.toml", "a.ini", ".env", "a.xml", "a.tf", "a.reg"];

/// What texts of all formats are made of.
const PIECES: [&[u8]; 38] = [
    b"{", b"}", b"[", b"]", b"\"", b"'", b"\\", b":", b": ", b"- ", b"\n", b"\n  ", b"\n    ", b"a", b"bc",
    b"=", b"<a>", b"</a>", b"<b c=\"", b"<!--", b"-->", b"|\n", b",", b"#", b"\"\"\"", b"<<E\n", b"${",
    b"\r\n", b"\t", b"\xff", b"---\n", b"/*", b"*/", b"(", b")", b"&a ", b"\0", b"? ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_has_a_bounded_path_wherever_it_is_cut(
        text in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..80),
        cuts in proptest::collection::vec(0_usize..400, 0..4),
    ) {
        let text = text.concat();
        for name in NAMES {
            check_bounded(name, &text, &cuts);
        }
    }
}

#[test]
fn depth_has_a_bound() {
    for (name, open, close) in [
        ("a.json", "{\"a\":[", "]}"),
        ("a.yaml", "[{a: ", "}]"),
        ("a.yaml", "- ", ""),
        ("a.toml", "a={b=[", "]}"),
        ("a.xml", "<a>", "</a>"),
        ("a.tf", "a {\nb = [", "]\n}"),
    ] {
        let lead = if name == "a.toml" { "x = [" } else { "" };
        let deep = [lead, &open.repeat(5000)].concat();
        check_bounded(name, deep.as_bytes(), &[1000]);
        if !close.is_empty() {
            let more = match name {
                "a.xml" => "<z>",
                "a.json" => ",{\"z\":",
                "a.toml" => "]\nz = ",
                "a.yaml" => "\nz: ",
                _ => "\nz = ",
            };
            let text = [&deep, &close.repeat(5000), more].concat();
            assert_eq!(names(name, text.as_bytes(), &[]).last().map(String::as_str), Some("z"), "{name}");
        }
    }
}

#[test]
fn every_format_has_names_of_its_own() {
    let all: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
}
