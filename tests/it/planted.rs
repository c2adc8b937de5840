//! Values planted through a tree are all found, at the right line, whatever stands around them; every byte is read; and
//! the report is the same for any number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use sealant::check::CheckId;
use sealant::check::random::Random;
use serde_json::Value;

/// A value that only its checksum makes likely: no name stands by it.
fn token(random: &mut Random) -> String {
    let check = CheckId::named("crc32-base62").unwrap().check();
    format!("gh{}{}", "p_", (check.generate)(random, &["30"]))
}

/// Files of many sizes, lines and depths, a value in each; where each value is.
fn plant(root: &Path, random: &mut Random) -> (BTreeMap<String, usize>, u64) {
    let mut places = BTreeMap::new();
    let mut bytes = 0;
    for number in 0..1000 {
        let depth = "deep/".repeat(random.below(4));
        let name = format!(
            "{depth}d{}/file {number}.{}",
            random.below(9),
            random.pick(&["txt", "rs", "env", "json", "log", ""])
        );
        let before = random.below(if number % 50 == 0 { 12_000 } else { 60 });
        let line_break = *random.pick(&["\n", "\r\n"]);
        let mut text = format!("words of no weight, line after line{line_break}").repeat(before);
        let opening = random.pick(&["", "x = ", "\t\"", "é ", "(", ">"]);
        let ending = format!("{opening}{}{line_break}tail", token(random));
        text.push_str(&ending);
        let path = root.join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
        bytes += text.len() as u64;
        places.insert(name, before + 1);
    }
    (places, bytes)
}

fn scan(root: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_sealant"))
        .args(["scan", ".", "--as-of", "2026-11-23", "--no-config"])
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn lines(report: &[u8]) -> Vec<Value> {
    String::from_utf8_lossy(report).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_thousand_planted_values_are_found_at_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (places, bytes) = plant(folder.path(), &mut Random::new(11));
    let report = lines(&scan(folder.path(), &["--format", "jsonl"]));
    let found: BTreeMap<String, usize> = report
        .iter()
        .filter(|line| line["type"] == "finding" && line["rule"] == "secret/github/personal-access-token")
        .map(|line| {
            (
                line["path"].as_str().unwrap().to_owned(),
                usize::try_from(line["place"]["line"].as_u64().unwrap()).unwrap(),
            )
        })
        .collect();
    assert_eq!(found, places);
    let summary = report.last().unwrap();
    assert_eq!(summary["bytes"], bytes);
    assert_eq!(summary["files"], 1000);
}

#[test]
fn a_value_is_found_wherever_a_window_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new(5);
    let token = token(&mut random);
    // A window owns 256 KiB; the value is moved over the border byte by byte.
    for shift in 0..60 {
        let mut text = "a line that says nothing at all\n".repeat(8190);
        text.push_str(&".".repeat(262_144 - 20 - text.len() + shift - 30));
        let line = format!(" {token} and on\n");
        text.push_str(&line);
        text.push_str(&"more of it\n".repeat(5000));
        fs::write(folder.path().join(format!("{shift:02}.txt")), text).unwrap();
    }
    let report = lines(&scan(folder.path(), &["--format", "jsonl"]));
    let found: Vec<_> = report.iter().filter(|line| line["type"] == "finding").collect();
    assert_eq!(found.len(), 60);
    let columns: Vec<_> = found.iter().map(|finding| finding["place"]["column"].as_u64().unwrap()).collect();
    assert_eq!(columns, (16..76).collect::<Vec<_>>());
    assert!(found.iter().all(|finding| finding["place"]["line"] == 8191), "{found:?}");
}

#[test]
fn reports_are_equal_to_the_byte_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    plant(folder.path(), &mut Random::new(23));
    for format in ["sarif", "jsonl", "human"] {
        let first = scan(folder.path(), &["--format", format, "--threads", "1"]);
        assert!(first.len() > 10_000);
        for threads in ["1", "2", "2", "3", "7"] {
            let again = scan(folder.path(), &["--format", format, "--threads", threads]);
            assert!(first == again, "{format} with {threads} threads differs");
        }
    }
}
