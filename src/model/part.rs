//! What a text inside an artifact is, as whoever opens the artifact would look for it: the body, a header, a sheet, a slide.

use std::fmt;

/// What kind of text a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// The text that is read first.
    Body,
    /// The top of every page.
    Header,
    /// The bottom of every page.
    Footer,
    /// Below a page.
    Footnotes,
    /// At the end.
    Endnotes,
    /// What readers wrote beside it.
    Comments,
    /// Text in boxes and shapes.
    TextBoxes,
    /// Paragraphs as they were before tracked changes.
    Deleted,
    /// What fields compute: addresses of links, queries, conditions.
    Fields,
    /// What is said of pictures to those who cannot see them.
    AltText,
    /// Author, title, labels, and what programs keep beside them.
    Properties,
    /// Addresses that links lead to.
    Links,
    /// A sheet of cells.
    Sheet,
    /// Strings of cells that no sheet shows.
    Strings,
    /// Names of sheets and of ranges.
    Names,
    /// A slide.
    Slide,
    /// What the speaker reads.
    Notes,
    /// What all slides of a design have in common.
    Master,
    /// Anything else; its name is that of the entry in the package.
    Other,
}

impl PartKind {
    /// Every kind, in no order that matters.
    pub const ALL: [Self; 19] = [
        Self::Body,
        Self::Header,
        Self::Footer,
        Self::Footnotes,
        Self::Endnotes,
        Self::Comments,
        Self::TextBoxes,
        Self::Deleted,
        Self::Fields,
        Self::AltText,
        Self::Properties,
        Self::Links,
        Self::Sheet,
        Self::Strings,
        Self::Names,
        Self::Slide,
        Self::Notes,
        Self::Master,
        Self::Other,
    ];

    /// A stable word, which people read too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Footnotes => "footnotes",
            Self::Endnotes => "endnotes",
            Self::Comments => "comments",
            Self::TextBoxes => "text boxes",
            Self::Deleted => "text before changes",
            Self::Fields => "field codes",
            Self::AltText => "alt text",
            Self::Properties => "properties",
            Self::Links => "links",
            Self::Sheet => "sheet",
            Self::Strings => "unused strings",
            Self::Names => "names",
            Self::Slide => "slide",
            Self::Notes => "notes",
            Self::Master => "master",
            Self::Other => "part",
        }
    }
}

/// What a text inside an artifact is. Its lines are the paragraphs.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// The kind.
    pub kind: PartKind,
    /// The name of the sheet it is or belongs to, or of the entry it was read from.
    pub name: Option<Box<str>>,
    /// The number of the slide it is or belongs to, 1-based.
    pub number: Option<u32>,
    /// Whether the program that shows the artifact hides it.
    pub hidden: bool,
}

impl Part {
    /// A part that needs no name, such as the body.
    pub fn new(kind: PartKind) -> Self {
        Self { kind, name: None, number: None, hidden: false }
    }

    /// The same with a name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same with a number.
    #[must_use]
    pub fn numbered(mut self, number: u32) -> Self {
        self.number = Some(number);
        self
    }

    /// The same, hidden or not.
    #[must_use]
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }
}

impl fmt::Debug for Part {
    /// Names are content, and may be what is looked for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part[{} {:?}]", self.kind.name(), self.number)
    }
}
