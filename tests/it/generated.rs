//! Files that are made from others are fresh. `UPDATE=1 cargo test` writes them anew.

use std::path::Path;

use sealant::report::rule_doc::index_markdown;

fn check(path: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{} is stale: run UPDATE=1 cargo test", path.display());
}

#[test]
fn the_index_of_rules_is_fresh() {
    let docs: Vec<_> = sealant::builtin::rules().iter().map(|rule| rule.doc.clone()).collect();
    check("patterns/README.md", &index_markdown(&docs));
}
