//! A candidate is judged no further than what it could become: what is reported is the same as if each were judged to the
//! end, as it is in an artifact whose rows or fields could still name any of them. Only the share that such candidates have as
//! rivals of others is lost, which is less than what is told.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use proptest::prelude::*;
use sealant::builtin;
use sealant::check::CheckId;
use sealant::check::random::Random;
use sealant::detect::session::Outcome;
use sealant::detect::{Engine, Session};
use sealant::extract::WindowBuffer;
use sealant::model::evidence::TermKind;
use sealant::model::finding::Finding;
use sealant::model::piece::{Field, Format, Origin, Pieces};
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::scan::examine;

use super::carriers::Memory;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::with_made(builtin::rules(), "bounds".to_owned(), 1_795_392_000, Some(builtin::made())).unwrap()
});

fn judge(name: &str, text: &str, to_the_end: bool) -> Outcome {
    let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
    let mut session = Session::new(&ENGINE, &source);
    if to_the_end {
        session.field(&Field {
            format: Format::Mail,
            path: Cow::Borrowed("X-Nothing"),
            record: 0,
            value: Cow::Borrowed(b"-"),
            origin: Origin { piece: 0, start: 0, end: 1 },
            window: None,
        });
    }
    examine(&mut Memory(source, text.as_bytes()), session, &mut WindowBuffer::default()).0
}

/// The most hundredths of bits that rivals could have, that were not judged to the end.
const MOST_OF_RIVALS: i32 = 15;

/// What is reported of each finding but for its rivals, and its score.
fn told(outcome: &Outcome) -> Vec<(String, i32)> {
    let tell = |finding: &Finding| {
        let rule = &ENGINE.rules()[usize::from(finding.rule.0)].doc.id;
        let places: Vec<_> = finding.places.iter().map(|place| (place.line, place.column)).collect();
        let own = finding.evidence.iter().filter(|term| term.kind != TermKind::Rivals);
        let own: Vec<_> = own.map(|term| (&term.because, term.kind)).collect();
        (format!("{rule} {places:?} {:?} {own:?}", finding.label), finding.score.0)
    };
    outcome.findings.iter().map(|finding| tell(finding)).collect()
}

/// Checks whose values are runs of digits, which luck gives as well.
const NUMBERS: [&str; 9] =
    ["ca-sin", "au-tfn", "us-ssn", "uk-nhs", "us-npi", "card", "pl-pesel", "nl-bsn", "us-itin"];

const NAMES: [&str; 12] = [
    "sin",
    "tfn",
    "ssn",
    "nhs number",
    "npi",
    "card number",
    "pesel",
    "bsn",
    "itin",
    "order",
    "total",
    "version",
];

const FILES: [&str; 5] = ["a.py", "a.yaml", "a.txt", "a.log", "tests/a.js"];

fn number(random: &mut Random) -> String {
    let check = CheckId::named(NUMBERS[random.below(NUMBERS.len())]).unwrap().check();
    let value = (check.generate)(random, &[]);
    match random.below(4) {
        0 => random.digits(9),
        1 => (check.breaker)(random, &value),
        2 => ["219099999", "078051120", "4111111111111111", "943 476 5919"][random.below(4)].to_owned(),
        _ => value,
    }
}

fn line(random: &mut Random) -> String {
    let (name, value) = (NAMES[random.below(NAMES.len())], number(random));
    match random.below(8) {
        0 => format!("{} = {value}", name.replace(' ', "_")),
        1 => format!("{name}: {value}"),
        2 => format!("the {name} of the client is {value}, born 1980-02-01"),
        3 => format!("{value} {name}"),
        4 => format!("x = [{value}, {}, 0.{value}]", number(random)),
        5 => format!("{value}-{}", random.digits(4)),
        6 => format!("Anna Kowalska <anna@example.org> {value}"),
        _ => value,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_judged_to_the_end_would_not_be_reported(file in 0..FILES.len(), lines in 1_usize..40, seed in any::<u64>()) {
        let random = &mut Random::new(seed);
        let mut text = String::new();
        (0..lines).for_each(|_| writeln!(text, "{}", line(random)).unwrap());
        let (bounded, whole) = (judge(FILES[file], &text, false), judge(FILES[file], &text, true));
        let (bounded, whole) = (told(&bounded), told(&whole));
        let equal = |one: &(String, i32), other: &(String, i32)| one.0 == other.0 && (one.1 - other.1).abs() <= MOST_OF_RIVALS;
        let differ = bounded.iter().zip(&whole).find(|(bounded, whole)| !equal(bounded, whole));
        prop_assert!(differ.is_none() && bounded.len() == whole.len(), "{differ:#?}");
    }
}
