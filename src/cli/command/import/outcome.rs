//! What is written into the baseline and the register, and what is told in the end.

use std::fmt::Write;

use anyhow::{Context, anyhow};

use super::Desk;
use super::account::Account;
use super::answers::Answered;
use super::configuration::Draft;
use crate::cli::command::{baseline, waive};
use crate::cli::config::waivers;
use crate::cli::text_file;
use crate::input;
use crate::policy::{Baseline, BaselineEntry};

/// What is written beside settings and rules.
pub(super) struct Outcome {
    baseline: Option<Baseline>,
    fresh: Vec<BaselineEntry>,
    register: Option<String>,
    waivers: String,
}

impl Outcome {
    /// All texts, before any is written.
    pub(super) fn of(desk: &Desk<'_>, answered: &Answered, account: &mut Account) -> anyhow::Result<Self> {
        let fresh: Vec<_> = answered.entries.iter().cloned().collect();
        let mut outcome = Self { baseline: None, fresh, register: None, waivers: String::new() };
        if !outcome.fresh.is_empty() {
            let mut baseline = desk.answers.baseline.clone().unwrap_or_default();
            baseline.entries.extend(outcome.fresh.iter().cloned());
            outcome.baseline = Some(baseline);
            let path = desk.answers.baseline_path.display();
            account.carried.push(format!("known findings: {} → {path}", outcome.fresh.len()));
        }
        if !answered.no_secrets.is_empty() {
            outcome.waive(desk, answered)?;
            let path = desk.answers.waivers_path.display();
            account.carried.push(format!("marked as no secrets: {} → waivers in {path}", answered.waived()));
        }
        for (how, findings) in &answered.already {
            account.notes.push(format!("{how} already: {}", findings.len()));
        }
        Ok(outcome)
    }

    fn waive(&mut self, desk: &Desk<'_>, answered: &Answered) -> anyhow::Result<()> {
        let owner = desk.args.owner.clone().or_else(input::committer).context(
            "say who answers for what is marked as no secret: --owner, or set the e-mail address that git commits with",
        )?;
        let reason = format!("marked as no secret in the baseline of {}", desk.args.tool.name);
        self.waivers = answered.waivers(&reason, &owner, &desk.settings.as_of.value.to_string());
        let path = &desk.answers.waivers_path;
        let before = if path.exists() { text_file::read(path)? } else { waive::HEAD.to_owned() };
        let end = if before.ends_with('\n') { "" } else { "\n" };
        let text = format!("{before}{end}{}", self.waivers);
        waivers::parse(&path.display().to_string(), &text).map_err(|fault| anyhow!("{}", fault.message))?;
        self.register = Some(text);
        Ok(())
    }

    /// Writes them.
    pub(super) fn write(&self, desk: &Desk<'_>) -> anyhow::Result<()> {
        if let Some(register) = &self.register {
            text_file::write(&desk.answers.waivers_path, register)?;
        }
        if let Some(baseline) = &self.baseline {
            text_file::write(&desk.answers.baseline_path, &baseline.render())?;
        }
        Ok(())
    }
}

/// All that is told in the end.
pub(super) fn told(
    desk: &Desk<'_>,
    account: &Account,
    draft: &Draft,
    outcome: &Outcome,
) -> anyhow::Result<String> {
    let mut text = account.render()?;
    text += &draft.told();
    if desk.args.dry_run {
        for entry in &outcome.fresh {
            writeln!(text, "{entry}")?;
        }
        text += &outcome.waivers;
        writeln!(text, "\nNothing was written, since this was a dry run.")?;
        if desk.settings.key.is_none() && !outcome.fresh.is_empty() {
            writeln!(
                text,
                "Without --dry-run the repository is given a key, so that guessable values are told apart."
            )?;
        }
        return Ok(text);
    }
    text += &baseline::advice(&desk.answers.baseline_path, &desk.settings, &outcome.fresh)?;
    Ok(text)
}
