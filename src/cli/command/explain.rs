//! `sealant explain`: what a rule is about, or why a line of a file is or is not found.

use std::path::Path;

use anyhow::bail;

use self::line::LineStory;
use crate::cli::args::{ExplainArgs, SettingArgs};
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings, values};
use crate::cli::{output, warn};
use crate::model::rule_doc::Rulebook;
use crate::policy;
use crate::report::rule_doc::{self, Advice};
use crate::rule::account::account;

mod line;

/// Runs the command.
pub(in crate::cli) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    match file_and_line(&args.subject) {
        Some((file, line)) => explain_line(file, line, &args.settings),
        None => explain_rule(&args.subject, &args.settings),
    }
}

/// Prints what a rule says about itself.
pub(in crate::cli) fn explain_rule(id: &str, args: &SettingArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(args, &Surroundings::of_process()?)?;
    let ruleset = Ruleset::of(&settings)?;
    warn(&settings.warnings);
    let rulebook = ruleset.rulebook();
    let Some(rule) = rulebook.find(id) else {
        bail!("no rule is called `{id}`{}", suggestion(&rulebook, id));
    };
    let doc = rulebook.doc(rule);
    let advice = Advice {
        finding: account(&ruleset.rules[usize::from(rule.0)]),
        tell: policy::tell(&settings.contacts()),
        keeping: policy::keeping(&doc.retention),
        laws: policy::laws_of(doc, &values(&settings.regions)),
    };
    output::print(&rule_doc::explain(doc, &advice))?;
    Ok(Exit::Clean)
}

/// Tells of a line which candidates are in it and why each was kept or rejected.
fn explain_line(file: &Path, line: u64, args: &SettingArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(args, &Surroundings::of_process()?)?;
    warn(&settings.warnings);
    output::print(&LineStory::of(file, line, &settings)?.told()?)?;
    Ok(Exit::Clean)
}

/// `FILE:LINE`: a number from 1 behind the last colon, and a file before it. Ids hold no colon.
fn file_and_line(subject: &str) -> Option<(&Path, u64)> {
    let (file, line) = subject.rsplit_once(':')?;
    let line = line.parse().ok().filter(|&line| line > 0)?;
    (!file.is_empty()).then_some((Path::new(file), line))
}

/// Ids that share a word with what was typed, best first.
fn suggestion(rulebook: &Rulebook, typed: &str) -> String {
    let words: Vec<&str> = typed.split(['/', '-', '_', ' ', '*']).filter(|word| word.len() > 2).collect();
    let score = |id: &str| words.iter().filter(|word| id.contains(*word)).count();
    let mut scored: Vec<_> = rulebook.docs().iter().map(|doc| (score(&doc.id), &*doc.id)).collect();
    scored.retain(|(score, _)| *score > 0);
    scored.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(right.1)));
    let near: Vec<String> = scored.iter().take(3).map(|(_, id)| format!("`{id}`")).collect();
    if near.is_empty() {
        ": see `sealant rules list`".to_owned()
    } else {
        format!("; did you mean {}?", near.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::file_and_line;

    #[test]
    fn a_line_follows_the_last_colon() {
        assert_eq!(file_and_line("a:b.txt:12"), Some((Path::new("a:b.txt"), 12)));
        assert_eq!(file_and_line("secret/github/token"), None);
        assert_eq!(file_and_line("a.txt:0"), None);
        assert_eq!(file_and_line(":3"), None);
    }
}
