//! What the tokenizer reads in each language and format.

use super::{Assignment, Assignments};

mod properties;

/// The assignment at the first place where a word stands that gives one.
fn read(text: &[u8], word: &str) -> Option<Assignment> {
    let mut assignments = Assignments::default();
    memchr::memmem::find_iter(text, word).find_map(|start| {
        assignments.find(text, &(start..start + word.len())).then(|| assignments.read(text))?;
        assignments.all().first().cloned()
    })
}

/// Checks what is read of the word `pw`: the key and the value.
fn check(text: &str, expected: Option<(&str, &str)>) {
    let found = read(text.as_bytes(), "pw");
    let found = found.as_ref().map(|found| {
        let said = String::from_utf8_lossy(found.text(text.as_bytes(), &found.readings()[0])).into_owned();
        (&text[found.key.clone()], said)
    });
    assert_eq!(found.as_ref().map(|(key, said)| (*key, &**said)), expected, "{text}");
}

fn says(text: &str, value: &str) {
    check(text, Some(("pw", value)));
}

fn says_nothing(text: &str) {
    check(text, None);
}

/// Checks every value below the word `pw`.
fn below(text: &str, expected: &[&str]) {
    let mut assignments = Assignments::default();
    let start = text.find("pw").unwrap();
    if assignments.find(text.as_bytes(), &(start..start + 2)) {
        assignments.read(text.as_bytes());
    }
    let said = |found: &Assignment| {
        assert!(found.below, "{text}");
        String::from_utf8_lossy(found.text(text.as_bytes(), &found.readings()[0])).into_owned()
    };
    assert_eq!(assignments.all().iter().map(said).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn values_stand_below_keys() {
    below("{\"pw\": [\"v1\", \"v2\",\n  \"v3\"]}", &["v1", "v2", "v3"]);
    below("pw = ['v1', 'v2']", &["v1", "v2"]);
    below("pw: [v1, v2]\n", &["v1", "v2"]);
    below("\"pw\": [{\"value\": \"v1\"}, {\"x\": 1, \"value\": \"v2\"}]", &["v1", "v2"]);
    below("pw: [u8; 2]", &[]);
    below("pw: [a(b), c]", &[]);
    below("pw:\n    value: v1\n", &["v1"]);
    below("pw:\r\n    value: v1\r\n", &["v1"]);
    below("  pw:\n    x: 1\n    y:\n      value: v2\n    value: \"v1\"\n  value: v3\n", &["v1"]);
    below("pw:\n  - v1\n\n  # x\n  - \"v 2\"\n  - two words\n", &["v1", "v 2"]);
    below("pw:\n- v1\n- value: v2\nx: 1\n- v3\n", &["v1", "v2"]);
    below("- \"pw\":\n    v1\n", &["v1"]);
    below("pw:\n  two words\n", &[]);
    below("pw:\nvalue: v1\n", &[]);
    below("x.pw:\n  value: |\n    v1\n    v2\n", &["v1\nv2"]);
    below("[pw]\nx = 1\nvalue = \"v1\"\n[y]\nvalue = \"v2\"\n", &["v1"]);
    below("[[a.pw]]\nvalue = 'v1'", &["v1"]);
    below("[A\\pw]\r\n@=\"v1\"\r\n\"Value\"=\"v2\"\r\n", &["v1", "v2"]);
    below("see [pw]\nvalue = 'v1'", &[]);
    below("<pw><value>v1</value></pw>", &["v1"]);
    below("<pw>\n <string>v1</string>\n <string>v2</string>\n <x>v3</x></pw>", &["v1", "v2"]);
    below("<pw><user>v1</user></pw>", &[]);
    below("<key>pw</key>\n<array>\n<string>v1</string>\n<string>v2</string></array>", &["v1", "v2"]);
}

#[test]
fn operators_give_values() {
    for text in [
        "pw=v1",
        "pw = v1",
        "pw: v1",
        "pw := v1",
        "pw => 'v1'",
        "pw ?= v1",
        "pw += v1",
        "pw ||= 'v1'",
        "pw ??= 'v1'",
        "$pw .= 'v1'",
        "pw <- \"v1\"",
        "${pw:-v1}",
        "PW; pw=v1;",
        "pw=v1&lang=de",
        "pw=v1&amp;lang=de",
        "pw?: string = 'v1'",
        "pw!: string = 'v1'",
        "pw: str = 'v1'",
        "let pw: &'static str = \"v1\";",
        "pw: Optional[str] = 'v1'",
        "var pw string = \"v1\"",
        "const pw = \"v1\"",
        "DECLARE @x pw NVARCHAR(50) = N'v1'",
    ] {
        let found = read(text.as_bytes(), "pw").unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.text(text.as_bytes(), &found.readings()[0]), b"v1", "{text}");
    }
    for text in [
        "pw == 'v1'",
        "pw != 'v1'",
        "pw === 'v1'",
        "pw =~ /v1/",
        "pw::v1",
        "pw >= 1",
        "${pw:?v1}",
        "pw",
        "pw ",
        "pw=",
        "pw=''",
        "pw=\"\"",
        "pw: ",
        "pwx=v1",
        "pw_x=v1",
        "pw and v1",
        "pw, v1",
        "pw(v1)",
        "",
        "pw ?: v1 ? 2 :",
    ] {
        says_nothing(text);
    }
}

#[test]
fn keys_are_read_whole() {
    check("DB_pw=x1", Some(("DB_pw", "x1")));
    check("db.main-pw2: x1", Some(("db.main-pw2", "x1")));
    check("\"pw\": \"a b\",", Some(("pw", "a b")));
    check("config['pw'] = 'x'", Some(("pw", "x")));
    check("os.environ[\"pw\"] = \"x\"", Some(("pw", "x")));
    check("params[:pw] = 'x'", Some(("pw", "x")));
    check("$pw = \"x\"", Some(("$pw", "x")));
    check("pw_hash = 1", None);
}

#[test]
fn labels_have_phrases() {
    let text = "Name pw: Jo Roe, 3";
    let found = read(text.as_bytes(), "pw").unwrap();
    let readings: Vec<&str> = found.readings().iter().map(|range| &text[range.clone()]).collect();
    assert_eq!(readings, ["Jo", "Jo Roe", "Jo Roe, 3"]);
    let text = "pw: 0151 496 took=3ms";
    let found = read(text.as_bytes(), "pw").unwrap();
    let readings: Vec<&str> = found.readings().iter().map(|range| &text[range.clone()]).collect();
    assert_eq!(readings, ["0151", "0151 496", "0151 496 took"]);
}

#[test]
fn json_and_yaml_scalars() {
    says(r#"{"pw": "a\"b\\c\/d\u0041"}"#, r#"a"b\c/dA"#);
    says(r#"x = "{\"pw\": \"a\\\"b\"}""#, "a\"b");
    says(r#"{"pw": "\xe6\n"}"#, r"\xe6\n");
    says(r#"{"pw":"v","x":1}"#, "v");
    says("\"{\"\"pw\"\": \"\"v1\"\"}\"", "v1");
    says("{pw: v1, x: 2}", "v1");
    says("pw: 'it''s'", "it's");
    says("pw: !!str v1", "v1");
    says("pw: &anchor v1", "v1");
    says("a:\n  pw: |\n    v1\nb: 2", "v1");
    says("a:\n  pw: |-\n    v1\n    v2\n  b: 2", "v1\nv2");
    says("a:\n  pw: >-\n    v1\n\n    v2\n  b: 2", "v1  v2");
    says("pw: |2\n   v1\n", "v1");
    says("pw:\n  \"v1\"", "v1");
    says_nothing("pw: |\nb: 2");
    says_nothing("pw:\n\"v1\"");
}

#[test]
fn pairs_of_names_and_values() {
    says("- name: pw\n  value: v1", "v1");
    says("- name: \"pw\"\n  value: \"v1\"", "v1");
    says("{\"name\": \"pw\", \"value\": \"v1\"}", "v1");
    says("{\"name\": \"pw\", \"type\": \"PLAIN\", \"value\": \"v1\"}", "v1");
    says("{\"ParameterKey\":\"pw\",\"ParameterValue\":\"v1\"}", "v1");
    says("{\n  \"key\": \"pw\",\n  \"value\": \"v1\"\n}", "v1");
    says("{ key: 'pw', value: 'v1' }", "v1");
    says("name = \"pw\"\n  value = \"v1\"", "v1");
    says("variable \"pw\" {\n  type = string\n  default = \"v1\"\n}", "v1");
    says("\"pw\": {\"type\": \"string\", \"defaultValue\": \"v1\"}", "v1");
    says("\"pw\": {\n  \"value\": \"v1\"\n}", "v1");
    says_nothing("- name: pw\n- name: x\n  value: v1");
    says_nothing("- name: pw\n  valueFrom:\n    secretKeyRef: x");
    says_nothing("monkey: pw\nvalue: v1");
    says_nothing("{\"name\": \"pw\"}, {\"value\": \"v1\"}");
    says_nothing("\"pw\": {\"type\": {\"value\": \"v1\"}}");
}

#[test]
fn xml() {
    says("<pw>v1</pw>", "v1");
    says("<pw type=\"x\" id='2'>v1</pw>", "v1");
    says("<ns:pw>v1</ns:pw>", "v1");
    says("<pw>\n  v1\n</pw>", "v1");
    says("<pw>a&amp;b&lt;</pw>", "a&b<");
    says("<pw><![CDATA[a<b]]></pw>", "a<b");
    says("<pw>two words</pw>", "two words");
    says("<db pw=\"v1\"/>", "v1");
    says("<db pw='a&amp;b'/>", "a&amp;b");
    says("<db pw=\"a&amp;b\"/>", "a&b");
    says("<add key=\"pw\" value=\"v1\"/>", "v1");
    says("<entry key=\"pw\">v1</entry>", "v1");
    says("<property name=\"pw\" value=\"v1\" />", "v1");
    says("<property name=\"pw\">\n  <value>v1</value>\n</property>", "v1");
    says("<input name=\"pw\" type=\"password\" value=\"v1\">", "v1");
    says("<key>pw</key>\n<string>v1</string>", "v1");
    says("<name>pw</name><value>v1</value>", "v1");
    says_nothing("<pw/>");
    says_nothing("<pw></pw>");
    says_nothing("<label for=\"pw\">Password:</label>");
    says_nothing("<key>pw</key>\n<array>v1</array>");
}

#[test]
fn shells_and_settings() {
    says("export pw=v1", "v1");
    says("pw='a'\"b\"", "ab");
    says("pw=\"a\"'b'\"c\" make", "abc");
    says("pw=$'v1'", "v1");
    says("pw=\"v1\" \"./run\"", "v1");
    check("mysql --pw v1", Some(("--pw", "v1")));
    check("mysql --pw=v1 x", Some(("--pw", "v1")));
    check("mysql --pw 'v 1'", Some(("--pw", "v 1")));
    check("tool -dbpw v1", Some(("-dbpw", "v1")));
    check("[\"--pw\", \"v1\"]", Some(("--pw", "v1")));
    check("add(\"--pw\", \"-p\")", None);
    says("set pw v1", "v1");
    says("set -gx pw v1", "v1");
    says("setenv pw v1", "v1");
    says_nothing("the result set pw `v1` to give");
    says_nothing("  pw?: Schema$Secret;");
    says_nothing("  pw!: Secret\n");
    says("ENV pw v1\nRUN x", "v1");
    says("ENV a=b pw=v1", "v1");
    says("machine host login me pw v1", "v1");
    says("pw = a\\\n    b", "ab");
    says("pw=a\\\r\n  b c", "ab");
    says("CREATE USER x WITH PW pw = 'v1'", "v1");
    check("ALTER ROLE x PW 'v1';", None);
    says("  pw 'v1'", "v1");
    says("echo \"pw='v1'\" \"x\"", "v1");
    says("x = \"pw='v1'\" + y + \"z\"", "v1");
    says_nothing("set pw to something");
    says_nothing("the pw 'v1' is");
    says_nothing("pw \"v1\" {");
    says_nothing("tool -pw v1");
}

#[test]
fn code() {
    says("define('pw', 'v1');", "v1");
    says("'pw' => 'v1',", "v1");
    says("pw: 'v1',", "v1");
    says(":pw => 'v1'", "v1");
    says("pw: \"v1\",", "v1");
    says("pw = @\"a\"\"b\";", "a\"b");
    says("pw = r#\"a\"b\"#;", "a\"b");
    says("pw = b'v1'", "v1");
    says("map.put(\"pw\", \"v1\");", "v1");
    says("os.Setenv(\"pw\", \"v1\")", "v1");
    says("os.environ.get('pw', 'v1')", "v1");
    says("{\"pw\", \"v1\"},", "v1");
    check("user.setpw(\"v1\")", Some(("user.setpw", "v1")));
    check("builder.pw(\"v1\").build()", Some(("builder.pw", "v1")));
    check("$x->pw('v1')->y()", Some(("pw", "v1")));
    check("x()\n    .pw(\"v1\")\n", Some((".pw", "v1")));
    says_nothing("@x.type.pw(\"v1\")\nclass");
    says_nothing("`a <b.pw>`, which\nis `c`");
    says("pw =\n    \"v1\";", "v1");
    says("pw = []byte(\"v1\")", "v1");
    says("pw: String::from(\"v1\"),", "v1");
    says("pw: L'Oréal", "L");
    says_nothing("assertEquals(\"pw\", \"v1\")");
    says_nothing("x.getpw(\"v1\")");
    says_nothing("[\"pw\", \"v1\", \"v2\"]");
    says_nothing("if (pw) {\n}");
    says_nothing("in ['pw', 'v1']");
    says_nothing("in ('pw', 'v1')");
    says_nothing("x.Pw(\"v1\", y)");
    says("r\"pw: $\", errors=\"x\"", "$");
}

#[test]
fn joined_literals() {
    for text in [
        "pw = \"abc\" + \"def\"",
        "pw = 'abc' . 'def';",
        "pw = \"abc\" \"def\"\n",
        "pw = \"abc\" \\\n \"def\"",
        "pw = (\"abc\"\n  \"def\")",
        "pw=\"abc\"\n  \"def\",",
        "pw = \"abc\" & \"def\"",
        "pw = \"abc\" +\n  \"def\";",
        "pw = \"abc\"\n  + \"def\";",
        "pw = \"abc\\\n  def\"",
        "pw = 'abc' || 'def'",
        "pw = \"abc\"\"def\"",
        "pw = \"abc\" .. \"def\"",
        "pw = (\"abc\" + \"def\")",
    ] {
        says(text, "abcdef");
        let found = read(text.as_bytes(), "pw").unwrap();
        let place = &text[found.value.word.clone()];
        assert!(place.starts_with("abc") && place.ends_with("def"), "{text}: the place is the whole range");
    }
    says("pw = \"abc\" + x", "abc");
    says("pw = \"abc\" || \"def\"", "abc");
    says("pw = \"abc\".to_string()", "abc");
    says("f(pw=\"abc\", \"def\")", "abc");
    says("{\"pw\": \"abc\", \"x\": \"def\"}", "abc");
    says("pw: \"abc\"\n\"x\": \"def\"", "abc");
}

#[test]
fn texts_over_lines() {
    says("pw = \"\"\"v1\"\"\"", "v1");
    says("pw = \"\"\"\n  v1\n\"\"\"", "v1");
    says("pw = `a\nb`", "a\nb");
    says("pw = <<EOF\nv1\nEOF\n", "v1");
    says("pw = <<~EOF\n  v1\n  v2\nEOF\n", "v1\nv2");
    check("$pw = <<<'EOT'\nv1\nEOT;\n", Some(("$pw", "v1")));
    says_nothing("pw = <<EOF\nv1\n");
    says_nothing("pw = \"v1\nv2\"");
    says_nothing("def f(pw):\n    \"\"\"See g.\"\"\"");
    says("pw = \"v1\"\n\"\"\"What it is.\"\"\"\n", "v1");
    says("pw = \"v1\"\n'other'\n", "v1");
}

/// The prefilter passes on no key word behind which no value can stand; it must pass on all the others.
#[test]
fn the_prefilter_asks_for_no_more_than_the_tokenizer() {
    let allowed = crate::rule::pattern::around::after_key();
    for byte in (0..=u8::MAX).filter(|&byte| super::operator::may_follow(byte) || byte.is_ascii_digit()) {
        assert!(allowed.has(byte), "{:?}", char::from(byte));
    }
}
