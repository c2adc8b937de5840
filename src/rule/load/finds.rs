//! `[[find]]` → [`Find`], with the entropy of the values it finds.

use std::ops::Range;

use toml::Spanned;

use super::words::{key_anchors, normal, normalised};
use super::{MeasuredChance, RuleSource, fault};
use crate::model::piece::Format;
use crate::model::text::{List, Text};
use crate::model::window::{AFTER, BEFORE};
use crate::rule::alphabet::Alphabet;
use crate::rule::error::FileError;
use crate::rule::file::{FindFile, LengthFile, RuleFile, ValueFile};
use crate::rule::pattern::Pattern;
use crate::rule::{
    ColumnFind, FieldFind, FileFind, Find, Magic, MarkingFind, Near, RecordFind, RecordPath, ValueShape,
    Variant, WordsFind, Zone, path,
};

mod paths;
mod text;

/// Chance hits a MB of a key that is a common word, before anything is measured: log2.
const KEY_CHANCE: f64 = 1.0;

/// Everything a find is made from.
struct Context<'a> {
    source: &'a RuleSource<'a>,
    file: &'a FindFile,
    span: Range<usize>,
    /// Which find of the rule, from 1.
    number: usize,
    variants: &'a [Variant],
    chance: &'a MeasuredChance,
}

/// All finds of a rule, each with log2 of the number of its values.
pub(super) fn finds(
    source: &RuleSource<'_>,
    file: &RuleFile,
    variants: &[Variant],
    chance: &MeasuredChance,
) -> Result<Vec<(Find, f64)>, FileError> {
    let find = |(entry, number): (&Spanned<FindFile>, usize)| {
        Context { source, file: entry.get_ref(), span: entry.span(), number, variants, chance }.find()
    };
    file.find.iter().zip(1..).map(find).collect()
}

impl Context<'_> {
    fn find(&self) -> Result<(Find, f64), FileError> {
        self.refuse_stray_keys()?;
        let place = self.file.r#in.get_ref();
        match place.as_str() {
            "text" => self.text().map(|(find, entropy)| (Find::InText(find), entropy)),
            "field" => self.field().map(|(find, entropy)| (Find::InField(find), entropy)),
            "column" => self.column().map(|(find, entropy)| (Find::InColumn(find), entropy)),
            "record" => self.record().map(|find| (Find::InRecord(find), 0.0)),
            "words" => self.words().map(|find| (Find::InWords(find), 0.0)),
            "marking" => self.marking().map(|find| (Find::InMarking(find), 0.0)),
            _ => self.whole_file().map(|find| (Find::InFile(find), 0.0)),
        }
    }

    fn refuse_stray_keys(&self) -> Result<(), FileError> {
        let place = &self.file.r#in;
        let Some(allowed) = FindFile::allowed(place.get_ref()) else {
            let help = "use text, field, column, record, words, marking or file".to_owned();
            return Err(self.fault(
                place.span(),
                format!("there is no place `{}`", place.get_ref()),
                Some(help),
            ));
        };
        match self.file.given().into_iter().find(|key| !allowed.contains(key)) {
            Some(stray) => {
                let message = format!("`{stray}` does not go with in = \"{}\"", place.get_ref());
                Err(self.here(message, Some(format!("what goes with it: {}", allowed.join(", ")))))
            }
            None => Ok(()),
        }
    }

    fn field(&self) -> Result<(FieldFind, f64), FileError> {
        let paths = self.paths_of_keys()?;
        let keys = match &self.file.keys {
            Some(keys) => normalised(self.source, keys)?,
            None => self.last_names(&paths)?,
        };
        let except = self.file.except.as_deref().map(|words| normalised(self.source, words)).transpose()?;
        let except = except.unwrap_or_default();
        let (value, entropy) = self.value_shape()?;
        let anchors = key_anchors(&keys);
        if let Some(short) = anchors.iter().find(|anchor| anchor.len() < 3) {
            let help = "a shorter one stands in every second line; give a longer key, or a header".to_owned();
            return Err(self.here(format!("the key `{short}` has fewer than three bytes"), Some(help)));
        }
        let chance = self.measured("field", KEY_CHANCE);
        Ok((FieldFind { keys, except, anchors, paths, value, chance }, entropy))
    }

    /// The globs of paths, where there are any.
    fn paths_of_keys(&self) -> Result<List<Text>, FileError> {
        let Some(given) = &self.file.path else { return Ok(List::EMPTY) };
        let all = given.get_ref().all();
        for glob in all {
            if let Some(fault) = path::fault(glob) {
                let help = "write the names of keys from the outermost on, as in \"auths.*.auth\": `*` stands for any part \
                            of a name, `**` for any number of names, `[]` for the elements of a list";
                let message = format!("`{glob}` is no path of keys: {fault}");
                return Err(self.fault(given.span(), message, Some(help.to_owned())));
            }
        }
        Ok(all.iter().map(|glob| Text::from(glob.clone())).collect())
    }

    /// The keys of a find that gives paths only: their last names.
    fn last_names(&self, paths: &List<Text>) -> Result<List<Text>, FileError> {
        let names: Option<Vec<&str>> = paths.iter().map(|glob| path::last_name(glob)).collect();
        let mut keys: Vec<String> = names.iter().flatten().flat_map(|name| words_of_name(name)).collect();
        keys.sort_unstable();
        keys.dedup();
        if names.is_none() || keys.is_empty() || keys.iter().any(String::is_empty) {
            let help = "or a `path` that ends with the name of a key".to_owned();
            return Err(self.here("in = \"field\" needs `keys`".to_owned(), Some(help)));
        }
        Ok(keys.into_iter().map(Text::from).collect())
    }

    fn column(&self) -> Result<(ColumnFind, f64), FileError> {
        let headers = normalised(self.source, self.needed("headers", self.file.headers.as_ref())?)?;
        let (value, entropy) = self.value_shape()?;
        Ok((ColumnFind { headers, value }, entropy))
    }

    fn record(&self) -> Result<RecordFind, FileError> {
        let any = self.file.value.is_none() && self.file.regex.is_none();
        let value = if any { ValueShape::ANY } else { self.value_shape()?.0 };
        let mut paths = Vec::new();
        for (format, name, _) in Format::ALL {
            let Some(given) = self.file.paths(format) else { continue };
            let all = given.get_ref().all();
            if let Some(wrong) = all.iter().find(|path| !paths::is_valid(format, path)) {
                let help = format!("write it as in {}", paths::example(format));
                return Err(self.fault(given.span(), format!("`{wrong}` is no {name} path"), Some(help)));
            }
            paths.extend(all.iter().map(|path| RecordPath { format, path: path.clone().into() }));
        }
        if paths.is_empty() {
            let names: Vec<String> = Format::ALL.map(|(_, name, _)| format!("`{name}`")).into();
            return Err(self.here(format!("in = \"record\" needs one of {}", names.join(", ")), None));
        }
        Ok(RecordFind { paths: paths.into(), value })
    }

    fn words(&self) -> Result<WordsFind, FileError> {
        let mut words = match &self.file.list {
            Some(name) => self.list(name)?,
            None => Vec::new(),
        };
        words
            .extend(normalised(self.source, self.file.words.as_deref().unwrap_or_default())?.iter().cloned());
        words.sort_unstable();
        words.dedup();
        if let Some(short) = words.iter().find(|word| word.len() < 3) {
            return Err(self.here(format!("the word `{short}` has fewer than three bytes"), None));
        }
        if words.is_empty() {
            return Err(self.here("give words or a list".to_owned(), None));
        }
        let Near { rules: near, within } = self.near()?;
        Ok(WordsFind { words: words.into(), near, within })
    }

    /// What must be near, where that is asked for.
    fn near(&self) -> Result<Near, FileError> {
        let near = self.needed("near", self.file.near.as_ref())?;
        let within = self.needed("within", self.file.within.as_ref())?;
        if *within.get_ref() as usize > BEFORE {
            let message = format!("give a distance of at most {BEFORE} bytes");
            return Err(self.fault(within.span(), message, None));
        }
        if let Some(odd) =
            near.iter().find(|name| name.get_ref().contains(['?', '[', ']', '{', '}', '!', '\\']))
        {
            let message = "name rules as they are called; `*` stands for any part of a name".to_owned();
            return Err(self.fault(odd.span(), message, None));
        }
        let rules = near.iter().map(|glob| Text::from(glob.get_ref().clone())).collect();
        Ok(Near { rules, within: *within.get_ref() })
    }

    fn list(&self, name: &Spanned<String>) -> Result<Vec<Text>, FileError> {
        let text = (self.source.list)(name.get_ref()).map_err(|error| {
            self.fault(name.span(), format!("the list `{}` cannot be read: {error}", name.get_ref()), None)
        })?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(lines.map(|line| Text::from(normal(line))).collect())
    }

    fn marking(&self) -> Result<MarkingFind, FileError> {
        let phrases = normalised(self.source, self.needed("phrases", self.file.phrases.as_ref())?)?;
        let zone = match self.file.zone.as_ref().map(|zone| (zone.get_ref().as_str(), zone.span())) {
            None | Some(("heading", _)) => Zone::Heading,
            Some(("anywhere", _)) => Zone::Anywhere,
            Some((other, span)) => {
                let help = Some("use heading or anywhere".to_owned());
                return Err(self.fault(span, format!("there is no zone `{other}`"), help));
            }
        };
        Ok(MarkingFind { phrases, zone })
    }

    fn whole_file(&self) -> Result<FileFind, FileError> {
        let names = self.file.names.as_deref().unwrap_or_default();
        let magic = self.file.magic.as_deref().unwrap_or_default();
        if names.is_empty() && magic.is_empty() {
            return Err(self.here("give names or magic bytes".to_owned(), None));
        }
        let names = names.iter().map(|name| Text::from(name.get_ref().to_lowercase())).collect();
        let magic = magic.iter().map(|entry| self.magic(entry)).collect::<Result<Vec<_>, _>>()?;
        Ok(FileFind { names, magic: magic.into() })
    }

    fn magic(&self, entry: &Spanned<String>) -> Result<Magic, FileError> {
        let (offset, digits) = entry.get_ref().split_once(':').unwrap_or(("0", entry.get_ref()));
        let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default());
        let bytes: Result<Vec<u8>, _> = pairs.map(|pair| u8::from_str_radix(pair, 16)).collect();
        match (offset.parse(), bytes) {
            (Ok(offset), Ok(bytes)) if bytes.len() >= 3 && digits.len() % 2 == 0 => {
                Ok(Magic { offset, bytes: bytes.into() })
            }
            _ => {
                let help = "three bytes or more in hexadecimal, as in 4:cafebabe".to_owned();
                Err(self.fault(entry.span(), format!("`{}` are no magic bytes", entry.get_ref()), Some(help)))
            }
        }
    }

    /// What a whole value must look like, and log2 of the number of its shortest values.
    fn value_shape(&self) -> Result<(ValueShape, f64), FileError> {
        if let Some(regex) = &self.file.regex {
            let pattern = self.pattern(regex.get_ref(), regex.span())?;
            let max = u32::try_from(pattern.longest()).unwrap_or(u32::MAX);
            let shape =
                ValueShape { min: 1, max, alphabet: None, regex: Some(regex.get_ref().clone().into()) };
            return Ok((shape, pattern.entropy()));
        }
        let value = self.needed("value", self.file.value.as_ref())?;
        let (min, max) = self.length(value)?;
        let alphabet = value.alphabet.as_ref().map(|name| self.alphabet(name)).transpose()?;
        let entropy = alphabet.map_or(0.0, |alphabet| f64::from(min) * f64::from(alphabet.size()).log2());
        Ok((ValueShape { min, max, alphabet, regex: None }, entropy))
    }

    fn length(&self, value: &ValueFile) -> Result<(u32, u32), FileError> {
        let (min, max) = match *value.length.get_ref() {
            LengthFile::Exact(length) => (length, length),
            LengthFile::Between([min, max]) => (min, max),
        };
        if min == 0 || min > max || max as usize > AFTER / 2 {
            let message = format!("a length goes from at least 1 to at most {}", AFTER / 2);
            return Err(self.fault(value.length.span(), message, None));
        }
        Ok((min, max))
    }

    fn alphabet(&self, name: &Spanned<String>) -> Result<Alphabet, FileError> {
        Alphabet::named(name.get_ref()).ok_or_else(|| {
            let known: Vec<_> = crate::rule::alphabet::NAMED.iter().map(|(name, _)| *name).collect();
            let message = format!("no alphabet is called `{}`", name.get_ref());
            self.fault(name.span(), message, Some(format!("the alphabets are {}", known.join(", "))))
        })
    }

    fn pattern(&self, regex: &str, span: Range<usize>) -> Result<Pattern, FileError> {
        use crate::rule::pattern::PatternError;
        Pattern::parse(regex).map_err(|error| {
            let (message, help) = match error {
                PatternError::Syntax(message) => {
                    (format!("the regular expression is wrong: {message}"), None)
                }
                PatternError::Unbounded => (
                    "the pattern can match without end".to_owned(),
                    Some("give every repetition an upper bound, as in {1,64}".to_owned()),
                ),
                _ => ("the pattern can match nothing".to_owned(), None),
            };
            self.fault(span, message, help)
        })
    }

    /// Hundredths of log2 of chance hits a MB. What was measured goes by rule, find and shape.
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    fn measured(&self, place: &str, computed: f64) -> i32 {
        let corrected = self.chance.correct(&format!("{} {} {place}", self.source.id, self.number), computed);
        (corrected.clamp(-200.0, 40.0) * 100.0).round() as i32
    }

    fn needed<'v, T>(&self, key: &str, value: Option<&'v T>) -> Result<&'v T, FileError> {
        value.ok_or_else(|| self.here(format!("in = \"{}\" needs `{key}`", self.file.r#in.get_ref()), None))
    }

    fn here(&self, message: String, help: Option<String>) -> FileError {
        self.fault(self.span.clone(), message, help)
    }

    fn fault(&self, span: Range<usize>, message: String, help: Option<String>) -> FileError {
        fault(self.source, span, message, help)
    }
}

/// The words of a key as it is written, taken apart where a capital follows a small letter, and as one word.
fn words_of_name(name: &str) -> [String; 2] {
    let mut apart = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_uppercase() && apart.ends_with(char::is_lowercase) {
            apart.push(' ');
        }
        apart.push(character);
    }
    [normal(&apart), normal(name)]
}

/// The whole of a list, as is.
fn texts(strings: &[Spanned<String>]) -> List<Text> {
    strings.iter().map(|string| Text::from(string.get_ref().clone())).collect()
}
