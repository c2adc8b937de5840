//! Every file under `patterns/`: it loads, its samples are found where they are marked, and it holds nothing that
//! another scanner would stop.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use sealant::builtin;
use sealant::check::random::Random;
use sealant::check::{CheckId, Verdict};
use sealant::rule::budget::{BUDGET, work};
use sealant::rule::frequent::Frequent;
use sealant::rule::load::{Loaded, MeasuredChance, RuleSource, load};
use sealant::rule::sample::{Sample, expand};
use sealant::rule::{Decode, Find, Rule, TextFind};

mod errors;
mod fixtures;
mod naive;

/// How many random instances of each sample are tried.
const SEEDS: u64 = 20;

const CATEGORIES: &[&str] = &[
    "birth-date",
    "client-matter",
    "contact",
    "court-record",
    "credential",
    "financial-account",
    "government-id",
    "health",
    "health-identifier",
    "marking",
    "payment-card",
    "person-name",
    "privileged",
    "provider-identifier",
];

const RETENTION_CLASSES: &[&str] = &[
    "card-account",
    "card-verification",
    "client-file",
    "contact",
    "court-filing",
    "glba-customer",
    "government-id",
    "health-record",
    "key-material",
    "marking",
    "not-to-be-kept",
    "personal",
    "privileged",
    "trust-account",
];

/// A rule file as read from the disk.
struct RuleText {
    id: String,
    path: PathBuf,
    text: String,
}

impl RuleText {
    fn load(&self) -> Loaded {
        let list = |name: &str| fs::read_to_string(self.path.with_file_name(name));
        let path = self.path.to_string_lossy();
        let source = RuleSource { id: &self.id, path: &path, text: &self.text, list: &list };
        load(&source, &chance()).unwrap_or_else(|error| panic!("{}", error.render(false)))
    }
}

fn patterns() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("patterns")
}

fn chance() -> MeasuredChance {
    MeasuredChance::parse(&fs::read_to_string(patterns().join("data/chance.toml")).unwrap()).unwrap()
}

/// All files below `patterns/` with this extension, in the order of their paths; those of `data/` are no rules.
fn files(extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![patterns()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path != patterns().join("data") {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn rule_texts() -> Vec<RuleText> {
    let rule_text = |path: PathBuf| {
        let inner = path.strip_prefix(patterns()).unwrap().with_extension("");
        let id = inner.to_string_lossy().replace('\\', "/");
        RuleText { id, text: fs::read_to_string(&path).unwrap(), path }
    };
    let mut rules: Vec<_> = files("toml").into_iter().map(rule_text).collect();
    rules.sort_by(|one, other| one.path.cmp(&other.path));
    rules
}

fn rules() -> Vec<Loaded> {
    rule_texts().iter().map(RuleText::load).collect()
}

/// What the checks see of a value: what the find says is undone.
fn decoded(decode: &[Decode], value: &[u8]) -> Option<Vec<u8>> {
    decode.iter().try_fold(value.to_vec(), |bytes, step| match step {
        Decode::Base64 => {
            let plain: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != b'=').collect();
            data_encoding::BASE64_NOPAD
                .decode(&plain)
                .or_else(|_| data_encoding::BASE64URL_NOPAD.decode(&plain))
                .ok()
        }
        Decode::Hex => data_encoding::HEXLOWER_PERMISSIVE.decode(&bytes).ok(),
        Decode::Percent => Some(bytes),
    })
}

fn verdicts(checks: &[CheckId], value: &[u8]) -> Vec<(&'static str, Verdict)> {
    checks.iter().map(|check| (check.check().name, (check.check().run)(value).verdict)).collect()
}

fn says_test(checks: &[CheckId], value: &[u8]) -> bool {
    let facts = checks.iter().flat_map(|check| (check.check().run)(value).facts);
    facts.into_iter().any(|(name, fact)| {
        matches!(name, "test" | "reserved" | "placeholder" | "local" | "example") && fact == "true"
    })
}

fn instances(template: &str) -> impl Iterator<Item = Sample> + '_ {
    (0..SEEDS).map(move |seed| {
        expand(template, &mut Random::new(seed)).unwrap_or_else(|error| panic!("{template}: {error}"))
    })
}

#[test]
fn built_in_rules_are_the_files() {
    let loaded: Vec<Rule> = rules().into_iter().map(|loaded| loaded.rule).collect();
    assert!(loaded.len() >= 50, "only {} rules", loaded.len());
    assert_eq!(loaded, builtin::rules());
}

#[test]
fn every_pattern_is_within_its_budget() {
    for rule in builtin::rules() {
        for find in &rule.finds {
            let Find::InText(find) = find else { continue };
            let work = work(find, Frequent::built_in()).filter(|work| work.bytes > BUDGET);
            assert_eq!(work, None, "{}", rule.doc.id);
        }
    }
}

#[test]
fn every_rule_has_two_samples_of_each_kind_and_every_reject_a_reason() {
    for Loaded { rule, matches, rejects, .. } in rules() {
        let id = &rule.doc.id;
        assert!(matches.len() >= 2, "{id}: give at least two matches");
        assert!(rejects.len() >= 2, "{id}: give at least two rejects");
        for reject in &rejects {
            assert!(reject.why.len() > 10, "{id}: say why in words: {}", reject.text.get_ref());
            assert!(!reject.text.get_ref().contains('«'), "{id}: a reject marks no value");
        }
    }
}

#[test]
fn every_match_is_found_where_it_is_marked() {
    for Loaded { rule, matches, .. } in rules() {
        for template in &matches {
            for sample in instances(template.get_ref()) {
                let value = sample.value.clone().unwrap_or_else(|| panic!("{}: mark the value", rule.doc.id));
                let finds = rule.finds.iter().filter(|find| naive::claims(find, &sample.text, value.clone()));
                assert!(finds.count() > 0, "{}: nothing finds {template:?}", rule.doc.id);
            }
        }
    }
}

#[test]
fn every_find_but_record_twins_has_a_sample() {
    for Loaded { rule, matches, .. } in rules() {
        let samples: Vec<_> = matches.iter().flat_map(|template| instances(template.get_ref())).collect();
        for find in &rule.finds {
            let twin = matches!(find, Find::InRecord(_) | Find::InFile(_));
            let claimed = |sample: &Sample| naive::claims(find, &sample.text, sample.value.clone().unwrap());
            assert!(twin || samples.iter().any(claimed), "{}: no sample for {find:?}", rule.doc.id);
        }
    }
}

#[test]
fn no_check_fails_a_match() {
    for Loaded { rule, matches, .. } in rules() {
        let mut passed = 0;
        for template in &matches {
            for sample in instances(template.get_ref()) {
                let range = sample.value.clone().unwrap();
                let value = sample.text[range.clone()].as_bytes();
                let claimed = |find: &&Find| naive::claims(find, &sample.text, range.clone());
                let find = rule.finds.iter().find(claimed).unwrap();
                let steps = if let Find::InText(text) = find { &text.decode[..] } else { &[] };
                let value =
                    decoded(steps, value).unwrap_or_else(|| panic!("{}: does not decode", rule.doc.id));
                for (check, verdict) in verdicts(&rule.checks, &value) {
                    assert_ne!(verdict, Verdict::Fail, "{}: {check} on {template:?}", rule.doc.id);
                    passed += usize::from(verdict == Verdict::Pass);
                }
            }
        }
        assert!(rule.checks.is_empty() || passed > 0, "{}: its checks know nothing of it", rule.doc.id);
    }
}

/// Push protection of forges and other scanners read these files too.
#[test]
fn no_rule_file_holds_a_value_that_a_rule_would_find() {
    let rules = rules();
    for file in rule_texts() {
        for Loaded { rule, .. } in &rules {
            for find in &rule.finds {
                let Find::InText(find) = find else { continue };
                for value in naive::text_matches(find, &file.text) {
                    let found = passes(rule, find, &value);
                    assert!(!found, "{} holds a value of {}", file.path.display(), rule.doc.id);
                }
            }
        }
    }
}

/// Whether a match would be reported as more than a published example.
fn passes(rule: &Rule, find: &TextFind, value: &[u8]) -> bool {
    let Some(value) = decoded(&find.decode, value) else { return false };
    let all = verdicts(&rule.checks, &value).iter().all(|(_, verdict)| *verdict == Verdict::Pass);
    all && !rule.checks.is_empty() && !says_test(&rule.checks, &value)
}

#[test]
fn word_lists_are_sorted_and_used() {
    let all_rules: String = rule_texts().into_iter().map(|file| file.text).collect();
    for path in files("txt") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(all_rules.contains(&format!("\"{name}\"")), "no rule uses {name}");
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "{name}: sort it, each word once");
        assert!(
            lines.iter().all(|line| *line == line.to_lowercase().trim()),
            "{name}: lower case, no blanks"
        );
    }
}

#[test]
fn words_about_rules_come_from_their_lists() {
    for Loaded { rule, .. } in rules() {
        let doc = &rule.doc;
        assert!(RETENTION_CLASSES.contains(&&*doc.retention), "{}: retention {}", doc.id, doc.retention);
        assert!(!doc.categories.is_empty(), "{}: give a category", doc.id);
        for category in &doc.categories {
            assert!(CATEGORIES.contains(&&**category), "{}: category {category}", doc.id);
        }
    }
}

#[test]
fn rules_speak_in_sentences() {
    for Loaded { rule, .. } in rules() {
        let doc = &rule.doc;
        let graded = rule.grades.iter().filter_map(|grade| grade.remedy.as_ref());
        for sentence in [&doc.summary, &doc.remedy].into_iter().chain(graded) {
            assert!(sentence.ends_with('.'), "{}: ends without a dot: {sentence}", doc.id);
            assert!(sentence.starts_with(char::is_uppercase), "{}: begins small: {sentence}", doc.id);
            assert!(sentence.len() < 400, "{}: too long to be read: {sentence}", doc.id);
        }
        assert!(!doc.name.ends_with('.') && doc.name.len() < 50, "{}: a name of a few words", doc.id);
        assert!(!doc.references.is_empty(), "{}: say where the facts come from", doc.id);
        assert!(
            doc.references.iter().all(|link| link.starts_with("https://")),
            "{}: links are https",
            doc.id
        );
    }
}

#[test]
fn words_find_things_near_rules_that_exist() {
    let ids: Vec<String> = rules().iter().map(|loaded| loaded.rule.doc.id.to_string()).collect();
    for Loaded { rule, .. } in rules() {
        for find in &rule.finds {
            let Find::InWords(words) = find else { continue };
            for near in &words.near {
                let glob = globset::Glob::new(near).unwrap().compile_matcher();
                assert!(ids.iter().any(|id| glob.is_match(id)), "{}: no rule is {near}", rule.doc.id);
            }
        }
    }
}

#[test]
fn variants_tell_all_values_of_a_rule_apart() {
    for Loaded { rule, matches, .. } in rules().into_iter().filter(|loaded| !loaded.rule.variants.is_empty())
    {
        for sample in matches.iter().flat_map(|template| instances(template.get_ref())) {
            let value = &sample.text[sample.value.unwrap()];
            let literals = rule.variants.iter().flat_map(|variant| variant.literals.iter());
            let fitting = literals.filter(|literal| value.starts_with(&***literal)).count();
            assert_eq!(fitting, 1, "{}: {fitting} variants for one value", rule.doc.id);
        }
    }
}
