//! A match → a candidate with its evidence in bits, or the reason why it is none.

use std::borrow::Cow;
use std::ops::Range;

use super::against::{Against, dummy, hash_or_uuid, part_of, placeholder, reference};
use super::candidate::Candidate;
use super::context::{self, Context};
use super::language::Language;
use super::nearby::Nearby;
use super::prior::{PlaceKind, Prior, Priors};
use crate::check::{Check, Verdict};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Fact, Place, Within};
use crate::model::piece::Origin;
use crate::model::rule_doc::Family;
use crate::rule::{Decode, Rule};

/// Chance hits a MB of a cell below a header, or of a record's field: log2, in hundredths. The name is the evidence.
pub(super) const NAMED_CHANCE: i32 = 0;

/// Hundredths of bits of luck from which a value is proved to be what its rule says.
const PROVED: u32 = 2000;

/// What a match is judged with beside its value.
pub(super) struct Case<'a> {
    pub(super) rule: &'a Rule,
    pub(super) number: u16,
    pub(super) prior: Prior,
    /// The day of the run, in seconds since 1970-01-01 UTC.
    pub(super) as_of: i64,
    /// Hundredths of log2 of chance hits a MB.
    pub(super) chance: i32,
    /// Whether the anchor is a run of digits, which data is full of.
    pub(super) digits: bool,
    /// Whether a literal of the rule stands in the match, so that a failed check means an altered value and not none.
    pub(super) literal: bool,
    /// Whether regions were chosen and the rule's are not among them; `None` where none were.
    pub(super) is_abroad: Option<bool>,
    /// What is undone before the checks see the value.
    pub(super) decode: &'a [Decode],
}

impl Case<'_> {
    /// A candidate with all evidence that lies in the value itself; what stands around it is still to come.
    pub(super) fn value(&self, value: &[u8]) -> Candidate {
        let mut candidate = self.proof(value);
        self.looks(value, &mut candidate);
        candidate
    }

    /// A candidate with what is to be expected of such a match, and what its checks say.
    pub(super) fn proof(&self, value: &[u8]) -> Candidate {
        let mut candidate = blank(self.number, value);
        self.prove(value, &mut candidate);
        candidate
    }

    /// Makes a candidate that is done with one of this value, but for its copy of it: the memory is used again.
    pub(super) fn value_again(&self, value: &[u8], candidate: &mut Candidate) {
        candidate.rule = self.number;
        candidate.luck = 0;
        candidate.terms.clear();
        candidate.facts.clear();
        self.prove(value, candidate);
        self.looks(value, candidate);
    }

    fn prove(&self, value: &[u8], candidate: &mut Candidate) {
        let base = Priors::built_in().base(&self.rule.doc, self.prior.kind, self.chance, self.digits);
        candidate.specific = self.literal && self.rule.doc.family == Family::Secret;
        candidate.terms.push(Term::new(TermKind::Base, base, base_reason(self.prior)));
        self.check(value, candidate);
    }

    /// Adds what the look of the value and the path of its artifact say: never for it, but that it is no hash.
    pub(super) fn looks(&self, value: &[u8], candidate: &mut Candidate) {
        let priors = Priors::built_in();
        self.stand_ins(value, candidate);
        if self.prior.test {
            let against = &priors.against;
            let by_key = self.rule.doc.family == Family::Secret && !self.literal && candidate.luck < PROVED;
            let bits = Bits::from_f64(if by_key { against.test_place_by_key } else { against.test_place });
            candidate.terms.push(Term::new(TermKind::Place, bits, "a path for tests or examples"));
        }
    }

    /// Adds what the text around a value says. Costs more than the value alone, so hopeless ones are spared it, and so are
    /// words that could not make up for what speaks against a value, whatever `lent` bits still come from elsewhere.
    /// The surroundings are those of the value or, where a pattern goes beyond its value, of the whole match.
    pub(super) fn surroundings(
        &self,
        nearby: &Nearby<'_>,
        value: &Range<usize>,
        lent: Bits,
        candidate: &mut Candidate,
    ) {
        let (text, around) = (nearby.text, &nearby.value);
        let bits = &Priors::built_in().context;
        if self.digits
            && let Some(against) = part_of(text, around)
        {
            candidate.terms.push(against_term(against));
        }
        let matters = |worth: f64| candidate.could_be_reported(Bits::from_f64(worth) + lent);
        let Context { label, term } = context::around(nearby, &self.rule.context, bits, matters);
        candidate.label = label;
        candidate.context =
            term.or_else(|| context::within(&text[around.start..value.start], &self.rule.context, bits));
        if self.digits && !candidate.is_named() && is_grouped(&candidate.value) {
            let bits = Bits::from_f64(Priors::built_in().against.grouped);
            candidate.terms.push(Term::new(TermKind::Shape, bits, "digits in groups, as tables have them"));
        }
    }

    /// Adds whether values of the rule's regions are at home: by the language of the text around, where there is any and it
    /// is no source code, and by the regions that were chosen.
    pub(super) fn home(
        &self,
        language: impl FnOnce() -> Option<Language>,
        named: bool,
        candidate: &mut Candidate,
    ) {
        let regions = &self.rule.doc.regions;
        if regions.is_empty() {
            return;
        }
        let named = named || candidate.is_named();
        let is_prose = self.prior.kind != PlaceKind::Source;
        let language = if is_prose { language() } else { None };
        let speaks_it =
            |language: Language| regions.iter().any(|region| language.regions.contains(&region.to_string()));
        let bits = &Priors::built_in().region;
        let term = match language {
            Some(language) if speaks_it(language) && language.is_everywhere() => return,
            Some(language) if speaks_it(language) => (bits.home, "the text is in a language of its region"),
            _ if self.is_abroad == Some(true) => (bits.abroad, "of a region that --region leaves out"),
            Some(language) if self.is_abroad.is_none() && !language.is_everywhere() => {
                let bits = if named { bits.elsewhere } else { bits.unnamed };
                (bits, "the text is in a language of other regions")
            }
            _ if self.is_abroad.is_none() && !named => {
                (bits.unnamed, "nothing says that it is of this region")
            }
            _ => return,
        };
        candidate.terms.push(Term::new(TermKind::Region, Bits::from_f64(term.0), term.1));
    }

    fn check(&self, value: &[u8], candidate: &mut Candidate) {
        let Some(decoded) = decode(value, self.decode) else {
            let bits = Bits::from_f64(Priors::built_in().against.failed_value);
            candidate.terms.push(Term::new(TermKind::Check, bits, "it does not decode"));
            return;
        };
        for id in &self.rule.checks {
            let check = id.check();
            let outcome = check.judge(&decoded);
            candidate.terms.extend(self.check_term(check, outcome.verdict));
            if outcome.verdict == Verdict::Pass {
                candidate.luck += u32::from(check.luck);
            }
            let facts =
                outcome.facts.into_iter().map(|(name, value)| Fact { name, value: value.into_boxed_str() });
            candidate.facts.extend(facts);
        }
        self.derive_facts(candidate);
    }

    fn check_term(&self, check: &'static Check, verdict: Verdict) -> Option<Term> {
        let against = &Priors::built_in().against;
        match verdict {
            Verdict::Pass => Some(Term::new(TermKind::Check, Bits(i32::from(check.luck)), check.passing)),
            Verdict::Fail => {
                let bits = if self.literal { against.failed_check } else { against.failed_value };
                Some(Term::new(TermKind::Check, Bits::from_f64(bits), format!("`{}` fails", check.name)))
            }
            Verdict::Unknown if self.literal || self.rule.doc.family == Family::Secret => None,
            // What is known by its name alone should at least look like it.
            Verdict::Unknown => Some(Term::new(
                TermKind::Shape,
                Bits::from_f64(against.undecided),
                "its look alone decides nothing",
            )),
        }
    }

    /// Facts that need the day, and facts that are evidence.
    fn derive_facts(&self, candidate: &mut Candidate) {
        let fact =
            |name: &str| candidate.facts.iter().find(|fact| fact.name == name).map(|fact| &*fact.value);
        let expires: Option<i64> = fact("expires").and_then(|seconds| seconds.parse().ok());
        let rarity: Option<i32> = fact("rarity").and_then(|bits| bits.parse().ok());
        let stands_in = fact("placeholder") == Some("true");
        let test = fact("test") == Some("true");
        let reserved = fact("reserved") == Some("true");
        let weak = fact("weak") == Some("true");
        if let Some(expires) = expires {
            let expired = if expires < self.as_of { "true" } else { "false" };
            candidate.facts.push(Fact { name: "expired", value: expired.into() });
        }
        if let Some(rarity) = rarity {
            let bits = Bits::from_f64((f64::from(rarity) / 8.0).clamp(-4.0, 5.0));
            candidate.terms.push(Term::new(TermKind::Rarity, bits, "how random it looks"));
        }
        if stands_in {
            candidate.terms.push(against_term((TermKind::Placeholder, "a word that stands in for a value")));
        }
        if weak {
            candidate.terms.push(self.weak_term());
        }
        if reserved {
            let bits = Bits::from_f64(Priors::built_in().against.reserved);
            candidate.terms.push(Term::new(TermKind::Shape, bits, "a name reserved for documentation"));
        }
        if test {
            candidate.terms.push(against_term((TermKind::Dummy, "a published test value")));
        }
    }

    /// A first guess of a password is an example wherever it is not a setting.
    fn weak_term(&self) -> Term {
        let against = &Priors::built_in().against;
        let is_setting = matches!(self.prior.kind, PlaceKind::Config | PlaceKind::Data) && !self.prior.test;
        let bits = if is_setting { against.weak_in_settings } else { against.weak };
        Term::new(TermKind::Rarity, Bits::from_f64(bits), "a password that everybody tries first")
    }

    /// What the look of a value says against it. A checksum that fits is stronger than any look.
    fn stand_in(&self, value: &[u8], candidate: &Candidate) -> Option<Against> {
        if candidate.luck >= PROVED {
            return None;
        }
        let unnamed_hash =
            || (self.rule.doc.family == Family::Secret && !self.literal).then(|| hash_or_uuid(value));
        reference(value).or_else(|| placeholder(value)).or_else(|| unnamed_hash().flatten())
    }

    fn stand_ins(&self, value: &[u8], candidate: &mut Candidate) {
        // What a check knows for a test value or a reserved name needs no look at its words.
        let told = |fact: &Fact| matches!(fact.name, "test" | "reserved") && &*fact.value == "true";
        let known = candidate.facts.iter().any(told);
        if !known && dummy(value) {
            candidate.terms.push(against_term((TermKind::Dummy, "a published test value")));
        } else if !known && let Some(against) = self.stand_in(value, candidate) {
            // How random a value looks says nothing where a hash would look the same.
            candidate.terms.retain(|term| against.0 != TermKind::Rarity || term.kind != TermKind::Rarity);
            let stated = candidate.terms.iter().any(|term| term.kind == against.0);
            candidate.terms.extend((!stated).then(|| against_term(against)));
        }
    }
}

/// Whether a value is up to eleven digits in groups with spaces between them.
pub(super) fn is_grouped(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    digits <= 11 && digits < value.len() && value.iter().all(|byte| byte.is_ascii_digit() || *byte == b' ')
}

/// A candidate with nothing but its value.
pub(super) fn blank(rule: u16, value: &[u8]) -> Candidate {
    Candidate {
        rule,
        origin: Origin { piece: 0, start: 0, end: 0 },
        value: value.into(),
        variant: None,
        label: None,
        context: None,
        terms: Vec::with_capacity(6),
        facts: Vec::new(),
        place: Place { within: Within::Text, line: 1, column: 1, end_line: 1, end_column: 1 },
        cell: None,
        record: None,
        related: Vec::new(),
        mark: None,
        rivals: Vec::new(),
        need: None,
        by_path: None,
        specific: false,
        luck: 0,
    }
}

fn base_reason(prior: Prior) -> Cow<'static, str> {
    Cow::Borrowed(match prior.kind {
        PlaceKind::Source => "its shape, in source code",
        PlaceKind::Config => "its shape, in configuration",
        PlaceKind::Data => "its shape, in data",
        PlaceKind::Prose => "its shape, in documents",
        PlaceKind::Generated => "its shape, in generated files",
    })
}

/// A term for a reason against.
pub(super) fn against_term((kind, because): Against) -> Term {
    let against = &Priors::built_in().against;
    let bits = match kind {
        TermKind::Reference => against.reference,
        TermKind::Dummy => against.dummy,
        TermKind::Shape => against.part,
        TermKind::Rarity => against.hash,
        _ => against.placeholder,
    };
    Term::new(kind, Bits::from_f64(bits), because)
}

/// Undoes encodings in their order; `None` where one does not apply.
fn decode<'v>(value: &'v [u8], steps: &[Decode]) -> Option<Cow<'v, [u8]>> {
    steps.iter().try_fold(Cow::Borrowed(value), |bytes, step| decode_one(&bytes, *step).map(Cow::Owned))
}

fn decode_one(bytes: &[u8], step: Decode) -> Option<Vec<u8>> {
    match step {
        Decode::Base64 => {
            let bare: Vec<u8> =
                bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=').copied().collect();
            let url = bare.iter().any(|byte| matches!(byte, b'-' | b'_'));
            let encoding = if url { data_encoding::BASE64URL_NOPAD } else { data_encoding::BASE64_NOPAD };
            encoding.decode(&bare).ok()
        }
        Decode::Hex => data_encoding::HEXLOWER_PERMISSIVE.decode(bytes).ok(),
        Decode::Percent => Some(percent_decode(bytes)),
    }
}

fn percent_decode(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = (byte == b'%').then(|| behind.get(..2)).flatten();
        if let Some(value) = digits.and_then(|digits| data_encoding::HEXUPPER_PERMISSIVE.decode(digits).ok())
        {
            decoded.extend(value);
            rest = &behind[2..];
        } else {
            decoded.push(byte);
            rest = behind;
        }
    }
    decoded
}
