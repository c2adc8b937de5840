//! Columns of people's data: what the first rows prove is not searched again in a million others, and the answer is the
//! same as if it were.

use std::fmt::Write;
use std::sync::LazyLock;

use proptest::prelude::*;
use sealant::builtin;
use sealant::check::CheckId;
use sealant::check::random::Random;
use sealant::detect::session::Outcome;
use sealant::detect::{Engine, Session};
use sealant::extract::WindowBuffer;
use sealant::model::finding::Finding;
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::scan::examine;

use super::carriers::{Memory, judge};

pub(super) static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::with_made(builtin::rules(), "columns".to_owned(), 1_795_392_000, Some(builtin::made())).unwrap()
});

/// Every candidate is told of, so every cell is searched.
fn judge_every_cell(name: &str, text: &str) -> Outcome {
    let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
    let mut blob = Memory(source.clone(), text.as_bytes());
    let mut told = |_| {};
    examine(&mut blob, Session::new(&ENGINE, &source).traced(&mut told), &mut WindowBuffer::default()).0
}

fn rule_of(finding: &Finding) -> String {
    ENGINE.rules()[usize::from(finding.rule.0)].doc.id.to_string()
}

/// What a report says of each finding.
fn told(outcome: &Outcome) -> Vec<String> {
    let tell = |finding: &Finding| {
        let Finding { column, occurrences, places, score, .. } = finding;
        let value = String::from_utf8_lossy(finding.secret.expose()).into_owned();
        format!("{} {value} {occurrences} {score:?} {column:?} {places:?}", rule_of(finding))
    };
    let idle = outcome.idle_marks.iter().map(|mark| format!("{mark:?}"));
    outcome.findings.iter().map(|finding| tell(finding)).chain(idle).collect()
}

/// A header, the check whose generator fills the cells, and its arguments.
const KINDS: [(&str, &str, &[&str]); 10] = [
    ("full name", "person-name", &[]),
    ("email", "email", &[]),
    ("phone", "phone", &[]),
    ("date of birth", "date-of-birth", &[]),
    ("ssn", "us-ssn", &[]),
    ("card number", "card", &[]),
    ("nhs number", "uk-nhs", &[]),
    ("iban", "iban", &[]),
    ("subscriber id", "medical-record-number", &[]),
    ("reference", "luhn", &["11"]),
];

fn value(kind: usize, random: &mut Random) -> String {
    let (_, check, arguments) = KINDS[kind];
    (CheckId::named(check).unwrap().check().generate)(random, arguments)
}

fn token(random: &mut Random) -> String {
    let check = CheckId::named("crc32-base62").unwrap().check();
    format!("gh{}{}", "p_", (check.generate)(random, &["30"]))
}

fn access_key_id(random: &mut Random) -> String {
    (CheckId::named("aws-access-key-id").unwrap().check().generate)(random, &[])
}

/// A cell as people leave it: nearly always what the header says.
fn cell(kind: usize, random: &mut Random) -> String {
    match random.below(40) {
        0 => String::new(),
        1 => "N/A".to_owned(),
        2 => random.digits(9),
        3 => format!("\"{}\"", value(kind, random)),
        4 => format!(" {} ", value(kind, random)),
        5 => format!("{} (old)", value(kind, random)),
        6 => value((kind + 1) % KINDS.len(), random),
        7 => token(random),
        8 => access_key_id(random),
        _ => value(kind, random),
    }
}

fn table(kinds: &[usize], rows: usize, seed: u64) -> String {
    let random = &mut Random::new(seed);
    let mut text = kinds.iter().map(|kind| KINDS[*kind].0).collect::<Vec<_>>().join(",") + ",note\n";
    for row in 0..rows {
        for kind in kinds {
            text += &cell(*kind, random);
            text.push(',');
        }
        let note = match random.below(60) {
            0 => "# sealant:allow identifier/us/ssn asked for by the insurer".to_owned(),
            1 => format!("call {} instead", value(2, random)),
            2 => "\"two\nlines\"".to_owned(),
            _ => format!("row {row}"),
        };
        writeln!(text, "{note}").unwrap();
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_columns_explain_is_what_a_search_finds(
        kinds in prop::sample::subsequence((0..KINDS.len()).collect::<Vec<_>>(), 1..6),
        rows in 200_usize..1500,
        seed in any::<u64>(),
    ) {
        let text = table(&kinds, rows, seed);
        let (known, searched) = (judge(&ENGINE, "people.csv", &text), judge_every_cell("people.csv", &text));
        prop_assert_eq!(told(&known), told(&searched));
        let text = records(&text);
        let (known, searched) = (judge(&ENGINE, "people.json", &text), judge_every_cell("people.json", &text));
        prop_assert_eq!(told(&known), told(&searched));
    }
}

/// The rows of a table, a JSON object each; every other one has its keys in another order.
fn records(table: &str) -> String {
    let mut lines = table.lines().map(|line| line.split(','));
    let keys: Vec<&str> = lines.next().unwrap().collect();
    let mut text = String::new();
    for (number, line) in lines.enumerate() {
        let member = |(key, value): (&&str, &str)| format!("\"{key}\": {}", serde_json::json!(value));
        let mut members: Vec<String> = keys.iter().zip(line).map(member).collect();
        members.rotate_left(number % 2);
        writeln!(text, "{{{}}}", members.join(", ")).unwrap();
    }
    text
}

/// A table of several windows.
fn people(rows: usize) -> String {
    let random = &mut Random::new(7);
    let mut text = "full name,email,date of birth,ssn,note\n".to_owned();
    for row in 0..rows {
        let [name, email, born, ssn] = [0, 1, 3, 4].map(|kind| value(kind, random));
        let note = if row == rows - 7 { token(random) } else { format!("visit {row}") };
        writeln!(text, "{name},{email},{born},{ssn},{note}").unwrap();
    }
    text
}

fn check(name: &str, text: &str, rows: usize) {
    let outcome = judge(&ENGINE, name, text);
    let told: Vec<_> = outcome
        .findings
        .iter()
        .map(|finding| (rule_of(finding), finding.column.as_ref().map_or(0, |column| column.passes)))
        .collect();
    let column = |rule: &str| (rule.to_owned(), rows as u64);
    let expected = [
        column("identifier/person/name"),
        column("identifier/contact/email"),
        column("identifier/person/date-of-birth"),
        column("identifier/us/ssn"),
        ("secret/github/personal-access-token".to_owned(), 0),
    ];
    assert_eq!(told, expected, "{name}");
}

#[test]
fn a_long_column_is_one_finding() {
    let rows = 9_000;
    let table = people(rows);
    check("people.csv", &table, rows);
    check("people.jsonl", &records(&table), rows);
    let array = records(&table).trim_end().replace('\n', ",\n");
    check("people.json", &format!("[{array}]"), rows);
}

/// A few secrets are told one by one, for each has to be replaced; of many the column is told.
#[test]
fn a_few_secrets_are_no_column() {
    let random = &mut Random::new(11);
    let mut check = |rows: usize, findings: usize, columns: usize| {
        let records: Vec<_> =
            (0..rows).map(|row| format!("{{\"id\": {row}, \"token\": \"{}\"}}", token(random))).collect();
        let outcome = judge(&ENGINE, "tokens.json", &format!("[{}]", records.join(",\n")));
        let tokens = outcome.findings.iter().filter(|finding| rule_of(finding).starts_with("secret/github"));
        let (columns_found, single): (Vec<_>, Vec<_>) = tokens.partition(|finding| finding.column.is_some());
        assert_eq!((single.len(), columns_found.len()), (findings, columns), "{rows} rows");
    };
    check(6, 6, 0);
    check(19, 19, 0);
    check(40, 0, 1);
}
