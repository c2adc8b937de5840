//! Which keys stand above what was found, in texts that have an outline: they are its label, they name a value whose own
//! key says nothing, and they decide where a rule asks for a path. Asks only for what was found; a text in which
//! nothing is found is not read for it.

use crate::detect::candidate::Candidate;
use crate::detect::context::shown;
use crate::detect::outline::Outline;
use crate::detect::prior::Priors;
use crate::detect::score::against_term;
use crate::detect::words::{Spoken, ends_with, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Label, LabelKind, Within};
use crate::model::rule_doc::Family;
use crate::model::source::ArtifactPath;
use crate::model::window::Window;
use crate::rule::{Find, Rule, path};

mod kubernetes;

pub(super) use kubernetes::decoded;

/// The longest path that is shown, in characters.
const LONGEST_PATH: usize = 80;

/// How the elements of a list are named.
const EACH: &[u8] = b"[]";

/// The name below which sealed secrets of Kubernetes are encrypted.
const ENCRYPTED: &[u8] = b"encryptedData";

/// Names that say only that a value follows.
const GENERIC: [&str; 11] = [
    "",
    "value",
    "val",
    "default",
    "text",
    "content",
    "string",
    "string value",
    "secret string",
    "plain text",
    "plaintext",
];

/// The longest such name, marks before it left out.
const LONGEST_GENERIC: usize = 16;

/// The outline of the text of a session, once somebody asks.
#[derive(Default)]
pub(super) struct Above {
    outline: Option<Box<Outline>>,
    is_asked: bool,
}

impl Above {
    /// Takes the text before a place of a window, to which it never goes back.
    fn reach(&mut self, path: &ArtifactPath, window: &Window<'_>, place: usize) -> Option<&Outline> {
        let outline = self.outline(path, window)?;
        outline.reach(window.text(), window.base(), place).then_some(outline)
    }

    /// Keeps what a window owns, where another one follows that may ask for it.
    pub(super) fn pass(&mut self, path: &ArtifactPath, window: &Window<'_>) {
        if let Some(outline) = self.outline(path, window) {
            outline.pass(window.text(), window.base(), window.owned().end);
        }
    }

    /// The outline at the end of what a window owns, for places behind it that come before those of the next window.
    pub(super) fn ahead(&mut self, path: &ArtifactPath, window: &Window<'_>) -> Self {
        self.reach(path, window, window.owned().end);
        Self { outline: self.outline.clone(), is_asked: self.is_asked }
    }

    fn outline(&mut self, path: &ArtifactPath, window: &Window<'_>) -> Option<&mut Outline> {
        if !self.is_asked {
            self.is_asked = true;
            let is_start = window.base() == 0;
            self.outline = is_start.then(|| Outline::of(path, window.text())).flatten().map(Box::new);
        }
        self.outline.as_deref_mut()
    }

    /// Gives a candidate the names above it, and says what they make of it.
    pub(super) fn place(
        &mut self,
        path: &ArtifactPath,
        rule: &Rule,
        (window, start): (&Window<'_>, usize),
        candidate: &mut Candidate,
    ) -> Standing {
        let is_text = candidate.place.within == Within::Text;
        let outline = if is_text { self.reach(path, window, start) } else { None };
        let names: Vec<&[u8]> = outline.map(|outline| outline.names()).unwrap_or_default();
        if !fits(rule, candidate, &names) {
            return Standing::Elsewhere;
        }
        if names.contains(&ENCRYPTED) && rule.doc.family == Family::Secret {
            candidate.terms.push(against_term((TermKind::Reference, "encrypted where it stands")));
        }
        let own = candidate.label.take();
        let is_own =
            own.as_ref().is_some_and(|own| matches!(own.kind, LabelKind::Header | LabelKind::Record));
        if names.is_empty() || is_own {
            candidate.label = own;
            return Standing::Here;
        }
        let own = own.map(|own| own.text);
        let own = own.as_deref().filter(|own| !is_generic(own.as_bytes()));
        candidate.label = Some(Label { kind: LabelKind::Key, text: shown_path(&names, own).into() });
        let is_last = own.is_none_or(|own| names.iter().rev().any(|name| is_same(own, name)));
        let parent = names.iter().rev().find(|name| !is_generic(name));
        if let Some(parent) = parent.filter(|_| is_last) {
            name_by(rule, parent, candidate);
        }
        let encoded = rule.doc.family == Family::Secret
            && !candidate.specific
            && kubernetes::is_encoded(&names, window.text(), start);
        if encoded { Standing::Encoded } else { Standing::Here }
    }
}

/// What the names above a candidate make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It stands where its rule looks.
    Here,
    /// Its rule looks at another path.
    Elsewhere,
    /// It stands where values are written in base 64, so it is the value that is meant.
    Encoded,
}

/// Whether a candidate stands where the find that made it looks.
fn fits(rule: &Rule, candidate: &Candidate, names: &[&[u8]]) -> bool {
    let Some(find) = candidate.by_path else { return true };
    let Find::InField(find) = &rule.finds[usize::from(find)] else { return true };
    find.paths.iter().any(|glob| path::fits(glob, names))
}

/// Lets the key above a value say what it is, a little less surely than a key of its own.
fn name_by(rule: &Rule, parent: &[u8], candidate: &mut Candidate) {
    let bits = Bits::from_f64(Priors::built_in().context.parent);
    if candidate.context.as_ref().is_some_and(|known| known.bits >= bits) {
        return;
    }
    let spoken = Spoken::of(parent);
    let words = words_of(parent);
    let keys =
        rule.finds.iter().filter_map(|find| if let Find::InField(find) = find { Some(find) } else { None });
    let key = keys.flat_map(|find| find.keys.iter()).find(|key| ends_with(&words, key));
    let word = rule.context.iter().find(|word| spoken.holds(word)).or(key);
    if let Some(word) = word {
        candidate.context = Some(Term::new(TermKind::Context, bits, format!("key \"{word}\" above it")));
    }
}

/// Whether a name says only that a value follows, or which of several it is.
fn is_generic(name: &[u8]) -> bool {
    if name == EACH || name.len() > LONGEST_GENERIC {
        return name == EACH;
    }
    let words = words_of(name);
    let bare = words.trim();
    GENERIC.contains(&bare) || bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a key, as it was read beside the value, is the last name of a path.
fn is_same(own: &str, last: &[u8]) -> bool {
    let (own, last) = (words_of(own.as_bytes()), words_of(last));
    let ends = |words: &str, end: &str| !end.is_empty() && ends_with(words, end);
    ends(&own, last.trim()) || ends(&last, own.trim())
}

/// A path as it may be shown, from its end as far as there is room. A key that is not the last of its names, such as that of
/// `name: KEY` beside `value: …`, stands behind them, or for one that says nothing.
fn shown_path(names: &[&[u8]], own: Option<&str>) -> String {
    let mut parts: Vec<String> = names.iter().map(|name| part(name)).collect();
    if let (Some(own), Some(last)) = (own, names.last())
        && !names.iter().rev().any(|name| is_same(own, name))
    {
        if is_generic(last) && last != &EACH {
            parts.pop();
        }
        parts.push(part(own.as_bytes()));
    }
    let room =
        |parts: &[String]| parts.iter().map(|part| part.chars().count()).sum::<usize>() <= LONGEST_PATH;
    let mut from = 0;
    while from < parts.len() && !room(&parts[from..]) {
        from += 1;
    }
    if from == 0 {
        return parts.concat().trim_start_matches('.').to_owned();
    }
    // Room for what stands for the names that are left out.
    let from = if room(&[&["…".to_owned()], &parts[from..]].concat()) { from } else { from + 1 };
    format!("…{}", parts[from.min(parts.len())..].concat())
}

fn part(name: &[u8]) -> String {
    match name {
        EACH => "[]".to_owned(),
        [b'@', attribute @ ..] => format!(".@{}", shown(attribute)),
        _ => format!(".{}", shown(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::shown_path;

    fn check(names: &[&str], own: Option<&str>, expected: &str) {
        let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        assert_eq!(shown_path(&names, own), expected);
    }

    #[test]
    fn paths_are_shown_with_the_key_beside_the_value() {
        check(&["a", "b"], None, "a.b");
        check(&["a", "[]", "b"], Some("b"), "a[].b");
        check(&["[]", "b"], Some("- b"), "[].b");
        check(&["a", "add", "@value"], Some("DbPassword"), "a.add.DbPassword");
        check(&["a", "@b"], None, "a.@b");
        check(&["a", "conn"], Some("Password"), "a.conn.Password");
        check(&["a", "password"], Some("db.password"), "a.password");
        check(&["a", "[]"], Some("token"), "a[].token");
        check(&["a", "password", "value"], Some("password"), "a.password.value");
        check(&["passwords", "[]"], Some("passwords"), "passwords[]");
    }

    #[test]
    fn paths_are_cut_at_their_start_and_hold_no_numbers_of_people() {
        let long = "x".repeat(30);
        check(&[&long, &long, "password"], None, &format!("{long}.{long}.password"));
        check(&[&long, &long, &long, "password"], None, &format!("….{long}.{long}.password"));
        check(&["anna@example.org", "1234567890", "b"], None, "….….b");
    }
}
