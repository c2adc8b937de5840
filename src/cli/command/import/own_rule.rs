//! A rule of the user's own there → a rule file here: the same pattern, its value named, repetitions without end given
//! one, and samples made from the pattern's structure. Whether it holds is for the loader and the proof to say.

use std::ops::Range;

use regex_syntax::ParserBuilder;
use regex_syntax::ast::{self, Ast, GroupKind, RepetitionKind, RepetitionRange};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::asked::{TheirRule, shown};
use crate::rule::alphabet::Alphabet;

/// How often something is repeated at most where that was not said.
const END: u32 = 256;

/// How long the value of a sample is, where the pattern leaves it open.
const USUAL: u32 = 32;

/// Alphabets of samples, the richest first.
const ALPHABETS: [&str; 9] =
    ["base62", "base36", "upper-base36", "any-hex", "hex", "upper-hex", "lower", "upper", "digits"];

/// A rule file.
pub(super) struct RuleText {
    /// The name of the file, without its ending: the last word of the id.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// What it says otherwise than theirs.
    pub differs: Vec<&'static str>,
}

/// The rule file for a rule of theirs; or why there can be none.
pub(super) fn written(theirs: &TheirRule, tool: &str) -> Result<RuleText, String> {
    let (regex, has_no_end) = named_and_ended(&theirs.regex, theirs.group)?;
    let sample = sample(&regex)?;
    let name = name(&theirs.id);
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let described =
        if theirs.description.is_empty() { theirs.id.clone() } else { theirs.description.clone() };
    let described = shown(&described);
    let anchor: String = literals(&sample).to_owned();
    let text = format!(
        "# Taken over from {tool}, where it is called {} ({}). Sharpen it: context, remedy, samples as they occur with you.\n\
         name       = {}\nseverity   = \"high\"\ncategories = [\"credential\"]\nretention  = \"not-to-be-kept\"\n\
         summary    = {}\n\
         remedy     = \"Revoke it where it was issued, put a new one where programs can fetch it, and look for use you cannot explain.\"\n\
         matches    = [\n  {},\n  {},\n]\nrejects    = [\n  {{ text = {}, why = \"only how it begins\" }},\n  \
         {{ text = {}, why = \"a stand-in that says so\" }},\n]\n\n\
         [[find]]\nin     = \"text\"\nregex  = {}\nbefore = \"open\"\nafter  = \"open\"\n",
        shown(&theirs.id),
        shown(&theirs.at),
        quoted(&shown(&theirs.id)),
        quoted(&described),
        quoted(&sample),
        quoted(&format!("first line\n{sample}\n")),
        quoted(&anchor),
        quoted(&format!("{anchor} your-value-here")),
        quoted(&regex),
    );
    let ended = has_no_end.then_some("what could repeat without end now ends after 256 times");
    Ok(RuleText { name, text, differs: theirs.unsaid.iter().copied().chain(ended).collect() })
}

/// Their id as the last word of an id of ours.
fn name(id: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let name: String = id.chars().take(64).map(plain).collect();
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "rule".to_owned() } else { words.join("-") }
}

/// What is in the text of the pattern that is to be written otherwise.
#[derive(Default)]
struct Edits {
    /// Instead of these bytes, this.
    changes: Vec<(Range<usize>, String)>,
    groups: Vec<(u32, Range<usize>)>,
    has_no_end: bool,
}

impl ast::Visitor for Edits {
    type Output = Self;
    type Err = String;

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), String> {
        match ast {
            Ast::Repetition(repetition) => {
                let least = match &repetition.op.kind {
                    RepetitionKind::ZeroOrMore => Some(0),
                    RepetitionKind::OneOrMore => Some(1),
                    RepetitionKind::Range(RepetitionRange::AtLeast(least)) => Some(*least),
                    _ => None,
                };
                if let Some(least) = least {
                    let lazy = if repetition.greedy { "" } else { "?" };
                    let span = &repetition.op.span;
                    self.has_no_end = true;
                    self.changes.push((
                        span.start.offset..span.end.offset,
                        format!("{{{least},{}}}{lazy}", END.max(least)),
                    ));
                }
            }
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureIndex(index) => {
                    let start = group.span.start.offset;
                    self.groups.push((*index, start..start + 1));
                }
                GroupKind::CaptureName { name, .. } => {
                    self.groups.push((name.index, group.span.start.offset..name.span.end.offset + 1));
                }
                GroupKind::NonCapturing(_) => {}
            },
            _ => {}
        }
        Ok(())
    }
}

/// The pattern with its value named and an end to every repetition, and whether one had none.
fn named_and_ended(regex: &str, group: usize) -> Result<(String, bool), String> {
    let parsed = ast::parse::ParserBuilder::new().nest_limit(64).build().parse(regex);
    let parsed = parsed.map_err(|error| format!("its pattern is not understood here ({})", error.kind()))?;
    let Edits { changes: mut edits, groups, has_no_end } = ast::visit(&parsed, Edits::default())?;
    let wanted = match (group, groups.as_slice()) {
        (0, []) => None,
        (0, [only]) => Some(only.0),
        (0, _) => return Err("it has several groups and does not say which is the value".to_owned()),
        (group, _) => u32::try_from(group).ok(),
    };
    if let Some(wanted) = wanted {
        let found = groups.iter().find(|(index, _)| *index == wanted);
        let (_, span) = found.ok_or("the group that should be the value is not in its pattern")?;
        edits.push((span.clone(), "(?<value>".to_owned()));
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = regex.to_owned();
    for (span, instead) in edits {
        text.replace_range(span, &instead);
    }
    Ok((text, has_no_end))
}

/// A sample template of what the pattern finds, the value marked.
fn sample(regex: &str) -> Result<String, String> {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).nest_limit(64).build();
    let hir = parser.parse(regex).map_err(|_| "its pattern is not understood here".to_owned())?;
    let mut text = String::new();
    append(&hir, &mut text).ok_or("no sample could be made from its pattern")?;
    if !text.contains('«') {
        text = format!("«{text}»");
    }
    if text.len() > 4096 { Err("its pattern finds more than a few lines".to_owned()) } else { Ok(text) }
}

fn append(hir: &Hir, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => append_class(class, 1, text)?,
        HirKind::Capture(capture) => {
            let is_value = capture.name.as_deref() == Some("value");
            text.push_str(if is_value { "«" } else { "" });
            append(&capture.sub, text)?;
            text.push_str(if is_value { "»" } else { "" });
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| append(part, text))?,
        HirKind::Alternation(parts) => append(parts.first()?, text)?,
        HirKind::Repetition(repetition) => {
            let (least, most) = (repetition.min, repetition.max.unwrap_or(END));
            let times = if least == 0 { 0 } else { USUAL.clamp(least, most.max(least)) };
            match repetition.sub.kind() {
                HirKind::Class(class) => append_class(class, times, text)?,
                _ => (0..least.min(64)).try_for_each(|_| append(&repetition.sub, text))?,
            }
        }
    }
    Some(())
}

/// Many letters are random ones; few are the plainest of them.
fn append_class(class: &Class, times: u32, text: &mut String) -> Option<()> {
    let Class::Bytes(class) = class else { return None };
    let has = |byte: u8| class.ranges().iter().any(|range| range.start() <= byte && byte <= range.end());
    if times == 0 {
        return Some(());
    }
    let fits = |name: &&&str| Alphabet::named(name).is_some_and(|alphabet| alphabet.bytes().all(has));
    if let Some(alphabet) = ALPHABETS.iter().find(fits) {
        text.extend(["{", alphabet, ":", &times.to_string(), "}"]);
        return Some(());
    }
    let plainest =
        b"=: \"'_-".iter().copied().chain(b'a'..=b'z').chain(b'!'..=b'~').find(|&byte| has(byte))?;
    text.extend(std::iter::repeat_n(char::from(plainest), times as usize));
    Some(())
}

/// What of a sample is the same in every one, from its start.
fn literals(sample: &str) -> &str {
    let start = sample.trim_start_matches('«');
    let end = start.find(['«', '{']).unwrap_or(start.len() / 2);
    start.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{name, named_and_ended, sample};

    #[test]
    fn the_value_is_named_and_every_repetition_ends() {
        for (regex, group, expected) in [
            (r"acme_[a-z]{8}", 0, Ok(r"acme_[a-z]{8}")),
            (r"key\s*=\s*([a-z]+)", 0, Ok(r"key\s{0,256}=\s{0,256}(?<value>[a-z]{1,256})")),
            (r"(key|pw)=(?P<v>x{9,}?)", 2, Ok(r"(key|pw)=(?<value>x{9,256}?)")),
            (r"[(+]\(a(b)", 1, Ok(r"[(+]\(a(?<value>b)")),
            (r"(a)(b)", 0, Err("several groups")),
            (r"(a)", 2, Err("is not in its pattern")),
            (r"a(?=b)", 0, Err("not understood")),
        ] {
            let written = named_and_ended(regex, group);
            match (&written, expected) {
                (Ok((text, _)), Ok(expected)) => assert_eq!(text, expected),
                (Err(why), Err(says)) => assert!(why.contains(says), "{why}"),
                _ => panic!("{regex}: {written:?}"),
            }
        }
    }

    #[test]
    fn samples_are_templates_of_what_the_pattern_finds() {
        for (regex, expected) in [
            (r"acme_[A-Za-z0-9]{40}", "«acme_{base62:40}»"),
            (r"(?i)acme[_-]?key\s{0,9}[:=]\s{0,9}(?<value>[0-9a-f]{16,64})\b", "acmekey=«{any-hex:32}»"),
            (r"x(?:ab|c){2}[\s]", "«xabab »"),
        ] {
            assert_eq!(sample(regex).unwrap(), expected, "{regex}");
        }
    }

    #[test]
    fn names_are_plain_words() {
        assert_eq!(name("Acme_API Key!"), "acme-api-key");
        assert_eq!(name("../../x"), "x");
        assert_eq!(name("é"), "rule");
    }
}
