//! `sealant explain`: what a rule is about, or why a line of a file, or a place in a document, is or is not found.

use std::path::Path;

use anyhow::bail;

use self::story::{Spot, Story};
use crate::cli::args::{ExplainArgs, SettingArgs};
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings, values};
use crate::cli::{output, warn};
use crate::model::rule_doc::Rulebook;
use crate::policy;
use crate::report::rule_doc::{self, Advice};
use crate::rule::account::account;

mod story;

/// Runs the command.
pub(in crate::cli) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    match file_and_spot(&args.subject) {
        Some((file, spot)) => explain_spot(file, spot, &args.settings),
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

/// Tells of a line or a place which candidates are in it and why each was kept or rejected.
fn explain_spot(file: &Path, spot: Spot, args: &SettingArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(args, &Surroundings::of_process()?)?;
    warn(&settings.warnings);
    output::print(&Story::of(file, spot, &settings)?.told()?)?;
    Ok(Exit::Clean)
}

/// `FILE:LINE`: a number from 1 behind the last colon, and a file before it; or `FILE: PLACE` as reports say it of a
/// document. Ids hold no colon.
fn file_and_spot(subject: &str) -> Option<(&Path, Spot)> {
    let (file, spot) = subject.rsplit_once(':')?;
    let spot = match spot.parse() {
        Ok(line) => Some(line).filter(|&line| line > 0).map(Spot::Line),
        Err(_) => {
            Some(spot.trim()).filter(|place| !place.is_empty()).map(|place| Spot::Place(place.to_owned()))
        }
    };
    (!file.is_empty()).then_some((Path::new(file), spot?))
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

    use super::{Spot, file_and_spot};

    #[test]
    fn a_line_or_a_place_follows_the_last_colon() {
        let place = |place: &str| Spot::Place(place.to_owned());
        assert_eq!(file_and_spot("a:b.txt:12"), Some((Path::new("a:b.txt"), Spot::Line(12))));
        assert_eq!(file_and_spot("a.xlsx: Clients!B2"), Some((Path::new("a.xlsx"), place("Clients!B2"))));
        assert_eq!(
            file_and_spot("a.pptx:slide 3, paragraph 1"),
            Some((Path::new("a.pptx"), place("slide 3, paragraph 1")))
        );
        assert_eq!(file_and_spot("secret/github/token"), None);
        assert_eq!(file_and_spot("a.txt:0"), None);
        assert_eq!(file_and_spot("a.txt: "), None);
        assert_eq!(file_and_spot(":3"), None);
    }
}
