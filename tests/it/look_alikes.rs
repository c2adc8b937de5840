//! Columns that look like identifiers and are none: numbers of orders, times, readings, codes of goods. Nearly all of them
//! are silent whatever their header says and however their table is written; and columns of true identifiers are found in
//! the same tables.

use std::collections::BTreeMap;
use std::path::Path;

use sealant::check::CheckId;
use sealant::check::random::Random;
use sealant::detect::session::Outcome;
use sealant::model::severity::Confidence;

use super::carriers::judge;
use super::columns::ENGINE;

mod kinds;
mod written;

use kinds::{LOOK_ALIKES, LookAlike};
use written::Form;

/// How many rows a table has.
const ROWS: usize = 120;

/// Headers that say nothing, of which one is taken in turn; and none at all.
const BARE: [&str; 6] = ["id", "value", "x", "col3", "data", "key"];

/// What stands beside a column, so that a table has two.
const BESIDE: [&str; 5] = ["open", "closed", "waiting", "in review", "done"];

/// The rules that speak of a column, with what they found of it.
fn speaking(outcome: &Outcome) -> Vec<String> {
    let likely =
        outcome.findings.iter().filter(|finding| Confidence::of(finding.score) >= Confidence::Medium);
    let told = |rule: usize| ENGINE.rules()[rule].doc.id.to_string();
    likely.map(|finding| format!("{} ×{}", told(usize::from(finding.rule.0)), finding.occurrences)).collect()
}

fn table(
    form: Form,
    header: Option<&str>,
    mut cell: impl FnMut(usize) -> String,
    random: &mut Random,
) -> String {
    let rows: Vec<[String; 2]> =
        (0..ROWS).map(|row| [cell(row), (*random.pick(&BESIDE)).to_owned()]).collect();
    written::write(form, header.map(|header| [header, "state"]), &rows)
}

/// A column of a look-alike in one table, and what is said of it.
fn said_of(kind: &LookAlike, form: Form, header: Option<&str>, seed: u64) -> Vec<String> {
    let random = &mut Random::new(seed);
    let mut values = Random::new(random.next_u64());
    let first = random.next_u64() % 1_000_000;
    let text = table(form, header, |row| (kind.cells)(&mut values, first + row as u64), random);
    speaking(&judge(&ENGINE, form.name(), &text))
}

/// All tables of a look-alike: how many there are, and what is said of those that are not silent.
fn spoken_of(kind: &LookAlike, number: usize) -> (usize, Vec<String>) {
    let mut said = Vec::new();
    let mut count = 0;
    let headers =
        kind.headers.iter().map(|header| Some(*header)).chain([Some(BARE[number % BARE.len()]), None]);
    for (header, at) in headers.zip(0..) {
        for form in Form::ALL.into_iter().filter(|form| header.is_some() || form.can_be_bare()) {
            let seed = number as u64 * 1000 + at * 10 + form as u64;
            let rules = said_of(kind, form, header, seed);
            count += 1;
            if !rules.is_empty() {
                said.push(format!("{} as {header:?} in {}: {}", kind.name, form.name(), rules.join(", ")));
            }
        }
    }
    (count, said)
}

#[test]
fn look_alikes_are_silent() {
    let (mut count, mut said) = (0, Vec::new());
    for (kind, number) in LOOK_ALIKES.iter().zip(1..) {
        let (more, of_kind) = spoken_of(kind, number);
        count += more;
        said.extend(of_kind);
    }
    println!("{} of {count} columns of look-alikes are not silent", said.len());
    said.iter().for_each(|line| println!("{line}"));
    assert!(count > 500, "{count}");
    assert!(said.len() * 100 <= count, "{} of {count}:\n{}", said.len(), said.join("\n"));
}

/// Tables as programs and shops write them, a line of three signs and a name before each.
#[test]
fn tables_of_programs_and_shops_are_silent() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/look_alikes/tables.txt");
    let tables = std::fs::read_to_string(path).unwrap();
    let mut count = 0;
    for table in tables.split("\n=== ").skip(1) {
        let (name, text) = table.split_once('\n').unwrap();
        let said = speaking(&judge(&ENGINE, name, text));
        assert!(said.is_empty(), "{name}: {}", said.join(", "));
        count += 1;
    }
    assert_eq!(count, 28);
}

/// A header, the check whose generator fills the cells, its arguments, and the rule that must be named.
type True = (&'static str, &'static str, &'static [&'static str], &'static str);

const TRUE: &[True] = &[
    ("ssn", "us-ssn", &[], "identifier/us/ssn"),
    ("social_security_number", "us-ssn", &[], "identifier/us/ssn"),
    ("nhs_number", "uk-nhs", &[], "health/uk/nhs-number"),
    ("NHS No", "uk-nhs", &[], "health/uk/nhs-number"),
    ("iban", "iban", &[], "financial/bank/iban"),
    ("card_number", "card", &[], "financial/card/payment-card-number"),
    ("email", "email", &[], "identifier/contact/email"),
    ("phone", "phone", &[], "identifier/contact/phone-number"),
    ("date_of_birth", "date-of-birth", &[], "identifier/person/date-of-birth"),
    ("full name", "person-name", &[], "identifier/person/name"),
    ("npi", "us-npi", &[], "health/us/npi"),
    ("mbi", "us-mbi", &[], "health/us/medicare-number"),
    ("aadhaar", "in-aadhaar", &[], "identifier/in/aadhaar"),
    ("cpf", "br-cpf", &[], "identifier/br/cpf"),
    ("steuer_id", "de-tax-id", &[], "identifier/de/tax-id"),
    ("bsn", "nl-bsn", &[], "identifier/nl/bsn"),
    ("sin", "ca-sin", &[], "identifier/ca/sin"),
    ("tfn", "au-tfn", &[], "identifier/au/tfn"),
];

fn true_cells(check: &str, arguments: &[&str], random: &mut Random) -> String {
    (CheckId::named(check).unwrap().check().generate)(random, arguments)
}

#[test]
fn true_columns_are_found_in_any_table() {
    let (mut count, mut missed) = (0, Vec::new());
    for (kind, number) in TRUE.iter().zip(1..) {
        let (header, check, arguments, rule) = *kind;
        for form in Form::ALL {
            let random = &mut Random::new(number * 100 + form as u64);
            let mut values = Random::new(random.next_u64());
            let text = table(form, Some(header), |_| true_cells(check, arguments, &mut values), random);
            let said = speaking(&judge(&ENGINE, form.name(), &text));
            count += 1;
            if !said.iter().any(|said| said.starts_with(rule)) {
                missed.push(format!("{header} in {}: {}", form.name(), said.join(", ")));
            }
        }
    }
    println!("{} of {count} true columns are missed", missed.len());
    missed.iter().for_each(|line| println!("{line}"));
    assert!(missed.len() * 100 <= count, "{} of {count}:\n{}", missed.len(), missed.join("\n"));
}

/// Without a header, values prove a column where luck would not give them, and are silent where it would.
#[test]
fn cells_prove_a_column_without_a_header() {
    let judged = |cells: &mut dyn FnMut() -> String| -> BTreeMap<String, u64> {
        let rows: Vec<String> = (0..1000).map(|row| format!("{},{row}\n", cells())).collect();
        let outcome = judge(&ENGINE, "export.csv", &rows.concat());
        let likely =
            outcome.findings.iter().filter(|finding| Confidence::of(finding.score) >= Confidence::Medium);
        let passes = |column: &sealant::model::finding::ColumnSummary| column.passes;
        let told = |rule: usize| ENGINE.rules()[rule].doc.id.to_string();
        likely
            .map(|finding| (told(usize::from(finding.rule.0)), finding.column.as_deref().map_or(0, passes)))
            .collect()
    };
    for (check, rule) in [
        ("iban", "financial/bank/iban"),
        ("card", "financial/card/payment-card-number"),
        ("br-cpf", "identifier/br/cpf"),
        ("us-ssn", "identifier/us/ssn"),
    ] {
        let random = &mut Random::new(7);
        let found = judged(&mut || true_cells(check, &[], random));
        assert!(found.get(rule).is_some_and(|passes| *passes >= 950), "{check}: {found:?}");
    }
    // One in eleven of any ten digits passes the check of the NHS, grouped as it writes them.
    let random = &mut Random::new(8);
    let found = judged(&mut || format!("{} {} {}", random.digits(3), random.digits(3), random.digits(4)));
    assert!(found.is_empty(), "{found:?}");
}
