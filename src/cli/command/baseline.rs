//! `sealant baseline`: writes down what is there already, and keeps that in order.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use anyhow::bail;

use crate::cli::answers::{Answers, coverage};
use crate::cli::args::{AnswerArgs, BaselineArgs, BaselineCommand, BaselineScanArgs, CreateArgs};
use crate::cli::collect::{Collected, Job, collect};
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::{key, output, text_file, warn};
use crate::policy::{Baseline, BaselineEntry, Coverage, EntryUse};

mod audit;

/// Runs the command.
pub(in crate::cli) fn run(args: &BaselineArgs) -> anyhow::Result<Exit> {
    match &args.command {
        BaselineCommand::Create(args) => create(args),
        BaselineCommand::Update(args) => update(args),
        BaselineCommand::Prune(args) => prune(args),
        BaselineCommand::Audit(args) => audit::run(args),
    }?;
    Ok(Exit::Clean)
}

/// What all of these commands begin with.
struct Desk<'a> {
    args: &'a BaselineScanArgs,
    surroundings: Surroundings,
    settings: Settings,
    answers: Answers,
}

impl<'a> Desk<'a> {
    fn of(args: &'a BaselineScanArgs, answers: &AnswerArgs) -> anyhow::Result<Self> {
        let surroundings = Surroundings::of_process()?;
        let settings = Settings::resolve(&args.settings, &surroundings)?;
        let answers = Answers::resolve(answers, &settings, &surroundings)?;
        warn(&settings.warnings);
        warn(&answers.warnings);
        Ok(Self { args, surroundings, settings, answers })
    }

    /// New entries are to know values apart: the repository gets a key if there is none.
    fn with_key(mut self) -> anyhow::Result<Self> {
        if self.settings.key.is_none() {
            self.settings.key = key::of_repository_or_new(&self.surroundings.folder)?;
        }
        Ok(self)
    }

    fn scan(&self) -> anyhow::Result<Collected> {
        let paths = &self.args.paths;
        let coverage = coverage(paths, &self.surroundings);
        let (settings, answers) = (&self.settings, &self.answers);
        let collected = collect(Job {
            paths,
            stretch: None,
            settings,
            answers,
            coverage,
            surroundings: &self.surroundings,
        })?;
        if collected.summary.interrupted {
            bail!("stopped before the end: nothing was written");
        }
        let unread: u64 = collected.summary.unread.values().sum();
        if unread > 0 {
            warn(&[format!("not, or not wholly, read: {unread}; `sealant scan` says what and why")]);
        }
        Ok(collected)
    }

    fn path(&self) -> &Path {
        &self.answers.baseline_path
    }

    fn existing(&self) -> anyhow::Result<Baseline> {
        match &self.answers.baseline {
            Some(baseline) => Ok(baseline.clone()),
            None => {
                bail!("there is no {}; `sealant baseline create` makes one", self.path().display())
            }
        }
    }

    /// Changes the baseline as it is now, which may be another one than before the scan.
    fn change(&self, change: impl FnOnce(&mut Baseline)) -> anyhow::Result<Baseline> {
        text_file::alone(self.path(), || {
            let mut baseline = Baseline::parse("", &text_file::read_large(self.path())?)?;
            change(&mut baseline);
            self.write(&baseline)?;
            Ok(baseline)
        })
    }

    fn write(&self, baseline: &Baseline) -> anyhow::Result<()> {
        text_file::write(self.path(), &baseline.render())
    }

    /// What was done, in a line, and what the user should know of entries that were just written.
    fn tell(&self, done: &str, fresh: &[BaselineEntry]) -> anyhow::Result<()> {
        let advice = advice(self.path(), &self.settings, fresh)?;
        Ok(output::print(&format!("{}: {done}\n{advice}", self.path().display()))?)
    }
}

/// What the user should know of entries that were just written.
pub(super) fn advice(
    path: &Path,
    settings: &Settings,
    fresh: &[BaselineEntry],
) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let count = |is: fn(&BaselineEntry) -> bool| fresh.iter().filter(|entry| is(entry)).count();
    let keyed = count(|entry| matches!(entry.recognition.value, Some((Some(_), _))));
    let by_place = count(|entry| entry.recognition.value.is_none());
    if keyed > 0
        && let Some(key) = &settings.key
    {
        writeln!(
            text,
            "{keyed} of the new entries hold a value that could be guessed: the key of {} tells such values apart.\n\
             Without it they are known by their places alone; give it to pipelines as the secret {}.",
            key.origin,
            key::VARIABLE,
        )?;
    }
    if by_place > 0 {
        writeln!(
            text,
            "{by_place} of the new entries are known by their places alone: a new value in the same place will not be \
             seen."
        )?;
    }
    if !fresh.is_empty() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(text, "Commit it. A line `{name} merge=union` in .gitattributes lets branches merge it.")?;
    }
    Ok(text)
}

fn create(args: &CreateArgs) -> anyhow::Result<()> {
    // A baseline that is there is not read: it may be what is wrong.
    let answers = AnswerArgs { no_baseline: true, ..args.scan.answers.clone() };
    let desk = Desk::of(&args.scan, &answers)?;
    if desk.path().exists() && !args.force {
        let path = desk.path().display();
        bail!("{path} is there already: `sealant baseline update` adds to it, --force makes it anew");
    }
    if desk.path().exists() && coverage(&args.scan.paths, &desk.surroundings) != Coverage::Everything {
        bail!(
            "--force makes the whole baseline anew, and this reads only a part; `sealant baseline update` adds it"
        );
    }
    let desk = desk.with_key()?;
    let mut entries = new_entries(&desk.scan()?);
    let old = text_file::read_large(desk.path()).ok().and_then(|text| Baseline::parse("", &text).ok());
    let old = old.unwrap_or_default();
    entries.iter_mut().for_each(|entry| entry.note = note_of(entry, &old));
    let baseline = Baseline { name: String::new(), comments: old.comments, entries };
    desk.write(&baseline)?;
    let done = format!("{} written down, known from now on", counted(baseline.entries.len(), "finding"));
    desk.tell(&done, &baseline.entries)
}

/// The note that an entry had before.
fn note_of(entry: &BaselineEntry, old: &Baseline) -> Box<str> {
    let is_same = |known: &&BaselineEntry| {
        known.path == entry.path
            && known.rule == entry.rule
            && known.recognition.place == entry.recognition.place
            && known.recognition.value == entry.recognition.value
    };
    old.entries.iter().find(is_same).map(|known| known.note.clone()).unwrap_or_default()
}

fn update(args: &BaselineScanArgs) -> anyhow::Result<()> {
    let desk = Desk::of(args, &args.answers)?;
    desk.existing()?;
    let desk = desk.with_key()?;
    let collected = desk.scan()?;
    let fresh = new_entries(&collected);
    let idle = collected.policy.baseline_uses().iter().filter(|one| **one == EntryUse::Idle).count();
    let baseline = desk.change(|baseline| baseline.entries.extend(fresh.iter().cloned()))?;
    let mut done = format!("{} added, {} in all", counted(fresh.len(), "finding"), baseline.entries.len());
    if idle > 0 {
        // Writing to a string cannot fail.
        let _ = write!(done, "; {idle} of them are gone, `sealant baseline prune` removes them");
    }
    desk.tell(&done, &fresh)
}

fn prune(args: &BaselineScanArgs) -> anyhow::Result<()> {
    let desk = Desk::of(args, &args.answers)?;
    let baseline = desk.existing()?;
    let collected = desk.scan()?;
    let is_gone = |one: &EntryUse| matches!(one, EntryUse::Idle | EntryUse::UnknownRule);
    let uses = collected.policy.baseline_uses().into_iter();
    let gone: BTreeSet<String> = baseline
        .entries
        .iter()
        .zip(uses)
        .filter(|(_, one)| is_gone(one))
        .map(|(entry, _)| entry.to_string())
        .collect();
    let left = desk.change(|baseline| baseline.entries.retain(|entry| !gone.contains(&entry.to_string())))?;
    desk.tell(&format!("{} removed, {} left", counted(gone.len(), "entry"), left.entries.len()), &[])
}

/// An entry for everything that is shown: what somebody answers for already needs none.
fn new_entries(collected: &Collected) -> Vec<BaselineEntry> {
    let shown = collected.findings.iter().filter(|(_, judged)| judged.verdict.shown);
    shown
        .map(|(path, judged)| BaselineEntry {
            path: Some(path.clone()),
            rule: (&*collected.rulebook.doc(judged.finding.rule).id).into(),
            recognition: collected.policy.recognition(judged),
            note: "".into(),
            line: 0,
        })
        .collect()
}

fn counted(count: usize, what: &str) -> String {
    match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "entry") => format!("{count} entries"),
        _ => format!("{count} {what}s"),
    }
}
