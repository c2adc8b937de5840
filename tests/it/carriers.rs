//! Every rule's samples, set in a line of configuration, a form, a table or a record, are found with high confidence.

use std::io::{self, Read};

use sealant::check::random::Random;
use sealant::detect::session::Outcome;
use sealant::detect::{Engine, Session, compile};
use sealant::extract::WindowBuffer;
use sealant::model::finding::Finding;
use sealant::model::piece::BlobReader;
use sealant::model::severity::Confidence;
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::rule::load::Loaded;
use sealant::rule::sample::expand;
use sealant::rule::{Find, Rule};
use sealant::scan::examine;

use super::samples::rule_files;

mod records;

/// A day on which nothing that the generators make has expired: 2026-11-23.
const AS_OF: i64 = 1_795_392_000;

pub(super) struct Memory<'a>(pub(super) Source, pub(super) &'a [u8]);

impl BlobReader for Memory<'_> {
    fn source(&self) -> &Source {
        &self.0
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1.read(buffer)
    }
}

pub(super) fn judge(engine: &Engine, name: &str, text: &str) -> Outcome {
    let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
    let mut blob = Memory(source.clone(), text.as_bytes());
    examine(&mut blob, Session::new(engine, &source), &mut WindowBuffer::default()).0
}

/// What a rule's values are called: its own words before those it merely knows.
fn name_of(rule: &Rule) -> Option<String> {
    let keys = rule.finds.iter().find_map(|find| match find {
        Find::InField(field) => field.keys.first(),
        _ => None,
    });
    keys.or_else(|| rule.context.iter().find(|word| word.is_ascii())).map(ToString::to_string)
}

fn header_of(rule: &Rule) -> Option<String> {
    let header = rule.finds.iter().find_map(|find| match find {
        Find::InColumn(column) => column.headers.first().map(ToString::to_string),
        _ => None,
    });
    header.or_else(|| name_of(rule))
}

/// Whether the rule finds values that can be set anywhere: not words, markings, whole files, or what stands on one path.
fn has_values(rule: &Rule) -> bool {
    rule.finds.iter().any(|find| match find {
        Find::InText(_) | Find::InColumn(_) => true,
        Find::InField(field) => field.paths.is_empty(),
        _ => false,
    })
}

/// Whether a value is one without the text around it.
fn stands_alone(rule: &Rule, value: &str) -> bool {
    rule.finds.iter().any(|find| match find {
        Find::InText(text) => compile(&text.pattern()).unwrap().is_match(value.as_bytes()),
        Find::InField(field) => field.paths.is_empty(),
        Find::InColumn(_) => true,
        _ => false,
    })
}

/// The texts in which values of a rule are set, each with the name of its file.
fn carriers(rule: &Rule, values: &[String]) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let value = &values[0];
    let name = name_of(rule).unwrap_or_else(|| "token".to_owned());
    let takes_names = rule.finds.iter().any(|find| matches!(find, Find::InText(_) | Find::InField(_)));
    if takes_names {
        let quoted =
            if value.contains([' ', ',', ';', '#']) { format!("\"{value}\"") } else { value.clone() };
        texts.push((
            "app/settings.conf".to_owned(),
            format!("mode = on\n{} = {quoted}\n", name.replace(' ', "_")),
        ));
        texts.push(("intake/form.txt".to_owned(), format!("Intake\n\n{}: {value}\n\n", title(&name))));
    }
    if let Some(header) = header_of(rule)
        && values.iter().all(|value| !value.contains(['\n', '"']))
    {
        let rows: String = values
            .iter()
            .enumerate()
            .map(|(row, value)| format!("{row},\"{value}\",x\n"))
            .collect::<Vec<_>>()
            .concat();
        texts.push(("export/people.csv".to_owned(), format!("row,{header},note\n{rows}")));
    }
    texts
}

fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn is_high(engine: &Engine, rule: &Rule, finding: &Finding) -> bool {
    let id = &engine.rules()[usize::from(finding.rule.0)].doc.id;
    let its_own = *id == rule.doc.id || rule.doc.also.contains(id);
    its_own && Confidence::of(finding.score) == Confidence::High
}

#[test]
fn samples_in_configuration_forms_and_tables_are_high() {
    let engine = Engine::new(sealant::builtin::rules(), String::new(), AS_OF).unwrap();
    let mut failures = Vec::new();
    let mut tried = 0;
    for file in rule_files().iter().filter(|file| has_values(&file.loaded.rule)) {
        for (template, seed) in file.loaded.matches.iter().zip(1..) {
            let rule = &file.loaded.rule;
            let value = |row: u64| {
                let sample = expand(template.get_ref(), &mut Random::new(seed * 100 + row)).unwrap();
                let value = sample.text[sample.value.unwrap()].to_owned();
                // A value that its rule knows only by what stands around it brings that with it.
                if stands_alone(rule, &value) { value } else { sample.text }
            };
            let values: Vec<String> = (0..8).map(value).collect();
            for (name, text) in carriers(rule, &values) {
                tried += 1;
                let outcome = judge(&engine, &name, &text);
                if !outcome.findings.iter().any(|finding| is_high(&engine, rule, finding)) {
                    let found: Vec<_> = outcome
                        .findings
                        .iter()
                        .map(|finding| {
                            (&engine.rules()[usize::from(finding.rule.0)].doc.id, finding.score.percent())
                        })
                        .collect();
                    failures.push(format!("{} sample {seed} in {name}: {found:?}", rule.doc.id));
                }
            }
        }
    }
    assert!(tried > 200, "only {tried} carriers were tried");
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn samples_in_records_are_high() {
    let engine = Engine::new(sealant::builtin::rules(), String::new(), AS_OF).unwrap();
    let mut tried = 0;
    let mut failures = Vec::new();
    for file in rule_files() {
        let rule = &file.loaded.rule;
        for find in &rule.finds {
            let Find::InRecord(record) = find else { continue };
            for (format, path) in record.places() {
                tried += 1;
                let high = |value: &String| {
                    let (name, text) = records::carrier(format, path, value);
                    let outcome = judge(&engine, name, &text);
                    outcome.findings.iter().any(|finding| is_high(&engine, rule, finding))
                };
                if !samples(&file.loaded).iter().any(high) {
                    failures.push(format!("{} at {} {path}", rule.doc.id, format.name()));
                }
            }
        }
    }
    assert!(tried > 100, "only {tried} places in records were tried");
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures.join("\n"));
}

/// Values of a rule: those its checks make, and those of its samples.
fn samples(loaded: &Loaded) -> Vec<String> {
    let made = loaded.rule.checks.iter().flat_map(|check| {
        [&["hl7"][..], &[]].map(|form| (check.check().generate)(&mut Random::new(3), form))
    });
    let marked = loaded.matches.iter().map(|template| {
        let sample = expand(template.get_ref(), &mut Random::new(8)).unwrap();
        sample.text[sample.value.unwrap()].to_owned()
    });
    made.chain(marked).collect()
}
