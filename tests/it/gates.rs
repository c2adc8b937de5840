//! Gates lose nothing: wherever the pattern of a built-in rule matches by itself, its gates are open. And they are
//! worth asking: most places that the prefilter names do not pass them.

use std::ops::Range;

use proptest::prelude::*;
use regex::bytes::Regex;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use sealant::check::random::Random;
use sealant::detect::{admits_start, compile, digit_leads, leads};
use sealant::rule::{Anchor, Boundary, Find, Gate, Literal, Rule, Shape, TextFind};

/// A text find with its pattern, compiled and parsed.
struct Subject {
    name: String,
    find: TextFind,
    pattern: Regex,
    hir: Hir,
}

fn subjects(rules: &[Rule]) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for rule in rules {
        for (find, number) in rule.finds.iter().zip(1..) {
            let Find::InText(find) = find else { continue };
            // What may stand before a match is no part of the pattern, and no part of this test.
            let find = TextFind { before: Boundary::Open, ..find.clone() };
            let pattern = compile(&find.pattern()).unwrap();
            let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(&find.pattern()).unwrap();
            subjects.push(Subject { name: format!("{} {number}", rule.doc.id), find, pattern, hir });
        }
    }
    subjects
}

/// The starts at which the pattern matches by itself.
fn matches(subject: &Subject, text: &[u8], starts: Range<usize>) -> Vec<Range<usize>> {
    let reach = subject.find.reach as usize;
    let at = |start: usize| {
        let found = subject.pattern.find(&text[start..text.len().min(start + reach)])?;
        Some(start..start + found.end())
    };
    starts.filter_map(at).collect()
}

/// Fails where a gate is closed for one of the matches; tells how many there were.
fn check(subject: &Subject, text: &[u8], starts: Range<usize>) -> usize {
    let found = matches(subject, text, starts);
    for whole in found.iter().cloned() {
        let shown = String::from_utf8_lossy(&text[whole.clone()]);
        assert!(admits_start(text, whole.start, &subject.find), "{}: the start of {shown:?}", subject.name);
        let led = match &subject.find.anchor {
            Anchor::Literals(literals) => {
                literals.iter().any(|literal| leads_to(literal, &subject.find, text, &whole))
            }
            Anchor::Digits(runs) => whole.clone().any(|start| {
                let is_run =
                    text[start].is_ascii_digit() && (start == 0 || !text[start - 1].is_ascii_digit());
                is_run
                    && runs.iter().any(|run| digit_leads(run, text, start).contains(&(start - whole.start)))
            }),
        };
        // A match that begins within a run of digits is for the boundary to forbid.
        let within_run =
            whole.start > 0 && text[whole.start - 1].is_ascii_digit() && text[whole.start].is_ascii_digit();
        assert!(led || within_run, "{}: nothing leads to {shown:?}", subject.name);
    }
    found.len()
}

/// Whether a hit of a literal within the match has a lead that is the start of the match.
fn leads_to(literal: &Literal, find: &TextFind, text: &[u8], whole: &Range<usize>) -> bool {
    let is_lead = |hit: usize| leads(literal, text, hit, find.reach).contains(&(hit - whole.start));
    hits(literal, text, whole.clone()).into_iter().any(is_lead)
}

fn hits(literal: &Literal, text: &[u8], within: Range<usize>) -> Vec<usize> {
    let length = literal.text.len();
    let same = |at: &usize| {
        let here = &text[*at..at + length];
        if literal.exact {
            here == literal.text.as_bytes()
        } else {
            here.eq_ignore_ascii_case(literal.text.as_bytes())
        }
    };
    (within.start..(within.end + 1).saturating_sub(length)).filter(same).collect()
}

/// A random string that the pattern matches, unless what looks around says no.
fn generate(hir: &Hir, random: &mut Random, text: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Literal(literal) => text.extend_from_slice(&literal.0),
        HirKind::Class(Class::Bytes(class)) => {
            let bytes: Vec<u8> = class.iter().flat_map(|range| range.start()..=range.end()).collect();
            text.push(bytes[random.below(bytes.len())]);
        }
        HirKind::Class(Class::Unicode(class)) => {
            let range = class.ranges()[random.below(class.ranges().len())];
            let mut bytes = [0; 4];
            text.extend_from_slice(range.start().encode_utf8(&mut bytes).as_bytes());
        }
        HirKind::Capture(capture) => generate(&capture.sub, random, text),
        HirKind::Concat(inner) => inner.iter().for_each(|part| generate(part, random, text)),
        HirKind::Alternation(inner) => generate(&inner[random.below(inner.len())], random, text),
        HirKind::Repetition(repeated) => {
            let most = repeated.max.unwrap_or(repeated.min).min(repeated.min + 12);
            let count = repeated.min as usize + random.below((most - repeated.min) as usize + 1);
            (0..count).for_each(|_| generate(&repeated.sub, random, text));
        }
        HirKind::Look(_) | HirKind::Empty => {}
    }
}

/// Changes a few bytes to others of the same text, takes some out and repeats some.
fn mutate(text: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..random.below(4) {
        if text.len() < 2 {
            return;
        }
        let at = random.below(text.len());
        let byte = text[random.below(text.len())];
        match random.below(3) {
            0 => text[at] = byte,
            1 => text.insert(at, byte),
            _ => drop(text.remove(at)),
        }
    }
}

#[test]
fn every_string_of_every_pattern_passes_its_gates() {
    let mut random = Random::new(11);
    for subject in subjects(sealant::builtin::rules()) {
        let mut met = 0;
        for round in 0..60 {
            let mut text = b"x ".to_vec();
            generate(&subject.hir, &mut random, &mut text);
            if round % 2 == 1 {
                mutate(&mut text, &mut random);
            }
            text.extend_from_slice(b" y, 1");
            let starts = 0..text.len().min(300);
            met += check(&subject, &text, starts);
        }
        assert!(met > 20, "{} was met {met} times: the test is blind", subject.name);
    }
}

#[test]
fn samples_pass_the_gates_of_all_rules() {
    let subjects = subjects(sealant::builtin::rules());
    let mut random = Random::new(12);
    let mut met = 0;
    for sample in super::samples::of_all_rules(&mut random) {
        let mut text = sample.text.into_bytes();
        mutate(&mut text, &mut random);
        let starts = 0..text.len().min(120);
        met += subjects.iter().map(|subject| check(subject, &text, starts.clone())).sum::<usize>();
    }
    assert!(met > 1000, "only {met} matches");
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own files whole")]
#[test]
fn gates_turn_most_hits_in_real_files_away() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut asked, mut passed, mut met) = (0, 0, 0);
    for name in ["CHANGELOG.md", "Cargo.lock", "src/detect/session.rs", "fixtures/it/deploy.env"] {
        let text = std::fs::read(root.join(name)).unwrap();
        let text = &text[..text.len().min(8000)];
        for subject in subjects(sealant::builtin::rules()) {
            met += check(&subject, text, 0..text.len());
            let Anchor::Literals(literals) = &subject.find.anchor else { continue };
            for literal in literals.iter().filter(|literal| literal.gate != Gate::OPEN) {
                let hits = hits(literal, text, 0..text.len());
                asked += hits.len();
                let open = |hit: &&usize| !leads(literal, text, **hit, subject.find.reach).is_empty();
                passed += hits.iter().filter(open).count();
            }
        }
    }
    assert!(met > 40, "only {met} matches: the files are no test");
    assert!(asked > 50 && passed * 2 < asked, "of {asked} hits {passed} passed");
}

/// A find made of a pattern, as the loader makes it.
fn find(regex: &str) -> TextFind {
    let text = format!(
        "name = 'x'\nseverity = 'high'\ncategories = []\nretention = 'x'\nsummary = 'x'\nremedy = 'x'\n\
         matches = []\nrejects = []\n[[find]]\nin = 'text'\nregex = '''{regex}'''\n"
    );
    let no_list = |_: &str| Ok(String::new());
    let source = sealant::rule::load::RuleSource { id: "secret/x", path: "x", text: &text, list: &no_list };
    let loaded = sealant::rule::load::load(&source, &sealant::rule::load::MeasuredChance::default());
    match &loaded.unwrap_or_else(|error| panic!("{}", error.render(false))).rule.finds[0] {
        Find::InText(find) => find.clone(),
        other => panic!("{other:?}"),
    }
}

/// At the only hit of its string, whether the gate is open.
fn opens(regex: &str, text: &str, expected: bool) {
    let find = find(regex);
    assert!(matches!(find.shape, Shape::Regex(_)));
    let Anchor::Literals(literals) = &find.anchor else { panic!("{regex} has no string") };
    let open = literals.iter().any(|literal| {
        let hits = hits(literal, text.as_bytes(), 0..text.len());
        hits.into_iter().any(|hit| !leads(literal, text.as_bytes(), hit, find.reach).is_empty())
    });
    assert_eq!(open, expected, "{regex} in {text:?}");
}

#[test]
fn a_gate_asks_for_what_stands_around_its_string() {
    // So many bytes of a class, then a byte that ends the run.
    opens("abc[0-9]{2,4}:", "abc12:", true);
    opens("abc[0-9]{2,4}:", "abc1:", false);
    opens("abc[0-9]{2,4}:", "abc12345:", false);
    opens("abc[0-9]{2,4}:", "abc12;", false);
    // What may be left out is passed over, where its end is certain.
    opens("abc[ \\t]{0,3}=[ ]{0,2}x", "abc =  x", true);
    opens("abc[ \\t]{0,3}=[ ]{0,2}x", "abc  y", false);
    // A run that the next part could go on with is asked for its least length only.
    opens("abc[a-z]{2,4}z", "abcqqzz", true);
    opens("abc[a-z]{2,4}z", "abcq", false);
    // Alternatives: what each has at its place.
    opens("abc(?:d[a-m]|f[n-z])h", "abcdzh", true);
    opens("abc(?:d[a-m]|f[n-z])h", "abcd1h", false);
    // Before the string, read backwards.
    opens("[a-f]{3}[0-9]wxyz", "abc0wxyz", true);
    opens("[a-f]{3}[0-9]wxyz", "abx0wxyz", false);
    // A string that must come, however far.
    opens("abcd(?:-?[a-z]){2,40}=end", "abcdxx-yy=end", true);
    opens("abcd(?:-?[a-z]){2,40}=end", "abcdxx-yy=and", false);
}

/// Patterns of all kinds of parts that meet each other, each with its string first, last or between.
fn pattern() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "[ab]{0,2}",
        "[ab]{1,3}",
        "[bc]{2}",
        "a",
        "b?",
        "(?:ab|c)",
        "(?:a|bc)?",
        "(?:-?[ab]){1,3}",
        "c{1,2}?",
        "[abc]",
        "(?:b|[ac]{2})",
        "(?i:a)",
        "(?:ab){2}",
        "[^a]{1,2}",
        "(?<value>[ab]{1,2})",
    ]);
    (prop::collection::vec(part.clone(), 0..4), prop::collection::vec(part, 0..5))
        .prop_map(|(before, behind)| format!("{}xyz{}", before.concat(), behind.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn random_patterns_pass_their_gates(regex in pattern(), text in "[abcA-]{0,6}xyz[abcA-]{0,8}") {
        let find = TextFind { before: Boundary::Open, ..find(&regex.replace("(?<value>", "(?:")) };
        let compiled = compile(&find.pattern()).unwrap();
        let hir = Hir::empty();
        let subject = Subject { name: regex, find, pattern: compiled, hir };
        check(&subject, text.as_bytes(), 0..text.len());
    }
}
