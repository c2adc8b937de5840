//! What pages of pipelines say of a finding: a headline, and in a line each why it was found and what to do.

use crate::model::run::RunHeader;
use crate::model::verdict::Judged;

use super::{masking, phrase};

/// The value as far as it may be seen.
pub(super) fn shown_value(header: &RunHeader, judged: &Judged) -> String {
    let doc = header.rulebook.doc(judged.finding.rule);
    let secret = &judged.finding.secret;
    masking::value(header, secret).unwrap_or_else(|| masking::mask(doc, secret))
}

/// What it is, the value as far as it may be seen, and how sure that is.
pub(super) fn headline(header: &RunHeader, judged: &Judged) -> String {
    let doc = header.rulebook.doc(judged.finding.rule);
    let sure = judged.finding.score.percent();
    format!("{} {}, {sure} % sure", phrase::name(doc, &judged.finding), shown_value(header, judged))
}

/// Why it was found and what to do, one line each.
pub(super) fn lines(header: &RunHeader, judged: &Judged) -> Vec<String> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let mut lines = vec![
        phrase::sentence(&doc.summary),
        format!("Why: {}", phrase::evidence(finding)),
        format!("What to do: {}", phrase::sentence(&verdict.remedy)),
    ];
    if let Some(history) = &verdict.history {
        lines.push(format!("Commit: {}", phrase::history(history)));
    }
    let told = header.tell(doc);
    if !told.is_empty() {
        lines.push(format!("Whom to tell: {}", phrase::tell(&told)));
    }
    lines.push(format!("How long to keep it: {}", phrase::retention(&verdict.retention)));
    if !verdict.laws.is_empty() {
        let laws: Vec<&str> = verdict.laws.iter().map(|law| &*law.name).collect();
        lines.push(format!("Laws: {}", laws.join("; ")));
    }
    let notices = phrase::notices(header, &verdict.laws);
    if !notices.is_empty() {
        lines.push(format!("If others could read it, by when: {}", notices.join(" ")));
    }
    lines
}
