//! What is written in any syntax is read again; nothing makes the tokenizer fail, and no line of key words makes it slow.

use proptest::prelude::*;

use super::read;
use crate::detect::keys::Assignments;
use crate::detect::keys::bytes::tests::LOOKED;

/// A value that every syntax can hold, and one that needs quotes.
const PLAIN: &str = "[a-zA-Z0-9][a-zA-Z0-9_%^*~/.-]{0,30}[a-zA-Z0-9]";
const ODD: &str = "[a-z][a-z0-9 '\"\\\\<>&$:=;,{}\\[\\]()é-]{0,30}[a-z]";

/// How a key and a plain value are written, in every syntax; `KEY` and `VAL` stand for them.
const SYNTAXES: &[&str] = &[
    "KEY=VAL",
    "KEY = VAL\n",
    "KEY: VAL\n",
    "\"KEY\": \"VAL\",",
    "{'KEY' => 'VAL'}",
    "KEY := VAL\n",
    "<KEY>VAL</KEY>",
    "<KEY a=\"b\">VAL</KEY>",
    "<x KEY=\"VAL\"/>",
    "<x key=\"KEY\" value=\"VAL\"/>",
    "<e name=\"KEY\">VAL</e>",
    "- name: KEY\n  value: VAL\n",
    "{\"name\": \"KEY\", \"value\": \"VAL\"}",
    "define('KEY', 'VAL')",
    "m.put(\"KEY\", \"VAL\")",
    "x[\"KEY\"] = \"VAL\"",
    "ENV KEY VAL\n",
    "setenv KEY VAL\n",
    "export KEY='VAL'",
    "KEY = \"\"\"VAL\"\"\"",
    "KEY = <<END_OF_TEXT\nVAL\nEND_OF_TEXT\n",
    "KEY: |\n  VAL\n",
    "KEY: >-\n  VAL\n",
    "{\"KEY\": {\"value\": \"VAL\"}}",
    "variable \"KEY\" {\n default = \"VAL\"\n}",
    "KEY = (\n  \"VAL\"\n)",
    "KEY =\n  \"VAL\"",
    "KEY: str = \"VAL\"",
    "\\\"KEY\\\": \\\"VAL\\\"",
    "KEY:\n  value: VAL\n",
    "KEY:\n- VAL\n",
    "[KEY]\nvalue = \"VAL\"\n",
    "{\"KEY\": [\"VAL\", \"x\"]}",
    "<KEY><value>VAL</value></KEY>",
];

fn in_double_quotes(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// How a value with quotes and marks of its own is written; the escapes are made here, by construction.
fn written(value: &str, syntax: usize) -> String {
    let entities =
        value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let half = value.len() / 2 + usize::from(!value.is_char_boundary(value.len() / 2));
    let (first, second) = (in_double_quotes(&value[..half]), in_double_quotes(&value[half..]));
    match syntax {
        0 => format!("pw = {}\n", in_double_quotes(value)),
        1 => format!("{{\"pw\": {}}}", in_double_quotes(value)),
        2 => format!("<pw>{entities}</pw>"),
        3 => format!("pw = {first} + {second};\n"),
        4 => format!("pw = ({first}\n      {second})\n"),
        5 => format!("m.put(\"pw\", {})", in_double_quotes(value)),
        6 => format!("[{{\"key\": \"pw\", \"value\": {}}}]", in_double_quotes(value)),
        _ => format!("<pw><![CDATA[{value}]]></pw>"),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(key in "[a-z]{0,5}_?pw[0-9]{0,2}", value in PLAIN, syntax in 0..SYNTAXES.len()) {
        let text = SYNTAXES[syntax].replace("KEY", &key).replace("VAL", &value);
        let found = read(text.as_bytes(), "pw").expect("it is an assignment");
        prop_assert_eq!(&text[found.key.clone()], &key, "{}", text);
        let said = String::from_utf8_lossy(found.text(text.as_bytes(), &found.readings()[0]));
        prop_assert_eq!(said, value, "{}", text);
    }

    #[test]
    fn what_is_escaped_is_said(value in ODD, syntax in 0..8_usize) {
        // What looks like an entity or the end of a section would be another value.
        prop_assume!(!value.contains(';') && !value.contains("]]"));
        let text = written(&value, syntax);
        let found = read(text.as_bytes(), "pw").expect("it is an assignment");
        let said = String::from_utf8_lossy(found.text(text.as_bytes(), &found.readings()[0]));
        prop_assert_eq!(said, value, "{}", text);
    }

    #[test]
    fn nothing_makes_it_fail(
        syntaxes in prop::collection::vec(0..SYNTAXES.len(), 1..6),
        value in ODD,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..12),
    ) {
        let mut text = Vec::new();
        for syntax in syntaxes {
            text.extend(SYNTAXES[syntax].replace("KEY", "pw").replace("VAL", &value).bytes());
        }
        for (index, byte, kind) in damage {
            let at = index.index(text.len());
            match kind {
                0 => text[at] = byte,
                1 => { text.remove(at); }
                _ => text.insert(at, b"\"'\\\n=<>{}()|:`"[usize::from(byte) % 14]),
            }
            if text.is_empty() { break; }
        }
        all(&text);
    }

    #[test]
    fn what_was_read_before_changes_nothing(text in "(pw|key|=|:| |\"|'|\\\\|\n|<|>|a|,|\\{|name|value|\\||\\(|\\)){0,60}") {
        let mut kept = Assignments::default();
        for (start, _) in text.match_indices("pw").chain(text.match_indices("key")) {
            let word = start..start + if text[start..].starts_with("pw") { 2 } else { 3 };
            let mut fresh = Assignments::default();
            for _ in 0..2 {
                prop_assert_eq!(kept.find(text.as_bytes(), &word), fresh.find(text.as_bytes(), &word));
                if !fresh.find(text.as_bytes(), &word) { continue; }
                kept.read(text.as_bytes());
                fresh.read(text.as_bytes());
                prop_assert_eq!(kept.all(), fresh.all());
            }
        }
    }
}

/// Reads every key word of a text as a scan would; how many gave a value.
fn all(text: &[u8]) -> usize {
    let mut assignments = Assignments::default();
    let read = |start: usize| {
        let found = assignments.find(text, &(start..start + 2));
        if found {
            assignments.read(text);
        }
        let all = if found { assignments.all() } else { &[] };
        for assignment in all {
            let readings = assignment.readings().iter();
            readings.for_each(|range| assert!(assignment.text(text, range).len() <= text.len()));
        }
        (!all.is_empty()).then_some(())
    };
    memchr::memmem::find_iter(text, b"pw").filter_map(read).count()
}

#[test]
fn a_line_of_key_words_is_read_once() {
    for unit in [
        "pw=pw=",
        "pw:pw:",
        "pw=\"",
        "pw='pw=\"",
        "pw=\\\"",
        "pw=\"\"a ",
        "pw=\"\"\"",
        "pw=<<A ",
        "pw=<<A\n",
        "pw: |\n",
        "pw: |\n ",
        "pw=r#\"",
        "pw='a'",
        "pw=\"a\"+",
        "pw='a''",
        "pw='a' 'pw' ",
        "name:pw\n",
        "name=\"pw\" ",
        "<pw>",
        "<pw a=\"",
        "pw={pw:",
        "(\"pw\",",
        "pw=&pw=",
        "pw=a\\\n",
        "pw=`",
        "pw (",
        "pw(\"",
        "pw=(\n",
        "--pw ",
        "set pw ",
        "pw 'a' ",
        "pw=\n",
        "pw: x=",
        "<name>pw</name>",
        "pw: <<",
        "pw: [",
        "pw: ['a',",
        "pw=[{value:",
        "pw:\n",
        "pw:\n ",
        "pw:\n- ",
        "[pw]\n",
        "[pw]\na=1\n",
        "<pw><value>",
        "<pw><value>a</value>",
        "<key>pw</key><array>",
    ] {
        let length = if unit == "pw=pw=" { 1 << 20 } else { 1 << 17 };
        let text = unit.repeat(length / unit.len());
        LOOKED.set(0);
        all(text.as_bytes());
        let cost = LOOKED.get() / text.len();
        assert!(cost <= 64, "{unit:?} costs {cost} looks a byte");
    }
}
