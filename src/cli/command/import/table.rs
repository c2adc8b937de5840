//! A table of somebody else's TOML, read by hand: keys in whatever case they are written, as their reader does; lines
//! for all that is told; nothing quoted from it in faults.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::asked::{Stated, shown};
use super::file::TheirFile;

/// A table and the file it is in.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    file: &'a TheirFile,
    entries: &'a DeTable<'a>,
    start: usize,
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(super) fn whole(file: &'a TheirFile, document: &'a Spanned<DeTable<'a>>) -> Self {
        Self { file, entries: document.get_ref(), start: 0 }
    }

    /// Where it begins.
    pub(super) fn at(&self) -> String {
        self.file.at(self.start)
    }

    /// Where this key stands.
    pub(super) fn at_key(&self, key: &str) -> String {
        self.file.at(self.value(key).map_or(self.start, |value| value.span().start))
    }

    /// Whether it says anything of this.
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Keys that none of these is.
    pub(super) fn other_keys(&self, known: &[&str]) -> Vec<Stated> {
        let is_other = |key: &&Spanned<std::borrow::Cow<'_, str>>| {
            !known.iter().any(|known| known.eq_ignore_ascii_case(key.get_ref()))
        };
        let stated = |key: &Spanned<std::borrow::Cow<'_, str>>| Stated {
            at: self.file.at(key.span().start),
            word: shown(key.get_ref()),
        };
        self.entries.keys().filter(is_other).map(stated).collect()
    }

    /// A text, where there is one.
    pub(super) fn text(&self, key: &str) -> anyhow::Result<Option<String>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let text = value.get_ref().as_str().map(str::to_owned);
        text.map(Some).ok_or_else(|| self.file.fault(value.span().start, &format!("`{key}` is no text")))
    }

    /// A number from 0, where there is one.
    pub(super) fn number(&self, key: &str) -> anyhow::Result<Option<usize>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        number.map(Some).ok_or_else(|| self.file.fault(value.span().start, &format!("`{key}` is no number")))
    }

    /// A list of texts; one text is a list of one.
    pub(super) fn texts(&self, key: &str) -> anyhow::Result<Vec<Stated>> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let one = |value: &Spanned<DeValue<'_>>| {
            let start = value.span().start;
            let text = value.get_ref().as_str().map(str::to_owned);
            let text = text.ok_or_else(|| self.file.fault(start, &format!("`{key}` is no list of texts")))?;
            Ok(Stated { at: self.file.at(start), word: text })
        };
        match value.get_ref() {
            DeValue::Array(list) => list.iter().map(one).collect(),
            _ => Ok(vec![one(value)?]),
        }
    }

    /// A list of tables; one table is a list of one.
    pub(super) fn tables(&self, key: &str) -> anyhow::Result<Vec<Self>> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let one = |value: &'a Spanned<DeValue<'a>>| {
            let start = value.span().start;
            let table = value.get_ref().as_table();
            let table = table.ok_or_else(|| self.file.fault(start, &format!("`{key}` is no table")))?;
            Ok(Self { file: self.file, entries: table, start })
        };
        match value.get_ref() {
            DeValue::Array(list) => list.iter().map(one).collect(),
            _ => Ok(vec![one(value)?]),
        }
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.iter().find(|(name, _)| name.get_ref().eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }
}
