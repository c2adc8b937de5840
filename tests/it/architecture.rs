//! The layout as tests: which layer may name which, how long files and functions may be.

use std::path::{Path, PathBuf};

/// Each layer and the layers it may name. What is not listed names nothing of the crate.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("check", &[]),
    ("rule", &["check", "model"]),
    ("builtin", &["check", "model", "rule"]),
    ("input", &["model"]),
    ("extract", &["model"]),
    ("detect", &["check", "model", "rule"]),
    ("policy", &["model"]),
    ("report", &["model"]),
    ("scan", &["detect", "extract", "input", "model", "policy", "report"]),
    ("cli", &["builtin", "check", "detect", "extract", "input", "model", "policy", "report", "rule", "scan"]),
];

/// Lines a file may have before its tests. Tables of data may be longer.
const LONGEST_FILE: usize = 400;

const TABLES: &[&str] = &["check/person_name/words.rs", "check/letters/table.rs"];

struct File {
    path: PathBuf,
    layer: String,
    text: String,
}

impl File {
    /// The text before the tests.
    fn code(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod tests").next().unwrap()
    }
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let file = |path: PathBuf| {
        let relative = path.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
        let layer = first.trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        File { layer, text, path: relative.to_owned() }
    };
    paths.into_iter().map(file).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// Layers that a line of code names, wherever it names them: in a `use` or by path.
fn named_layers(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap();
    let word =
        |rest: &str| rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    code.match_indices("crate::").map(|(at, found)| word(&code[at + found.len()..])).collect()
}

#[test]
fn layers_name_only_what_lies_below_them() {
    let mut offences = Vec::new();
    for file in sources() {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(layer, _)| *layer == file.layer) else { continue };
        for (line, number) in file.text.lines().zip(1..) {
            for named in named_layers(line) {
                let grouped = named.is_empty();
                let known = MAY_NAME.iter().any(|(layer, _)| *layer == named);
                if grouped || (known && named != file.layer && !allowed.contains(&named.as_str())) {
                    offences.push(format!("{}:{number}: {} names {named}", file.path.display(), file.layer));
                }
            }
            if line.contains("super::super") {
                offences.push(format!("{}:{number}: name the layer in full", file.path.display()));
            }
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn every_folder_is_a_layer() {
    let unknown: Vec<_> = sources()
        .into_iter()
        .filter(|file| !["lib", "main"].contains(&file.layer.as_str()))
        .filter(|file| MAY_NAME.iter().all(|(layer, _)| *layer != file.layer))
        .map(|file| file.path)
        .collect();
    assert!(unknown.is_empty(), "not in the table of layers: {unknown:?}");
}

#[test]
fn every_file_says_what_it_owns_and_is_short() {
    let mut offences = Vec::new();
    for file in sources() {
        if !file.text.starts_with("//!") {
            offences.push(format!("{} does not say what it owns", file.path.display()));
        }
        let lines = file.code().lines().count();
        let table = TABLES.iter().any(|table| file.path == Path::new(table));
        if lines > LONGEST_FILE && !table {
            offences.push(format!("{} has {lines} lines", file.path.display()));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn functions_are_short() {
    let mut lengths: Vec<usize> = sources().iter().flat_map(|file| function_lengths(file.code())).collect();
    lengths.sort_unstable();
    let at = |share: usize| lengths[lengths.len() * share / 100];
    assert!(at(50) <= 8, "half of all functions have more than 8 lines: {}", at(50));
    assert!(at(90) <= 30, "one in ten functions has more than 30 lines: {}", at(90));
    assert!(lengths.last().unwrap() <= &60, "the longest function has {} lines", lengths.last().unwrap());
}

/// Lines from `fn` to the closing brace at the same depth of indentation.
fn function_lengths(code: &str) -> Vec<usize> {
    let lines: Vec<&str> = code.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let begins = |line: &&str| {
        let bare = line.trim_start();
        ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "]
            .iter()
            .any(|start| bare.starts_with(start))
    };
    let length = |start: usize| {
        let depth = indent(lines[start]);
        let closes = |line: &&str| indent(line) == depth && line.trim_start().starts_with('}');
        lines[start..]
            .iter()
            .position(|line| closes(line) || (line.ends_with('}') && indent(line) == depth))
            .map(|more| more + 1)
    };
    let starts = (0..lines.len()).filter(|&at| begins(&lines[at]));
    starts.filter_map(length).collect()
}

#[test]
fn the_measure_of_functions_can_see_them() {
    assert_eq!(function_lengths("fn a() {\n    1\n}\n\nfn b() {}\n"), [3, 1]);
}

#[test]
fn unsafe_code_lives_in_one_module() {
    let allows = |file: &&File| file.text.contains("unsafe_code");
    let allowed: Vec<_> = sources().iter().filter(allows).map(|file| file.path.clone()).collect();
    assert_eq!(allowed, [Path::new("detect/anchors/kernel/x86.rs")]);
}
