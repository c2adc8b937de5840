//! Which rules look at a field of a record, by its path. What stands in brackets behind a path says of which kind the
//! value is: a rule that names the kind knows better than one that does not. A rule may name the end of a path, and the
//! longest end that any rule names wins.

use std::collections::BTreeMap;

use crate::model::piece::Format;
use crate::rule::{Find, Rule};

/// Rules and their finds.
type Owners = Vec<(u16, u8)>;

/// Who looks where, by format and path.
pub(super) struct Records(BTreeMap<Format, BTreeMap<Box<str>, Owners>>);

impl Records {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut records: BTreeMap<Format, BTreeMap<Box<str>, Owners>> = BTreeMap::new();
        for (rule, number) in rules.iter().zip(0..) {
            for (find, position) in rule.finds.iter().zip(0..) {
                let Find::InRecord(record) = find else { continue };
                for (format, path) in record.places() {
                    let owners = records.entry(format).or_default().entry(Box::from(path)).or_default();
                    owners.push((number, position));
                }
            }
        }
        Self(records)
    }

    /// The finds that look there, and the path by which they name the place.
    pub(super) fn at(&self, format: Format, path: &str) -> Option<(&str, &[(u16, u8)])> {
        let known = self.0.get(&format)?;
        let bare = path.split_once('[').map_or(path, |(bare, _)| bare);
        let named = |path: &str| {
            let found = ends(path).find_map(|end| known.get_key_value(end))?;
            Some((&**found.0, &**found.1))
        };
        (bare.len() < path.len()).then(|| named(path)).flatten().or_else(|| named(bare))
    }
}

/// A path and its ends, the longest first; a dot in brackets divides nothing.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let names = path.find('[').unwrap_or(path.len());
    let dots = path.bytes().take(names).enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at + 1);
    std::iter::once(0).chain(dots).map(|at| &path[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<(&str, &[(u16, u8)])>) {
        let known = [
            ("id@extension[4.1]", vec![(1, 0)]),
            ("role.id@extension", vec![(2, 0)]),
            ("a.b", vec![(3, 0)]),
            ("b", vec![(4, 0)]),
        ];
        let known = known.into_iter().map(|(path, rules)| (Box::from(path), rules)).collect();
        let records = Records(BTreeMap::from([(Format::Cda, known)]));
        assert_eq!(records.at(Format::Cda, path), expected, "{path}");
        assert_eq!(records.at(Format::X12, path), None);
    }

    #[test]
    fn the_kind_and_the_longest_end_win() {
        check("doc.role.id@extension[4.1]", Some(("id@extension[4.1]", &[(1, 0)])));
        check("doc.role.id@extension[4.2]", Some(("role.id@extension", &[(2, 0)])));
        check("doc.id@extension", None);
        check("x.a.b", Some(("a.b", &[(3, 0)])));
        check("x.c.b[k.b]", Some(("b", &[(4, 0)])));
    }
}
