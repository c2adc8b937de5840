//! `in = "record"`: the fields of a record, by the paths that rules know, and what it means that no rule knows one.

use super::Session;
use crate::detect::prior::{PlaceKind, Priors};
use crate::detect::verify::value_fits;
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Label, LabelKind};
use crate::model::piece::Field;
use crate::model::rule_doc::Family;
use crate::rule::Find;

impl Session<'_, '_> {
    pub(super) fn take_field(&mut self, field: &Field<'_>) {
        match self.engine.records.at(field.format, &field.path) {
            Some((path, finds)) => self.named_field(field, path, finds),
            None => self.named_otherwise(field),
        }
    }

    /// Judges a field by the finds that look there, which know it by this path. Records are data, whatever their file is
    /// called.
    fn named_field(&mut self, field: &Field<'_>, path: &str, finds: &[(u16, u8)]) {
        let engine = self.engine;
        let bits = Bits::from_f64(Priors::built_in().context.record);
        let file = std::mem::replace(&mut self.prior.kind, PlaceKind::Data);
        for &(number, position) in finds {
            let rule = &engine.rules[usize::from(number)];
            let Find::InRecord(find) = &rule.finds[usize::from(position)] else { continue };
            if !value_fits(&field.value, &find.value, &engine.patterns, (number, position)) {
                continue;
            }
            let bare = path.split_once('[').map_or(path, |(bare, _)| bare);
            let own = Label { kind: LabelKind::Record, text: bare.into() };
            let context = Term::new(TermKind::Context, bits, format!("record \"{bare}\""));
            let mut candidate = self.named(rule, number, &field.value, context, own);
            candidate.record = Some(field.record);
            self.push_named(candidate, field.origin.clone(), field.window);
        }
        self.prior.kind = file;
    }

    /// A record says what its fields are, so what is known of a person by a key alone, and stands where no rule looks, is
    /// likely something else: `displayName` of a code. What has its key inside the field is text like any other.
    fn named_otherwise(&mut self, field: &Field<'_>) {
        let bits = Bits::from_f64(Priors::built_in().against.named_otherwise);
        let origin = &field.origin;
        for candidate in self.pending.within(origin.piece, origin.start, origin.end) {
            let family = self.engine.rules[usize::from(candidate.rule)].doc.family;
            let by_key = candidate.label.as_ref().is_some_and(|label| label.kind == LabelKind::Key);
            let is_whole = candidate.origin.start == origin.start;
            if is_whole
                && by_key
                && candidate.luck == 0
                && matches!(family, Family::Identifier | Family::Health)
            {
                let because = "its record calls it something else";
                candidate.terms.push(Term::new(TermKind::Shape, bits, because));
            }
        }
    }
}
