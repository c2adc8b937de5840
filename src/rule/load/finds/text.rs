//! `in = "text"`: literals and a run, templates, or a regular expression; anchors, reach and chance derived from it.

use toml::Spanned;

use super::{Context, texts};
use crate::model::text::{List, Text};
use crate::model::window::AFTER;
use crate::rule::alphabet::Alphabet;
use crate::rule::error::FileError;
use crate::rule::file::FindFile;
use crate::rule::pattern::around::{Beside, allowed_before};
use crate::rule::pattern::{Pattern, join};
use crate::rule::{
    Anchor, Around, Boundary, Decode, DigitRun, Gate, Literal, Run, Shape, Step, Template, TextFind,
};

const DIGITS: &str = "0123456789";

impl Context<'_> {
    pub(super) fn text(&self) -> Result<(TextFind, f64), FileError> {
        let shape = self.shape()?;
        let literals = self.literals();
        let regex = pattern_of(&shape, &literals);
        let span = self.file.regex.as_ref().map_or(self.span.clone(), Spanned::span);
        let pattern = self.pattern(&regex, span.clone())?;
        let number = matches!(shape, Shape::Templates(_));
        let before = self.boundary(self.file.before.as_ref(), number)?;
        let after = match &shape {
            Shape::LiteralRun(run) if self.file.after.is_none() => {
                Boundary::Outside(run.alphabet.or(words()))
            }
            _ => self.boundary(self.file.after.as_ref(), number)?,
        };
        if pattern.longest() + 1 > AFTER {
            let message =
                format!("a match can have {} bytes, more than the {AFTER} a window holds", pattern.longest());
            return Err(self.fault(span, message, Some("bound its repetitions".to_owned())));
        }
        let anchor = if literals.is_empty() {
            self.derived_anchor(&self.alternatives(&shape, &regex, &span)?, &before, &after, span)?
        } else {
            Anchor::Literals(literals.iter().map(|literal| gated(literal, &shape, &before)).collect())
        };
        let is_run = matches!(shape, Shape::LiteralRun(_));
        let asks = self.file.near.is_some() || self.file.within.is_some();
        let find = TextFind {
            near: asks.then(|| self.near()).transpose()?,
            front: front(&pattern, &anchor).into(),
            digits: matches!(anchor, Anchor::Digits(_)) || (!is_run && pattern.is_digits()),
            anchor,
            shape,
            before,
            after,
            heads: pattern.heads(),
            decode: self.decode()?,
            reach: u32::try_from(pattern.longest() + 1).unwrap_or(u32::MAX),
            chance: self.measured("text", pattern.chance()),
        };
        Ok((find, pattern.entropy()))
    }

    fn shape(&self) -> Result<Shape, FileError> {
        let FindFile { value, regex, shapes, .. } = self.file;
        match (value, regex, shapes) {
            (Some(value), None, None) => {
                let (min, max) = self.length(value)?;
                let name = self.needed("value.alphabet", value.alphabet.as_ref())?;
                if self.literals().is_empty() {
                    return Err(
                        self.here("`value` needs `literals` before it, or use `regex`".to_owned(), None)
                    );
                }
                Ok(Shape::LiteralRun(Run { alphabet: self.alphabet(name)?, min, max }))
            }
            (None, Some(regex), None) if self.file.literals.is_none() => {
                Ok(Shape::Regex(regex.get_ref().clone().into()))
            }
            (None, None, Some(shapes)) if self.file.literals.is_none() => {
                self.templates(&expand_separators(&texts(shapes)))
            }
            _ => {
                let message =
                    "in = \"text\" needs `literals` with `value`, or `regex`, or `shapes`".to_owned();
                Err(self.here(message, None))
            }
        }
    }

    fn templates(&self, shapes: &[Text]) -> Result<Shape, FileError> {
        let template = |text: &Text| {
            let computed = self.pattern(&template_regex(text), self.span.clone())?.chance();
            Ok(Template { text: text.clone(), chance: self.measured(text, computed) })
        };
        shapes.iter().map(template).collect::<Result<Vec<_>, _>>().map(|all| Shape::Templates(all.into()))
    }

    /// The literals of the find or, where it has none, those of the variants.
    fn literals(&self) -> List<Literal> {
        let own = self.file.literals.as_deref().map(texts);
        let shared = || self.variants.iter().flat_map(|variant| variant.literals.iter().cloned()).collect();
        let needed = self.file.regex.is_none() && self.file.shapes.is_none();
        let texts = if needed { own.unwrap_or_else(shared) } else { List::EMPTY };
        let exact = !self.file.ignore_case.unwrap_or(false);
        let literal = |text: &Text| {
            let text = if exact { text.clone() } else { Text::from(text.to_ascii_lowercase()) };
            let around = Around::ANYTHING;
            Literal { text, exact, lead_min: 0, lead_max: 0, gate: Gate::OPEN, around }
        };
        texts.iter().map(literal).collect()
    }

    /// The patterns of which each needs an anchor: every template by itself, for it is known by its own runs of digits.
    fn alternatives(
        &self,
        shape: &Shape,
        regex: &str,
        span: &std::ops::Range<usize>,
    ) -> Result<Vec<Pattern>, FileError> {
        let each = match shape {
            Shape::Templates(templates) => {
                templates.iter().map(|template| template_regex(&template.text)).collect()
            }
            _ => vec![regex.to_owned()],
        };
        each.iter().map(|regex| self.pattern(regex, span.clone())).collect()
    }

    fn derived_anchor(
        &self,
        alternatives: &[Pattern],
        before: &Boundary,
        after: &Boundary,
        span: std::ops::Range<usize>,
    ) -> Result<Anchor, FileError> {
        let beside = Beside::of(before, after);
        let each = alternatives.iter().map(|pattern| pattern.anchor(beside)).collect::<Result<Vec<_>, _>>();
        let Some(anchor) = each.ok().and_then(join) else {
            let message = "no literal and no run of digits is in every match".to_owned();
            let help = "start it with a literal of three bytes, or a run of digits, at a bounded distance";
            return Err(self.fault(span, message, Some(help.to_owned())));
        };
        match anchor {
            Anchor::Digits(runs) if runs.iter().any(|run| run.lead_min == 0) && !forbids_digits(before) => {
                let message =
                    "a match that begins with digits needs a boundary that forbids digits before it";
                Err(self.fault(span, message.to_owned(), Some("use before = \"number\"".to_owned())))
            }
            Anchor::Digits(runs) if !forbids_digits(after) => {
                Ok(Anchor::Digits(runs.iter().map(going_on).collect()))
            }
            anchor => Ok(anchor),
        }
    }

    fn boundary(&self, given: Option<&Spanned<String>>, number: bool) -> Result<Boundary, FileError> {
        match given.map(|name| name.get_ref().as_str()) {
            None if number => Ok(Boundary::Number),
            None | Some("word") => Ok(Boundary::Word),
            Some("number") => Ok(Boundary::Number),
            Some("open") => Ok(Boundary::Open),
            Some(_) => {
                let name = given.expect("matched as some");
                self.alphabet(name).map(Boundary::Outside)
            }
        }
    }

    fn decode(&self) -> Result<List<Decode>, FileError> {
        let decode = |name: &Spanned<String>| match name.get_ref().as_str() {
            "base64" => Ok(Decode::Base64),
            "hex" => Ok(Decode::Hex),
            "percent" => Ok(Decode::Percent),
            other => {
                let help = Some("use base64, hex or percent".to_owned());
                Err(self.fault(name.span(), format!("there is no decoder `{other}`"), help))
            }
        };
        let names = self.file.decode.as_deref().unwrap_or_default();
        names.iter().map(decode).collect::<Result<Vec<_>, _>>().map(List::from)
    }
}

impl TextFind {
    /// The pattern as one regular expression from the first byte of a match: what the naive twin runs.
    pub fn pattern(&self) -> String {
        match &self.anchor {
            Anchor::Literals(literals) => pattern_of(&self.shape, literals),
            Anchor::Digits(_) => pattern_of(&self.shape, &List::EMPTY),
        }
    }
}

fn pattern_of(shape: &Shape, literals: &[Literal]) -> String {
    match shape {
        Shape::Regex(regex) => regex.to_string(),
        Shape::Templates(templates) => {
            let each: Vec<_> = templates.iter().map(|template| template_regex(&template.text)).collect();
            format!("(?:{})", each.join("|"))
        }
        Shape::LiteralRun(Run { alphabet, min, max }) => {
            let each: Vec<_> = literals.iter().map(literal_regex).collect();
            format!("(?:{}){}{{{min},{max}}}", each.join("|"), alphabet.class())
        }
    }
}

/// The steps from the start on, where the gates of literals do not tell it all.
fn front(pattern: &Pattern, anchor: &Anchor) -> Vec<Step> {
    let starts_at_one_place = |literal: &Literal| literal.lead_min == literal.lead_max;
    match anchor {
        Anchor::Literals(literals) if literals.iter().all(starts_at_one_place) => Vec::new(),
        _ => pattern.front(),
    }
}

fn literal_regex(literal: &Literal) -> String {
    let text = regex_syntax::escape(&literal.text);
    if literal.exact { text } else { format!("(?i:{text})") }
}

fn template_regex(template: &str) -> String {
    let class = |character: char| match character {
        '9' => "[0-9]".to_owned(),
        'A' => "[A-Z]".to_owned(),
        'a' => "[A-Za-z]".to_owned(),
        'X' => "[A-Z0-9]".to_owned(),
        other => regex_syntax::escape(&other.to_string()),
    };
    template.chars().map(class).collect()
}

/// A run that may go on behind the match: neither its end nor what follows is told by the pattern.
fn going_on(run: &DigitRun) -> DigitRun {
    let around = Around { after: List::EMPTY, ..run.around.clone() };
    DigitRun { max: u16::MAX, around, ..run.clone() }
}

/// A literal at the start of a match, with what its run and its boundary tell of its neighbours.
fn gated(literal: &Literal, shape: &Shape, before: &Boundary) -> Literal {
    let after = match shape {
        Shape::LiteralRun(run) if run.min > 0 => vec![run.alphabet].into(),
        _ => List::EMPTY,
    };
    let before = vec![allowed_before(before)].into();
    Literal { around: Around { before, after, ..Around::ANYTHING }, ..literal.clone() }
}

/// `_` stands for an optional separator that is the same throughout: three templates in place of one.
fn expand_separators(templates: &[Text]) -> List<Text> {
    let spread = templates.iter().flat_map(|template| {
        let separators: &[&str] = if template.contains('_') { &["-", " ", ""] } else { &["_"] };
        separators.iter().map(move |separator| Text::from(template.replace('_', separator)))
    });
    spread.collect()
}

/// Letters and digits: with the run's own alphabet, what may not follow a run, so that a longer run is no match.
fn words() -> Alphabet {
    (0..=u8::MAX).filter(u8::is_ascii_alphanumeric).fold(Alphabet::EMPTY, Alphabet::with)
}

fn forbids_digits(boundary: &Boundary) -> bool {
    match boundary {
        Boundary::Word | Boundary::Number => true,
        Boundary::Open => false,
        Boundary::Outside(alphabet) => {
            let digits = Alphabet::of(DIGITS);
            alphabet.and(digits) == digits
        }
    }
}
