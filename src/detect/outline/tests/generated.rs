//! Outlines against `serde_json`, `toml` and `quick-xml`, and against writers of YAML and HCL of our own, on trees that
//! are made up: every value of a tree must have the path that it has there.

#![expect(clippy::format_push_string, reason = "the texts of tests are short")]

use proptest::prelude::*;

use super::names;

/// A tree of names, with values that can be found again in its text.
#[derive(Clone, Debug)]
enum Tree {
    Value,
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn trees(keys: &'static str) -> impl Strategy<Value = Tree> {
    let leaf = Just(Tree::Value);
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..5).prop_map(Tree::List),
            proptest::collection::btree_map(keys, inner, 1..5)
                .prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

/// Maps at the root, as some formats ask for.
fn maps(keys: &'static str) -> impl Strategy<Value = Tree> {
    proptest::collection::btree_map(keys, trees(keys), 1..5)
        .prop_map(|map| Tree::Map(map.into_iter().collect()))
}

/// The text of a value by its number.
fn value(number: usize) -> String {
    format!("V{number}V")
}

/// The paths of all values of a tree, in their order.
fn paths(tree: &Tree, above: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    match tree {
        Tree::Value => all.push(above.clone()),
        Tree::List(elements) => {
            above.push("[]".to_owned());
            elements.iter().for_each(|element| paths(element, above, all));
            above.pop();
        }
        Tree::Map(members) => {
            for (key, member) in members {
                above.push(key.clone());
                paths(member, above, all);
                above.pop();
            }
        }
    }
}

/// Each value of a text has the path that it has in the tree.
fn check(name: &str, text: &str, tree: &Tree) -> Result<(), TestCaseError> {
    let mut all = Vec::new();
    paths(tree, &mut Vec::new(), &mut all);
    for (number, expected) in all.iter().enumerate() {
        let at = text.find(&value(number)).unwrap();
        prop_assert_eq!(
            &names(name, &text.as_bytes()[..at], &[at / 2]),
            expected,
            "{} in\n{}",
            value(number),
            text
        );
    }
    Ok(())
}

fn json(tree: &Tree, count: &mut usize) -> serde_json::Value {
    match tree {
        Tree::Value => {
            *count += 1;
            value(*count - 1).into()
        }
        Tree::List(elements) => elements.iter().map(|element| json(element, count)).collect(),
        Tree::Map(members) => {
            members.iter().map(|(key, member)| (key.clone(), json(member, count))).collect()
        }
    }
}

/// Values are numbered in the order of the text that the library writes, where that is another one than the tree's.
fn renumbered(text: &str) -> Vec<usize> {
    let mut order = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('V') {
        let digits: String = rest[at + 1..].chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() && rest[at + 1 + digits.len()..].starts_with('V') {
            order.push(digits.parse().unwrap());
        }
        rest = &rest[at + 1..];
    }
    order
}

/// YAML in one of the ways in which people write it: `style` chooses.
fn yaml(
    tree: &Tree,
    indent: usize,
    count: &mut usize,
    style: &mut impl FnMut(usize) -> usize,
    out: &mut String,
) {
    let margin = " ".repeat(indent);
    match tree {
        Tree::Value => {
            let text = value(*count);
            *count += 1;
            match style(6) {
                0 => out.push_str(&format!(" \"x: {text}\"\n")),
                1 => out.push_str(&format!(" 'it''s {text}' # a: b\n")),
                2 => out.push_str(&format!(" |\n{margin}   a: b\n\n{margin}   - {text}\n")),
                3 => out.push_str(&format!(" >-\n{margin}   {{ {text}\n")),
                4 => out.push_str(&format!(" !!str {text}\n")),
                _ => out.push_str(&format!(" {text}\n")),
            }
        }
        Tree::List(_) | Tree::Map(_) if style(5) == 0 => {
            out.push(' ');
            flow(tree, count, style, out);
            out.push('\n');
        }
        Tree::List(elements) => {
            out.push('\n');
            for element in elements {
                if style(4) == 0 {
                    out.push_str("# x:\n\n");
                }
                out.push_str(&format!("{margin}-"));
                yaml(element, indent + 2, count, style, out);
            }
        }
        Tree::Map(members) => {
            out.push('\n');
            for (key, member) in members {
                let quote = ["", "\"", "'"][style(3)];
                out.push_str(&format!("{margin}{quote}{key}{quote}:"));
                let deeper = if matches!(member, Tree::List(_)) { style(2) * 2 } else { 2 };
                yaml(member, indent + deeper, count, style, out);
            }
        }
    }
}

fn flow(tree: &Tree, count: &mut usize, style: &mut impl FnMut(usize) -> usize, out: &mut String) {
    match tree {
        Tree::Value => {
            let quote = ["", "\"", "'"][style(3)];
            out.push_str(&format!("{quote}{}{quote}", value(*count)));
            *count += 1;
        }
        Tree::List(elements) => {
            out.push('[');
            for element in elements {
                flow(element, count, style, out);
                out.push_str(if style(4) == 0 { ",\n     " } else { ", " });
            }
            out.push(']');
        }
        Tree::Map(members) => {
            out.push('{');
            for (key, member) in members {
                out.push_str(&format!("{key}: "));
                flow(member, count, style, out);
                out.push_str(", ");
            }
            out.push('}');
        }
    }
}

/// HCL: maps are blocks or objects, lists are lists.
fn hcl(
    tree: &Tree,
    in_list: bool,
    count: &mut usize,
    style: &mut impl FnMut(usize) -> usize,
    out: &mut String,
) {
    match tree {
        Tree::Value => {
            let text = value(*count);
            *count += 1;
            match style(4) {
                0 if !in_list => out.push_str(&format!("<<-EOT\n  a = {{ {text}\n  EOT")),
                1 => out.push_str(&format!("\"${{f(\"}}\")}} {text}\"")),
                _ => out.push_str(&format!("\"{text}\"")),
            }
        }
        Tree::List(elements) => {
            out.push_str("[ # {\n");
            for element in elements {
                hcl(element, true, count, style, out);
                out.push_str(",\n");
            }
            out.push(']');
        }
        Tree::Map(members) => {
            out.push_str("{\n");
            arguments(members, count, style, out);
            out.push('}');
        }
    }
}

fn arguments(
    members: &[(String, Tree)],
    count: &mut usize,
    style: &mut impl FnMut(usize) -> usize,
    out: &mut String,
) {
    for (key, member) in members {
        let quoted = style(3) == 0;
        let key = if quoted { format!("\"{key}\"") } else { key.clone() };
        let is_block = matches!(member, Tree::Map(_)) && style(2) == 0;
        out.push_str(&format!("{key} {}", if is_block { "" } else { "= " }));
        hcl(member, false, count, style, out);
        out.push('\n');
    }
}

/// XML in which every element has a name, so lists are elements of one name.
fn xml(members: &[(String, Tree)], count: &mut usize, out: &mut String) {
    for (key, member) in members {
        out.push_str(&format!("<{key}>"));
        if let Tree::Map(members) = member {
            xml(members, count, out);
        } else {
            out.push_str(&value(*count));
            *count += 1;
        }
        out.push_str(&format!("</{key}>\n"));
    }
}

/// The path of every text of a document, as `quick-xml` reads it.
fn read_xml(text: &str) -> Vec<(String, Vec<String>)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut above, mut all) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                above.push(tag.local_name().as_ref().to_owned());
            }
            Event::End(_) => drop(above.pop()),
            Event::Text(text) => {
                let text = text.to_string();
                all.extend((!text.trim().is_empty()).then(|| (text, above.clone())));
            }
            Event::Eof => return all,
            _ => {}
        }
    }
}

/// The paths of all texts of a TOML document, as `toml` reads it.
fn read_toml(value: &toml::Value, above: &mut Vec<String>, all: &mut Vec<(String, Vec<String>)>) {
    match value {
        toml::Value::String(text) => all.push((text.clone(), above.clone())),
        toml::Value::Array(elements) => {
            above.push("[]".to_owned());
            elements.iter().for_each(|element| read_toml(element, above, all));
            above.pop();
        }
        toml::Value::Table(table) => {
            for (key, member) in table {
                above.push(key.clone());
                read_toml(member, above, all);
                above.pop();
            }
        }
        _ => {}
    }
}

const ANY_KEY: &str = "[a-z\"\\\\\u{e4}\u{1f600}{}\\[\\]:,#/. -]{1,6}";
const PLAIN_KEY: &str = "[a-z][a-z0-9_]{0,6}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn json_has_the_paths_that_serde_reads(tree in trees(ANY_KEY), pretty: bool) {
        let written = json(&tree, &mut 0);
        let text = if pretty { serde_json::to_string_pretty(&written) } else { serde_json::to_string(&written) };
        let text = text.unwrap();
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), written);
        check("a.json", &text, &tree)?;
        let lines = format!("{}\n", serde_json::to_string(&json(&tree, &mut 0)).unwrap());
        check("a.jsonl", &format!("{{\"x\": [{{\n{lines}"), &tree)?;
    }

    #[test]
    fn toml_has_the_paths_that_toml_reads(tree in maps("[a-z\"\\\\:,#. -]{1,6}"), pretty: bool) {
        let value = toml::Value::try_from(json(&tree, &mut 0)).unwrap();
        let text = if pretty { toml::to_string_pretty(&value) } else { toml::to_string(&value) }.unwrap();
        let mut all = Vec::new();
        read_toml(&toml::from_str(&text).unwrap(), &mut Vec::new(), &mut all);
        prop_assert_eq!(all.len(), renumbered(&text).len());
        for (value, expected) in all {
            let at = text.find(&value).unwrap();
            let found = names("a.toml", &text.as_bytes()[..at], &[at / 3]);
            prop_assert_eq!(found, expected, "{} in\n{}", value, text);
        }
    }

    #[test]
    fn xml_has_the_paths_that_quick_xml_reads(tree in maps(PLAIN_KEY)) {
        let Tree::Map(members) = tree else { unreachable!() };
        let mut text = "<r a='<' b=\"x\">".replace('<', "&lt;").replacen("&lt;", "<", 1);
        xml(&members, &mut 0, &mut text);
        text.push_str("</r>");
        for (value, expected) in read_xml(&text) {
            let at = text.find(&value).unwrap();
            prop_assert_eq!(names("a.xml", &text.as_bytes()[..at], &[at / 3]), expected, "{} in {}", value, text);
        }
    }

    #[test]
    fn yaml_has_the_paths_it_was_written_with(tree in maps("[a-z][a-z0-9_. -]{0,4}[a-z]"), seed: u64) {
        let mut seed = seed | 1;
        let mut style = |count: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 33) as usize % count
        };
        let mut text = String::from("---");
        yaml(&tree, 0, &mut 0, &mut style, &mut text);
        check("a.yaml", &text, &tree)?;
        check("a.yaml", &text.replace('\n', "\r\n"), &tree)?;
    }

    #[test]
    fn hcl_has_the_paths_it_was_written_with(tree in maps(PLAIN_KEY), seed: u64) {
        let mut seed = seed | 1;
        let mut style = |count: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 33) as usize % count
        };
        let Tree::Map(members) = &tree else { unreachable!() };
        let mut text = String::new();
        arguments(members, &mut 0, &mut style, &mut text);
        check("a.tf", &text, &tree)?;
    }
}
