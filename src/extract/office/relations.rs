//! Relations between the parts of a package (ECMA-376 part 2, 8.3): which part a name in another one means, and where links lead
//! out of the document. They are looked up, never followed in turn, so circles do no harm.

use std::collections::BTreeMap;

use super::xml::{Handler, Tag};

/// The most relations inside a package that are kept.
const MOST: usize = 200_000;

/// What one part says of another.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type, such as `comments`.
    pub(super) kind: String,
    /// The name of the entry.
    pub(super) target: String,
}

/// All relations inside a package, by the part they stand in.
#[derive(Default)]
pub(super) struct Relations {
    by_part: BTreeMap<String, Vec<Relation>>,
    count: usize,
}

impl Relations {
    /// Those of a part.
    pub(super) fn of(&self, part: &str) -> &[Relation] {
        self.by_part.get(&part.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The target of a part's relation.
    pub(super) fn target(&self, part: &str, id: &str) -> Option<&str> {
        self.of(part).iter().find(|relation| relation.id == id).map(|relation| &*relation.target)
    }

    /// The targets of a part's relations of a kind.
    pub(super) fn targets<'r>(&'r self, part: &str, kind: &'r str) -> impl Iterator<Item = &'r str> {
        let of_kind = move |relation: &&Relation| relation.kind.eq_ignore_ascii_case(kind);
        self.of(part).iter().filter(of_kind).map(|relation| &*relation.target)
    }
}

/// Reads the relations of a part, and hands on where links lead.
pub(super) struct Handed<'r> {
    part: String,
    relations: &'r mut Relations,
    links: &'r mut dyn FnMut(&str),
}

impl<'r> Handed<'r> {
    /// Of the entry with the name of a relations part; `None` where it is called otherwise.
    pub(super) fn new(
        name: &str,
        relations: &'r mut Relations,
        links: &'r mut dyn FnMut(&str),
    ) -> Option<Self> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let folder = folder.strip_suffix("_rels").map(|folder| folder.trim_end_matches('/'))?;
        let part = resolved(folder, file.strip_suffix(".rels")?);
        Some(Self { part: part.to_ascii_lowercase(), relations, links })
    }
}

impl Handler for Handed<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let (Some(target), "Relationship") = (tag.get("Target"), tag.name()) else { return };
        if tag.get("TargetMode").is_some_and(|mode| mode == "External") {
            (self.links)(&target);
        } else if self.relations.count < MOST {
            let folder = self.part.rsplit_once('/').map_or("", |(folder, _)| folder);
            let kind = tag.get("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let id = tag.get("Id").unwrap_or_default().into_owned();
            let relation = Relation { id, kind, target: resolved(folder, &target) };
            self.relations.by_part.entry(self.part.clone()).or_default().push(relation);
            self.relations.count += 1;
        }
    }

    fn text(&mut self, _text: &str) {}

    fn close(&mut self, _name: &str) {}
}

/// The name of an entry from where it is named; it never leads out of the package.
fn resolved(folder: &str, target: &str) -> String {
    let absolute = target.starts_with('/');
    let mut names: Vec<&str> =
        if absolute { Vec::new() } else { folder.split('/').filter(|name| !name.is_empty()).collect() };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn names_stay_in_the_package() {
        assert_eq!(resolved("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl", "/xl/sheet.xml"), "xl/sheet.xml");
        assert_eq!(resolved("a", "../../../b"), "b");
    }
}
