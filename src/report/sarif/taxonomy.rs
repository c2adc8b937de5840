//! The two lists that results and rules refer to: weaknesses by CWE number, and laws.
//!
//! Credentials are CWE-798. All other values are CWE-312, since they lie in clear text where a scan reached them, and
//! CWE-359 too where they are about people. Code hosts tell secret detection from other findings by these numbers.

use serde::Serialize;

use crate::model::rule_doc::{Family, RuleDoc};
use crate::model::run::{LawDoc, RunHeader};
use crate::report::first_seen::FirstSeen;

use super::descriptor::{Descriptor, Message, Relationship, is_address};

/// The place of the weaknesses among the taxonomies.
const WEAKNESSES: usize = 0;

/// The place of the laws among the taxonomies.
const LAWS: usize = 1;

/// A weakness of the Common Weakness Enumeration.
pub(super) struct Weakness {
    number: u16,
    /// Its number as other lists refer to it; some readers look for the letters.
    id: &'static str,
    name: &'static str,
    address: &'static str,
}

impl Weakness {
    /// As code hosts write it among the tags of a rule.
    pub(super) fn tag(&self) -> String {
        format!("external/cwe/cwe-{}", self.number)
    }
}

const LISTED: [Weakness; 3] = [
    Weakness {
        number: 312,
        id: "CWE-312",
        name: "Cleartext Storage of Sensitive Information",
        address: "https://cwe.mitre.org/data/definitions/312.html",
    },
    Weakness {
        number: 359,
        id: "CWE-359",
        name: "Exposure of Private Personal Information to an Unauthorized Actor",
        address: "https://cwe.mitre.org/data/definitions/359.html",
    },
    Weakness {
        number: 798,
        id: "CWE-798",
        name: "Use of Hard-coded Credentials",
        address: "https://cwe.mitre.org/data/definitions/798.html",
    },
];

/// A reference to an entry of a taxonomy.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference<'a> {
    id: &'a str,
    index: usize,
    tool_component: ComponentReference,
}

/// A reference to a taxonomy.
#[derive(Serialize)]
pub(super) struct ComponentReference {
    name: &'static str,
    index: usize,
}

/// A taxonomy.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taxonomy<'a> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    short_description: Message,
    is_comprehensive: bool,
    taxa: Vec<Descriptor<'a>>,
}

/// What is wrong where this rule finds something.
pub(super) fn weaknesses(doc: &RuleDoc) -> &'static [Weakness] {
    match (doc.family, doc.personal) {
        (Family::Secret, _) => &LISTED[2..],
        (_, true) => &LISTED[..2],
        (_, false) => &LISTED[..1],
    }
}

/// The same as relationships of the rule.
pub(super) fn relationships(doc: &RuleDoc) -> Vec<Relationship> {
    weaknesses(doc)
        .iter()
        .filter_map(|weakness| {
            let index = LISTED.iter().position(|listed| listed.number == weakness.number)?;
            let tool_component = ComponentReference { name: "CWE", index: WEAKNESSES };
            let target = Reference { id: weakness.id, index, tool_component };
            Some(Relationship { target, kinds: ["superset"] })
        })
        .collect()
}

/// The law at this place of the list of laws.
pub(super) fn law(id: &str, index: usize) -> Reference<'_> {
    Reference { id, index, tool_component: ComponentReference { name: "laws", index: LAWS } }
}

/// What taxonomies a run has.
pub(super) fn supported(laws: &FirstSeen<Box<str>>) -> Vec<ComponentReference> {
    let mut supported = vec![ComponentReference { name: "CWE", index: WEAKNESSES }];
    if !laws.order.is_empty() {
        supported.push(ComponentReference { name: "laws", index: LAWS });
    }
    supported
}

/// The weaknesses, and the laws that results refer to.
pub(super) fn taxonomies<'a>(header: &'a RunHeader, laws: &'a FirstSeen<Box<str>>) -> Vec<Taxonomy<'a>> {
    let mut taxonomies = vec![Taxonomy {
        name: "CWE",
        organization: Some("MITRE"),
        information_uri: Some("https://cwe.mitre.org/"),
        short_description: Message::plain("The Common Weakness Enumeration."),
        is_comprehensive: false,
        taxa: LISTED.iter().map(weakness_taxon).collect(),
    }];
    if !laws.order.is_empty() {
        taxonomies.push(Taxonomy {
            name: "laws",
            organization: None,
            information_uri: None,
            short_description: Message::plain("Laws that speak of the data found. Not legal advice."),
            is_comprehensive: false,
            taxa: laws.order.iter().map(|id| law_taxon(header, id)).collect(),
        });
    }
    taxonomies
}

fn weakness_taxon(weakness: &Weakness) -> Descriptor<'static> {
    let mut taxon = Descriptor::new(weakness.id, weakness.name);
    taxon.help_uri = Some(weakness.address);
    taxon
}

fn law_taxon<'a>(header: &'a RunHeader, id: &'a str) -> Descriptor<'a> {
    let Some(LawDoc { name, summary, url, .. }) = header.laws.iter().find(|law| law.id == id) else {
        return Descriptor::new(id, id);
    };
    let mut taxon = Descriptor::new(id, name.as_str());
    taxon.full_description = Some(Message::plain(summary.as_str()));
    taxon.help_uri = Some(url.as_str()).filter(|url| is_address(url));
    taxon
}
