//! `in = "file"`: an artifact that is a finding as a whole, by its name and its first bytes.

use super::{Session, whole};
use crate::detect::score::Case;
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::Within;
use crate::model::piece::Origin;
use crate::rule::{FileFind, Find, Magic};

/// Chance hits of a file's name alone, and of a name or magic together: log2 a MB, in hundredths.
const NAME_CHANCE: i32 = -700;

/// What the right magic bytes add.
const MAGIC: Bits = Bits(1200);

/// What the wrong magic bytes take away from a telling name.
const WRONG_MAGIC: Bits = Bits(-500);

impl Session<'_, '_> {
    /// Judges the artifact as a whole, by its name and its first bytes.
    pub(super) fn file_by_magic(&mut self, head: &[u8]) {
        let engine = self.engine;
        let name = String::from_utf8_lossy(self.source.path.file_name()).to_lowercase();
        let named = engine.file_names.globs.matches(&*name);
        let named: Vec<_> = named.into_iter().map(|glob| engine.file_names.owners[glob]).collect();
        for at in &engine.file_names.finds {
            if let Find::InFile(file) = &engine.rules[usize::from(at.0)].finds[usize::from(at.1)] {
                self.file(*at, file, named.contains(at), head);
            }
        }
    }

    fn file(&mut self, (number, _): (u16, u8), find: &FileFind, by_name: bool, head: &[u8]) {
        let by_magic = find.magic.iter().any(|magic| begins(head, magic));
        if !by_name
            && (!by_magic || !find.names.is_empty() && find.magic.iter().all(|magic| magic.bytes.len() < 4))
        {
            return;
        }
        let rule = &self.engine.rules[usize::from(number)];
        let case = Case {
            rule,
            number,
            prior: self.prior,
            as_of: self.engine.as_of,
            chance: NAME_CHANCE,
            digits: false,
            is_abroad: None,
            literal: true,
            decode: &[],
        };
        let mut candidate = case.value(self.source.path.file_name());
        candidate.place = whole(Within::Whole);
        candidate.origin = Origin { piece: super::NAME_PIECE - 1, start: 0, end: 1 };
        if by_magic {
            candidate.terms.push(Term::new(
                TermKind::Check,
                MAGIC,
                "its first bytes are those of such files",
            ));
        } else if !find.magic.is_empty() {
            candidate.terms.push(Term::new(
                TermKind::Shape,
                WRONG_MAGIC,
                "its first bytes are not those of such files",
            ));
        }
        self.pending.push_late(candidate, &self.engine.relations);
    }
}

fn begins(head: &[u8], magic: &Magic) -> bool {
    head.get(magic.offset as usize..).is_some_and(|rest| rest.starts_with(&magic.bytes))
}
