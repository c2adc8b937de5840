//! Parts of a document: each is a text of its own, and a place in it says which.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::Session;
use crate::detect::lines::LineCursor;
use crate::detect::resolve::Pending;
use crate::model::finding::{Finding, Place, Within};
use crate::model::part::Part;
use crate::model::rule_doc::Family;
use crate::model::severity::Confidence;
use crate::rule::Rule;

/// What stands in the name of a part where a found value was.
const TOKEN: &str = "[masked]";

/// Values below this length are not looked for in names: they occur there by chance.
const LEAST_LENGTH: usize = 6;

impl Session<'_, '_> {
    /// Ends the text before, of which nothing more comes, and begins another.
    pub(super) fn begin_part(&mut self, part: &Part) {
        self.settle(u64::MAX);
        self.pending = Pending::default();
        self.structure_cursor = LineCursor::default();
        self.cursor = LineCursor::default();
        self.frontier = 0;
        self.idle_marks.extend(std::mem::take(&mut self.marks).idle());
        self.part = Some(Arc::new(part.clone()));
    }

    /// Where a place in the current text lies.
    pub(super) fn within(&self, cell: Option<(u64, u32)>) -> Within {
        within(self.part.as_ref(), cell)
    }
}

/// Where a place in the text of a part lies, or in the artifact's own.
pub(super) fn within(part: Option<&Arc<Part>>, cell: Option<(u64, u32)>) -> Within {
    match (part, cell) {
        (Some(part), cell) => Within::Part { part: Arc::clone(part), cell },
        (None, Some((row, column))) => Within::Cell { row, column },
        (None, None) => Within::Text,
    }
}

/// Takes found values out of the names of parts, such as a sheet that is called like a client, and out of the names under
/// which values stand, such as a path of keys one of which is an address.
pub(super) fn mask_names(rules: &[Rule], findings: &mut [Box<Finding>]) {
    let named = |finding: &Finding| {
        finding.label.is_some() || finding.places.iter().any(|place| name(place).is_some())
    };
    let names = findings.iter().any(|finding| named(finding));
    let hides = |finding: &Finding| {
        let doc = &rules[usize::from(finding.rule.0)].doc;
        (doc.personal || doc.unguessable || doc.family == Family::Secret)
            && finding.secret.expose().len() >= LEAST_LENGTH
            && Confidence::of(finding.score) >= Confidence::Medium
    };
    if !names {
        return;
    }
    let hidden = findings.iter().filter(|finding| hides(finding));
    let hidden: HashSet<Box<[u8]>> = hidden.map(|finding| finding.secret.expose().into()).collect();
    let mut known = BTreeMap::new();
    for label in findings.iter_mut().filter_map(|finding| finding.label.as_mut()) {
        let masked = known.entry(label.text.clone()).or_insert_with(|| masked(&label.text, &hidden));
        if let Some(masked) = masked {
            label.text = masked.clone();
        }
    }
    let places = findings.iter_mut().flat_map(|finding| {
        let related = finding.related.iter_mut().map(|related| &mut related.place);
        finding.places.iter_mut().chain(related)
    });
    for place in places {
        let Within::Part { part, .. } = &mut place.within else { continue };
        let Some(name) = &part.name else { continue };
        let masked = known.entry(name.clone()).or_insert_with(|| masked(name, &hidden));
        if let Some(masked) = masked {
            *part = Arc::new(Part { name: Some(masked.clone()), ..Part::clone(part) });
        }
    }
}

fn name(place: &Place) -> Option<&str> {
    match &place.within {
        Within::Part { part, .. } => part.name.as_deref(),
        _ => None,
    }
}

/// A name without the values in it, the longest first; `None` where it holds none.
fn masked(name: &str, hidden: &HashSet<Box<[u8]>>) -> Option<Box<str>> {
    let (mut shown, mut rest) = (String::new(), name);
    while let Some(first) = rest.chars().next() {
        let mut ends = (LEAST_LENGTH..=rest.len()).rev().filter(|&end| rest.is_char_boundary(end));
        let value = ends.find(|&end| hidden.contains(&rest.as_bytes()[..end]));
        let length = value.unwrap_or(first.len_utf8());
        shown.push_str(if value.is_some() { TOKEN } else { &rest[..length] });
        rest = &rest[length..];
    }
    (shown != name).then(|| shown.into())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn names_lose_their_values() {
        let hidden = ["Anna Kowalska", "Kowalska"].map(|value| Box::from(value.as_bytes())).into();
        assert_eq!(masked("für Anna Kowalska 2", &hidden).as_deref(), Some("für [masked] 2"));
        assert_eq!(masked("Sheet1", &hidden), None);
    }
}
