//! `sealant import`: reads what another scanner was told, and says what became of it. Everything is read, matched and
//! proved before anything is written; nothing that is there is changed but for lines added to the baseline and the
//! register.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use crate::cli::answers::Answers;
use crate::cli::args::ImportArgs;
use crate::cli::collect::{Collected, Job, collect};
use crate::cli::config::{discovery, waivers};
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::sourced::Sourced;
use crate::cli::{key, output, text_file, warn};
use crate::input::{self, Stretch};
use crate::policy::{Baseline, Coverage};

use account::Account;
use answers::Answered;
use asked::{Asked, Known};
use configuration::{Configuration, Draft};
use file::{Content, TheirFile};
use matching::{Field, Meaning};
use own_rules::OwnRules;
use places::{Place, Root};

mod account;
mod answers;
mod asked;
mod betterleaks;
mod configuration;
mod detect_secrets;
mod file;
mod finding_list;
mod gitleaks;
mod ignore_list;
mod matching;
mod own_rule;
mod own_rules;
mod path_globs;
mod places;
mod scan_report;
mod settings_file;
mod table;
mod their_rules;

/// Another scanner, and how its files are read.
pub struct Tool {
    /// Its name on the command line.
    pub name: &'static str,
    /// What is read of it.
    pub about: &'static str,
    /// The usual names of its files.
    files: &'static [&'static str],
    readers: &'static [(Content, Reader)],
}

/// Reads a file of one kind.
type Reader = fn(&TheirFile) -> anyhow::Result<Asked>;

/// All of them.
pub(in crate::cli) const TOOLS: &[Tool] = &[gitleaks::TOOL, detect_secrets::TOOL, betterleaks::TOOL];

impl std::fmt::Debug for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Runs the command.
pub(in crate::cli) fn run(args: &ImportArgs) -> anyhow::Result<Exit> {
    let mut desk = Desk::of(args)?;
    let sources = desk.read()?;
    let asked = sources.asked;
    let mut account = Account { in_full: args.dry_run, notes: asked.notes.clone(), ..Account::default() };
    account.leave(asked.left.iter().cloned());
    let own = desk.own_rules(&asked, &mut account)?;
    let configuration =
        Configuration::of(&asked, args.tool.name, &desk.settings, &mut account).with_rules(&own);
    let draft = configuration.draft(args.tool.name, &desk.settings, &desk.root_shown)?;
    let answered = desk.answered(&asked.known, &own, &mut account)?;
    let outcome = Outcome::of(&desk, &answered, &mut account)?;
    if !args.dry_run {
        own.write()?;
        draft.write()?;
        outcome.write(&desk)?;
    }
    let read = format!("Read {}.\n\n", sources.names.join(", "));
    output::print(&(read + &told(&desk, &account, &draft, &outcome)?))?;
    Ok(Exit::Clean)
}

/// What the command works with.
struct Desk<'a> {
    args: &'a ImportArgs,
    surroundings: Surroundings,
    settings: Settings,
    answers: Answers,
    root: Root,
    /// The root as it is written in what is told: nothing, where it is the current folder.
    root_shown: PathBuf,
}

/// What was read, from which files.
struct Sources {
    names: Vec<String>,
    asked: Asked,
}

impl<'a> Desk<'a> {
    fn of(args: &'a ImportArgs) -> anyhow::Result<Self> {
        let surroundings = Surroundings::of_process()?;
        let settings = Settings::resolve(&args.settings, &surroundings)?;
        let answers = Answers::resolve(&args.answers, &settings, &surroundings)?;
        warn(&settings.warnings);
        warn(&answers.warnings);
        let folder = discovery::git_root(&surroundings.folder).unwrap_or(&surroundings.folder);
        let root = Root::new(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let root_shown = if folder == surroundings.folder { PathBuf::new() } else { folder.to_owned() };
        Ok(Self { args, surroundings, settings, answers, root, root_shown })
    }

    fn read(&self) -> anyhow::Result<Sources> {
        let tool = self.args.tool;
        let mut sources = Sources { names: Vec::new(), asked: Asked::default() };
        for path in file::wanted(tool, &self.args.files, &[Path::new(""), &self.root_shown])? {
            let file = TheirFile::read(&path)?;
            let reader = tool.readers.iter().find(|(content, _)| *content == file.content);
            let Some((_, read)) = reader else {
                let tools = TOOLS
                    .iter()
                    .filter(|tool| tool.readers.iter().any(|(content, _)| *content == file.content));
                let tools: Vec<&str> = tools.map(|tool| tool.name).collect();
                bail!(
                    "{}: this is {}; try `sealant import {}`",
                    file.name,
                    file.content.name(),
                    tools.join("` or `")
                );
            };
            sources.add(read(&file)?, file);
        }
        Ok(sources)
    }

    fn own_rules(&self, asked: &Asked, account: &mut Account) -> anyhow::Result<OwnRules> {
        OwnRules::proved(&asked.rules, self.args.tool.name, &self.settings, &self.root_shown, account)
    }

    /// Finds what the entries mean.
    fn answered(
        &mut self,
        known: &[Known],
        own: &OwnRules,
        account: &mut Account,
    ) -> anyhow::Result<Answered> {
        let mut answered = Answered::default();
        if known.is_empty() {
            return Ok(answered);
        }
        if self.settings.key.is_none() && !self.args.dry_run {
            self.settings.key = key::of_repository_or_new(&self.surroundings.folder)?;
        }
        // What imported rules find is looked for, too, before they are where they belong.
        if !own.files.is_empty() {
            self.settings.rules.push(Sourced::flag("import", own.drafts.path().to_owned()));
        }
        let places: Vec<Option<Place>> = known.iter().map(|one| self.place(one)).collect();
        let left = self.in_files(known, &places, &mut answered, account)?;
        if self.args.history && !left.is_empty() {
            self.in_history(&left, &mut answered, account)?;
        } else {
            left.iter().for_each(|left| account.leave_one(&left.known.at, left.why(false)));
        }
        Ok(answered)
    }

    fn place(&self, known: &Known) -> Option<Place> {
        let written = known.path.as_deref()?;
        let beside = self.surroundings.folder.join(&known.beside);
        Some(self.root.place(written, &beside))
    }

    /// Of the files that entries name. What remains is handed back.
    fn in_files<'k>(
        &self,
        known: &'k [Known],
        places: &'k [Option<Place>],
        answered: &mut Answered,
        account: &mut Account,
    ) -> anyhow::Result<Vec<Unmet<'k>>> {
        let collected = self.scan(&self.roots(places), None)?;
        let field = Field::new(&collected, self.args.by_line);
        let mut everywhere = BTreeSet::new();
        let mut left = Vec::new();
        for (known, place) in known.iter().zip(places) {
            let meaning = match place {
                None => field.meant(known, None),
                Some(Place::File(path)) => field.meant(known, Some(path)),
                Some(Place::Gone(_) | Place::Outside) => Meaning::Nothing,
            };
            if place.is_none()
                && let Meaning::Value(meant) = &meaning
            {
                everywhere.extend(meant.iter().copied());
            }
            if let Some(meaning) = note(&field, known, meaning, (answered, false), account) {
                left.push(Unmet { known, place: place.as_ref(), meaning });
            }
        }
        answered.settle((&field, &collected), (self.args.tool.name, false), &everywhere, account);
        Ok(left)
    }

    /// Of all commits. Names of files count as they were then.
    fn in_history(
        &self,
        left: &[Unmet<'_>],
        answered: &mut Answered,
        account: &mut Account,
    ) -> anyhow::Result<()> {
        let collected = self.scan(&[], Some(Stretch::AllHistory))?;
        let field = Field::new(&collected, self.args.by_line);
        for unmet in left {
            let meaning = match unmet.place {
                Some(Place::Outside) => Meaning::Nothing,
                Some(Place::File(path) | Place::Gone(path)) => field.meant(unmet.known, Some(path)),
                None => field.meant(unmet.known, None),
            };
            if note(&field, unmet.known, meaning, (answered, true), account).is_some() {
                account.leave_one(&unmet.known.at, unmet.why(true));
            }
        }
        answered.settle((&field, &collected), (self.args.tool.name, true), &BTreeSet::new(), account);
        Ok(())
    }

    /// The files to read: those that are named, or all, where an entry is about any.
    fn roots(&self, places: &[Option<Place>]) -> Vec<PathBuf> {
        if places.iter().any(Option::is_none) {
            return vec![self.root.folder().to_owned()];
        }
        let file = |place: &Option<Place>| match place {
            Some(Place::File(path)) => Some(self.root.file(path)),
            _ => None,
        };
        places.iter().filter_map(file).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn scan(&self, paths: &[PathBuf], stretch: Option<Stretch>) -> anyhow::Result<Collected> {
        let (settings, answers) = (&self.settings, &self.answers);
        // Without a path the current folder would be read; a folder that is empty stands for no file at all.
        let nowhere = tempfile::tempdir().context("cannot make a folder")?;
        let nothing = [nowhere.path().to_owned()];
        let paths = if paths.is_empty() && stretch.is_none() { &nothing } else { paths };
        let collected = collect(Job { paths, stretch, settings, answers, coverage: Coverage::Files })?;
        if collected.summary.interrupted {
            bail!("stopped before the end: nothing was written");
        }
        Ok(collected)
    }
}

impl Sources {
    fn add(&mut self, asked: Asked, file: TheirFile) {
        let beside = file.path.parent().unwrap_or(Path::new("")).to_owned();
        self.names.push(file.name);
        self.asked
            .known
            .extend(asked.known.into_iter().map(|known| Known { beside: beside.clone(), ..known }));
        self.asked.left_out_paths.extend(asked.left_out_paths);
        self.asked.disabled.extend(asked.disabled);
        self.asked.rules.extend(asked.rules);
        self.asked.notes.extend(asked.notes);
        self.asked.left.extend(asked.left);
    }
}

/// Takes note of what an entry means; hands back what means nothing.
fn note(
    field: &Field<'_>,
    known: &Known,
    meaning: Meaning,
    (answered, in_history): (&mut Answered, bool),
    account: &mut Account,
) -> Option<Meaning> {
    match meaning {
        Meaning::Value(meant) => answered.take(known, &meant, in_history),
        Meaning::Line(meant) => {
            answered.take(known, &meant, in_history);
            let at = |&number: &usize| {
                let (path, judged) = field.finding(number);
                let place = format!("{}:{}", path.display(), judged.finding.place().line);
                format!("{place}  {} → {}  ({})", asked::shown(&known.kind), field.rule(number), known.at)
            };
            account.by_line.extend(meant.iter().map(at));
        }
        nothing => return Some(nothing),
    }
    None
}

/// An entry that means nothing here.
struct Unmet<'a> {
    known: &'a Known,
    place: Option<&'a Place>,
    meaning: Meaning,
}

impl Unmet<'_> {
    /// Why, and what to do.
    fn why(&self, history_was_read: bool) -> String {
        let look = "look at it, then take it in with `sealant baseline update FILE`, or with --by-line here";
        let why = match (self.place, &self.meaning) {
            (Some(Place::Outside), _) => "it lies outside of this folder: run the import where it is",
            (_, Meaning::Other) => {
                return format!("another value, or another kind, stands in its line: {look}");
            }
            (Some(Place::Gone(_)), _) if history_was_read => {
                "the file is gone, and Sealant reports nothing in its history: nothing to do"
            }
            (Some(Place::Gone(_)), _) if self.known.commit.is_some() => {
                "the file is gone: if only history holds it, import with --history"
            }
            (Some(Place::Gone(_)), _) => "the file is gone: nothing to do",
            (Some(Place::File(_)), _) if self.known.commit.is_some() && !history_was_read => {
                "Sealant reports nothing there now: if only history holds it, import with --history; else nothing to do"
            }
            _ => "Sealant reports nothing there: nothing to do",
        };
        why.to_owned()
    }
}

/// What is written beside settings and rules.
struct Outcome {
    baseline: Option<Baseline>,
    fresh: Vec<crate::policy::BaselineEntry>,
    register: Option<String>,
    waivers: String,
}

impl Outcome {
    fn of(desk: &Desk<'_>, answered: &Answered, account: &mut Account) -> anyhow::Result<Self> {
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
        let before = if path.exists() { text_file::read(path)? } else { super::waive::HEAD.to_owned() };
        let end = if before.ends_with('\n') { "" } else { "\n" };
        let text = format!("{before}{end}{}", self.waivers);
        waivers::parse(&path.display().to_string(), &text).map_err(|fault| anyhow!("{}", fault.message))?;
        self.register = Some(text);
        Ok(())
    }

    fn write(&self, desk: &Desk<'_>) -> anyhow::Result<()> {
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
fn told(desk: &Desk<'_>, account: &Account, draft: &Draft, outcome: &Outcome) -> anyhow::Result<String> {
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
    text += &super::baseline::advice(&desk.answers.baseline_path, &desk.settings, &outcome.fresh)?;
    Ok(text)
}
