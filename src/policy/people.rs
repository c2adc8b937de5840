//! Severity by who is concerned: contacts that are no longer lone, and harm to many people at once.

use super::case::{Case, Judge, leave};
use super::census::is_contact;
use crate::model::severity::{Confidence, Severity};
use crate::model::verdict::Verdict;

/// From so many distinct contacts on, an artifact is a list.
const CONTACT_LIST: u64 = 50;

/// From so many distinct values about people on, an artifact concerns many.
const MANY_PEOPLE: u64 = 500;

/// The first judge. It starts from the harm of the finding.
pub(super) struct People;

impl Judge for People {
    fn judge(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let raised = raised_contact(case, verdict.confidence);
        if let Some((severity, because)) = raised.filter(|(severity, _)| *severity > verdict.severity) {
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
        let because =
            format!("{contacts} distinct contacts in this file, {CONTACT_LIST} make a list: at least low");
        (contacts >= CONTACT_LIST).then_some((Severity::Low, because))
    }
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
