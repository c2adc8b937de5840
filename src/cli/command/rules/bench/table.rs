//! The measures of `rules bench` as tables for people and as JSON for scripts.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Measures;
use crate::detect::bench::Cost;

/// How many rules are named as the dearest.
const DEAREST: usize = 10;

/// One rule's measures, per byte, MB or GB of the corpus.
struct Row<'m> {
    id: &'m str,
    hits: f64,
    window_bytes: f64,
    nanoseconds: f64,
    chance: f64,
    findings: f64,
}

/// Every rule that met anything, the dearest first.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn rows(measures: &Measures) -> Vec<Row<'_>> {
    let size = measures.megabytes();
    let row = |(id, cost): (&'_ String, &Cost)| {
        let shapes = measures.counts.shapes.iter().filter(|(name, _)| name.split(' ').next() == Some(id));
        Row {
            hits: cost.hits as f64 / size,
            window_bytes: cost.window_bytes as f64 / size,
            nanoseconds: cost.spent.as_secs_f64() * 1e9 / (size * 1e6),
            chance: shapes.map(|(_, count)| *count).sum::<u64>() as f64 / size,
            findings: measures.findings.get(id).copied().unwrap_or(0) as f64 / size * 1e3,
            id: measures.counts.costs.get_key_value(id).map_or("", |(id, _)| id),
        }
    };
    let mut rows: Vec<_> = measures.counts.costs.iter().map(row).collect();
    rows.sort_by(|one, other| other.nanoseconds.total_cmp(&one.nanoseconds).then(one.id.cmp(other.id)));
    rows
}

fn total(rows: &[Row<'_>]) -> f64 {
    rows.iter().map(|row| row.nanoseconds).sum()
}

/// Tables.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(super) fn human(measures: &Measures) -> String {
    let rows = rows(measures);
    let all = total(&rows);
    let size = measures.megabytes();
    let mut text = format!(
        "{size:.1} MB, {all:.3} ns a byte behind the prefilter (times are this machine's, and of this run)\n\n\
         {:>6} {:>8} {:>10} {:>11} {:>10} {:>12}  rule\n",
        "share", "ns/byte", "hits/MB", "window B/MB", "chance/MB", "findings/GB"
    );
    for Row { id, hits, window_bytes, nanoseconds, chance, findings } in &rows {
        let share = nanoseconds / all.max(f64::MIN_POSITIVE) * 100.0;
        let _ = writeln!(
            text,
            "{share:5.1}% {nanoseconds:8.4} {hits:10.2} {window_bytes:11.0} {chance:10.4} {findings:12.1}  {id}"
        );
    }
    let dearest = &rows[..rows.len().min(DEAREST)];
    let share = total(dearest) / all.max(f64::MIN_POSITIVE) * 100.0;
    let names: Vec<_> = dearest.iter().map(|row| row.id).collect();
    let _ = writeln!(text, "\nthe dearest {} take {share:.0}%: {}", dearest.len(), names.join(", "));
    text.push_str("\nshapes a MB, before checks\n");
    let mut shapes: Vec<_> = measures.counts.shapes.iter().filter(|(_, count)| **count > 0).collect();
    shapes.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (name, count) in shapes {
        let _ = writeln!(text, "{:12.4}  {name}", *count as f64 / size);
    }
    text
}

/// One object.
pub(super) fn json(measures: &Measures) -> String {
    let rows = rows(measures);
    let row = |row: &Row<'_>| {
        json!({
            "id": row.id,
            "hits_per_mb": row.hits,
            "window_bytes_per_mb": row.window_bytes,
            "ns_per_byte": row.nanoseconds,
            "chance_per_mb": row.chance,
            "findings_per_gb": row.findings,
        })
    };
    let all = json!({
        "megabytes": measures.megabytes(),
        "ns_per_byte": total(&rows),
        "dearest": rows.iter().take(DEAREST).map(|row| row.id).collect::<Vec<_>>(),
        "rules": rows.iter().map(row).collect::<Vec<Value>>(),
        "shapes": measures.counts.shapes,
    });
    format!("{all:#}\n")
}
