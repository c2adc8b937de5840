//! Severity by who is concerned: contacts that are no longer lone, and harm to many people at once.

use super::case::{Case, Judge, leave};
use super::census::is_contact;
use crate::model::severity::{Confidence, Severity};
use crate::model::verdict::Verdict;

/// From so many distinct contacts on, an artifact is a list.
const CONTACT_LIST: u64 = 50;

/// From so many distinct values about people on, an artifact concerns many.
const MANY_PEOPLE: u64 = 500;

/// Files in which people are named as authors, by the stem of the name: who stands there wants to be read.
const CREDITS: &[&str] = &[
    "authors",
    "contributors",
    "maintainers",
    "credits",
    "thanks",
    "acknowledgements",
    "acknowledgments",
    "codeowners",
    "owners",
    "mailmap",
    "changelog",
    "changes",
    "history",
    "news",
    "release",
    "releases",
    "copying",
    "copyright",
    "license",
    "licence",
    "notice",
    "metadata",
    "pkg-info",
    "manifest",
    "package",
    "pyproject",
    "cargo",
    "composer",
    "public_suffix_list",
    "third-party-notices",
    "thirdpartynotices",
];

/// The extensions that such files have.
const CREDITS_ENDINGS: &[&str] = &["", "txt", "md", "rst", "json", "toml", "dat", "adoc", "in"];

/// The first judge. It starts from the harm of the finding.
pub(super) struct People;

impl Judge for People {
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let raised = raised_contact(case, verdict.confidence);
        if let Some((severity, because)) = raised.filter(|(severity, _)| *severity >= verdict.severity) {
            verdict.severity = severity;
            leave(verdict, "contacts", because);
        }
        let many = because_of_many(case).filter(|_| verdict.severity > Severity::Note);
        if let Some(because) = many {
            verdict.severity = verdict.severity.raised();
            leave(verdict, "people", because);
        }
    }
}

/// What a contact is worth in this company. Beside health data or a government id it says whose they are.
fn raised_contact(case: &Case<'_>, confidence: Confidence) -> Option<(Severity, String)> {
    if !is_contact(case.doc) || confidence < Confidence::Medium {
        return None;
    }
    let beside = |what: &str| {
        (Severity::Medium, format!("the same file holds {what}, and this may tell whose: at least medium"))
    };
    if case.census.health {
        Some(beside("health data"))
    } else if case.census.government_id {
        Some(beside("a government id"))
    } else {
        let contacts = case.census.contacts;
        if contacts >= CONTACT_LIST && is_credits(case) {
            return Some((
                Severity::Note,
                "a list of authors, who put their names there themselves: a note".to_owned(),
            ));
        }
        let because =
            format!("{contacts} distinct contacts in this file, {CONTACT_LIST} make a list: at least low");
        (contacts >= CONTACT_LIST).then_some((Severity::Low, because))
    }
}

/// Whether a file is one in which authors are named.
fn is_credits(case: &Case<'_>) -> bool {
    let name = case.source.path.file_name().to_ascii_lowercase();
    let name = name.strip_prefix(b".").unwrap_or(&name);
    let (stem, ending) = match name.iter().rposition(|byte| *byte == b'.') {
        Some(dot) => (&name[..dot], &name[dot + 1..]),
        None => (name, &b""[..]),
    };
    CREDITS.iter().any(|known| stem == known.as_bytes())
        && CREDITS_ENDINGS.iter().any(|known| ending == known.as_bytes())
}

/// A column of contacts is a list, which the contacts judge weighs; of anything else it is many people.
fn because_of_many(case: &Case<'_>) -> Option<String> {
    if !case.doc.personal {
        return None;
    }
    let people = case.census.personal;
    if people >= MANY_PEOPLE {
        return Some(format!("{people} distinct values about people in this file: one step more severe"));
    }
    let column = case.finding.column.as_ref().filter(|_| !is_contact(case.doc))?;
    let about = if column.exact { "" } else { "about " };
    let distinct = column.distinct;
    (distinct > 1).then(|| format!("a column of {about}{distinct} people's values: one step more severe"))
}
