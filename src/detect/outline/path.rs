//! The keys above a place, as a stack: how deep it may grow, what of a name is kept, how a path is shown.

/// The most steps that are kept; what lies deeper is counted only.
const MOST_STEPS: usize = 128;

/// The longest name that is kept. A longer one is no name that a person gave, and may be a value.
const LONGEST_NAME: usize = 100;

/// What stands for a name that is not kept.
const LEFT_OUT: &[u8] = "…".as_bytes();

/// How the elements of a list are named: all alike, so that a path holds still when they change places.
const EACH: &[u8] = b"[]";

/// What a step of a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A key, a section, a tag: it has a name.
    Key,
    /// A list, of which each element is shown as `[]`.
    List,
    /// Anything that holds keys and has no name of its own.
    Group,
}

/// One step of a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) kind: Kind,
    /// In formats whose depth is indentation, the column; else whatever a format makes of it.
    pub(super) column: u32,
    /// Where its name starts; it ends where the next one starts.
    start: usize,
}

/// The keys above a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    steps: Vec<Step>,
    names: Vec<u8>,
    /// How many groups and lists are open beyond those that are kept.
    beyond: usize,
}

impl Path {
    /// One step deeper. A key beyond the bound is passed over.
    pub(super) fn push(&mut self, kind: Kind, column: u32, name: &Name) {
        if self.steps.len() < MOST_STEPS && self.beyond == 0 {
            self.steps.push(Step { kind, column, start: self.names.len() });
            self.names.extend_from_slice(name.shown());
        } else if kind != Kind::Key {
            self.beyond += 1;
        }
    }

    /// A group or a list begins.
    pub(super) fn open(&mut self, kind: Kind, column: u32) {
        self.push(kind, column, &Name::default());
    }

    /// The innermost group or list ends, with the key in it.
    pub(super) fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        self.pop_key();
        if self.top().is_some_and(|top| top.kind != Kind::Key) {
            self.pop();
        }
    }

    /// One step deeper that is not kept.
    pub(super) fn sink(&mut self) {
        self.beyond += 1;
    }

    /// How many steps lie above the innermost key of this name.
    pub(super) fn last_named(&self, name: &[u8]) -> Option<usize> {
        let ends = self.steps.iter().skip(1).map(|step| step.start).chain([self.names.len()]);
        let steps: Vec<_> = self.steps.iter().zip(ends).collect();
        steps.iter().rposition(|(step, end)| step.kind == Kind::Key && self.names[step.start..*end] == *name)
    }

    /// The key on top, where there is one, ends.
    pub(super) fn pop_key(&mut self) {
        if self.beyond == 0 && self.top().is_some_and(|top| top.kind == Kind::Key) {
            self.pop();
        }
    }

    /// The last step that is kept ends.
    pub(super) fn pop(&mut self) {
        let last = self.steps.pop();
        self.names.truncate(last.map_or(0, |last| last.start));
    }

    /// Whether no further step would be kept.
    pub(super) fn is_full(&self) -> bool {
        self.steps.len() + 2 > MOST_STEPS || self.beyond > 0
    }

    /// Whether steps are open that are not kept.
    pub(super) fn is_beyond(&self) -> bool {
        self.beyond > 0
    }

    /// The innermost step; none where it is not kept.
    pub(super) fn top(&self) -> Option<&Step> {
        self.steps.last().filter(|_| self.beyond == 0)
    }

    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Only so many steps remain.
    pub(super) fn cut(&mut self, length: usize) {
        self.beyond = 0;
        while self.steps.len() > length {
            self.pop();
        }
    }

    /// How many steps there are before the first that begins at a column or behind it.
    pub(super) fn before_column(&self, column: u32) -> usize {
        self.steps.iter().take_while(|step| step.column < column).count()
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The names of the first so many steps; groups have none.
    pub(super) fn names(&self, length: usize) -> Vec<&[u8]> {
        let ends = self.steps.iter().skip(1).map(|step| step.start).chain([self.names.len()]);
        let names = self.steps.iter().zip(ends).take(length).filter_map(|(step, end)| match step.kind {
            Kind::Key => Some(&self.names[step.start..end]),
            Kind::List => Some(EACH),
            Kind::Group => None,
        });
        names.collect()
    }
}

/// A name as it is read, byte by byte.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    bytes: Vec<u8>,
    is_long: bool,
}

impl Name {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut name = Self::default();
        bytes.iter().for_each(|&byte| name.push(byte));
        name
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.is_long |= self.bytes.len() >= LONGEST_NAME;
        if !self.is_long {
            self.bytes.push(byte);
        }
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.is_long = false;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What was read, up to the bound.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes blanks off its end.
    pub(super) fn trim_end(&mut self) {
        self.bytes.truncate(self.bytes.trim_ascii_end().len());
    }

    /// Takes off its last byte.
    pub(super) fn pop(&mut self) {
        self.bytes.pop();
    }

    /// What is shown of it.
    fn shown(&self) -> &[u8] {
        if self.is_long { LEFT_OUT } else { &self.bytes }
    }
}
