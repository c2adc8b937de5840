//! `sealant scan`: search files and folders.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cli::answers::{self, Answers};
use crate::cli::args::{AnswerArgs, Places, ReportArgs, ScanArgs, SettingArgs};
use crate::cli::destination::Destination;
use crate::cli::exit::Exit;
use crate::cli::pinned::PinnedFiles;
use crate::cli::progress::{self, ProgressLine};
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings, values};
use crate::cli::{process, pushed, warn};
use crate::detect::Engine;
use crate::extract::WorkerCommand;
use crate::input::{InputConfig, Stretch};
use crate::model::finding::PlacesKept;
use crate::model::run::{RunHeader, Summary};
use crate::policy::{self, Coverage, Policy};
use crate::report::Report;
use crate::scan::{Progress, ScanConfig};

/// Runs the command.
pub(in crate::cli) fn run(args: &ScanArgs) -> anyhow::Result<Exit> {
    let surroundings = Surroundings::of_process()?;
    let pinned = pinned(args, &surroundings)?;
    let (settings, answers) = match &pinned {
        Some(PinnedFiles { settings, answers, surroundings, .. }) => {
            in_force(settings, answers, surroundings)?
        }
        None => in_force(&args.settings, &args.answers, &surroundings)?,
    };
    let answers = as_far_as_trusted(args, answers, &surroundings);
    let ignore_files_in = pinned.as_ref().map(|pinned| pinned.root.path().to_owned());
    let input = InputConfig { ignore_files_in, ..input(args, &settings) };
    let stretch = pushed::told(args.change.stretch())?;
    let config = answers.give(settings.policy(), coverage(args, &surroundings), &surroundings);
    let (ruleset, policy) = Ruleset::in_force_with(&settings, config)?;
    if !args.report.quiet {
        warn(&settings.warnings);
        warn(&answers.warnings);
    }
    let kept = if args.report.places == Places::All { PlacesKept::ALL } else { PlacesKept::FIRST };
    let engine = ruleset.into_engine(&settings)?.keeping(kept);
    let header = header(args, &settings, &engine);
    let interrupted = process::interruption()?;
    let ReportArgs { format, output, split, quiet, .. } = &args.report;
    let mut destination = Destination::open(format, output.as_deref(), split.split_sarif, *quiet)?;
    let progress = Arc::new(Progress::default());
    let seen = !args.report.quiet && !args.no_progress && progress::is_seen();
    let line = ProgressLine::start(seen, &progress);
    let job = Job { args, engine: &engine, policy, input, stretch, interrupted, progress };
    let (report, writer) = destination.parts();
    let outcome = scan(job, &header, report, &mut *line.around(writer));
    line.finish();
    // A report that was ended is put in its place even when the run failed: nothing found is lost.
    let put = destination.finish();
    let exit = outcome.map(|summary| exit_of(args, &summary))?;
    let warnings = put?;
    if !quiet {
        warn(&warnings);
    }
    Ok(exit)
}

/// All that a scan needs.
struct Job<'a> {
    args: &'a ScanArgs,
    engine: &'a Engine,
    policy: Policy,
    input: InputConfig,
    stretch: Option<Stretch>,
    interrupted: Arc<AtomicBool>,
    progress: Arc<Progress>,
}

/// Hands the job to the pipeline. The report is ended before any error is returned, save one of writing the report.
fn scan(
    job: Job<'_>,
    header: &RunHeader,
    report: &mut dyn Report,
    out: &mut dyn io::Write,
) -> anyhow::Result<Summary> {
    let Job { args, engine, mut policy, input, stretch, interrupted, progress } = job;
    let threads = args.threads.map_or(0, NonZeroUsize::get);
    let worker = Some(WorkerCommand::this_program());
    let config = ScanConfig { input, stretch, threads, worker, interrupted, progress };
    Ok(crate::scan::scan(config, engine, &mut policy, header, (report, out))?)
}

fn exit_of(args: &ScanArgs, summary: &Summary) -> Exit {
    let when = |holds: bool, exit: Exit| if holds { exit } else { Exit::Clean };
    when(args.strict && summary.is_incomplete(), Exit::Incomplete)
        .or_worse(when(summary.gating > 0 && !args.exit_zero, Exit::Findings))
        .or_worse(when(summary.interrupted, Exit::Interrupted))
}

fn input(args: &ScanArgs, settings: &Settings) -> InputConfig {
    let named = !args.paths.is_empty()
        || args.files_from.is_some()
        || args.stdin_path.is_some()
        || args.change.stretch().is_some();
    InputConfig {
        roots: if named { args.paths.clone() } else { vec![".".into()] },
        stdin_path: args.stdin_path.clone(),
        files_from: args.files_from.clone(),
        include: values(&settings.include),
        exclude: values(&settings.exclude),
        no_ignore: settings.no_ignore.value,
        trust_ignore_files: args.trust_ignore_files,
        ..InputConfig::default()
    }
}

/// The files that decide, where they are to be those of a commit.
fn pinned(args: &ScanArgs, surroundings: &Surroundings) -> anyhow::Result<Option<PinnedFiles>> {
    let take = |revision: &String| PinnedFiles::take(revision, &args.settings, &args.answers, surroundings);
    args.trust_base.as_ref().map(take).transpose()
}

fn in_force(
    settings: &SettingArgs,
    answers: &AnswerArgs,
    surroundings: &Surroundings,
) -> anyhow::Result<(Settings, Answers)> {
    let settings = Settings::resolve(settings, surroundings)?;
    let answers = Answers::resolve(answers, &settings, surroundings)?;
    Ok((settings, answers))
}

/// Marks in files count where the user stands, and elsewhere only when asked.
fn as_far_as_trusted(args: &ScanArgs, answers: Answers, surroundings: &Surroundings) -> Answers {
    let is_own = args.trust_ignore_files || answers::is_own(&args.paths, surroundings);
    Answers { obey_marks: answers.obey_marks && is_own, ..answers }
}

fn coverage(args: &ScanArgs, surroundings: &Surroundings) -> Coverage {
    let narrows = !args.settings.include.is_empty() || !args.settings.exclude.is_empty();
    let names_files = args.files_from.is_some() || args.stdin_path.is_some();
    match args.change.stretch() {
        Some(Stretch::History | Stretch::AllHistory) => Coverage::History,
        Some(_) => Coverage::Change,
        None if narrows || names_files => Coverage::Files,
        None => answers::coverage(&args.paths, surroundings),
    }
}

fn header(args: &ScanArgs, settings: &Settings, engine: &Engine) -> RunHeader {
    RunHeader {
        version: env!("CARGO_PKG_VERSION").into(),
        rulebook: engine.rulebook(),
        as_of: settings.as_of.value.to_string(),
        laws: policy::laws(),
        tell: policy::tell(&settings.contacts()),
        contacts: settings.contacts(),
        show_values: args.report.show_values,
        explain: args.report.explain,
        confidence: settings.confidence.value,
        severity: settings.severity.value,
        leaves_out_suppressed: args.report.no_suppressed,
        all_places: args.report.places == Places::All,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Exit, Summary, exit_of};
    use crate::cli::args::{Command, CommandLine};

    fn exit(flags: &[&str], summary: &Summary) -> Exit {
        let line = CommandLine::parse_from([&["sealant", "scan"], flags].concat());
        let Command::Scan(args) = line.command else { unreachable!("scan was typed") };
        exit_of(&args, summary)
    }

    #[test]
    fn a_summary_gives_the_exit_code() {
        let clean = Summary::default();
        let found = Summary { gating: 1, ..clean.clone() };
        let unread = Summary { unread: [("encrypted", 1)].into(), ..clean.clone() };
        let both = Summary { gating: 1, ..unread.clone() };
        let stopped = Summary { interrupted: true, ..found.clone() };
        assert_eq!(exit(&["--strict"], &clean), Exit::Clean);
        assert_eq!(exit(&[], &found), Exit::Findings);
        assert_eq!(exit(&["--exit-zero"], &found), Exit::Clean);
        assert_eq!(exit(&[], &unread), Exit::Clean);
        assert_eq!(exit(&["--strict"], &unread), Exit::Incomplete);
        assert_eq!(exit(&["--strict"], &both), Exit::Findings);
        assert_eq!(exit(&["--strict", "--exit-zero"], &both), Exit::Incomplete);
        assert_eq!(exit(&[], &stopped), Exit::Interrupted);
    }
}
