//! The words that all reports share: how a place, a number, a label or a judgement is said to a person.

use std::borrow::Cow;

use crate::model::evidence::Term;
use crate::model::finding::{ColumnSummary, Finding, Label, LabelKind};
use crate::model::rule_doc::RuleDoc;
use crate::model::run::{LawDoc, RunHeader, Summary, TellDoc};
use crate::model::source::{InHistory, Readers};
use crate::model::suppression::SuppressionKind;
use crate::model::verdict::{Law, Retention};

/// Text that can neither steer a terminal nor turn the order of what follows.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if steers(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// A number with a comma between thousands.
pub(super) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number and its noun.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A number of bytes as people read it, and exactly.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    let exact = counted(count, "byte", "bytes");
    let mut tenths = u128::from(count) * 10;
    let mut unit = None;
    for name in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1_024;
        unit = Some(name);
    }
    unit.map_or_else(|| exact.clone(), |unit| format!("{}.{} {unit} ({exact})", tenths / 10, tenths % 10))
}

/// `key "GITHUB_TOKEN"`, `header "ssn"`, `record PID-19`.
pub(super) fn label(label: &Label) -> String {
    match label.kind {
        LabelKind::Record => format!("record {}", printable(&label.text)),
        kind => format!("{} \"{}\"", kind.name(), printable(&label.text)),
    }
}

/// The rule's name and, where it has variants, which.
pub(super) fn name(doc: &RuleDoc, finding: &Finding) -> String {
    match &finding.variant {
        Some(variant) => format!("{} ({})", doc.name, printable(variant)),
        None => doc.name.to_string(),
    }
}

/// `1,000 of 1,000 cells, 998 distinct, 12 empty`.
pub(super) fn column(column: &ColumnSummary) -> String {
    let about = if column.exact { "" } else { "about " };
    format!(
        "{} of {}, {about}{} distinct, {} empty",
        number(column.passes),
        counted(column.rows, "cell", "cells"),
        number(column.distinct),
        number(column.nulls)
    )
}

/// The flag, its date and why.
pub(super) fn retention(retention: &Retention) -> String {
    let date = retention.date.as_ref().map(|date| format!(" {date}")).unwrap_or_default();
    format!("{}{date}: {}", retention.flag.name(), printable(&retention.because))
}

/// The one line to remember. What was not read is never called free of anything.
pub(super) fn verdict(header: &RunHeader, summary: &Summary) -> String {
    let all: u64 = summary.findings.values().sum();
    let answered = summary.suppressed.values().sum::<u64>() + summary.before;
    let hidden = all.saturating_sub(summary.shown + answered);
    let shown = match (summary.shown, summary.is_incomplete()) {
        (0, true) => "no findings in what could be read".to_owned(),
        (0, false) => "no findings".to_owned(),
        (shown, true) => {
            format!("{} in what could be read", counted(shown, "finding", "findings"))
        }
        (shown, false) => counted(shown, "finding", "findings"),
    };
    if hidden == 0 {
        return shown;
    }
    format!(
        "{shown}; {} more below what is shown (confidence {}, severity {})",
        number(hidden),
        header.confidence,
        header.severity
    )
}

/// Who answered for how many findings: `4 in the baseline, 1 waived`.
pub(super) fn answered_for(summary: &Summary) -> Option<String> {
    let answered = |kind: SuppressionKind| {
        let count = summary.suppressed.get(&kind).copied().filter(|count| *count > 0)?;
        let by = match kind {
            SuppressionKind::Baseline => "in the baseline",
            SuppressionKind::Waiver => "waived",
            SuppressionKind::Mark => "marked in their files",
        };
        Some(format!("{} {by}", number(count)))
    };
    let answered: Vec<String> = SuppressionKind::ALL.into_iter().filter_map(answered).collect();
    (!answered.is_empty()).then(|| answered.join(", "))
}

/// Whom to tell and how they are reached: `your privacy officer (Dana Example); the bank …`.
pub(super) fn tell(told: &[&TellDoc]) -> String {
    let one = |tell: &&TellDoc| match &tell.reach {
        Some(reach) => format!("{} ({})", printable(&tell.who), printable(reach)),
        None => printable(&tell.who).into_owned(),
    };
    told.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// By when somebody must be told of a breach of such data, as the laws of a finding ask: one sentence each, with the law.
pub(super) fn notices<'a>(header: &'a RunHeader, named: &[Law]) -> Vec<String> {
    let laws = named.iter().filter_map(|law| header.law(&law.id));
    let said = |law: &'a LawDoc| {
        law.notices.iter().map(|notice| format!("{}: {}", printable(&law.name), sentence(notice)))
    };
    laws.flat_map(said).collect()
}

/// Every reason for and against, with its weight in bits.
pub(super) fn evidence(finding: &Finding) -> String {
    let term = |term: &Term| format!("{} {}", printable(&term.because), term.bits);
    finding.evidence.iter().map(term).collect::<Vec<_>>().join(", ")
}

/// The commit that brought a finding in, its day, and whether it is still there.
pub(super) fn history(history: &InHistory) -> String {
    let InHistory { commit, at_head } = history;
    let id: String = commit.id.chars().take(12).collect();
    let day = jiff::Timestamp::from_second(commit.authored).map(|time| time.strftime("%F").to_string());
    let there = match at_head {
        Some(true) => "still there in the last commit",
        Some(false) => "gone from the last commit, but not from history",
        None => "in a message, which only rewriting history takes out",
    };
    match day {
        Ok(day) => format!("{id} of {day}; {there}"),
        Err(_) => format!("{id}; {there}"),
    }
}

/// Who else may read the artifact, where that is known and more than its owner.
pub(super) fn readers(readers: Readers) -> Option<&'static str> {
    match readers {
        Readers::Unknown | Readers::Owner => None,
        Readers::Group => Some("by the owner's group"),
        Readers::World => Some("by every account on the machine"),
    }
}

/// A text that ends as a sentence does.
pub(super) fn sentence(text: &str) -> String {
    let text = printable(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.into_owned() } else { format!("{text}.") }
}

/// Control characters, and those that change the direction of the text after them or hide.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{bytes, counted, number, printable, sentence};

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(number),
            ["0", "999", "1,000", "1,234,567"].map(str::to_owned)
        );
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(0, "file", "files"), "0 files");
    }

    #[test]
    fn bytes_are_said_twice_where_they_are_many() {
        assert_eq!(bytes(1), "1 byte");
        assert_eq!(bytes(1_023), "1,023 bytes");
        assert_eq!(bytes(1_536), "1.5 KiB (1,536 bytes)");
        assert_eq!(bytes(u64::MAX), "16383.9 PiB (18,446,744,073,709,551,615 bytes)");
    }

    #[test]
    fn text_cannot_steer_what_shows_it() {
        assert_eq!(printable("a\u{1b}[2J\u{202e}b\n"), "a\\u{1b}[2J\\u{202e}b\\n");
        assert_eq!(printable("Straße"), "Straße");
    }

    #[test]
    fn sentences_end_once() {
        assert_eq!(sentence("Revoke it"), "Revoke it.");
        assert_eq!(sentence("Revoke it. "), "Revoke it.");
    }
}
