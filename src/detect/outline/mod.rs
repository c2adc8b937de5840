//! Outlines: which keys stand above a place of a structured text. Reads a text once, forwards, and only as far as
//! somebody asks; keeps what is above and nothing of what was passed. Never judges a value and never keeps one.
//!
//! An outline is a state machine over bytes: its state is O(depth), with a bound, and nothing but the bytes before a place
//! decides its path, so it does not matter how a text is cut. What is cut off or wrong costs the paths of what
//! stands near, and is never an error.

mod hcl;
mod ini;
mod json;
mod path;
mod reg;
mod toml;
mod xml;
mod yaml;

use std::fmt;

use crate::model::source::ArtifactPath;

use path::Path;

/// How far into a text places have paths: what is longer is data and not settings. It bounds what a text costs whose
/// only finding comes late, and what is kept of one until then.
pub(super) const REACH: u64 = 4 * 1024 * 1024;

/// What reads one format.
trait Grammar: Send {
    /// Takes the next byte of the text.
    fn feed(&mut self, byte: u8, path: &mut Path);

    /// The only bytes that mean anything to it from here on, where there are few: all others are passed over.
    fn stops(&self) -> Option<[u8; 3]> {
        None
    }

    /// How many steps of a path lie above the place up to which the text was taken.
    fn above(&self, path: &Path) -> usize {
        path.len()
    }

    fn read(&mut self, text: &[u8], path: &mut Path) {
        let mut rest = text;
        while !rest.is_empty() {
            let passed = match self.stops() {
                Some([a, b, c]) => memchr::memchr3(a, b, c, rest).unwrap_or(rest.len()),
                None => 0,
            };
            rest = &rest[passed..];
            if let Some((&byte, behind)) = rest.split_first() {
                self.feed(byte, path);
                rest = behind;
            }
        }
    }
}

/// A grammar in the middle of a text, of which there may be two.
trait Machine: Grammar {
    fn copied(&self) -> Box<dyn Machine>;
}

impl<G: Grammar + Clone + 'static> Machine for G {
    fn copied(&self) -> Box<dyn Machine> {
        Box::new(self.clone())
    }
}

/// A format: how its files are called, what their text begins with, and what reads it.
struct Format {
    extensions: &'static [&'static str],
    /// Whole names of files, in lower case.
    names: &'static [&'static str],
    /// Where neither says anything: with what a text begins.
    begins: fn(&[u8]) -> bool,
    grammar: fn() -> Box<dyn Machine>,
}

fn never(_: &[u8]) -> bool {
    false
}

/// All formats. The first whose names fit reads a text, else the first with which it may begin.
const FORMATS: [Format; 9] = [
    Format {
        extensions: &["jsonl", "ndjson", "jsonlines"],
        names: &[],
        begins: never,
        grammar: || Box::new(json::Json::of_lines()),
    },
    Format {
        extensions: &[
            "json",
            "jsonc",
            "json5",
            "webmanifest",
            "har",
            "ipynb",
            "tfstate",
            "geojson",
            "avsc",
            "arm",
            "code-workspace",
            "dockercfg",
            "dockerconfigjson",
        ],
        names: &[".dockercfg", ".dockerconfigjson", ".babelrc", ".eslintrc", "composer.lock"],
        begins: |head| {
            matches!(head.first(), Some(b'{')) || head.starts_with(b"[{") || head.starts_with(b"[\"")
        },
        grammar: || Box::<json::Json>::default(),
    },
    Format {
        extensions: &["yaml", "yml", "kubeconfig", "eyaml", "sls", "raml"],
        names: &["kubeconfig", ".yarnrc", ".clang-format"],
        begins: yaml::begins,
        grammar: || Box::<yaml::Yaml>::default(),
    },
    Format {
        extensions: &["toml"],
        names: &["pipfile", "cargo.lock", "poetry.lock", "uv.lock"],
        begins: never,
        grammar: || Box::<toml::Toml>::default(),
    },
    Format {
        extensions: &["env", "envrc"],
        names: &[".env", ".envrc"],
        begins: never,
        grammar: || Box::new(ini::Ini::of_environment()),
    },
    Format {
        extensions: &["tf", "hcl", "tfvars", "nomad", "pkr"],
        names: &[".terraformrc", "terraform.rc"],
        begins: never,
        grammar: || Box::<hcl::Hcl>::default(),
    },
    Format {
        extensions: &["reg"],
        names: &[],
        begins: |head| head.starts_with(b"Windows Registry Editor") || head.starts_with(b"REGEDIT4"),
        grammar: || Box::<reg::Reg>::default(),
    },
    Format {
        extensions: &[
            "xml",
            "plist",
            "csproj",
            "vbproj",
            "fsproj",
            "props",
            "targets",
            "resx",
            "xaml",
            "pom",
            "wsdl",
            "xsd",
            "svg",
            "xhtml",
            "rdf",
            "rss",
            "atom",
            "nuspec",
            "settings",
            "mobileconfig",
            "rdg",
            "jmx",
            "vcxproj",
            "storyboard",
            "xib",
            "dtsx",
            "entitlements",
            "kml",
            "opml",
        ],
        names: &[],
        begins: |head| {
            [&b"<?xml"[..], b"<!DOCTYPE plist", b"<configuration"].iter().any(|start| head.starts_with(start))
        },
        grammar: || Box::<xml::Xml>::default(),
    },
    Format {
        extensions: &[
            "ini",
            "cfg",
            "cnf",
            "properties",
            "npmrc",
            "pypirc",
            "gitconfig",
            "credentials",
            "editorconfig",
            "inf",
            "service",
            "desktop",
            "toc",
            "rdp",
            "ovpn",
        ],
        names: &[
            ".npmrc",
            ".pypirc",
            ".gitconfig",
            ".s3cfg",
            ".boto",
            "credentials",
            "odbc.ini",
            ".my.cnf",
            ".hgrc",
            ".pip",
            ".flake8",
            ".coveragerc",
            ".editorconfig",
        ],
        begins: ini::begins,
        grammar: || Box::<ini::Ini>::default(),
    },
];

/// The outline of one text, as far as it was read.
pub(super) struct Outline {
    machine: Box<dyn Machine>,
    path: Path,
    /// How much of the text was taken or waits.
    at: u64,
    /// What was passed since the last question. Invariant: never more than [`REACH`].
    waiting: Vec<u8>,
}

impl Clone for Outline {
    fn clone(&self) -> Self {
        let (path, waiting) = (self.path.clone(), self.waiting.clone());
        Self { machine: self.machine.copied(), path, at: self.at, waiting }
    }
}

impl fmt::Debug for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outline[{} bytes, {} deep]", self.at, self.path.len())
    }
}

impl Outline {
    /// The outline of a text by its name and its first bytes; `None` where it has none.
    pub(super) fn of(path: &ArtifactPath, head: &[u8]) -> Option<Self> {
        let tells = path.extension().is_some_and(|extension| !VAGUE.contains(&extension));
        let format = by_name(path).or_else(|| if tells { None } else { by_head(head) })?;
        let blank = head.starts_with(MARK);
        let at = if blank { MARK.len() as u64 } else { 0 };
        Some(Self { machine: (format.grammar)(), path: Path::default(), at, waiting: Vec::new() })
    }

    /// Takes a text up to a place, of which the first byte stands at `base`; false where the place lies before what was
    /// taken, or too far into the text.
    pub(super) fn reach(&mut self, text: &[u8], base: u64, place: usize) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        self.machine.read(&waiting, &mut self.path);
        let stretch = self.next(text, base, place);
        self.machine.read(stretch, &mut self.path);
        self.at += stretch.len() as u64;
        self.at == base + place as u64
    }

    /// Keeps a text up to a place, to be taken when somebody asks for a place behind it.
    pub(super) fn pass(&mut self, text: &[u8], base: u64, place: usize) {
        let stretch = self.next(text, base, place);
        self.waiting.extend_from_slice(stretch);
        self.at += stretch.len() as u64;
    }

    /// What comes next of a text before a place; nothing where that lies beyond the reach.
    fn next<'t>(&self, text: &'t [u8], base: u64, place: usize) -> &'t [u8] {
        let end = base + place as u64;
        let from = self.at.checked_sub(base).and_then(|from| usize::try_from(from).ok());
        let stretch = from.filter(|_| end <= REACH).and_then(|from| text.get(from..place));
        stretch.unwrap_or_default()
    }

    /// The names above the place up to which the text was taken, the outermost first.
    pub(super) fn names(&self) -> Vec<&[u8]> {
        self.path.names(self.machine.above(&self.path))
    }
}

/// The mark with which some texts begin.
const MARK: &[u8] = b"\xef\xbb\xbf";

fn by_name(path: &ArtifactPath) -> Option<&'static Format> {
    let lower = path.file_name().to_ascii_lowercase();
    let mut name = &lower[..];
    // Settings have copies and templates beside them.
    while let Some(bare) = COPIES.iter().find_map(|copy| name.strip_suffix(copy.as_bytes())) {
        name = bare;
    }
    let name = if name.starts_with(b".env.") { b".env" } else { name };
    let extension = name.iter().rposition(|&byte| byte == b'.').map(|dot| &name[dot + 1..]);
    let named = |format: &&Format| format.names.iter().any(|known| known.as_bytes() == name);
    let is = |format: &&Format| format.extensions.iter().any(|known| Some(known.as_bytes()) == extension);
    FORMATS.iter().find(named).or_else(|| FORMATS.iter().find(is))
}

/// Extensions of files of any format.
const VAGUE: [&[u8]; 2] = [b"conf", b"config"];

/// What is added to the name of a file for its copies and templates.
const COPIES: [&str; 14] = [
    ".bak",
    ".old",
    ".orig",
    ".save",
    ".template",
    ".tmpl",
    ".tpl",
    ".j2",
    ".example",
    ".sample",
    ".dist",
    ".local",
    ".enc",
    "~",
];

/// By the first bytes of a text, for names that say nothing.
fn by_head(head: &[u8]) -> Option<&'static Format> {
    let head = head.strip_prefix(MARK).unwrap_or(head).trim_ascii_start();
    FORMATS.iter().find(|format| (format.begins)(head))
}

#[cfg(test)]
mod tests;
