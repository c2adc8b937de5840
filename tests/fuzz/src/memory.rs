//! An artifact in memory: the first byte of an input chooses its name, the second how many bytes are given at a time.

use std::io;

use sealant::model::piece::BlobReader;
use sealant::model::source::{ArtifactPath, Facts, Source};

/// One name for each reader and for the ways in which a name matters.
pub const NAMES: &[&str] = &["a", "a.txt", "a.csv", "a.tsv", "a.hl7", "a.json", "a.xml", "a.vcf", "a.ldif", "a.eml", "a.env", "a.py", "a.bin", "a.md", "a.html", "a.log", "a.yaml"];

pub struct Memory<'a> {
    source: Source,
    bytes: &'a [u8],
    at_a_time: usize,
}

impl<'a> Memory<'a> {
    pub fn new(name: u8, at_a_time: usize, bytes: &'a [u8]) -> Self {
        let name = NAMES[usize::from(name) % NAMES.len()];
        let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
        Self { source, bytes, at_a_time: at_a_time.max(1) }
    }
}

impl BlobReader for Memory<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.at_a_time);
        io::Read::read(&mut self.bytes, &mut buffer[..length])
    }
}
