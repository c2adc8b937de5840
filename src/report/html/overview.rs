//! What stands before the findings: the verdict, what was read and what was not, and whom the house names.

use std::fmt::Write;

use crate::model::piece::Obstacle;
use crate::model::run::{RunHeader, Summary};
use crate::model::severity::{Confidence, Severity};
use crate::report::markup::escaped;
use crate::report::phrase;

use super::Unread;

const SEVERITIES: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Note];

/// The overview as markup.
pub(super) fn overview(header: &RunHeader, summary: &Summary, unread: &Unread) -> String {
    [
        verdict(header, summary),
        contacts(header),
        coverage(summary),
        obstacles(summary, unread),
        counts(summary),
    ]
    .concat()
}

fn verdict(header: &RunHeader, summary: &Summary) -> String {
    let mut text = format!("<p class=\"verdict\">{}</p>", escaped(&phrase::verdict(header, summary)));
    if summary.interrupted {
        text.push_str("<p class=\"warn\">Interrupted: the rest was not searched.</p>");
    }
    let rules = phrase::counted(header.rulebook.in_force() as u64, "rule", "rules");
    let _ = write!(
        text,
        "<p class=\"soft\">As of {}, by Sealant {} with {rules} ({}). Nothing here is legal advice.</p>",
        escaped(&header.as_of),
        escaped(&header.version),
        escaped(&header.rulebook.hash().chars().take(12).collect::<String>()),
    );
    for warning in &summary.warnings {
        let _ = write!(text, "<p class=\"warn\">{}</p>", escaped(warning));
    }
    text + "\n"
}

fn contacts(header: &RunHeader) -> String {
    let words = [
        ("privacy-officer", "Privacy officer"),
        ("security", "Security"),
        ("report-a-breach", "To report a breach"),
        ("policy", "Our policy"),
    ];
    let row = |(key, contact): (&str, &str)| {
        let name = words.iter().find(|(word, _)| *word == key).map_or(key, |(_, name)| name);
        format!("<dt>{name}</dt><dd>{}</dd>", linked(contact))
    };
    let rows: Vec<String> = header.contacts.set().map(row).collect();
    if rows.is_empty() {
        String::new()
    } else {
        format!("<h2>Whom to ask here</h2><dl>{}</dl>\n", rows.concat())
    }
}

/// A link where the whole text is a plain address of the web, else the text.
fn linked(text: &str) -> String {
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let text = escaped(text);
    if is_address && !text.contains(char::is_whitespace) {
        return format!("<a rel=\"noreferrer\" href=\"{text}\">{text}</a>");
    }
    text
}

fn coverage(summary: &Summary) -> String {
    let mut rows = vec![row(
        "read",
        &phrase::counted(summary.input.files, "file", "files"),
        &phrase::bytes(summary.bytes),
    )];
    for (cause, count) in summary.input.ignored.iter().filter(|(_, count)| **count > 0) {
        rows.push(row("left out", &phrase::number(*count), &format!("by {}", escaped(cause))));
    }
    for code in Obstacle::CODES {
        if let Some(count) = summary.unread.get(code).filter(|count| **count > 0) {
            rows.push(row("not, or not wholly, read", &phrase::number(*count), code));
        }
    }
    if let Some(answered) = phrase::answered_for(summary) {
        let count: u64 = summary.suppressed.values().sum();
        rows.push(row("found and answered for", &phrase::number(count), &answered));
    }
    let rejected: u64 = summary.rejected.values().sum();
    if rejected > 0 {
        rows.push(row(
            "looked at and rejected",
            &phrase::number(rejected),
            "candidates that are no findings",
        ));
    }
    format!(
        "<h2>What was read</h2><table><caption>Coverage</caption><thead><tr><th scope=\"col\">What</th>\
         <th scope=\"col\" class=\"n\">How many</th><th scope=\"col\">More</th></tr></thead><tbody>{}</tbody></table>\n",
        rows.concat()
    )
}

fn row(what: &str, count: &str, more: &str) -> String {
    format!("<tr><th scope=\"row\">{what}</th><td class=\"n\">{count}</td><td>{more}</td></tr>")
}

fn obstacles(summary: &Summary, unread: &Unread) -> String {
    if unread.count == 0 {
        return String::new();
    }
    let named = unread.named.iter();
    let row = |(path, message): &(String, String)| {
        format!("<tr><td><code>{}</code></td><td>{}</td></tr>", escaped(path), escaped(message))
    };
    let rows = named.map(row).collect::<Vec<_>>().concat();
    let rest = unread.count - unread.named.len() as u64;
    let rest =
        if rest == 0 { String::new() } else { format!("<p>… and {} more.</p>", phrase::number(rest)) };
    let open = if summary.shown == 0 { " open" } else { "" };
    format!(
        "<details{open}><summary>{} not, or not wholly, read</summary><table><caption>Not, or not wholly, read: these \
         may hold anything</caption><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Why</th></tr></thead>\
         <tbody>{rows}</tbody></table>{rest}</details>\n",
        phrase::counted(unread.count, "obstacle:", "obstacles:"),
    )
}

fn counts(summary: &Summary) -> String {
    if summary.findings.values().all(|&count| count == 0) {
        return String::new();
    }
    let head = |severity: Severity| format!("<th scope=\"col\" class=\"n\">{severity}</th>");
    let heads = SEVERITIES.map(head).concat();
    let cell = |confidence, severity| {
        let count = summary.findings.get(&(confidence, severity)).copied().unwrap_or_default();
        format!("<td class=\"n\">{}</td>", phrase::number(count))
    };
    let line = |confidence: Confidence| {
        let cells: String = SEVERITIES.iter().map(|&severity| cell(confidence, severity)).collect();
        format!("<tr><th scope=\"row\">{confidence}</th>{cells}</tr>")
    };
    let lines: String = Confidence::REPORTED.into_iter().rev().map(line).collect();
    format!(
        "<h2>What was found</h2><table><caption>All findings, listed or not: how sure (rows) and how much it matters \
         (columns)</caption><thead><tr><th scope=\"col\">Confidence</th>{heads}</tr></thead><tbody>{lines}</tbody></table>\n"
    )
}
