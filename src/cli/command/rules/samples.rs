//! `sealant rules test`: every rule is proved by its own samples. What must be found is found, where it is marked, and
//! what must not be found is not.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use toml::Spanned;

use super::proof::Prover;

use crate::builtin;
use crate::check::random::Random;
use crate::cli::args::RulesTestArgs;
use crate::cli::exit::Exit;
use crate::cli::ruleset::{FileFaults, UserRule, load_folder};
use crate::cli::settings::{self, Surroundings, as_of_seconds};
use crate::cli::{output, print_error, warn};
use crate::rule::budget::{BUDGET, Work, work};
use crate::rule::error::FileError;
use crate::rule::frequent::Frequent;
use crate::rule::load::check_together;
use crate::rule::sample::{Sample, expand};
use crate::rule::{Find, Rule};

/// A rule with fewer samples of a kind is not proved.
const LEAST_SAMPLES: usize = 2;

const TEMPLATES: &str = "in samples {base62:36} is 36 random characters of that alphabet, {luhn:16} a number whose check digit fits";

/// Runs the command.
pub(in crate::cli) fn run(args: &RulesTestArgs) -> anyhow::Result<Exit> {
    let folders = folders(args)?;
    let mut tested = Vec::new();
    for folder in &folders {
        tested.extend(load_folder(folder)?);
    }
    let as_of = as_of_seconds(Surroundings::of_process()?.today);
    let mut prover = Prover::new(together(&tested)?, as_of)?;
    let mut faults = Vec::new();
    for rule in &tested {
        faults.extend(faults_of(rule, &mut prover, args.instances.get()));
    }
    if !faults.is_empty() {
        print_error(&FileFaults(faults).into())?;
        return Ok(Exit::Findings);
    }
    output::print(&praise(&tested)?)?;
    Ok(Exit::Clean)
}

/// What is wrong with the samples of each of these rules, beside all built-in ones.
pub(in crate::cli::command) fn faults_of_each(
    tested: &[UserRule],
    instances: usize,
) -> anyhow::Result<Vec<Vec<FileError>>> {
    let as_of = as_of_seconds(Surroundings::of_process()?.today);
    let mut prover = Prover::new(together(tested)?, as_of)?;
    Ok(tested.iter().map(|rule| faults_of(rule, &mut prover, instances)).collect())
}

/// The folders given, or those of the configuration.
fn folders(args: &RulesTestArgs) -> anyhow::Result<Vec<PathBuf>> {
    if !args.folders.is_empty() {
        return Ok(args.folders.clone());
    }
    let mut warnings = Vec::new();
    let config = settings::config(&args.config, &Surroundings::of_process()?, &mut warnings)?;
    warn(&warnings);
    let folders: Vec<_> = config.unwrap_or_default().rules.into_iter().map(|folder| folder.value).collect();
    if folders.is_empty() {
        bail!(
            "name the folder of rules to test, as in `sealant rules test our-rules`, or give `rules` in sealant.toml"
        );
    }
    Ok(folders)
}

/// The rules under test beside the built-in ones, whose files may be among those under test.
fn together(tested: &[UserRule]) -> anyhow::Result<Vec<Rule>> {
    let own: Vec<&Rule> = tested.iter().map(|rule| &rule.loaded.rule).collect();
    let ids: BTreeSet<&str> = own.iter().map(|rule| &*rule.doc.id).collect();
    let are_the_built_in =
        own.iter().any(|rule| builtin::rules().iter().any(|other| other.doc.id == rule.doc.id));
    let mut rules: Vec<Rule> = own.into_iter().cloned().collect();
    if !are_the_built_in {
        rules.extend(builtin::rules().iter().filter(|rule| !ids.contains(&*rule.doc.id)).cloned());
    }
    rules.sort_by(|left, right| left.doc.id.cmp(&right.doc.id));
    check_together(&rules).map_err(|message| anyhow!(message))?;
    Ok(rules)
}

/// What is wrong with a rule's samples, the first fault of each.
fn faults_of(tested: &UserRule, prover: &mut Prover, instances: usize) -> Vec<FileError> {
    let loaded = &tested.loaded;
    let rule = &loaded.rule;
    let mut faults = too_few(tested);
    faults.extend(too_dear(tested));
    for template in &loaded.matches {
        let help = "give the value the surroundings it has in earnest: a key, a label, a header".to_owned();
        let trial = Trial { tested, template, help };
        faults.extend(trial.first_fault(instances, |sample| prover.finds(rule, sample)));
    }
    for reject in &loaded.rejects {
        let trial =
            Trial { tested, template: &reject.text, help: format!("it is no finding: {}", reject.why) };
        faults.extend(trial.first_fault(instances, |sample| prover.leaves_alone(rule, sample)));
    }
    faults
}

/// Each kind of sample is needed at least twice, lest one lucky example speak for a rule.
fn too_few(tested: &UserRule) -> Vec<FileError> {
    let kinds = [
        ("matches", tested.loaded.matches.len(), "samples of what it must find"),
        ("rejects", tested.loaded.rejects.len(), "samples of what it must leave alone, each with why"),
    ];
    let lacking = kinds.into_iter().filter(|(_, count, _)| *count < LEAST_SAMPLES);
    lacking
        .map(|(key, count, what)| {
            let start = tested.text.find(key).unwrap_or(0);
            let message = format!("a rule needs at least {LEAST_SAMPLES} {key}, this one has {count}");
            fault(tested, start..start + key.len(), message, format!("add {what}"))
        })
        .collect()
}

/// Patterns that would read too much of everybody's text.
fn too_dear(tested: &UserRule) -> Vec<FileError> {
    let finds = tested.loaded.rule.finds.iter().zip(&tested.loaded.places);
    let dear = |(find, place): (&Find, &Range<usize>)| {
        let Find::InText(find) = find else { return None };
        let work = work(find, Frequent::built_in()).filter(|work| work.bytes > BUDGET)?;
        Some(fault(tested, place_of(&work.word, &tested.text, place), dearness(&work), cheaper(&work)))
    };
    finds.filter_map(dear).collect()
}

/// The word in the pattern, or the whole pattern where the word is spelt in another way.
fn place_of(word: &str, text: &str, pattern: &Range<usize>) -> Range<usize> {
    let at = text[pattern.clone()].to_ascii_lowercase().find(word).map(|at| pattern.start + at);
    at.map_or(pattern.clone(), |start| start..start + word.len())
}

fn dearness(work: &Work) -> String {
    let Work { word, rate, starts, reach, .. } = work;
    let starts =
        if *starts > 1 { format!("may start at {starts} places before it and ") } else { String::new() };
    format!(
        "`{word}` stands in ordinary text {rate:.0} times a MB and more, and a match {starts}reaches {reach} bytes"
    )
}

fn cheaper(work: &Work) -> String {
    let bound = match work {
        Work { starts: 2.., .. } => "let the match start with it, ".to_owned(),
        Work { allowed: ..16, .. } => String::new(),
        Work { allowed, .. } => {
            format!("bound the repetitions so that a match has at most {allowed} bytes, ")
        }
    };
    format!(
        "{bound}anchor it by a rarer string that is in every match, or look in = \"field\" for a key with its value"
    )
}

/// One sample on trial, and what to do when it fails.
struct Trial<'a> {
    tested: &'a UserRule,
    template: &'a Spanned<String>,
    help: String,
}

impl Trial<'_> {
    fn first_fault(
        self,
        instances: usize,
        mut prove: impl FnMut(&Sample) -> Result<(), String>,
    ) -> Option<FileError> {
        let random = &mut Random::new(seed(&self.tested.loaded.rule.doc.id));
        (0..instances).find_map(|_| match expand(self.template.get_ref(), random) {
            Ok(sample) => prove(&sample).err().map(|message| self.fault(message, &self.help)),
            Err(message) => Some(self.fault(message, TEMPLATES)),
        })
    }

    fn fault(&self, message: String, help: &str) -> FileError {
        fault(self.tested, self.template.span(), message, help.to_owned())
    }
}

/// The same rule is tried with the same values in every run.
fn seed(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has more than 8 bytes"))
}

fn fault(tested: &UserRule, span: Range<usize>, message: String, help: String) -> FileError {
    FileError {
        path: tested.path.display().to_string(),
        text: tested.text.clone(),
        message,
        span,
        help: Some(help),
    }
}

fn praise(tested: &[UserRule]) -> Result<String, std::fmt::Error> {
    let count = |of: fn(&UserRule) -> usize| tested.iter().map(of).sum::<usize>();
    let matches = count(|rule| rule.loaded.matches.len());
    let rejects = count(|rule| rule.loaded.rejects.len());
    let mut text = String::new();
    let hold = if tested.len() == 1 { "rule holds" } else { "rules hold" };
    writeln!(text, "{} {hold}: {matches} samples to find, {rejects} to leave alone", tested.len())?;
    Ok(text)
}
