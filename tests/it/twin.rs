//! The naive twin of detection: every pattern tried anchored at every byte offset. The engine must give the same set
//! of (rule, span), wherever windows are cut.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;
use regex::bytes::Regex;
use sealant::check::random::Random;
use sealant::detect::{Engine, compile};
use sealant::model::rule_doc::RuleIndex;
use sealant::model::window::{PADDING, Window};
use sealant::rule::load::{MeasuredChance, RuleSource, load};
use sealant::rule::{Boundary, Find, Rule};

type Matches = BTreeSet<(RuleIndex, usize, usize)>;

/// Rules of every kind of anchor and boundary, with shapes that meet each other in random text.
const SHAPES: &[(&str, &str)] = &[
    ("run", "literals = ['ab1']\nvalue = { alphabet = 'base36', length = [2, 5] }"),
    ("case", "literals = ['QaZ']\nignore-case = true\nvalue = { alphabet = 'digits', length = 2 }"),
    (
        "open",
        "literals = ['b1c']\nbefore = 'open'\nafter = 'open'\nvalue = { alphabet = 'hex', length = [1, 3] }",
    ),
    ("shapes", "shapes = ['99_9_99']"),
    ("letters", "shapes = ['A_99_a', 'A9X9']"),
    ("inner", "regex = '(?:[0-9]:)?[0-9]{2}-(?i:cv|cr)-[0-9]{2,4}'"),
    ("mail", "regex = '[a-c1-3.]{1,6}@[a-c1-3-]{1,6}\\.[a-c]{2,3}'\nbefore = 'mail-local'\nafter = 'host'"),
    ("group", "regex = 'key=(?P<value>[a-c1-3]{2,6})'"),
    ("digits", "regex = '[0-9]{2}-?[0-9]{2}'\nbefore = 'number'\nafter = 'open'"),
];

fn rules() -> Vec<Rule> {
    SHAPES.iter().map(|(name, find)| rule(name, find)).collect()
}

fn rule(name: &str, find: &str) -> Rule {
    let text = format!(
        "name = 'x'\nseverity = 'high'\ncategories = []\nretention = 'x'\nsummary = 'x'\nremedy = 'x'\n\
         matches = []\nrejects = []\n[[find]]\nin = 'text'\n{find}\n"
    );
    let no_list = |_: &str| Ok(String::new());
    let source = RuleSource { id: &format!("secret/{name}"), path: name, text: &text, list: &no_list };
    load(&source, &MeasuredChance::default()).unwrap_or_else(|error| panic!("{}", error.render(false))).rule
}

/// The pattern at every offset, with the boundaries as regular expressions of their own.
fn naive(rules: &[Rule], text: &[u8]) -> Matches {
    let mut found = Matches::new();
    for (rule, number) in rules.iter().zip(0..) {
        for find in &rule.finds {
            let Find::InText(find) = find else { continue };
            let pattern = compile(&find.pattern()).unwrap();
            let before = Regex::new(&before(&find.before)).unwrap();
            let after = Regex::new(&after(&find.after)).unwrap();
            for start in 0..text.len() {
                let reach = text.len().min(start + find.reach as usize);
                let Some(hit) = pattern.find(&text[start..reach]) else { continue };
                let end = start + hit.end();
                let digits_cut =
                    start > 0 && text[start - 1].is_ascii_digit() && text[start].is_ascii_digit();
                let strict = matches!(find.before, Boundary::Word | Boundary::Number);
                if before.is_match(&text[..start]) && after.is_match(&text[end..]) && !(strict && digits_cut)
                {
                    found.insert((RuleIndex(number), start, end));
                }
            }
        }
    }
    found
}

const ESCAPE: &str = r"\\[nrt]$|%[0-9A-Fa-f]{2}$|\\u[0-9A-Fa-f]{4}$";

fn before(boundary: &Boundary) -> String {
    match boundary {
        Boundary::Word => format!(r"(?-u)\A\z|[^0-9A-Za-z]\z|(?:{ESCAPE})"),
        Boundary::Number => {
            format!(r"(?-u)\A\z|\A[^0-9A-Za-z_]\z|[^0-9][-./:+]\z|[^-./:+0-9A-Za-z_]\z|(?:{ESCAPE})")
        }
        Boundary::Outside(alphabet) => {
            format!(r"(?-u)\A\z|[^{}]\z", &alphabet.class()[1..].trim_end_matches(']'))
        }
        Boundary::Open => String::new(),
    }
}

fn after(boundary: &Boundary) -> String {
    match boundary {
        Boundary::Word => r"(?-u)\A\z|\A[^0-9A-Za-z]".to_owned(),
        Boundary::Number => r"(?-u)\A\z|\A[^-./:+0-9A-Za-z_]|\A[-./:+]\z|\A[-./:+][^0-9]".to_owned(),
        Boundary::Outside(alphabet) => {
            format!(r"(?-u)\A\z|\A[^{}]", &alphabet.class()[1..].trim_end_matches(']'))
        }
        Boundary::Open => String::new(),
    }
}

/// What the engine finds when windows are cut at these offsets.
fn engine_finds(engine: &Engine, text: &[u8], cuts: &[usize]) -> Matches {
    let mut padded = text.to_vec();
    padded.resize(text.len() + PADDING, 0);
    let borders: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([text.len()]).collect();
    let owned = borders.windows(2).map(|pair| pair[0]..pair[1]).filter(|range| !range.is_empty());
    let matches = |range: Range<usize>| {
        let last = range.end == text.len();
        engine.text_matches(&Window::new(&padded, 0, range, last))
    };
    owned.flat_map(matches).map(|(rule, range)| (rule, range.start, range.end)).collect()
}

fn check(rules: &[Rule], engine: &Engine, text: &[u8], cuts: &[usize]) {
    let expected = naive(rules, text);
    let found = engine_finds(engine, text, cuts);
    let shown = String::from_utf8_lossy(text);
    assert_eq!(found, expected, "in {shown:?} with windows cut at {cuts:?}");
}

fn engine() -> (Vec<Rule>, Engine) {
    let rules = rules();
    let engine = Engine::new(rules.clone(), String::new(), 0).unwrap();
    (rules, engine)
}

#[test]
fn adversarial_text_gives_the_same_matches_at_every_cut() {
    let (rules, engine) = engine();
    for text in [
        "ab1zz ab1zzzzz ab1zzzzzz xab1zz \\nab1zz %3Dab1zz \\u003dab1zz _ab1zz",
        "qaz12 QAZ12 Qaz123 12-3-45 12 3 45 12345 1-12-3-45 12-3-45-6 a12-3-45",
        "1:21-cv-0123 21-CR-12 121-cv-1234 21-cv-1 A-12-x A1X9 A12x AA1X9",
        "a.b@c.ab, a@b.abc a@b.abcd 1a@b-c.bc- key=abc key=a xkey=abc b1c1 zb1cff",
        "21-cv-1234x 21-cv-1234_ key=abcX 12-3-45x %2012-34 %3112-34 12-34-56 1234 12345 00-11",
    ] {
        let text = text.as_bytes();
        for cut in 1..text.len() {
            check(&rules, &engine, text, &[cut]);
        }
        let every_byte: Vec<usize> = (1..text.len()).collect();
        check(&rules, &engine, text, &every_byte);
    }
}

#[test]
fn the_twin_finds_something_for_every_rule() {
    let (rules, _) = engine();
    let text = b"ab1zz qaz12 b1cff 12-3-45 A-12-x 1:21-cv-0123 a.b@c.ab key=abc 12-34";
    let found: BTreeSet<_> = naive(&rules, text).into_iter().map(|(rule, ..)| rule.0).collect();
    assert_eq!(found.len(), rules.len(), "rules that never matched make the twin blind: {found:?}");
}

#[test]
fn built_in_rules_give_the_same_matches_on_their_own_samples() {
    let rules = sealant::builtin::rules();
    let engine = Engine::new(rules.to_vec(), String::new(), 0).unwrap();
    let mut random = Random::new(7);
    for sample in super::samples::of_all_rules(&mut random) {
        let text = format!("{}\n12345 6789 {}", sample.text, sample.text);
        let cut = random.below(text.len());
        check(rules, &engine, text.as_bytes(), &[cut]);
    }
}

#[test]
fn built_in_rules_give_the_same_matches_in_real_files() {
    let rules = sealant::builtin::rules();
    let engine = Engine::new(rules.to_vec(), String::new(), 0).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut random = Random::new(3);
    let mut found = 0;
    for name in [
        "Cargo.lock",
        "fixtures/clients/intake.csv",
        "fixtures/clinic/adt.hl7",
        "README.md",
        "fixtures/it/deploy.env",
    ] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let text = &text.as_bytes()[..text.len().min(6000)];
        let mut cuts: Vec<usize> = (0..5).map(|_| 1 + random.below(text.len() - 1)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        check(rules, &engine, text, &cuts);
        found += naive(rules, text).len();
    }
    assert!(found > 40, "only {found} matches: the files are no test");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_text_gives_the_same_matches(
        text in "([a-c1-3A-C@.:_% \\\\n-]|ab1|QaZ|b1c|key=|-cv-|%3D|é){0,80}",
        cut in 0..100_usize,
    ) {
        let (rules, engine) = engine();
        let text = text.as_bytes();
        let cuts: Vec<usize> = (cut < text.len()).then_some(cut).into_iter().collect();
        check(&rules, &engine, text, &cuts);
    }
}
