//! The text of a rule file, exactly as authors write it. Unknown keys are errors; every value that can be wrong knows
//! its place in the file.

use serde::Deserialize;
use toml::Spanned;

use crate::model::piece::Format;

/// A rule file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleFile {
    /// What it finds, in a few words.
    pub name: String,
    /// `note`, `low`, `medium`, `high` or `critical`: harm if true.
    pub severity: Spanned<String>,
    /// Data categories.
    pub categories: Vec<String>,
    /// The retention class.
    pub retention: String,
    /// Regions at home in which its values are, in the codes of `patterns/data/regions.toml`; none means everywhere.
    #[serde(default)]
    pub regions: Vec<Spanned<String>>,
    /// Names of checks; all of them judge each value.
    #[serde(default)]
    pub checks: Vec<Spanned<String>>,
    /// Words that name such values.
    #[serde(default)]
    pub context: Vec<Spanned<String>>,
    /// Why it matters.
    pub summary: String,
    /// What to do.
    pub remedy: String,
    /// Where the facts come from.
    #[serde(default)]
    pub references: Vec<String>,
    /// Ids the rule had before.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Rules that may fire on the same sample.
    #[serde(default)]
    pub also: Vec<String>,
    /// Samples that must be found, the value between « and ».
    pub matches: Vec<Spanned<String>>,
    /// Samples that must not be found with medium confidence.
    pub rejects: Vec<RejectFile>,
    /// Where it looks.
    pub find: Vec<Spanned<FindFile>>,
    /// What facts change.
    #[serde(default)]
    pub grade: Vec<GradeFile>,
    /// Partners.
    #[serde(default)]
    pub pair: Vec<PairFile>,
    /// Kinds that share the shape.
    #[serde(default)]
    pub variant: Vec<VariantFile>,
}

/// A sample that must not be found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectFile {
    /// The sample.
    pub text: Spanned<String>,
    /// Why not.
    pub why: String,
}

/// One `[[find]]`. Which keys go with which `in` is told by [`FindFile::allowed`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FindFile {
    /// `text`, `field`, `column`, `record`, `words`, `marking` or `file`.
    pub r#in: Spanned<String>,
    /// Strings with which a value begins.
    pub literals: Option<Vec<Spanned<String>>>,
    /// Whether upper and lower case of the literals are the same.
    pub ignore_case: Option<bool>,
    /// What follows the literals, or the whole of a field's or cell's value.
    pub value: Option<ValueFile>,
    /// A regular expression instead.
    pub regex: Option<Spanned<String>>,
    /// Templates instead.
    pub shapes: Option<Vec<Spanned<String>>>,
    /// What may not stand before a match: `word`, `number`, `open` or an alphabet.
    pub before: Option<Spanned<String>>,
    /// What may not stand after it.
    pub after: Option<Spanned<String>>,
    /// Encodings undone before the checks see the value.
    pub decode: Option<Vec<Spanned<String>>>,
    /// Words with which a key ends.
    pub keys: Option<Vec<Spanned<String>>>,
    /// Words with which a key ends that is none of them all the same.
    pub except: Option<Vec<Spanned<String>>>,
    /// Globs of the paths on which a key must stand.
    pub path: Option<Spanned<PathsFile>>,
    /// Words of a whole header.
    pub headers: Option<Vec<Spanned<String>>>,
    /// Paths of HL7 v2 fields.
    pub hl7: Option<Spanned<PathsFile>>,
    /// Paths of FHIR elements, or the ends of such.
    pub fhir: Option<Spanned<PathsFile>>,
    /// Paths of elements or attributes of HL7 clinical documents, or the ends of such.
    pub cda: Option<Spanned<PathsFile>>,
    /// Paths of X12 elements.
    pub x12: Option<Spanned<PathsFile>>,
    /// Names of the lines of contacts.
    pub vcard: Option<Spanned<PathsFile>>,
    /// Names of the lines of calendars.
    pub icalendar: Option<Spanned<PathsFile>>,
    /// Attributes of directories.
    pub ldif: Option<Spanned<PathsFile>>,
    /// Headers of mail.
    pub mail: Option<Spanned<PathsFile>>,
    /// A file of words beside the rule, one a line, `#` for comments.
    pub list: Option<Spanned<String>>,
    /// Words or phrases given here.
    pub words: Option<Vec<Spanned<String>>>,
    /// Globs of rules that must be near.
    pub near: Option<Vec<Spanned<String>>>,
    /// How near, in bytes.
    pub within: Option<Spanned<u32>>,
    /// Phrases of a marking.
    pub phrases: Option<Vec<Spanned<String>>>,
    /// `heading` or `anywhere`.
    pub zone: Option<Spanned<String>>,
    /// Globs of file names.
    pub names: Option<Vec<Spanned<String>>>,
    /// Magic bytes in hexadecimal, after an optional decimal offset and `:`.
    pub magic: Option<Vec<Spanned<String>>>,
}

/// An alphabet and a length.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueFile {
    /// The name of an alphabet.
    pub alphabet: Option<Spanned<String>>,
    /// One number, or the least and the largest.
    pub length: Spanned<LengthFile>,
}

/// One length, or the least and the largest.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub enum LengthFile {
    /// Exactly so long.
    Exact(u32),
    /// From the first to the second.
    Between([u32; 2]),
}

/// One path, or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum PathsFile {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl PathsFile {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(path) => std::slice::from_ref(path),
            Self::Several(paths) => paths,
        }
    }
}

/// What facts change.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeFile {
    /// Facts that must hold.
    pub when: toml::Table,
    /// The severity then.
    pub severity: Option<Spanned<String>>,
    /// What to do then.
    pub remedy: Option<String>,
}

/// A partner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairFile {
    /// Its id.
    pub rule: Spanned<String>,
    /// How near, in bytes.
    pub within: Spanned<u32>,
}

/// A kind that shares the shape.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantFile {
    /// What it is called.
    pub name: String,
    /// Literals that tell it; without `[[find]] literals` of their own they are those of the find.
    pub literals: Vec<Spanned<String>>,
    /// Harm, where it is not the rule's.
    pub severity: Option<Spanned<String>>,
}

impl FindFile {
    /// The keys that go with each `in`, beside `in` itself.
    pub fn allowed(place: &str) -> Option<Vec<&'static str>> {
        let fixed: &[&str] = match place {
            "text" => &[
                "literals",
                "ignore-case",
                "value",
                "regex",
                "shapes",
                "before",
                "after",
                "decode",
                "near",
                "within",
            ],
            "field" => &["keys", "except", "path", "value", "regex"],
            "column" => &["headers", "value", "regex"],
            "record" => &["value", "regex"],
            "words" => &["list", "words", "near", "within"],
            "marking" => &["phrases", "zone"],
            "file" => &["names", "magic"],
            _ => return None,
        };
        let formats = Format::ALL.iter().filter(|_| place == "record").map(|(_, name, _)| *name);
        Some(formats.chain(fixed.iter().copied()).collect())
    }

    /// The paths in a format.
    pub fn paths(&self, format: Format) -> Option<&Spanned<PathsFile>> {
        let paths = match format {
            Format::Hl7 => &self.hl7,
            Format::Fhir => &self.fhir,
            Format::Cda => &self.cda,
            Format::X12 => &self.x12,
            Format::VCard => &self.vcard,
            Format::ICalendar => &self.icalendar,
            Format::Ldif => &self.ldif,
            Format::Mail => &self.mail,
        };
        paths.as_ref()
    }

    /// The keys that are given.
    pub fn given(&self) -> Vec<&'static str> {
        let keys = [
            ("literals", self.literals.is_some()),
            ("ignore-case", self.ignore_case.is_some()),
            ("value", self.value.is_some()),
            ("regex", self.regex.is_some()),
            ("shapes", self.shapes.is_some()),
            ("before", self.before.is_some()),
            ("after", self.after.is_some()),
            ("decode", self.decode.is_some()),
            ("keys", self.keys.is_some()),
            ("except", self.except.is_some()),
            ("path", self.path.is_some()),
            ("headers", self.headers.is_some()),
            ("list", self.list.is_some()),
            ("words", self.words.is_some()),
            ("near", self.near.is_some()),
            ("within", self.within.is_some()),
            ("phrases", self.phrases.is_some()),
            ("zone", self.zone.is_some()),
            ("names", self.names.is_some()),
            ("magic", self.magic.is_some()),
        ];
        let formats = Format::ALL.map(|(format, name, _)| (name, self.paths(format).is_some()));
        keys.into_iter().chain(formats).filter_map(|(key, given)| given.then_some(key)).collect()
    }
}
