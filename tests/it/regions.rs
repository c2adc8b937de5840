//! National numbers: they are at home where `--region` or the language of the document says so, source code apart.

use sealant::detect::Engine;
use sealant::model::evidence::TermKind;
use sealant::policy::at_home;
use sealant::rule::load::{MeasuredChance, RuleSource, load};

use super::carriers::judge;

const RULE: &str = r#"
name = "ledger number"
severity = "high"
categories = ["government-id"]
retention = "personal"
regions = ["pl"]
context = ["ledger", "rejestr"]
summary = "Names a person."
remedy = "Remove it."
matches = ["ledger «LN-{digits:8}»", "«LN-{digits:8}» lost"]
rejects = [{ text = "LN-12", why = "too short to be one" }, { text = "LN-x", why = "no digits at all" }]
[[find]]
in = "text"
literals = ["LN-"]
value = { alphabet = "digits", length = 8 }
"#;

const ENGLISH: &str = "This is the number which we have been given: LN-30718264, and it was not theirs.";
const POLISH: &str = "Pacjent nie jest zapisany oraz został przyjęty, rejestr LN-30718264, przez lekarza.";
const GERMAN: &str = "Der Patient ist nicht bekannt und wurde mit dem Zettel LN-30718264 geschickt.";

/// The reason of the region, if any, for what was found; `None` where nothing was.
fn check(regions: &[&str], name: &str, text: &str, expected: Option<Option<&str>>) {
    let list = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let source = RuleSource { id: "identifier/pl/ledger", path: "ledger.toml", text: RULE, list: &list };
    let rule = load(&source, &MeasuredChance::default()).unwrap().rule;
    let regions: Vec<String> = regions.iter().map(|&region| region.to_owned()).collect();
    let engine = Engine::new(vec![rule], String::new(), 0).unwrap().at_home_in(&at_home(&regions));
    let outcome = judge(&engine, name, text);
    let reason = outcome.findings.first().map(|finding| {
        let term = finding.evidence.iter().find(|term| term.kind == TermKind::Region);
        term.map(|term| term.because.to_string())
    });
    let found = reason.as_ref().map(Option::as_deref);
    assert_eq!(found, expected, "{regions:?} {name} {text}");
    assert!(found.is_some() || outcome.rejected.keys().any(|(_, reason)| *reason == "region"), "{text}");
}

#[test]
fn without_a_choice_the_language_speaks() {
    check(&[], "a.txt", POLISH, Some(Some("the text is in a language of its region")));
    check(&[], "a.txt", GERMAN, Some(Some("the text is in a language of other regions")));
    check(&[], "a.txt", ENGLISH, Some(None));
    check(&[], "a.csv", "id,number\n1,LN-30718264\n", Some(None));
}

#[test]
fn a_chosen_region_leaves_out_others_save_in_their_own_language() {
    check(&["pl"], "a.txt", ENGLISH, Some(None));
    check(&["eu"], "a.txt", GERMAN, Some(None));
    check(&["us"], "a.txt", ENGLISH, None);
    check(&["us"], "a.txt", POLISH, Some(Some("the text is in a language of its region")));
}

#[test]
fn the_language_of_source_code_says_nothing() {
    check(&[], "a.rs", &format!("// {POLISH}\n"), Some(None));
    check(&["us"], "a.rs", &format!("// {POLISH}\n"), None);
}
