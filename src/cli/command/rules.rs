//! `sealant rules`: list, explain, test and measure rules.

use crate::cli::args::{ListFormat, RulesArgs, RulesCommand, RulesListArgs};
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings};
use crate::cli::{output, warn};
use crate::model::rule_doc::{RuleDoc, RuleIndex};
use crate::model::text::{List, Text};

mod bench;
mod proof;
mod samples;
mod score;

pub(in crate::cli::command) use samples::faults_of_each;

/// Runs the command.
pub(in crate::cli) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    match &args.command {
        RulesCommand::List(args) => list(args),
        RulesCommand::Explain(args) => super::explain::explain_rule(&args.id, &args.settings),
        RulesCommand::Test(args) => samples::run(args),
        RulesCommand::Bench(args) => bench::run(args),
        RulesCommand::Score(args) => score::run(args),
    }
}

fn list(args: &RulesListArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(&args.settings, &Surroundings::of_process()?)?;
    let (ruleset, policy) = Ruleset::in_force(&settings)?;
    warn(&settings.warnings);
    warn(&policy.warnings());
    let rules = (0..=u16::MAX).map(RuleIndex).zip(&ruleset.rules);
    let used: Vec<&RuleDoc> =
        rules.filter(|(rule, _)| policy.wants(*rule)).map(|(_, rule)| &rule.doc).collect();
    let text = match args.format {
        ListFormat::Human => listed(&used),
        ListFormat::Json => {
            let rules: Vec<_> = used.iter().map(|doc| as_json(doc)).collect();
            format!("{:#}\n", serde_json::Value::from(rules))
        }
    };
    output::print(&text)?;
    Ok(Exit::Clean)
}

fn listed(docs: &[&RuleDoc]) -> String {
    let widest = docs.iter().map(|doc| doc.id.len()).max().unwrap_or(0);
    let line = |doc: &&RuleDoc| format!("{0:widest$}  {1:8}  {2}\n", &*doc.id, doc.severity, doc.name);
    docs.iter().map(line).collect()
}

fn as_json(doc: &RuleDoc) -> serde_json::Value {
    let strings = |texts: &List<Text>| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    serde_json::json!({
        "id": &*doc.id,
        "name": &*doc.name,
        "family": doc.family.name(),
        "severity": doc.severity.name(),
        "categories": strings(&doc.categories),
        "retention": &*doc.retention,
        "summary": &*doc.summary,
        "remedy": &*doc.remedy,
        "references": strings(&doc.references),
        "aliases": strings(&doc.aliases),
    })
}
