//! How a rule finds, in sentences for people who read no patterns: where it looks, what must hold, what makes it surer
//! and what less sure. It says what the engine does with the rule and nothing of what the rule says about itself.

use super::alphabet::{Alphabet, NAMED};
use super::{
    Anchor, ColumnFind, Condition, DigitRun, FieldFind, FileFind, Find, Grade, MarkingFind, RecordFind, Rule,
    Run, Shape, Template, TextFind, ValueShape, WordsFind, Zone,
};
use crate::model::piece::Format;
use crate::model::rule_doc::Family;
use crate::model::text::Text;

/// How many words of a list are said; more are counted.
const NAMED_MOST: usize = 12;

/// A heading and the sentences below it.
pub type Paragraph = (&'static str, Vec<String>);

/// The whole account. Headings with nothing below them are left out.
pub fn account(rule: &Rule) -> Vec<Paragraph> {
    let mut paragraphs = vec![
        ("Where it looks", rule.finds.iter().map(place).collect()),
        ("What must hold", holds(rule)),
        ("What makes it surer", surer(rule)),
        ("What makes it less sure", less_sure(rule)),
        ("What changes its severity", rule.grades.iter().filter_map(grade).collect()),
    ];
    paragraphs.retain(|(_, sentences): &Paragraph| !sentences.is_empty());
    paragraphs
}

fn place(find: &Find) -> String {
    match find {
        Find::InText(find) => in_text(find),
        Find::InField(find) => in_field(find),
        Find::InColumn(ColumnFind { headers, value }) => {
            format!("In tables, below the header {}: {}.", quoted(headers, "or"), value_phrase(value))
        }
        Find::InRecord(find) => in_record(find),
        Find::InWords(find) => in_words(find),
        Find::InMarking(MarkingFind { phrases, zone }) => match zone {
            Zone::Heading => {
                format!(
                    "At the top of a document or on a line of its own: the words {}.",
                    quoted(phrases, "or")
                )
            }
            Zone::Anywhere => format!("Anywhere in text: the words {}.", quoted(phrases, "or")),
        },
        Find::InFile(find) => in_file(find),
    }
}

fn in_text(find: &TextFind) -> String {
    let what = match (&find.shape, &find.anchor) {
        (Shape::LiteralRun(run), Anchor::Literals(literals)) => {
            let begins: Vec<Text> = literals.iter().map(|literal| literal.text.clone()).collect();
            format!("{}, followed by {}", quoted(&begins, "or"), run_phrase(run))
        }
        (Shape::Templates(templates), _) => templates_phrase(templates),
        (_, Anchor::Literals(literals)) => {
            let words: Vec<Text> = literals.iter().map(|literal| literal.text.clone()).collect();
            format!("what has the right form and {} in it", quoted(&words, "or"))
        }
        (_, Anchor::Digits(runs)) => digits_phrase(runs),
    };
    let decoded = if find.decode.is_empty() { "" } else { ", decoded before it is checked" };
    let near = find.near.as_ref().map(|near| near_phrase(&near.rules, near.within)).unwrap_or_default();
    format!("Anywhere in text: {what}{decoded}{near}.")
}

fn digits_phrase(runs: &[DigitRun]) -> String {
    let least = runs.iter().map(|run| run.min).min().unwrap_or_default();
    match runs.iter().map(|run| run.max).max().unwrap_or_default() {
        u16::MAX => "what has the right form, with digits in it".to_owned(),
        most => {
            let count = range(u32::from(least), u32::from(most));
            format!("what has the right form, with {count} digits in a row in it")
        }
    }
}

fn templates_phrase(templates: &[Template]) -> String {
    if let [Template { text, .. }] = templates
        && text.bytes().all(|byte| byte == b'9')
    {
        return format!("{} digits in a row", text.len());
    }
    let forms: Vec<Text> = templates.iter().map(|template| template.text.clone()).collect();
    let key = "9 is a digit, A a capital letter, a a small one, X a digit or capital letter";
    format!("characters in the form {} ({key})", quoted(&forms, "or"))
}

fn in_field(find: &FieldFind) -> String {
    let except = if find.except.is_empty() {
        String::new()
    } else {
        format!(", but not {}", quoted(&find.except, "or"))
    };
    format!(
        "Behind a name that ends with {}{except} (in settings, code, forms and data): {}.",
        quoted(&find.keys, "or"),
        value_phrase(&find.value)
    )
}

fn in_record(find: &RecordFind) -> String {
    let format = |(wanted, _, title): (Format, &str, &str)| {
        let paths = find.places().filter(|(format, _)| *format == wanted);
        let paths: Vec<Text> = paths.map(|(_, path)| Text::from(path.to_owned())).collect();
        (!paths.is_empty()).then(|| format!("{title} {}", listed(&paths, "and", str::to_owned)))
    };
    let places: Vec<String> = Format::ALL.into_iter().filter_map(format).collect();
    format!("In records, at these places: {}: {}.", places.join("; "), value_phrase(&find.value))
}

fn in_words(find: &WordsFind) -> String {
    format!(
        "Anywhere in text: the words {}{}.",
        quoted(&find.words, "or"),
        near_phrase(&find.near, find.within)
    )
}

fn near_phrase(rules: &[Text], within: u32) -> String {
    format!(", if within {within} characters stands a finding of {}", quoted(rules, "or"))
}

fn in_file(find: &FileFind) -> String {
    let begins = "begin with the bytes of their kind";
    match (find.names.is_empty(), find.magic.is_empty()) {
        (true, _) => format!("Whole files that {begins}, whatever they are called."),
        (false, true) => format!("Whole files called {}.", quoted(&find.names, "or")),
        (false, false) => format!("Whole files called {}, if they {begins}.", quoted(&find.names, "or")),
    }
}

/// Every check, and what becomes of a value that fails one.
fn holds(rule: &Rule) -> Vec<String> {
    let mut sentences: Vec<String> =
        rule.checks.iter().map(|id| format!("{}.", capitalised(id.check().passing))).collect();
    if !sentences.is_empty() {
        sentences.push("A value that fails this is reported with low confidence at most.".to_owned());
    }
    sentences
}

fn surer(rule: &Rule) -> Vec<String> {
    let mut sentences = Vec::new();
    if !rule.context.is_empty() {
        sentences.push(format!("A name or a word beside it: {}.", quoted(&rule.context, "or")));
    }
    if let Some(within) = rule.pairs.iter().map(|pair| pair.within).max() {
        let partners: Vec<Text> = rule.pairs.iter().map(|pair| pair.rule.clone()).collect();
        let partners = quoted(&partners, "or");
        sentences.push(format!("Within {within} characters, a finding of {partners}."));
    }
    if matches!(rule.doc.family, Family::Identifier | Family::Health) {
        sentences.push("Another identifier of the same person close by.".to_owned());
    }
    if !rule.doc.regions.is_empty() {
        let regions = quoted(&rule.doc.regions, "or");
        sentences.push(format!("A text in a language of its region ({regions})."));
    }
    sentences
}

fn less_sure(rule: &Rule) -> Vec<String> {
    let mut sentences = Vec::new();
    let finds = |wanted: fn(&Find) -> bool| rule.finds.iter().any(wanted);
    if finds(|find| !matches!(find, Find::InWords(_) | Find::InMarking(_) | Find::InFile(_))) {
        sentences.push(
            "It stands in for a value (`changeme`, `<name>`, `xxxx`), is a published test value, or only says where the value is kept."
                .to_owned(),
        );
        sentences.push("The path is one of tests or examples.".to_owned());
    }
    if finds(|find| matches!(find, Find::InText(TextFind { anchor: Anchor::Digits(_), .. }))) {
        sentences.push("The digits are part of a hash, a UUID, a version or a decimal number.".to_owned());
    }
    if rule.doc.family == Family::Secret && finds(|find| matches!(find, Find::InField(_))) {
        sentences.push(
            "It looks like a hash or a UUID, or like a password that everybody tries first.".to_owned(),
        );
    }
    if !rule.doc.regions.is_empty() {
        sentences
            .push("The text is in a language of other regions, or `--region` leaves its own out.".to_owned());
    }
    sentences
}

/// What a grade changes; one that changes the remedy alone says nothing here.
fn grade(grade: &Grade) -> Option<String> {
    let severity = grade.severity?;
    let when: Vec<String> = grade.when.iter().map(condition).collect();
    Some(format!("If {}: {severity}.", when.join(" and ")))
}

fn condition(Condition { fact, value }: &Condition) -> String {
    match (&**fact, &**value) {
        ("expired", "true") => "it has expired".to_owned(),
        ("expired", "false") => "it has not expired yet".to_owned(),
        ("test", "true") => "it is a published test value".to_owned(),
        ("paired", "true") => "one of the findings named above is close by".to_owned(),
        ("record", "true") => "it stands in a health record".to_owned(),
        ("encrypted", "true") => "it is encrypted".to_owned(),
        ("encrypted", "false") => "it is not encrypted".to_owned(),
        (fact, "true") => format!("it is found to be `{fact}`"),
        (fact, value) => format!("its `{fact}` is `{value}`"),
    }
}

/// What a whole value must look like.
fn value_phrase(value: &ValueShape) -> String {
    let length = match (value.min, value.max) {
        (0 | 1, u32::MAX) => None,
        (min, u32::MAX) => Some(format!("{min} characters or more")),
        (min, max) => Some(format!("{} characters", range(min, max))),
    };
    match (&value.regex, value.alphabet.map(alphabet_phrase), length) {
        (Some(_), _, _) => "the whole value, if it has the right form".to_owned(),
        (None, Some(of), Some(length)) => format!("the whole value, if it is {length}: {of}"),
        (None, Some(of), None) => format!("the whole value, if it is made of {of}"),
        (None, None, Some(length)) => format!("the whole value, if it is {length}"),
        (None, None, None) => "whatever stands there".to_owned(),
    }
}

fn run_phrase(run: &Run) -> String {
    format!("{} characters: {}", range(run.min, run.max), alphabet_phrase(run.alphabet))
}

fn alphabet_phrase(alphabet: Alphabet) -> String {
    let name = NAMED.iter().find(|(_, bytes)| Alphabet::of(bytes) == alphabet).map(|(name, _)| *name);
    let words = match name {
        Some("digits") => "digits",
        Some("hex" | "upper-hex" | "any-hex") => "digits and the letters a to f",
        Some("base32") => "capital letters and the digits 2 to 7",
        Some("base36") => "small letters and digits",
        Some("upper-base36") => "capital letters and digits",
        Some("base62") => "letters and digits",
        Some("base64" | "padded-base64") => "letters, digits, + and /",
        Some("base64url") => "letters, digits, - and _",
        Some("letters") => "letters",
        Some("upper") => "capital letters",
        Some("lower") => "small letters",
        _ => "letters, digits and signs of its own",
    };
    words.to_owned()
}

fn range(min: u32, max: u32) -> String {
    if min == max { min.to_string() } else { format!("{min} to {max}") }
}

fn quoted(words: &[Text], last: &str) -> String {
    listed(words, last, |word| format!("`{word}`"))
}

/// `a, b or c`, the first of them where there are many.
fn listed(words: &[Text], last: &str, shown: impl Fn(&str) -> String) -> String {
    let mut named: Vec<String> = words.iter().take(NAMED_MOST).map(|word| shown(word)).collect();
    let rest = words.len() - named.len();
    if rest > 0 {
        return format!("{} and {rest} more", named.join(", "));
    }
    match named.pop() {
        Some(only) if named.is_empty() => only,
        Some(end) => format!("{} {last} {end}", named.join(", ")),
        None => String::new(),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Text, listed, range};

    fn words(count: usize) -> Vec<Text> {
        (0..count).map(|at| Text::from(format!("w{at}"))).collect()
    }

    #[test]
    fn lists_are_said_and_long_ones_counted() {
        let said = |count: usize| listed(&words(count), "or", str::to_owned);
        assert_eq!([said(0), said(1), said(3)], ["", "w0", "w0, w1 or w2"]);
        assert!(said(12).ends_with("w10 or w11"));
        assert!(said(14).ends_with("w11 and 2 more"));
        assert_eq!([range(3, 3), range(3, 5)], ["3", "3 to 5"]);
    }
}
