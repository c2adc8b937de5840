//! What results point at: rules that were hit and, with the same shape, kinds of notifications and taxa.

use serde::Serialize;

use crate::model::rule_doc::RuleDoc;
use crate::model::run::RunHeader;
use crate::model::severity::Severity;
use crate::report::assessment;
use crate::report::rule_doc;
pub(super) use crate::report::uri::is_address;

use super::taxonomy;

/// Code hosts take at most 20 tags a rule.
const MOST_TAGS: usize = 20;

/// Text, and where it helps the same as Markdown.
#[derive(Serialize)]
pub(super) struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl Message {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), markdown: None }
    }

    pub(super) fn formatted(text: String, markdown: String) -> Self {
        Self { text, markdown: Some(markdown) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    pub(super) id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) deprecated_ids: Vec<&'a str>,
    pub(super) short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_configuration: Option<Configuration>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relationships: Vec<Relationship>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<RuleProperties<'a>>,
}

impl<'a> Descriptor<'a> {
    /// A descriptor that has an id and a short description only.
    pub(super) fn new(id: &'a str, short: impl Into<String>) -> Self {
        Self {
            id,
            name: None,
            deprecated_ids: Vec::new(),
            short_description: Message::plain(short),
            full_description: None,
            help: None,
            help_uri: None,
            default_configuration: None,
            relationships: Vec::new(),
            properties: None,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rank: Option<u8>,
}

#[derive(Serialize)]
pub(super) struct Relationship {
    pub(super) target: taxonomy::Reference<'static>,
    pub(super) kinds: [&'static str; 1],
}

#[derive(Serialize)]
pub(super) struct RuleProperties<'a> {
    #[serde(rename = "security-severity")]
    security_severity: String,
    tags: Vec<String>,
    family: &'static str,
    categories: Vec<&'a str>,
    retention: &'a str,
    personal: bool,
}

/// A rule that was hit.
pub(super) fn rule<'a>(header: &'a RunHeader, doc: &'a RuleDoc) -> Descriptor<'a> {
    let told = header.tell(doc);
    Descriptor {
        id: &doc.id,
        name: Some(pascal_case(&doc.name)),
        deprecated_ids: doc.aliases.iter().map(|alias| &**alias).collect(),
        short_description: Message::plain(doc.name.to_string()),
        full_description: Some(Message::plain(doc.summary.to_string())),
        help: Some(Message::formatted(rule_doc::help_text(doc, &told), rule_doc::help_markdown(doc, &told))),
        help_uri: doc.references.iter().map(|address| &**address).find(|address| is_address(address)),
        default_configuration: Some(Configuration {
            level: level(doc.severity),
            rank: Some(doc.severity.rank()),
        }),
        relationships: taxonomy::relationships(doc),
        properties: Some(rule_properties(doc)),
    }
}

/// The standard knows three levels that are failures.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Note => "note",
    }
}

fn rule_properties(doc: &RuleDoc) -> RuleProperties<'_> {
    let rank = doc.severity.rank();
    RuleProperties {
        security_severity: format!("{}.{}", rank / 10, rank % 10),
        tags: tags(doc),
        family: doc.family.name(),
        categories: assessment::categories(doc),
        retention: &doc.retention,
        personal: doc.personal,
    }
}

/// What code hosts filter by. Weaknesses come before categories, since some read the first ten only.
fn tags(doc: &RuleDoc) -> Vec<String> {
    let weaknesses = taxonomy::weaknesses(doc).iter().map(taxonomy::Weakness::tag);
    let words = ["security".to_owned(), doc.family.name().to_owned()].into_iter().chain(weaknesses);
    let mut tags: Vec<String> = Vec::new();
    for word in words.chain(doc.categories.iter().map(ToString::to_string)) {
        if tags.len() < MOST_TAGS && !tags.contains(&word) {
            tags.push(word);
        }
    }
    tags
}

/// `US social security number` → `USSocialSecurityNumber`: names in this place are identifiers.
pub(super) fn pascal_case(name: &str) -> String {
    let words = name.split(|character: char| !character.is_alphanumeric());
    words
        .flat_map(|word| {
            let mut characters = word.chars();
            characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::pascal_case;

    #[test]
    fn names_become_identifiers() {
        assert_eq!(pascal_case("US social security number"), "USSocialSecurityNumber");
        assert_eq!(pascal_case("e-mail (äußere)"), "EMailÄußere");
    }
}
