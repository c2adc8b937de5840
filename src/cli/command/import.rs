//! `sealant import`: reads what another scanner was told, and says what became of it. Everything is read, matched and
//! proved before anything is written; nothing that is there is changed but for lines added to the baseline and the
//! register.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::answers::Answers;
use crate::cli::args::ImportArgs;
use crate::cli::collect::{Collected, Job, collect};
use crate::cli::config::discovery;
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::sourced::Sourced;
use crate::cli::{key, output, warn};
use crate::input::Stretch;
use crate::policy::Coverage;

use account::Account;
use answers::Answered;
use asked::{Asked, Known};
use configuration::Configuration;
use file::{Content, TheirFile};
use matching::{Field, Meaning};
use outcome::{Outcome, told};
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
mod outcome;
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
            let asked = read(&file)?;
            sources.asked.keep_apart(&file, &asked, &self.root);
            sources.add(asked, file);
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
        let collected = collect(Job {
            paths,
            stretch,
            settings,
            answers,
            coverage: Coverage::Files,
            surroundings: &self.surroundings,
        })?;
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

impl Asked {
    /// Hashes of values read as secrets, so a file of such is left out. One with values in clear holds secrets: it is told.
    fn keep_apart(&mut self, file: &TheirFile, asked: &Asked, root: &Root) {
        let is_value = |known: &Known| matches!(known.trace, asked::Trace::Value(_));
        if asked.known.iter().any(is_value) {
            let at = file.name.clone();
            let why =
                "it holds values in clear: delete it once all is imported, and do not commit it".to_owned();
            self.left.push(asked::Left { at, why });
        } else if matches!(file.content, Content::HashedBaseline | Content::IgnoreList | Content::ScanReport)
            && let Some(name) = root.name_of(&file.path)
        {
            let word = format!("^{}$", regex_syntax::escape(&name));
            self.left_out_paths
                .push(asked::Stated { at: format!("{}, which holds hashes", file.name), word });
        }
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
