//! One HTML file for people: coverage first, then the findings, the worst first. It needs no network and no script;
//! a little script filters. Whatever was found is escaped, and its content policy lets nothing run but that script.
//!
//! Memory does not grow with findings: the worst 2,000 values are listed, the rest is counted by rule.

mod card;
mod overview;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io;

use crate::model::rule_doc::{Family, RuleIndex};
use crate::model::run::{RunHeader, Summary};
use crate::model::severity::Severity;
use crate::model::verdict::{Judged, JudgedArtifact};

use self::card::Card;
use super::markup::escaped;
use super::masking::{self, ShownPath};
use super::{Report, begun, phrase};

/// How many values are listed.
const LISTED: usize = 2_000;

/// How many obstacles are named.
const UNREAD_NAMED: usize = 500;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// SHA-256 of [`STYLE`] and [`SCRIPT`] in Base64, as the content policy names them. A test keeps them right.
const STYLE_HASH: &str = "oBFjjUTf50mHc9Q5g+RESxXHHOpmk8hh5aEj81dFzh0=";
const SCRIPT_HASH: &str = "SlkhpjDKBLSIAWXfJL4O9JLpaTYlMTdAz6wRRdt3a1I=";

/// The worst first, and as they came.
type Rank = (Reverse<Severity>, u64);

/// The report for people who open files.
#[derive(Debug, Default)]
pub struct Html {
    header: Option<RunHeader>,
    came: u64,
    cards: BTreeMap<Rank, (Card, Option<Box<str>>, RuleIndex)>,
    groups: HashMap<Box<str>, Rank>,
    rest: BTreeMap<(Reverse<Severity>, RuleIndex), u64>,
    unread: Unread,
}

/// What was not read.
#[derive(Debug, Default)]
struct Unread {
    named: Vec<(String, String)>,
    count: u64,
}

impl Report for Html {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        write_head(out)
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, _out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?.clone();
        let path = masking::shown_path(&header, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            self.add(&header, &path, judged);
        }
        for obstacle in &artifact.unread {
            self.unread.count += 1;
            if self.unread.named.len() < UNREAD_NAMED {
                self.unread.named.push((path.display.clone(), obstacle.to_string()));
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        out.write_all(overview::overview(header, summary, &self.unread).as_bytes())?;
        if !self.cards.is_empty() {
            out.write_all(filter().as_bytes())?;
        }
        self.cards.values().try_for_each(|(card, ..)| out.write_all(card.markup().as_bytes()))?;
        out.write_all(self.unlisted(header).as_bytes())?;
        write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")
    }
}

impl Html {
    /// Lists a finding, or adds it to the card that has its value already: the worst of a value is the one described.
    fn add(&mut self, header: &RunHeader, path: &ShownPath, judged: &Judged) {
        let Judged { finding, verdict } = judged;
        let card = Card::new(header, path, judged);
        let group = verdict.group.clone();
        let known = group.as_ref().and_then(|group| self.groups.get(group)).copied();
        let rank = (Reverse(verdict.severity), self.came);
        self.came += 1;
        match known {
            Some(at) if at.0 <= rank.0 => self.join(at, &card),
            Some(at) => {
                let milder = self.cards.remove(&at);
                self.list(rank, card, group, finding.rule);
                if let (Some((milder, ..)), Some((card, ..))) = (milder, self.cards.get_mut(&rank)) {
                    card.takes_over(&milder);
                }
            }
            None => self.list(rank, card, group, finding.rule),
        }
    }

    /// Adds the place to the card that has the value already.
    fn join(&mut self, at: Rank, card: &Card) {
        if let Some((known, ..)) = self.cards.get_mut(&at) {
            known.also_at(card.place());
        }
    }

    fn list(&mut self, rank: Rank, card: Card, group: Option<Box<str>>, rule: RuleIndex) {
        if let Some(group) = &group {
            self.groups.insert(group.clone(), rank);
        }
        self.cards.insert(rank, (card, group, rule));
        if self.cards.len() > LISTED {
            self.drop_mildest();
        }
    }

    fn drop_mildest(&mut self) {
        let Some((rank, (_, group, rule))) = self.cards.pop_last() else { return };
        if let Some(group) = group {
            self.groups.remove(&group);
        }
        *self.rest.entry((rank.0, rule)).or_default() += 1;
    }

    /// What is only counted.
    fn unlisted(&self, header: &RunHeader) -> String {
        if self.rest.is_empty() {
            return String::new();
        }
        let row = |(&(Reverse(severity), rule), &count): (&(Reverse<Severity>, RuleIndex), &u64)| {
            let name = escaped(&header.rulebook.doc(rule).name);
            let count = phrase::number(count);
            format!("<tr><td>{severity}</td><td>{name}</td><td class=\"n\">{count}</td></tr>")
        };
        let rows: String = self.rest.iter().map(row).collect();
        format!(
            "<h2>Not listed</h2><p>This page lists the worst {}. The others are counted here; a jsonl or csv report \
             lists every one.</p><table><caption>Findings that are not listed</caption><thead><tr><th scope=\"col\">\
             Severity</th><th scope=\"col\">What</th><th scope=\"col\" class=\"n\">How many</th></tr></thead><tbody>\
             {rows}</tbody></table>\n",
            phrase::number(LISTED as u64)
        )
    }
}

fn write_head(out: &mut dyn io::Write) -> io::Result<()> {
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Sealant report</title>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; \
         script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Sealant report</h1>\n"
    )
}

/// Hidden until the script shows it.
fn filter() -> String {
    let option = |word: &str| format!("<option>{word}</option>");
    let severities: String =
        Severity::ALL.into_iter().rev().map(|severity| option(severity.name())).collect();
    let families: String = Family::ALL.into_iter().map(|family| option(family.name())).collect();
    let select = |name: &str, options: &str| {
        format!("<select name=\"{name}\"><option value=\"\">all</option>{options}</select>")
    };
    format!(
        "<h2>Findings</h2><form id=\"filter\" hidden><label>Severity {}</label><label>Family {}</label>\
         <label>Path holds <input name=\"path\" type=\"search\"></label><output id=\"shown\"></output></form>\n",
        select("severity", &severities),
        select("family", &families),
    )
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH};

    #[test]
    fn the_content_policy_names_this_style_and_this_script() {
        let hash = |text: &str| data_encoding::BASE64.encode(&Sha256::digest(text));
        assert_eq!((hash(STYLE), hash(SCRIPT)), (STYLE_HASH.to_owned(), SCRIPT_HASH.to_owned()));
        assert!(!STYLE.contains('\r') && !SCRIPT.contains('\r') && !SCRIPT.contains("</"));
    }
}
