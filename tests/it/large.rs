//! Large artifacts, whose windows several workers search: every byte of the report is that of a single reader, for any
//! number of workers, in every kind of text that is read in its own way; and no value at the border of windows is lost.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use sealant::check::CheckId;
use sealant::check::random::Random;
use sealant::model::window::BEFORE;

/// How much of a text each window owns but the first, which owns [`BEFORE`] more.
const OWNED: usize = 256 * 1024;

/// So many windows that most of them are shared.
const WINDOWS: usize = 7;

const SIZE: usize = BEFORE + WINDOWS * OWNED + 1000;

fn token(seed: u64) -> String {
    let check = CheckId::named("crc32-base62").unwrap().check();
    format!("gh{}{}", "p_", (check.generate)(&mut Random::new(seed), &["30"]))
}

fn insurance_number(seed: u64) -> String {
    let check = CheckId::named("us-ssn").unwrap().check();
    (check.generate)(&mut Random::new(seed), &[])
}

fn report(folder: &Path, threads: usize) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealant"));
    command.current_dir(folder).args(["scan", ".", "--format", "jsonl", "--places", "all", "--no-config"]);
    command.args(["--confidence", "low", "--as-of", "2026-11-23", "--threads", &threads.to_string()]);
    let output = command.stdin(Stdio::null()).env("HOME", folder).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Lines until the size is reached; each is told its number.
fn lines(mut line: impl FnMut(&mut String, u64)) -> String {
    let mut text = String::with_capacity(SIZE + 4096);
    for number in 0.. {
        if text.len() >= SIZE {
            break;
        }
        line(&mut text, number);
    }
    text
}

fn log() -> String {
    lines(|text, number| {
        writeln!(text, "2026-11-23T10:{:02}:07Z info request {number} took {} ms", number % 60, number % 977)
            .unwrap();
        if number % 97 == 0 {
            writeln!(text, "warn token={} of user{number}@firm.example was refused", token(number / 194))
                .unwrap();
        }
    })
}

fn table() -> String {
    let mut text = "id,name,ssn,note\n".to_owned();
    text += &lines(|text, number| {
        let note = if number % 31 == 0 { "\"two\nlines, and a comma\"" } else { "nothing to say of it" };
        writeln!(text, "{number},Ada Quill,{},{note}", insurance_number(number)).unwrap();
    });
    text
}

fn dump() -> String {
    lines(|text, number| {
        if number % 50 == 0 {
            text.push_str("INSERT INTO people (id, ssn, password) VALUES\n");
        }
        let end = if number % 50 == 49 { ";" } else { "," };
        writeln!(text, "({number}, '{}', 'correct horse {number}'){end}", insurance_number(number)).unwrap();
    })
}

fn minified() -> String {
    let mut text = "{\"all\":[".to_owned();
    text += &lines(|text, number| {
        write!(
            text,
            "{{\"id\":{number},\"mail\":\"p{number}@firm.example\",\"apiKey\":\"{}\"}},",
            token(number / 3)
        )
        .unwrap();
    });
    text + "null]}"
}

fn binary() -> Vec<u8> {
    let text = lines(|text, number| {
        writeln!(text, "\u{1}\u{2}\0\0text of record {number}\0\u{3}\u{4}\0").unwrap();
        if number % 59 == 0 {
            write!(text, "\0\u{1}{}\0", token(number)).unwrap();
        }
    });
    text.into_bytes()
}

#[test]
fn any_number_of_workers_reports_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content).unwrap();
    write("a.log", log().as_bytes());
    write("b.csv", table().as_bytes());
    write("c.sql", dump().as_bytes());
    write("d.json", minified().as_bytes());
    write("e.bin", &binary());
    let wide: Vec<u8> = log()[..SIZE / 2].encode_utf16().flat_map(u16::to_le_bytes).collect();
    write("f.txt", &[b"\xff\xfe", &wide[..]].concat());
    let latin: Vec<u8> =
        log().replace("took", "dur\u{e9}e").chars().map(|one| u8::try_from(one).unwrap()).collect();
    write("g.log", &latin);
    let alone = report(folder.path(), 1);
    let told = String::from_utf8_lossy(&alone);
    for name in ["a.log", "b.csv", "c.sql", "d.json", "e.bin", "f.txt", "g.log"] {
        assert!(told.contains(&format!("\"path\":\"{name}\"")), "nothing was found in {name}");
    }
    for threads in [2, 5] {
        // Not `assert_eq`, which would print megabytes.
        assert!(report(folder.path(), threads) == alone, "{threads} workers report something else");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn values_at_the_borders_of_windows_are_found_once(
        shifts in prop::collection::vec(0..60_usize, WINDOWS),
        seed in 0..1_000_000_u64,
    ) {
        let mut text = b"nothing to see in this line of a log\n".repeat(SIZE / 37 + 1);
        let tokens: Vec<String> = (0..WINDOWS as u64).map(|number| token(seed + number)).collect();
        for ((shift, token), number) in shifts.iter().zip(&tokens).zip(1..) {
            let start = BEFORE + number * OWNED - shift;
            let planted = format!(" {token} ");
            text[start..start + planted.len()].copy_from_slice(planted.as_bytes());
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.log"), &text).unwrap();
        let told = String::from_utf8(report(folder.path(), 3)).unwrap();
        let found = told.matches("\"rule\":\"secret/github/personal-access-token\"").count();
        prop_assert_eq!(found, WINDOWS);
    }
}
