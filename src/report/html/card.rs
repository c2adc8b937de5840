//! One finding as a card: what it is, where, and, folded away, why it was found, what to do and whom to tell.

use crate::model::run::{RunHeader, TellDoc};
use crate::model::verdict::{Judged, Law};
use crate::report::markup::escaped;
use crate::report::masking::{self, ShownPath};
use crate::report::{phrase, place};

/// How many further artifacts with the same value are named.
const ALSO_NAMED: usize = 10;

/// How much of a path of a further artifact is kept.
const LONGEST_PATH: usize = 200;

/// A finding that is listed.
#[derive(Debug)]
pub(super) struct Card {
    place: String,
    head: String,
    body: String,
    also: Vec<String>,
    more: u64,
}

impl Card {
    /// The card of a finding.
    pub(super) fn new(header: &RunHeader, path: &ShownPath, judged: &Judged) -> Self {
        let place = place::location(&path.display, judged.finding.place());
        let (head, body) = (head(header, path, judged), body(header, judged));
        Self { place, head, body, also: Vec::new(), more: 0 }
    }

    /// Where it was found first.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Takes over where a milder finding of the same value was found.
    pub(super) fn takes_over(&mut self, milder: &Self) {
        self.also_at(&milder.place);
        milder.also.iter().for_each(|place| self.also_at(place));
        self.more += milder.more;
    }

    /// The same value was found in another artifact.
    pub(super) fn also_at(&mut self, place: &str) {
        if self.also.len() < ALSO_NAMED {
            self.also.push(place.chars().take(LONGEST_PATH).collect());
        } else {
            self.more += 1;
        }
    }

    /// The card as markup.
    pub(super) fn markup(&self) -> String {
        let mut also: Vec<String> = self.also.iter().map(|place| code(place)).collect();
        if self.more > 0 {
            also.push(phrase::counted(self.more, "more place", "more places"));
        }
        let also = row("The same value", &also.join("<br>"));
        format!("{}{also}</dl>{}</article>\n", self.head, self.body)
    }
}

fn head(header: &RunHeader, path: &ShownPath, judged: &Judged) -> String {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let shown =
        masking::value(header, &finding.secret).unwrap_or_else(|| masking::mask(doc, &finding.secret));
    let mut found = vec![code(&shown)];
    found.extend(finding.label.as_ref().map(|label| escaped(&phrase::label(label))));
    found.extend(finding.column.as_ref().map(|column| escaped(&phrase::column(column))));
    found.extend(place::whereabouts(finding.place()));
    if finding.occurrences > 1 {
        found.push(phrase::counted(finding.occurrences, "place in this file", "places in this file"));
    }
    format!(
        "<article class=\"{severity}\" data-severity=\"{severity}\" data-family=\"{family}\"><div>\
         <span class=\"tag\">{severity}</span><h3>{name}</h3> <span class=\"soft\">{sure} % sure, {confidence}; \
         <code>{id}</code></span></div><dl>{place}{found}",
        severity = verdict.severity,
        family = doc.family,
        name = escaped(&phrase::name(doc, finding)),
        sure = finding.score.percent(),
        confidence = verdict.confidence,
        id = escaped(&doc.id),
        place = format_args!(
            "<dt>Where</dt><dd class=\"where\">{}</dd>",
            code(&place::location(&path.display, finding.place()))
        ),
        found = row("Found", &found.join(", ")),
    )
}

fn body(header: &RunHeader, judged: &Judged) -> String {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let terms = finding.evidence.iter();
    let why: Vec<String> =
        terms.map(|term| format!("{} ({} bits)", escaped(&term.because), term.bits)).collect();
    let tell: Vec<String> = header.tell(doc).into_iter().map(told).collect();
    let laws: Vec<String> = verdict.laws.iter().map(|named| law(header, named)).collect();
    let reasons = verdict.reasons.iter();
    let reasons: Vec<String> = reasons.map(|reason| escaped(&phrase::sentence(&reason.because))).collect();
    let rows = [
        row("What to do", &escaped(&phrase::sentence(&verdict.remedy))),
        row("What it is", &escaped(&phrase::sentence(&doc.summary))),
        list("Why it was found", &why),
        list("Whom to tell", &tell),
        row("How long to keep", &escaped(&phrase::retention(&verdict.retention))),
        list("Laws", &laws),
        row("Readable", phrase::readers(verdict.readers).unwrap_or_default()),
        list("Judged", &reasons),
    ];
    format!(
        "<details><summary>What to do, why it was found, whom to tell</summary><dl>{}</dl></details>",
        rows.concat()
    )
}

/// Somebody to tell.
fn told(tell: &TellDoc) -> String {
    let reach = tell.reach.as_deref().map(|reach| format!(" ({})", escaped(reach))).unwrap_or_default();
    format!("{}{reach}. {}", escaped(&tell.who), escaped(&tell.because))
}

/// A law with what it says about notice.
fn law(header: &RunHeader, named: &Law) -> String {
    let notices = header.law(&named.id).map(|law| law.notices.join(" ")).unwrap_or_default();
    let notices = if notices.is_empty() { notices } else { format!(". {}", escaped(&notices)) };
    format!("{}{notices}", escaped(&named.name))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn row(name: &str, markup: &str) -> String {
    if markup.is_empty() { String::new() } else { format!("<dt>{name}</dt><dd>{markup}</dd>") }
}

fn list(name: &str, entries: &[String]) -> String {
    match entries {
        [] => String::new(),
        [one] => row(name, one),
        _ => row(name, &format!("<ul><li>{}</li></ul>", entries.join("</li><li>"))),
    }
}
