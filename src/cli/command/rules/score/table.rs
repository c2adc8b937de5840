//! The measures as tables for people and as JSON for scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::tally::{Fate, Kind, ROWS, Reliability, Tally};
use crate::model::rule_doc::Family;
use crate::model::severity::Confidence;

/// The most rules listed for what they report wrongly.
const MOST_RULES: usize = 25;

/// Findings of one family or rule, by what they are.
#[derive(Clone, Copy, Default)]
struct Fates {
    right: u64,
    wrong: u64,
    arguable: u64,
    unlabelled: u64,
}

impl Fates {
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Right => self.right += 1,
            Fate::Wrong => self.wrong += 1,
            Fate::Arguable => self.arguable += 1,
            Fate::Unlabelled => self.unlabelled += 1,
        }
    }

    /// The share that is right of those a label decides; of those and the unlabelled ones under `strict`.
    fn precision(self, strict: bool) -> Option<f64> {
        share(self.right, self.right + self.wrong + if strict { self.unlabelled } else { 0 })
    }
}

/// Tables.
pub(super) fn human(tally: &Tally) -> String {
    let mut text = format!("what counts as found: {} confidence and more\n\n", tally.least());
    recall(tally, &mut text);
    text.push_str(
        "\nfindings by family        right    wrong arguable unlabelled  precision  if unlabelled is wrong\n",
    );
    for (family, fates) in by_family(tally) {
        fates_row(family.name(), fates, &mut text);
    }
    text.push_str("\nrules with findings that are wrong or unlabelled\n");
    let mut rules: Vec<_> =
        by_rule(tally).into_iter().filter(|(_, fates)| fates.wrong + fates.unlabelled > 0).collect();
    rules.sort_by_key(|(id, fates)| (std::cmp::Reverse((fates.wrong, fates.unlabelled)), id.clone()));
    for (id, fates) in rules.into_iter().take(MOST_RULES) {
        let Fates { right, wrong, unlabelled, .. } = fates;
        let _ = writeln!(text, "{wrong:8} wrong {unlabelled:8} unlabelled {right:8} right  {id}");
    }
    reliabilities(tally, &mut text);
    text
}

/// The same as one JSON object.
pub(super) fn json(tally: &Tally) -> String {
    let kinds: Vec<Value> = tally.kinds().iter().map(|((family, kind), counts)| {
        json!({ "family": family.name(), "kind": kind, "positives": counts.positives, "found": counts.found,
                "negatives": counts.negatives, "reported": counts.reported })
    }).collect();
    let fates = |fates: Fates| {
        json!({ "right": fates.right, "wrong": fates.wrong, "arguable": fates.arguable,
        "unlabelled": fates.unlabelled, "precision": fates.precision(false) })
    };
    let families: BTreeMap<&str, Value> =
        by_family(tally).into_iter().map(|(family, counts)| (family.name(), fates(counts))).collect();
    let rules: BTreeMap<String, Value> =
        by_rule(tally).into_iter().map(|(id, counts)| (id, fates(counts))).collect();
    let rows: Vec<Value> = ROWS.iter().zip(tally.reliability(None)).map(|(from, row)| {
        json!({ "from": from, "findings": row.findings, "stated": mean(&row), "right": share(row.right, row.findings) })
    }).collect();
    let whole = json!({ "confidence": tally.least().name(), "kinds": kinds, "families": families, "rules": rules,
        "reliability": rows, "calibration-error": calibration_error(&tally.reliability(None)) });
    format!("{whole:#}\n")
}

fn recall(tally: &Tally, text: &mut String) {
    let _ = writeln!(
        text,
        "{:10} {:28} {:>9} {:>9} {:>7}   {:>9} {:>9}",
        "labels of", "kind", "must be", "found", "recall", "must not", "reported"
    );
    let mut families: BTreeMap<&str, Kind> = BTreeMap::new();
    for ((family, kind), counts) in tally.kinds() {
        kind_row(family.name(), &kind, &counts, text);
        let sum = families.entry(family.name()).or_default();
        sum.positives += counts.positives;
        sum.found += counts.found;
        sum.negatives += counts.negatives;
        sum.reported += counts.reported;
    }
    for (family, counts) in families {
        kind_row(family, "all", &counts, text);
    }
}

fn kind_row(family: &str, kind: &str, counts: &Kind, text: &mut String) {
    let Kind { positives, found, negatives, reported } = counts;
    let recall = percent(share(*found, *positives));
    let _ = writeln!(
        text,
        "{family:10} {kind:28} {positives:9} {found:9} {recall:>7}   {negatives:9} {reported:9}"
    );
}

fn fates_row(name: &str, fates: Fates, text: &mut String) {
    let Fates { right, wrong, arguable, unlabelled } = fates;
    let (precision, strict) = (percent(fates.precision(false)), percent(fates.precision(true)));
    let _ = writeln!(
        text,
        "{name:22} {right:8} {wrong:8} {arguable:8} {unlabelled:10} {precision:>10} {strict:>12}"
    );
}

fn reliabilities(tally: &Tally, text: &mut String) {
    let families = Family::ALL.into_iter().map(|family| (family.name(), tally.reliability(Some(family))));
    for (name, rows) in std::iter::once(("all families", tally.reliability(None))).chain(families) {
        let Some(error) = calibration_error(&rows) else { continue };
        let _ = writeln!(
            text,
            "\nreliability, {name}: stated and observed differ by {error:.1} points on average"
        );
        let _ = writeln!(text, "{:>10} {:>9} {:>9} {:>9}", "stated", "findings", "mean", "right");
        for (from, row) in ROWS.iter().zip(&rows).filter(|(_, row)| row.findings > 0) {
            let (stated, right) = (percent(mean(row)), percent(share(row.right, row.findings)));
            let _ = writeln!(text, "{:>10} {:9} {stated:>9} {right:>9}", format!("{from} % +"), row.findings);
        }
    }
}

fn by_family(tally: &Tally) -> BTreeMap<Family, Fates> {
    let mut families: BTreeMap<Family, Fates> = BTreeMap::new();
    for (rule, score, fate) in tally.findings() {
        if Confidence::of(score) >= tally.least() {
            families.entry(tally.rulebook().doc(rule).family).or_default().count(fate);
        }
    }
    families
}

fn by_rule(tally: &Tally) -> BTreeMap<String, Fates> {
    let mut rules: BTreeMap<String, Fates> = BTreeMap::new();
    for (rule, score, fate) in tally.findings() {
        if Confidence::of(score) >= tally.least() {
            rules.entry(tally.rulebook().doc(rule).id.to_string()).or_default().count(fate);
        }
    }
    rules
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn mean(row: &Reliability) -> Option<f64> {
    (row.findings > 0).then(|| row.stated / row.findings as f64)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// By how many points of a hundred what is stated differs from what is right, each row weighing as many findings as it has
/// (the expected calibration error; Naeini et al. 2015).
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn calibration_error(rows: &[Reliability]) -> Option<f64> {
    let findings: u64 = rows.iter().map(|row| row.findings).sum();
    let differences = rows.iter().map(|row| (row.stated - row.right as f64).abs());
    (findings > 0).then(|| differences.sum::<f64>() / findings as f64 * 100.0)
}
