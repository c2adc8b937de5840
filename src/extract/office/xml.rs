//! XML read event by event: names without prefixes, text with its references resolved and no entity expanded. Bounded in
//! depth and in the length of one event.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::package::malformed;
use crate::model::piece::Obstacle;

/// The longest tag or stretch of text.
const LONGEST_EVENT: usize = 8 << 20;

/// The longest declaration of an encoding that is believed.
const LONGEST_DECLARATION: usize = 63;

/// The most elements inside each other. Word processors nest some dozens.
const DEEPEST: usize = 512;

/// Takes the events of a document.
pub(super) trait Handler {
    /// An element begins.
    fn open(&mut self, tag: &Tag<'_>);
    /// Text, perhaps in several pieces.
    fn text(&mut self, text: &str);
    /// An element ends; its name has no prefix.
    fn close(&mut self, name: &str);
}

/// The start of an element.
pub(super) struct Tag<'e>(&'e BytesStart<'e>);

impl<'e> Tag<'e> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &'e str {
        local(self.0.name().0)
    }

    /// The value of an attribute, by its name without the prefix.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'e, str>> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The relation that it names: the attribute `id` that has a prefix, since one without it is a number.
    pub(super) fn relation(&self) -> Option<Cow<'e, str>> {
        let is_relation = |key: &str| key.split_once(':').is_some_and(|(_, local)| local == "id");
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|one| is_relation(one.key.0))?;
        Some(found.normalized_value(XmlVersion::Implicit1_0).unwrap_or(found.value))
    }

    /// All attributes but namespaces, by their names without prefixes.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'e str, Cow<'e, str>)> {
        let mut attributes = self.0.attributes();
        // Duplicates would be an error, and the check for them takes quadratic time.
        attributes.with_checks(false);
        attributes.flatten().filter(|one| one.key.as_namespace_binding().is_none()).map(|one| {
            let value = one.normalized_value(XmlVersion::Implicit1_0);
            (local(one.key.0), value.unwrap_or(one.value))
        })
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Reads a document to its end, or to what keeps it from being read further.
pub(super) fn drive(reader: impl Read, handler: &mut dyn Handler) -> Result<(), Obstacle> {
    let bounded = Bounded {
        inner: DecodingReader::new(BufReader::with_capacity(16 * 1024, reader)),
        left: LONGEST_EVENT,
        begun: false,
    };
    let mut reader = Reader::from_reader(bounded);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        reader.get_mut().renew();
        match reader.read_event_into(&mut buffer).map_err(obstacle)? {
            Event::Start(start) if depth >= DEEPEST => {
                drop(start);
                return Err(Obstacle::TooDeep);
            }
            Event::Start(start) => {
                depth += 1;
                handler.open(&Tag(&start));
            }
            Event::Empty(start) => {
                handler.open(&Tag(&start));
                handler.close(local(start.name().0));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                handler.close(local(end.name().0));
            }
            Event::Text(text) => handler.text(&text.xml10_content()),
            Event::CData(text) => handler.text(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => handler.text(character.encode_utf8(&mut [0; 4])),
                _ => handler.text(&named(&reference)),
            },
            Event::Eof if depth > 0 => return Err(malformed("a part of it ends in the middle")),
            Event::Eof => return Ok(()),
            Event::Decl(declaration) => {
                let encoding = declaration.encoder();
                drop(declaration);
                reader.get_mut().declared(encoding);
            }
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// What a reference stands for. Entities of the document's own are left as they are written.
fn named(name: &str) -> Cow<'static, str> {
    match name {
        "lt" => "<".into(),
        "gt" => ">".into(),
        "amp" => "&".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        _ => format!("&{name};").into(),
    }
}

fn obstacle(error: quick_xml::Error) -> Obstacle {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Obstacle::TooLarge { read: 0 }
        }
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded => {
            malformed("a part of it holds a tag or a text longer than any program writes")
        }
        quick_xml::Error::Io(_) => malformed("a part of it cannot be unpacked to its end"),
        _ => malformed("a part of it is no well-formed XML; it was read to the error"),
    }
}

impl<R> Bounded<DecodingReader<R>> {
    /// Follows the declaration of an encoding before UTF-8. It counts only where it is the first thing, so that enough of what
    /// was read ahead is still there to be read anew; the order of the bytes of UTF-16 is known without it.
    fn declared(&mut self, encoding: Option<&'static encoding_rs::Encoding>) {
        let fresh = LONGEST_EVENT - self.left < LONGEST_DECLARATION && !self.begun;
        let undecided = self.inner.encoding() == encoding_rs::UTF_8;
        if let Some(encoding) = encoding.filter(|one| fresh && undecided && one.is_ascii_compatible()) {
            self.inner.set_encoding(encoding);
        }
    }
}

/// Gives no more than so many bytes between two events.
struct Bounded<R> {
    inner: R,
    left: usize,
    /// Whether anything was read before the current event.
    begun: bool,
}

impl<R> Bounded<R> {
    fn renew(&mut self) {
        self.begun |= self.left < LONGEST_EVENT;
        self.left = LONGEST_EVENT;
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = self.left;
        let bytes = self.inner.fill_buf()?;
        if left == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        Ok(&bytes[..bytes.len().min(left)])
    }

    fn consume(&mut self, amount: usize) {
        self.left -= amount;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let length = bytes.len().min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        self.consume(length);
        Ok(length)
    }
}
