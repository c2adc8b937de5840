//! Sample templates: `token = «ghp_{crc32-base62:30}»`. The braces are filled by the generators of checks and
//! alphabets, so that no live-looking value lies in any file; « and » mark the value.

use std::ops::Range;

use crate::check::CheckId;
use crate::check::random::Random;
use crate::rule::alphabet;

/// A sample, filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The text, without marks.
    pub text: String,
    /// Where the value lies in it; `None` where nothing is marked.
    pub value: Option<Range<usize>>,
}

/// Fills a template. The error says what is wrong with it.
pub fn expand(template: &str, random: &mut Random) -> Result<Sample, String> {
    let mut text = String::with_capacity(template.len());
    let mut start = None;
    let mut value = None;
    let mut rest = template;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '«' => {
                start = Some(text.len());
                character.len_utf8()
            }
            '»' => {
                value = Some(start.take().ok_or("» without « before it")?..text.len());
                character.len_utf8()
            }
            '{' => match placeholder(rest) {
                Some(inner) => {
                    text.push_str(&generate(inner, random)?);
                    inner.len() + 2
                }
                None => push(&mut text, character),
            },
            _ => push(&mut text, character),
        };
        rest = &rest[length..];
    }
    if start.is_some() { Err("« without » behind it".to_owned()) } else { Ok(Sample { text, value }) }
}

fn push(text: &mut String, character: char) -> usize {
    text.push(character);
    character.len_utf8()
}

/// The inside of a brace that names a generator: a lower-case word, then arguments after colons.
fn placeholder(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('{')?.split_once('}')?.0;
    let name = inner.split(':').next()?;
    let plain =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    let fits = name.starts_with(|character: char| character.is_ascii_lowercase()) && name.chars().all(plain);
    (fits && !inner.contains(char::is_whitespace)).then_some(inner)
}

fn generate(inner: &str, random: &mut Random) -> Result<String, String> {
    let mut words = inner.split(':');
    let name = words.next().unwrap_or_default();
    let arguments: Vec<&str> = words.collect();
    if let Some(check) = CheckId::named(name) {
        return Ok((check.check().generate)(random, &arguments));
    }
    let characters =
        alphabet::characters(name).ok_or_else(|| format!("no check or alphabet is called `{name}`"))?;
    let length = arguments.first().and_then(|length| length.parse().ok());
    let length: usize =
        length.ok_or_else(|| format!("`{{{inner}}}` needs a length, as in `{{{name}:20}}`"))?;
    Ok(random.string(characters, length))
}

#[cfg(test)]
mod tests {
    use super::{Random, expand};

    #[test]
    fn marks_give_the_span_of_the_value() {
        let sample = expand("ü = «ab{digits:3}»;", &mut Random::new(1)).unwrap();
        assert_eq!(&sample.text[..7], "ü = ab");
        assert_eq!(sample.value, Some(5..10));
    }

    #[test]
    fn json_braces_stay() {
        let text = r#"{"a": {"b": 1}}"#;
        assert_eq!(expand(text, &mut Random::new(1)).unwrap().text, text);
    }

    #[test]
    fn unknown_generators_are_errors() {
        assert!(expand("{nonsense:3}", &mut Random::new(1)).is_err());
        assert!(expand("«", &mut Random::new(1)).is_err());
    }
}
