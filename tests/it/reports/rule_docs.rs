//! What is rendered from a rule's own words.

use sealant::report::rule_doc::{Advice, explain, help_markdown, help_text, index_markdown};

use super::{check, model};

#[test]
fn a_rule_explains_itself() {
    let header = model::header();
    let docs = header.rulebook.docs();
    let advice = Advice {
        finding: vec![("Where it looks", vec!["Behind a name that ends with `token`".to_owned()])],
        tell: header.tell.clone(),
        keeping: Some("look again every 2 years. A made-up class".to_owned()),
        laws: header.laws.clone(),
    };
    let explained: Vec<String> = docs.iter().map(|doc| explain(doc, &advice)).collect();
    check("explain.txt", &explained.join("\n"));
}

#[test]
fn help_says_why_and_what_to_do() {
    let header = model::header();
    for doc in header.rulebook.docs() {
        let told = header.tell(doc);
        for help in [help_text(doc, &told), help_markdown(doc, &told)] {
            assert_eq!(help.contains("Whom to tell:"), !told.is_empty());
            assert!(help.contains(doc.summary.trim_end_matches('.')), "{}: {help}", doc.id);
            assert!(help.contains("What to do:") && help.contains("https://www.example.org/rule"), "{help}");
        }
    }
}

#[test]
fn the_index_lists_every_rule_once() {
    let header = model::header();
    let docs = header.rulebook.docs();
    let index = index_markdown(docs);
    check("index.md", &index);
    for doc in docs {
        assert_eq!(index.matches(&format!("[{0}]({0}.toml)", doc.id)).count(), 1);
    }
}
