//! Hits of key words → candidates: the assignment that a key word ends, and which of its values a rule takes.

use std::ops::Range;

use super::context::label;
use super::finders::{Finder, Found};
use super::keys::Assignment;
use super::prior::{PlaceKind, Priors};
use super::score::Case;
use super::verify::value_fits;
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::LabelKind;
use crate::model::rule_doc::Family;
use crate::rule::FieldFind;
use crate::rule::strings::Target;

impl Finder<'_> {
    pub(super) fn field(&mut self, word: Range<usize>, target: &Target, find: &FieldFind) {
        let text = self.window.text();
        let Some(named) = self.named(&word, find) else { return };
        self.assignments.read(text);
        for number in 0..self.assignments.all().len() {
            if let Some((range, candidate)) = self.judged(number, named, target, find) {
                self.keep(range, candidate);
            }
        }
    }

    /// The likeliest reading of one of the values that a key is given.
    fn judged(&self, number: usize, named: &str, target: &Target, find: &FieldFind) -> Option<Found> {
        let (text, engine) = (self.window.text(), self.engine);
        let assignment = self.assignments.all().get(number).filter(|it| !self.is_name_of_code(it))?;
        let rule = &engine.rules[usize::from(target.rule)];
        // A path says what a value is as a literal of the rule would.
        let literal = !find.paths.is_empty();
        let case = Case { literal, ..self.case(rule, target.rule, find.chance) };
        let values = self.fitting(assignment, target, find);
        let judged = values.map(|range| (range.clone(), case.value(assignment.text(text, range))));
        let (range, mut candidate) =
            judged.max_by_key(|(range, candidate)| (candidate.score(), range.len()))?;
        let bits = &Priors::built_in().context;
        let kind = assignment.kind();
        let (weight, place) = match kind {
            _ if assignment.below => (bits.parent, " above it"),
            LabelKind::Label => (bits.label, ""),
            _ => (bits.key, ""),
        };
        let because = format!("{} \"{named}\"{place}", kind.name());
        candidate.context = Some(Term::new(TermKind::Context, Bits::from_f64(weight), because));
        candidate.label = Some(label(kind, &text[assignment.key.clone()]));
        candidate.by_path = (!find.paths.is_empty()).then_some(target.find);
        case.home(|| self.language_at(range.start), true, &mut candidate);
        Some((range, candidate))
    }

    /// The words of a rule with which the key ends whose key word stands here, where the window owns it and something
    /// gives it a value.
    fn named<'f>(&mut self, word: &Range<usize>, find: &'f FieldFind) -> Option<&'f str> {
        let text = self.window.text();
        if !self.window.owned().contains(&word.start) || !self.assignments.find(text, word) {
            return None;
        }
        let key = self.assignments.words(text);
        let named = find.keys.iter().find(|known| key.end_with(known))?;
        let other = find.except.iter().any(|other| key.end_with(other));
        (!other).then_some(&**named)
    }

    /// The readings of a value that have the shape which a rule asks for.
    fn fitting<'s>(
        &'s self,
        assignment: &'s Assignment,
        target: &Target,
        find: &'s FieldFind,
    ) -> impl Iterator<Item = &'s Range<usize>> {
        let text = self.window.text();
        let secret = self.engine.rules[usize::from(target.rule)].doc.family == Family::Secret;
        // A secret without quotes ends at white space, and one in quotes is no sentence.
        let readings = assignment.readings();
        let readings = if secret { &readings[..readings.len().min(1)] } else { readings };
        let at = (target.rule, target.find);
        readings.iter().filter(move |range| {
            let value = assignment.text(text, range);
            let spaces = || memchr::memchr2_iter(b' ', b'\n', value).count();
            !(secret && spaces() >= 2) && value_fits(value, &find.value, &self.engine.patterns, at)
        })
    }

    /// Whether a key word has a value of the right shape, before any evidence.
    pub(super) fn claims_field(&mut self, word: &Range<usize>, target: &Target, find: &FieldFind) -> bool {
        let text = self.window.text();
        if self.named(word, find).is_none() {
            return false;
        }
        self.assignments.read(text);
        let mut values = self.assignments.all().iter().filter(|it| !self.is_name_of_code(it));
        values.any(|it| self.fitting(it, target, find).next().is_some())
    }

    /// How many bytes are read for a key word: its key and what the key is given.
    pub(super) fn read_for(&mut self, word: &Range<usize>, find: &FieldFind) -> usize {
        let text = self.window.text();
        if self.named(word, find).is_none() {
            return 0;
        }
        self.assignments.read(text);
        self.assignments.all().last().map_or(0, |it| it.value.phrase.end - it.key.start)
    }

    /// In program text an unquoted word is a name; only numbers are values.
    fn is_name_of_code(&self, assignment: &Assignment) -> bool {
        let value = &assignment.value;
        let text = &self.window.text()[value.word.clone()];
        let number = text.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.'));
        let called = matches!(value.terminator, b'(' | b'[');
        let program = matches!(self.prior.kind, PlaceKind::Source | PlaceKind::Generated);
        !value.quoted && (called || (program && !number))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::detect::finders::Finder;
    use crate::detect::{Engine, prior};
    use crate::model::source::ArtifactPath;
    use crate::model::window::{PADDING, Window};
    use crate::rule::load::{MeasuredChance, RuleSource, load};

    /// An engine of two rules that share key words.
    fn engine() -> Engine {
        let rule = |name: &str, keys: &str| {
            let text = format!(
                "name = 'x'\nseverity = 'high'\ncategories = []\nretention = 'x'\nsummary = 'x'\nremedy = 'x'\n\
                 matches = []\nrejects = []\n[[find]]\nin = 'field'\nkeys = {keys}\nexcept = ['next token']\n\
                 value = {{ length = [2, 40] }}\n"
            );
            let no_list = |_: &str| Ok(String::new());
            let source =
                RuleSource { id: &format!("secret/{name}"), path: name, text: &text, list: &no_list };
            load(&source, &MeasuredChance::default())
                .unwrap_or_else(|error| panic!("{}", error.render(false)))
                .rule
        };
        let rules =
            vec![rule("one", "['password', 'token', 'api key']"), rule("two", "['db password', 'token']")];
        Engine::new(rules, String::new(), 0).unwrap()
    }

    type Claims = BTreeSet<(u16, u64, u64, Vec<u8>)>;

    /// What windows cut at these offsets claim, whether it is rejected later or not.
    fn claims(engine: &Engine, text: &str, cuts: &[usize]) -> Claims {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PADDING, 0);
        let prior = prior::of(&ArtifactPath::new(b"settings.yaml"));
        let borders: Vec<usize> = [&[0][..], cuts, &[text.len()]].concat();
        let mut claimed = Claims::new();
        for pair in borders.windows(2) {
            let window = Window::new(&padded, 0, pair[0]..pair[1], pair[1] == text.len());
            let mut rejected = Vec::new();
            let mut reject =
                |_, candidate: &crate::detect::candidate::Candidate, _| rejected.push(candidate.clone());
            let found = Finder::new(engine, prior, &window, &mut reject).run();
            for candidate in found.into_iter().map(|(_, candidate)| candidate).chain(rejected) {
                let origin = candidate.origin;
                claimed.insert((candidate.rule, origin.start, origin.end, candidate.value.to_vec()));
            }
        }
        claimed
    }

    const TEXT: &str = "db_password = \"abc\" + \"def\";\napi_key: v123\nAPI KEY: v456\n<password>xy12</password>\n\
        - name: DB_PASSWORD\n  value: v9v9\nnext_token: zzz\ndb_password_token: q1w2\n{\"password\": \"a\\\"b\"}\n\
        token: |\n  line\n--password s3 tokens: no\n";

    #[test]
    fn key_words_claim_the_values_of_their_keys() {
        let claimed = claims(&engine(), TEXT, &[]);
        let values = |rule: u16| -> BTreeSet<String> {
            let own = claimed.iter().filter(|(number, ..)| *number == rule);
            own.map(|(.., value)| String::from_utf8(value.clone()).unwrap()).collect()
        };
        let set = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(values(0), set(&["abcdef", "v123", "v456", "xy12", "v9v9", "q1w2", "a\"b", "line", "s3"]));
        assert_eq!(values(1), set(&["abcdef", "v9v9", "q1w2", "line"]));
        let place = TEXT.find("abc").unwrap() as u64;
        let joined = (0, place, place + 11, b"abcdef".to_vec());
        assert!(claimed.contains(&joined), "the place of what is joined is the whole range");
    }

    #[test]
    fn windows_do_not_matter() {
        let engine = engine();
        let expected = claims(&engine, TEXT, &[]);
        for cut in 1..TEXT.len() {
            assert_eq!(claims(&engine, TEXT, &[cut]), expected, "cut at {cut}");
        }
        let everywhere: Vec<usize> = (1..TEXT.len()).collect();
        assert_eq!(claims(&engine, TEXT, &everywhere), expected);
    }
}
