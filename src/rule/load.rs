//! Rule file → [`Rule`]. The one door through which built-in and user rules pass: whatever is wrong is an error with
//! its place, and what comes out needs no further proof.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use crate::check::CheckId;
use crate::model::rule_doc::{Family, RuleDoc};
use crate::model::severity::Severity;
use crate::model::text::{List, Text};
use crate::rule::error::FileError;
use crate::rule::file::{FindFile, GradeFile, PairFile, RejectFile, RuleFile, VariantFile};
use crate::rule::{Anchor, Condition, Find, Grade, Pair, Rule, Shape, Variant};

mod finds;
mod words;

/// Where a rule file lies and what lies beside it.
pub struct RuleSource<'a> {
    /// The id: the path below the folder of patterns, without `.toml`.
    pub id: &'a str,
    /// The file's name in errors.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Reads a word list beside it by name.
    pub list: &'a dyn Fn(&str) -> std::io::Result<String>,
}

/// A rule and its samples. The samples stay out of the program.
pub struct Loaded {
    /// The rule.
    pub rule: Rule,
    /// Templates that must be found.
    pub matches: Vec<Spanned<String>>,
    /// Templates that must not be found with medium confidence.
    pub rejects: Vec<RejectFile>,
    /// Where in the file the pattern of each find stands.
    pub places: Vec<Range<usize>>,
}

/// Loads one rule file. `chance` holds measured chance hits a MB by rule id, from `patterns/data/chance.toml`.
pub fn load(source: &RuleSource<'_>, chance: &MeasuredChance) -> Result<Loaded, FileError> {
    let file: RuleFile = toml::from_str(source.text).map_err(|error| {
        let message = error.message().to_owned();
        fault(source, error.span().unwrap_or(0..0), message, None)
    })?;
    let family = family(source)?;
    let checks = checks(source, &file.checks)?;
    let variants = variants(source, &file.variant)?;
    let finds = finds::finds(source, &file, &variants, chance)?;
    let rule = Rule {
        doc: doc(source, &file, family, &finds)?,
        checks,
        context: words::normalised(source, &file.context)?,
        finds: finds.into_iter().map(|(find, _)| find).collect(),
        grades: grades(source, &file.grade)?,
        pairs: file.pair.iter().map(|pair| partner(source, pair)).collect::<Result<Vec<_>, _>>()?.into(),
        variants: variants.into(),
    };
    let place = |find: &Spanned<FindFile>| find.get_ref().regex.as_ref().map_or(find.span(), Spanned::span);
    let places = file.find.iter().map(place).collect();
    Ok(Loaded { rule, matches: file.matches, rejects: file.rejects, places })
}

/// Checks what only all rules together can show: ids and aliases are unique, and every name of a rule leads to one.
pub fn check_together(rules: &[Rule]) -> Result<(), String> {
    let mut owners = BTreeMap::new();
    for rule in rules {
        for id in std::iter::once(&rule.doc.id).chain(&rule.doc.aliases) {
            if let Some(other) = owners.insert(id.to_string(), &rule.doc.id) {
                return Err(format!("`{id}` names both {other} and {}: rename one", rule.doc.id));
            }
        }
    }
    let named = rules.iter().flat_map(|rule| {
        let partners = rule.pairs.iter().map(|pair| &pair.rule);
        partners.chain(&rule.doc.also).map(move |name| (rule, name))
    });
    match named.into_iter().find(|(_, name)| !owners.contains_key(&***name)) {
        Some((rule, name)) => Err(format!("{} names the rule `{name}`, which does not exist", rule.doc.id)),
        None => Ok(()),
    }
}

/// Measured chance hits: by rule, find and shape, hits and the MB of clean text they were counted in.
#[derive(Clone, Debug, Default)]
pub struct MeasuredChance {
    /// MB of text measured.
    pub megabytes: f64,
    /// Hits of the rule's shape before its checks, by rule id.
    pub hits: BTreeMap<String, f64>,
}

impl MeasuredChance {
    /// Reads `patterns/data/chance.toml`.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct ChanceFile {
            megabytes: f64,
            #[serde(default)]
            hits: BTreeMap<String, f64>,
        }
        let file: ChanceFile = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self { megabytes: file.megabytes, hits: file.hits })
    }

    /// Log2 of hits a MB: what was computed, corrected by what was measured. The computed rate counts as much as one
    /// hit (the mean of a gamma posterior with that prior).
    pub(crate) fn correct(&self, id: &str, computed: f64) -> f64 {
        match self.hits.get(id) {
            Some(hits) if self.megabytes > 0.0 => {
                ((hits + 1.0) / (self.megabytes + (-computed).exp2())).log2()
            }
            _ => computed,
        }
    }
}

fn fault(source: &RuleSource<'_>, span: Range<usize>, message: String, help: Option<String>) -> FileError {
    FileError { path: source.path.to_owned(), text: source.text.to_owned(), message, span, help }
}

fn family(source: &RuleSource<'_>) -> Result<Family, FileError> {
    let folder = source.id.split('/').next().unwrap_or_default();
    let parts_are_plain = source.id.split('/').all(|part| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    });
    if !parts_are_plain {
        let message =
            format!("the path `{}` is no rule id: use lower-case letters, digits and hyphens", source.id);
        return Err(fault(source, 0..0, message, None));
    }
    folder.parse().map_err(|message| {
        let help = "the first folder of a rule's path is its family".to_owned();
        fault(source, 0..0, message, Some(help))
    })
}

fn severity(source: &RuleSource<'_>, word: &Spanned<String>) -> Result<Severity, FileError> {
    word.get_ref().parse().map_err(|message| fault(source, word.span(), message, None))
}

/// Codes of regions: two letters, and perhaps a part of the region behind a hyphen. Which codes are known is for
/// policy to say.
fn regions(source: &RuleSource<'_>, codes: &[Spanned<String>]) -> Result<List<Text>, FileError> {
    let is_code = |code: &str| {
        let letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let mut parts = code.split('-');
        parts.next().is_some_and(letters) && parts.next().is_none_or(letters) && parts.next().is_none()
    };
    let region = |code: &Spanned<String>| {
        if is_code(code.get_ref()) {
            return Ok(Text::from(code.get_ref().clone()));
        }
        let message = format!("`{}` is no code of a region", code.get_ref());
        let help = "two lower-case letters, such as `de`, or a part of one, such as `us-ca`";
        Err(fault(source, code.span(), message, Some(help.to_owned())))
    };
    codes.iter().map(region).collect::<Result<Vec<_>, _>>().map(List::from)
}

fn checks(source: &RuleSource<'_>, names: &[Spanned<String>]) -> Result<List<CheckId>, FileError> {
    let named = |name: &Spanned<String>| {
        CheckId::named(name.get_ref()).ok_or_else(|| {
            let known: Vec<_> = crate::check::CHECKS.iter().map(|check| check.name).collect();
            let message = format!("no check is called `{}`", name.get_ref());
            fault(source, name.span(), message, Some(format!("the checks are {}", known.join(", "))))
        })
    };
    names.iter().map(named).collect::<Result<Vec<_>, _>>().map(List::from)
}

fn variants(source: &RuleSource<'_>, files: &[VariantFile]) -> Result<Vec<Variant>, FileError> {
    let variant = |file: &VariantFile| {
        Ok(Variant {
            name: file.name.clone().into(),
            literals: file.literals.iter().map(|literal| Text::from(literal.get_ref().clone())).collect(),
            severity: file.severity.as_ref().map(|word| severity(source, word)).transpose()?,
        })
    };
    files.iter().map(variant).collect()
}

fn grades(source: &RuleSource<'_>, files: &[GradeFile]) -> Result<List<Grade>, FileError> {
    let grade = |file: &GradeFile| {
        Ok(Grade {
            when: file.when.iter().map(|(fact, value)| condition(fact, value)).collect(),
            severity: file.severity.as_ref().map(|word| severity(source, word)).transpose()?,
            remedy: file.remedy.clone().map(Text::from),
        })
    };
    files.iter().map(grade).collect::<Result<Vec<_>, _>>().map(List::from)
}

fn condition(fact: &str, value: &toml::Value) -> Condition {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Condition { fact: fact.to_owned().into(), value: value.into() }
}

fn partner(source: &RuleSource<'_>, file: &PairFile) -> Result<Pair, FileError> {
    let within = *file.within.get_ref();
    if within == 0 || within as usize > crate::model::window::BEFORE {
        let message = format!("a partner is sought within 1 to {} bytes", crate::model::window::BEFORE);
        return Err(fault(source, file.within.span(), message, None));
    }
    Ok(Pair { rule: file.rule.get_ref().clone().into(), within })
}

fn doc(
    source: &RuleSource<'_>,
    file: &RuleFile,
    family: Family,
    finds: &[(Find, f64)],
) -> Result<RuleDoc, FileError> {
    let texts = |strings: &[String]| strings.iter().cloned().map(Text::from).collect::<List<_>>();
    Ok(RuleDoc {
        id: source.id.to_owned().into(),
        name: file.name.clone().into(),
        family,
        severity: severity(source, &file.severity)?,
        categories: texts(&file.categories),
        retention: file.retention.clone().into(),
        regions: regions(source, &file.regions)?,
        summary: file.summary.clone().into(),
        remedy: file.remedy.clone().into(),
        references: texts(&file.references),
        aliases: texts(&file.aliases),
        also: texts(&file.also),
        public_prefix: public_prefix(finds),
        unguessable: finds.iter().all(|(_, entropy)| *entropy >= 80.0),
        personal: !matches!(family, Family::Secret | Family::Marking),
    })
}

/// The shortest literal with which all values begin: it is in the rule, so it gives nothing away.
fn public_prefix(finds: &[(Find, f64)]) -> u8 {
    let prefix = |find: &Find| match find {
        Find::InText(text) => match (&text.anchor, &text.shape) {
            (Anchor::Literals(literals), Shape::LiteralRun(_)) => {
                literals.iter().map(|literal| literal.text.len()).min()
            }
            _ => None,
        },
        _ => None,
    };
    let shortest = finds.iter().map(|(find, _)| prefix(find).unwrap_or(0)).min().unwrap_or(0);
    u8::try_from(shortest).unwrap_or(u8::MAX)
}
