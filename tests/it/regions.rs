//! National numbers: they are at home where `--region` or the language of the document says so, source code apart.

use sealant::detect::Engine;
use sealant::model::evidence::TermKind;
use sealant::model::finding::Finding;
use sealant::policy::at_home;
use sealant::rule::load::{MeasuredChance, RuleSource, load};

use super::carriers::judge;

const RULE: &str = r#"
name = "ledger number"
severity = "high"
categories = ["government-id"]
retention = "personal"
regions = ["pl"]
checks = ["pl-pesel"]
context = ["ledger", "rejestr"]
summary = "Names a person."
remedy = "Remove it."
matches = ["ledger «{pl-pesel}»", "«{pl-pesel}» lost"]
rejects = [{ text = "12", why = "too short to be one" }, { text = "44133401359", why = "no month has it" }]
[[find]]
in = "text"
shapes = ["99999999999"]
"#;

const ENGLISH: &str = "This is the number which we have been given: 44051401359, and it was not theirs.";
const POLISH: &str = "Pacjent nie jest zapisany oraz został przyjęty, rejestr 44051401359, przez lekarza.";
const GERMAN: &str = "Der Patient ist nicht bekannt und wurde mit dem Zettel 44051401359 geschickt.";

/// What is made of the number.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// It is found, and the region says nothing.
    Found,
    /// It is found, and this is said of the region.
    Because(String),
    /// It is left out for its region.
    LeftOut,
}

fn because(reason: &str) -> Fate {
    Fate::Because(reason.to_owned())
}

fn check(regions: &[&str], name: &str, text: &str, expected: &Fate) {
    let list = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let source = RuleSource { id: "identifier/pl/ledger", path: "ledger.toml", text: RULE, list: &list };
    let rule = load(&source, &MeasuredChance::default()).unwrap().rule;
    let regions: Vec<String> = regions.iter().map(|&region| region.to_owned()).collect();
    let engine = Engine::new(vec![rule], String::new(), 0).unwrap().at_home_in(&at_home(&regions));
    let outcome = judge(&engine, name, text);
    let reason = |finding: &Finding| {
        let term = finding.evidence.iter().find(|term| term.kind == TermKind::Region);
        term.map_or(Fate::Found, |term| because(&term.because))
    };
    let fate = outcome.findings.first().map_or(Fate::LeftOut, |finding| reason(finding));
    assert_eq!(fate, *expected, "{regions:?} {name} {text}");
    let rejected = outcome.rejected.keys().any(|(_, reason)| *reason == "region");
    assert_eq!(rejected, fate == Fate::LeftOut, "{text}");
}

#[test]
fn without_a_choice_the_language_speaks() {
    check(&[], "a.txt", POLISH, &because("the text is in a language of its region"));
    check(&[], "a.txt", GERMAN, &because("the text is in a language of other regions"));
    check(&[], "a.txt", ENGLISH, &because("nothing says that it is of this region"));
    check(&[], "a.txt", "id: 1; 44051401359\n", &because("nothing says that it is of this region"));
    check(&[], "a.txt", "ledger: 44051401359", &Fate::Found);
}

#[test]
fn a_chosen_region_leaves_out_others_save_in_their_own_language() {
    check(&["pl"], "a.txt", ENGLISH, &Fate::Found);
    check(&["eu"], "a.txt", GERMAN, &Fate::Found);
    check(&["us"], "a.txt", ENGLISH, &Fate::LeftOut);
    check(&["us"], "a.txt", POLISH, &because("the text is in a language of its region"));
}

#[test]
fn the_language_of_source_code_says_nothing() {
    check(&[], "a.rs", &format!("// {POLISH}\n"), &Fate::Found);
    check(&["us"], "a.rs", &format!("// {POLISH}\n"), &Fate::LeftOut);
}
