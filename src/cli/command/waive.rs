//! `sealant waive`: writes an entry into the register of waivers, for a finding that is there.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use crate::cli::answers::{Answers, coverage};
use crate::cli::args::WaiveArgs;
use crate::cli::collect::{Collected, Job, collect};
use crate::cli::config::waivers;
use crate::cli::exit::Exit;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::{output, text_file, warn};
use crate::input::{self, Stretch};
use crate::model::fingerprint::Fingerprint;
use crate::model::source::ArtifactPath;
use crate::model::verdict::Judged;

/// The first lines of a new register.
pub(super) const HEAD: &str = "\
# What somebody answers for: docs/baselines.md of Sealant says what each key means. `sealant waive` adds entries.
";

/// Runs the command.
pub(in crate::cli) fn run(args: &WaiveArgs) -> anyhow::Result<Exit> {
    let surroundings = Surroundings::of_process()?;
    let settings = Settings::resolve(&args.settings, &surroundings)?;
    let answers = Answers::resolve(&args.answers, &settings, &surroundings)?;
    warn(&settings.warnings);
    warn(&answers.warnings);
    let wanted = wanted(&args.fingerprint)?;
    let found = found(args, &settings, &answers, &surroundings, &wanted)?;
    let path = &answers.waivers_path;
    let entry = text_file::alone(path, || add(args, &settings, path, (&found, &wanted)))?;
    output::print(&format!("{entry}\nwritten to {}; commit it\n", path.display()))?;
    Ok(Exit::Clean)
}

/// Adds an entry to the register as it is now. Its text.
fn add(
    args: &WaiveArgs,
    settings: &Settings,
    path: &Path,
    (found, wanted): (&Found, &Fingerprint),
) -> anyhow::Result<String> {
    let before = if path.exists() { text_file::read(path)? } else { HEAD.to_owned() };
    let name = path.display().to_string();
    let known: BTreeSet<String> =
        waivers::parse(&name, &before)?.into_iter().map(|waiver| waiver.id).collect();
    let entry = entry(args, settings, found, &id(args, wanted, &known)?)?;
    let gap = if before.ends_with('\n') { "\n" } else { "\n\n" };
    let text = format!("{before}{gap}{entry}");
    waivers::parse(&name, &text).map_err(|fault| anyhow!("{}", said(&fault)))?;
    text_file::write(path, &text)?;
    Ok(entry)
}

/// The id that was asked for, or one from the fingerprint that is free.
fn id(args: &WaiveArgs, wanted: &Fingerprint, known: &BTreeSet<String>) -> anyhow::Result<String> {
    if let Some(id) = &args.id {
        if known.contains(id) {
            bail!("another waiver has the id `{id}`: give another --id");
        }
        return Ok(id.clone());
    }
    let first = format!("w-{}", &wanted.to_string()[..8]);
    let mut ids = std::iter::once(first.clone()).chain((2_u64..).map(|number| format!("{first}-{number}")));
    ids.find(|id| !known.contains(id)).context("the numbers do not end")
}

/// The fault without the drawing: the text is not in the user's file yet.
fn said(fault: &crate::rule::error::FileError) -> String {
    let help = fault.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{}{help}", fault.message)
}

/// The digits of a fingerprint, whatever stands before them.
fn wanted(word: &str) -> anyhow::Result<Fingerprint> {
    let digits = word.rsplit(':').next().unwrap_or(word);
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.map(Fingerprint).context("this is no fingerprint: reports print them, 32 of 0-9 and a-f")
}

/// The text of the entry.
fn entry(args: &WaiveArgs, settings: &Settings, found: &Found, id: &str) -> anyhow::Result<String> {
    let Found { rules, paths, findings } = found;
    let owner = args
        .owner
        .clone()
        .or_else(input::committer)
        .context("say who answers for it: --owner, or set the e-mail address that git commits with")?;
    let mut lines = vec![
        "[[waiver]]".to_owned(),
        format!("id = {}", quoted(id)),
        format!("kind = {}", quoted(args.kind.name())),
        format!("rules = {}", list(rules)),
        format!("paths = {}", list(paths)),
        format!("findings = {}", list(findings)),
        format!("reason = {}", quoted(&args.reason)),
        format!("owner = {}", quoted(&owner)),
    ];
    let told = [("approver", &args.approver), ("basis", &args.basis)];
    lines.extend(told.iter().filter_map(|(key, value)| Some(format!("{key} = {}", quoted(value.as_ref()?)))));
    lines.push(format!("start = {}", settings.as_of.value));
    lines.extend(args.expires.map(|day| format!("expires = {day}")));
    Ok(lines.join("\n") + "\n")
}

/// What an entry says of its findings.
struct Found {
    rules: BTreeSet<String>,
    paths: BTreeSet<String>,
    findings: BTreeSet<String>,
}

fn found(
    args: &WaiveArgs,
    settings: &Settings,
    answers: &Answers,
    surroundings: &Surroundings,
    wanted: &Fingerprint,
) -> anyhow::Result<Found> {
    let mut looked = Vec::new();
    for stretch in stretches(args) {
        let coverage = coverage(&args.paths, surroundings);
        let job =
            Job { paths: &args.paths, stretch: stretch.clone(), settings, answers, coverage, surroundings };
        // Outside of a repository nothing is staged.
        let collected = match collect(job) {
            Err(_) if stretch == Some(Stretch::Staged) && !args.change.staged => continue,
            collected => collected?,
        };
        looked.push(stretch);
        let found = among(&collected, wanted);
        if !found.rules.is_empty() {
            return Ok(found);
        }
    }
    bail!(
        "no finding has this fingerprint here; name the file it is in, or --staged, --range or --history as in the scan \
         that reported it"
    )
}

/// Where to look: the change that was named; else what is staged, and then the files.
fn stretches(args: &WaiveArgs) -> Vec<Option<Stretch>> {
    match args.change.stretch() {
        Some(stretch) => vec![Some(stretch)],
        None if args.paths.is_empty() => vec![Some(Stretch::Staged), None],
        None => vec![None],
    }
}

fn among(collected: &Collected, wanted: &Fingerprint) -> Found {
    let is_meant = |judged: &Judged| {
        judged.verdict.value_fingerprint.as_ref() == Some(wanted)
            || judged.verdict.place_fingerprint == *wanted
    };
    let meant: Vec<&(ArtifactPath, Judged)> =
        collected.findings.iter().filter(|(_, judged)| is_meant(judged)).collect();
    Found {
        rules: meant.iter().map(|(_, one)| collected.rulebook.doc(one.finding.rule).id.to_string()).collect(),
        paths: meant.iter().map(|(path, _)| glob_of(path)).collect(),
        findings: meant.iter().map(|(_, one)| collected.policy.recognition(one).to_string()).collect(),
    }
}

/// A glob that means this path alone.
pub(super) fn glob_of(path: &ArtifactPath) -> String {
    let text = String::from_utf8_lossy(path.bytes());
    // What a glob cannot say as it is, bytes that are no text and backslashes, is met by any character.
    format!("/{}", globset::escape(&text).replace(['\u{fffd}', '\\'], "?"))
}

pub(super) fn list(words: &BTreeSet<String>) -> String {
    toml::Value::from(words.iter().cloned().collect::<Vec<_>>()).to_string()
}

pub(super) fn quoted(word: &str) -> String {
    toml::Value::from(word).to_string()
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn a_fingerprint_is_taken_as_it_is_printed() {
        let digits = "00112233445566778899aabbccddeeff";
        for word in [digits.to_owned(), format!("value/v1:{digits}"), format!("sealant/value/v1:{digits}")] {
            assert_eq!(wanted(&word).unwrap().to_string(), digits);
        }
        for word in ["", "0011", "value/v1:", "zz112233445566778899aabbccddeeff"] {
            assert!(wanted(word).is_err(), "{word}");
        }
    }
}
