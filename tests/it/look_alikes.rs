//! Columns that look like identifiers and are none: numbers of orders, times, readings, codes of goods. Nearly all of them
//! are silent whatever their header says and however their table is written; and columns of true identifiers are found in
//! the same tables.

use std::collections::BTreeMap;

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

/// Of a look-alike in all its tables: how many there are, and what was said of those that were not silent.
fn spoken_of(kind: &LookAlike, number: u64) -> (usize, Vec<String>) {
    let mut said = Vec::new();
    let mut count = 0;
    for form in Form::ALL {
        let bare = BARE[usize::try_from(number).unwrap() % BARE.len()];
        let headers = kind.headers.iter().map(|header| Some(*header)).chain([Some(bare), None]);
        for (at, header) in headers.enumerate() {
            if header.is_none() && !form.can_be_bare() {
                continue;
            }
            let random = &mut Random::new(number * 1000 + at as u64 * 10 + form as u64);
            let make = kind.cells;
            let mut state = random.next_u64();
            let mut values = Random::new(state);
            state %= 1_000_000;
            let text = table(form, header, |row| make(&mut values, state + row as u64), random);
            count += 1;
            let rules = speaking(&judge(&ENGINE, form.name(), &text));
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
        let rows: String = (0..1000).map(|row| format!("{},{row}\n", cells())).collect();
        let outcome = judge(&ENGINE, "export.csv", &rows);
        let likely =
            outcome.findings.iter().filter(|finding| Confidence::of(finding.score) >= Confidence::Medium);
        let passes = |column: &sealant::model::finding::ColumnSummary| column.passes;
        let told = |rule: usize| ENGINE.rules()[rule].doc.id.to_string();
        likely
            .map(|finding| (told(usize::from(finding.rule.0)), finding.column.as_deref().map_or(0, passes)))
            .collect()
    };
    for (check, rule) in [
        ("uk-nhs", "health/uk/nhs-number"),
        ("iban", "financial/bank/iban"),
        ("card", "financial/card/payment-card-number"),
        ("in-aadhaar", "identifier/in/aadhaar"),
        ("br-cpf", "identifier/br/cpf"),
    ] {
        let random = &mut Random::new(7);
        let found = judged(&mut || true_cells(check, &[], random));
        println!("{check}: {found:?}");
        assert_eq!(found.get(rule), Some(&1000), "{check}: {found:?}");
    }
    // One in eleven of any ten digits passes the check of the NHS.
    let random = &mut Random::new(8);
    let found = judged(&mut || random.digits(10));
    assert!(found.is_empty(), "{found:?}");
}
