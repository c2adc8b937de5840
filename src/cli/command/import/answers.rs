//! Findings that somebody took note of elsewhere → entries of the baseline, and waivers for what was marked as no
//! secret.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::asked::{Decision, Known};
use super::matching::Field;
use crate::cli::collect::Collected;
use crate::cli::command::waive::{glob_of, list, quoted};
use crate::model::source::ArtifactPath;
use crate::model::suppression::SuppressionKind;
use crate::policy::BaselineEntry;

/// What the baseline and the register gain.
#[derive(Default)]
pub(super) struct Answered {
    /// New entries of the baseline.
    pub entries: BTreeSet<BaselineEntry>,
    /// For waivers: what they cover, by artifact.
    pub no_secrets: BTreeMap<ArtifactPath, BTreeMap<String, String>>,
    /// How many findings needed nothing, since they are answered for already.
    pub already: BTreeMap<&'static str, BTreeSet<(bool, usize)>>,
    settled: BTreeMap<(bool, usize), Decision>,
}

impl Answered {
    /// Takes note of what an entry means. `in_history` tells the findings of two scans apart.
    pub(super) fn take(&mut self, known: &Known, meant: &[usize], in_history: bool) {
        for &number in meant {
            let decision = self.settled.entry((in_history, number)).or_insert(known.decision);
            // Whoever looked at it says more than whoever did not.
            if *decision == Decision::Open {
                *decision = known.decision;
            }
        }
    }

    /// Makes entries of all that was taken note of in one scan.
    pub(super) fn settle(
        &mut self,
        (field, collected): (&Field<'_>, &Collected),
        (tool, in_history): (&str, bool),
        everywhere: &BTreeSet<usize>,
        account: &mut Account,
    ) {
        let of_scan: Vec<(usize, Decision)> = self
            .settled
            .iter()
            .filter(|((history, _), _)| *history == in_history)
            .map(|((_, number), decision)| (*number, *decision))
            .collect();
        for (number, decision) in of_scan {
            let (path, judged) = field.finding(number);
            if let Some(suppression) = &judged.verdict.suppression {
                self.already.entry(name(suppression.kind)).or_default().insert((in_history, number));
                continue;
            }
            let recognition = collected.policy.recognition(judged);
            let rule = field.rule(number);
            if decision == Decision::NoSecret {
                self.no_secrets
                    .entry(path.clone())
                    .or_default()
                    .insert(recognition.to_string(), rule.to_owned());
                continue;
            }
            if decision == Decision::Secret {
                account.confirmed.push(format!("{}:{} {rule}", path.display(), judged.finding.place().line));
            }
            let is_everywhere = everywhere.contains(&number) && recognition.value.is_some();
            self.entries.insert(BaselineEntry {
                path: (!is_everywhere).then(|| path.clone()),
                rule: rule.into(),
                recognition,
                note: format!("from {tool}").into(),
                line: 0,
            });
        }
    }

    /// How many findings the waivers cover.
    pub(super) fn waived(&self) -> usize {
        self.no_secrets.values().map(BTreeMap::len).sum()
    }

    /// The waivers, one an artifact.
    pub(super) fn waivers(&self, reason: &str, owner: &str, start: &str) -> String {
        self.no_secrets
            .iter()
            .map(|(path, findings)| waiver(path, findings, (reason, owner, start)))
            .collect()
    }
}

fn waiver(
    path: &ArtifactPath,
    findings: &BTreeMap<String, String>,
    (reason, owner, start): (&str, &str, &str),
) -> String {
    let prints: BTreeSet<String> = findings.keys().cloned().collect();
    let rules: BTreeSet<String> = findings.values().cloned().collect();
    let paths = BTreeSet::from([glob_of(path)]);
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.bytes());
    for print in &prints {
        hasher.update(print.as_bytes());
    }
    let id = format!("import-{}", &hasher.finalize().to_hex()[..12]);
    format!(
        "\n[[waiver]]\nid = {}\nkind = \"not-sensitive\"\nrules = {}\npaths = {}\nfindings = {}\nreason = {}\nowner = {}\nstart = {start}\n",
        quoted(&id),
        list(&rules),
        list(&paths),
        list(&prints),
        quoted(reason),
        quoted(owner),
    )
}

fn name(kind: SuppressionKind) -> &'static str {
    match kind {
        SuppressionKind::Baseline => "in the baseline",
        SuppressionKind::Waiver => "covered by a waiver",
        SuppressionKind::Mark => "marked beside their values",
    }
}
