//! What a report says of the run and of what findings name: rules, laws and whom to tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rebuild::{confidence, printable, severity};
use super::{Narrowing, shape};
use crate::model::rule_doc::{Family, RuleDoc, Rulebook};
use crate::model::run::{Contacts, LawDoc, RunHeader, TellDoc};
use crate::model::severity::Severity;
use crate::model::text::{List, Text};

/// The rules that are described, and those of which only rejections are told, in the order of their ids.
pub(super) fn docs(stored: Vec<shape::Rule>, summary: &shape::Summary) -> Result<Vec<RuleDoc>, String> {
    let mut docs: BTreeMap<String, RuleDoc> = BTreeMap::new();
    for rule in stored {
        docs.insert(rule.id.clone(), doc(rule)?);
    }
    for id in summary.rejected.keys() {
        if !docs.contains_key(id) {
            docs.insert(id.clone(), only_rejected(id)?);
        }
    }
    if docs.len() > usize::from(u16::MAX) {
        return Err("describes more rules than any Sealant has".to_owned());
    }
    Ok(docs.into_values().collect())
}

fn doc(stored: shape::Rule) -> Result<RuleDoc, String> {
    Ok(RuleDoc {
        id: id(&stored.id)?,
        name: text(&stored.name),
        family: stored.family.parse().map_err(|_| "a rule is of an unknown family")?,
        severity: severity(&stored.severity)?,
        categories: texts(&stored.categories),
        retention: text(&stored.retention),
        regions: List::EMPTY,
        summary: stored.summary.into(),
        remedy: stored.remedy.into(),
        references: texts(&stored.references),
        aliases: texts(&stored.aliases),
        also: texts(&stored.also),
        public_prefix: stored.public_prefix,
        unguessable: stored.unguessable,
        personal: stored.personal,
    })
}

fn only_rejected(word: &str) -> Result<RuleDoc, String> {
    Ok(RuleDoc {
        id: id(word)?,
        name: text(word),
        family: Family::Secret,
        severity: Severity::Note,
        categories: List::EMPTY,
        retention: Text::EMPTY,
        regions: List::EMPTY,
        summary: Text::EMPTY,
        remedy: Text::EMPTY,
        references: List::EMPTY,
        aliases: List::EMPTY,
        also: List::EMPTY,
        public_prefix: 0,
        unguessable: false,
        personal: true,
    })
}

fn id(word: &str) -> Result<Text, String> {
    let is_plain = !word.is_empty() && word.len() <= 256 && word == printable(word);
    if is_plain { Ok(word.to_owned().into()) } else { Err("the id of a rule is not one".to_owned()) }
}

/// What holds for the run. Says what a narrowing asks that the report does not hold.
pub(super) fn header(
    run: shape::Run,
    docs: Vec<RuleDoc>,
    narrowing: Narrowing,
    warnings: &mut Vec<String>,
) -> Result<RunHeader, String> {
    for word in [&run.version, &run.rules_hash, &run.as_of] {
        let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+-".contains(&byte));
        if word.len() > 128 || !is_plain {
            return Err("the version, the hash of the rules or the day is not one".to_owned());
        }
    }
    let in_force = usize::try_from(run.rules).map_err(|_| "has more rules than any Sealant")?;
    let (least, mildest) = (confidence(&run.confidence)?, severity(&run.severity)?);
    if narrowing.confidence.is_some_and(|asked| asked < least)
        || narrowing.severity.is_some_and(|asked| asked < mildest)
    {
        warnings.push(format!(
            "the report lists findings from confidence {least} and severity {mildest} on; for others, scan again"
        ));
    }
    Ok(RunHeader {
        version: run.version.into(),
        rulebook: Arc::new(Rulebook::partial(docs, run.rules_hash, in_force)),
        as_of: run.as_of,
        laws: Vec::new(),
        tell: Vec::new(),
        contacts: contacts(run.contacts),
        show_values: false,
        explain: false,
        confidence: narrowing.confidence.map_or(least, |asked| asked.max(least)),
        severity: narrowing.severity.map_or(mildest, |asked| asked.max(mildest)),
        leaves_out_suppressed: narrowing.leaves_out_suppressed,
        all_places: run.all_places,
    })
}

fn contacts(mut stored: BTreeMap<String, String>) -> Contacts {
    Contacts {
        privacy_officer: stored.remove("privacy-officer"),
        security: stored.remove("security"),
        report_a_breach: stored.remove("report-a-breach"),
        policy: stored.remove("policy"),
    }
}

/// Whom to tell of data of a category.
pub(super) fn tell(stored: shape::Category) -> impl Iterator<Item = TellDoc> {
    let shape::Category { id, tell } = stored;
    tell.into_iter().map(move |shape::Tell { who, reach, because }| TellDoc {
        category: id.clone(),
        who,
        reach,
        because,
    })
}

/// A law.
pub(super) fn law(stored: shape::Law) -> LawDoc {
    let shape::Law { id, name, summary, url, notices } = stored;
    LawDoc { id, name, summary, url, notices }
}

fn text(text: &str) -> Text {
    printable(text).into()
}

fn texts(stored: &[String]) -> List<Text> {
    stored.iter().map(|word| text(word)).collect()
}
