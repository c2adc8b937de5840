//! The schedule and the laws that are built in: `patterns/data/retention.toml` and `laws.toml`, parsed once, on first
//! use. Their shape is proved by tests, not at run time.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::config::Period;
use super::regions::all_with_wider;
use crate::model::rule_doc::RuleDoc;
use crate::model::run::LawDoc;

/// What the schedule asks of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ScheduleKind {
    /// Keep for the period, then destroy.
    AtLeast,
    /// Destroy by the end of the period.
    AtMost,
    /// Look again in every period.
    Review,
    /// Not at all.
    Never,
    /// Nobody says.
    Undeclared,
}

/// Calendar units of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unit {
    /// Years.
    Years,
    /// Months.
    Months,
    /// Days.
    Days,
}

/// A class of the schedule as the file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ClassEntry {
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) meaning: String,
    pub(super) schedule: ScheduleKind,
    pub(super) value: Option<u16>,
    pub(super) unit: Option<Unit>,
    pub(super) trigger: Option<String>,
    pub(super) note: String,
    pub(super) source: Option<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) url: Option<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) read_at: Option<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) checked_on: Option<String>,
}

impl ClassEntry {
    /// The figure; no time at all where the class has none.
    pub(super) fn period(&self) -> Period {
        let value = self.value.unwrap_or(0);
        match self.unit {
            Some(Unit::Years) => Period::years(value),
            Some(Unit::Months) => Period { months: value, ..Period::default() },
            Some(Unit::Days) => Period { days: value, ..Period::default() },
            None => Period::default(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScheduleFile {
    class: BTreeMap<String, ClassEntry>,
}

/// A figure of a law.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Figure {
    pub(super) what: String,
    pub(super) value: u32,
    pub(super) unit: String,
    pub(super) section: String,
    /// Whether it says by when somebody must be told of a breach.
    #[serde(default)]
    pub(super) notice: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) url: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) checked_on: String,
}

impl Figure {
    fn sentence(&self) -> String {
        format!("{}: {} {} ({}).", capitalised(&self.what), self.value, self.unit, self.section)
    }
}

/// A law as the file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct LawEntry {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) categories: Vec<String>,
    /// Whether it speaks of whatever is overdue for destruction, of any category.
    #[serde(default)]
    pub(super) when_overdue: bool,
    pub(super) asks: String,
    pub(super) url: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) read_at: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for readers of the file, proved by tests"))]
    pub(super) checked_on: String,
    #[serde(default)]
    pub(super) figure: Vec<Figure>,
}

impl LawEntry {
    /// As reports name it, with its figures in words.
    fn doc(&self) -> LawDoc {
        let figures = self.figure.iter().map(Figure::sentence);
        let sentences: Vec<String> = std::iter::once(self.asks.clone()).chain(figures).collect();
        let summary = sentences.join(" ");
        let notices = self.figure.iter().filter(|figure| figure.notice).map(Figure::sentence).collect();
        LawDoc { id: self.id.clone(), name: self.name.clone(), summary, url: self.url.clone(), notices }
    }
}

/// The laws and the words they use.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawFile {
    pub(super) category: BTreeMap<String, String>,
    pub(super) law: Vec<LawEntry>,
}

static SCHEDULE: LazyLock<ScheduleFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../patterns/data/retention.toml"))
        .expect("a test parses the built-in schedule")
});

static LAWS: LazyLock<LawFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../patterns/data/laws.toml")).expect("a test parses the built-in laws")
});

/// The classes of the schedule, by name.
pub(super) fn classes() -> &'static BTreeMap<String, ClassEntry> {
    &SCHEDULE.class
}

/// The laws, the most specific first, with the categories they speak of.
pub(super) fn law_file() -> &'static LawFile {
    &LAWS
}

/// Every law reports may name.
pub fn laws() -> Vec<LawDoc> {
    LAWS.law.iter().map(LawEntry::doc).collect()
}

/// What the schedule asks of a class, in one sentence.
pub fn keeping(class: &str) -> Option<String> {
    let entry = SCHEDULE.class.get(class)?;
    let period = entry.period();
    let from = entry.trigger.as_deref().map(|trigger| format!(" from {trigger}")).unwrap_or_default();
    let asks = match entry.schedule {
        ScheduleKind::AtLeast => format!("keep for {period}{from}, then destroy"),
        ScheduleKind::AtMost => format!("destroy within {period}{from}"),
        ScheduleKind::Review => format!("look again every {period}{from}"),
        ScheduleKind::Never => "do not keep it at all".to_owned(),
        ScheduleKind::Undeclared => "your schedule must say".to_owned(),
    };
    Some(format!("{asks}. {}", entry.note))
}

/// The laws of these regions and those around them, all when there are none, that speak of what this rule finds.
pub fn laws_of(doc: &RuleDoc, regions: &[String]) -> Vec<LawDoc> {
    let regions = all_with_wider(regions);
    let holds = |law: &&LawEntry| regions.is_empty() || law.region == "any" || regions.contains(&law.region);
    let speaks =
        |law: &&LawEntry| doc.categories.iter().any(|named| law.categories.iter().any(|of| **of == **named));
    LAWS.law.iter().filter(holds).filter(speaks).map(LawEntry::doc).collect()
}

/// The classes a rule may name, in alphabetical order.
pub fn known_classes() -> Vec<&'static str> {
    SCHEDULE.class.keys().map(String::as_str).collect()
}

/// The categories a rule may name, in alphabetical order.
pub fn known_categories() -> Vec<&'static str> {
    LAWS.category.keys().map(String::as_str).collect()
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::{ScheduleKind, classes, law_file, laws};
    use crate::policy::known_regions;

    /// The day the figures were checked, and web addresses.
    fn check_source(owner: &str, url: &str, checked_on: &str) {
        assert!(url.starts_with("http"), "{owner}: `{url}` is no address");
        assert!(checked_on.parse::<jiff::civil::Date>().is_ok(), "{owner}: `{checked_on}` is no day");
    }

    #[test]
    fn every_figure_of_the_schedule_has_its_source() {
        for (name, class) in classes() {
            assert!(!class.meaning.is_empty() && !class.note.is_empty(), "{name} is not described");
            let timed =
                matches!(class.schedule, ScheduleKind::AtLeast | ScheduleKind::AtMost | ScheduleKind::Review);
            assert_eq!(
                timed,
                class.value.is_some_and(|value| value > 0),
                "{name}: period and schedule differ"
            );
            assert_eq!(timed, class.unit.is_some() && class.trigger.is_some(), "{name}: unit or trigger");
            assert_eq!(timed, !class.period().is_empty(), "{name}");
            assert_eq!(class.source.is_some(), class.url.is_some(), "{name}: a source has an address");
            assert!(
                class.source.is_some() || class.schedule == ScheduleKind::Undeclared,
                "{name}: no source"
            );
            if let Some(url) = &class.url {
                check_source(name, url, class.checked_on.as_deref().unwrap_or_default());
                check_source(name, class.read_at.as_deref().unwrap_or_default(), "2026-11-23");
            }
        }
    }

    #[test]
    fn every_law_and_every_figure_has_its_source() {
        for law in &law_file().law {
            check_source(&law.id, &law.url, &law.checked_on);
            check_source(&law.id, &law.read_at, &law.checked_on);
            assert!(law.asks.ends_with('.'), "{}: a sentence ends with a dot", law.id);
            for figure in &law.figure {
                check_source(&figure.what, &figure.url, &figure.checked_on);
                assert!(
                    figure.value > 0 && !figure.unit.is_empty() && !figure.section.is_empty(),
                    "{}",
                    law.id
                );
            }
        }
    }

    #[test]
    fn laws_use_described_words_and_distinct_ids() {
        let file = law_file();
        let mut ids: Vec<_> = file.law.iter().map(|law| &law.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), file.law.len(), "two laws share an id");
        for law in &file.law {
            assert!(known_regions().contains(&&*law.region), "{}: region {}", law.id, law.region);
            assert!(law.when_overdue || !law.categories.is_empty(), "{} speaks of nothing", law.id);
            for category in &law.categories {
                assert!(file.category.contains_key(category), "{}: category {category}", law.id);
            }
        }
    }

    #[test]
    fn nothing_claims_to_settle_the_matter() {
        for law in laws() {
            assert!(!law.summary.to_lowercase().contains("compliant"), "{}", law.id);
        }
        assert!(laws().iter().any(|law| law.summary.contains("72 hours (Art. 33(1))")));
    }
}
