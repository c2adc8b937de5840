//! How often a string stands in ordinary source and prose, by the groups of three and four bytes that were measured
//! to be frequent there. A string is at most as frequent as its rarest group, whoever thought of it, so the words of
//! rules that nobody measured are judged by the same table.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The bytes of groups: those of words, keys and addresses, in one case.
pub const SYMBOLS: &str = "abcdefghijklmnopqrstuvwxyz0123456789_-./:@=";

/// Groups with fewer hits a MB are not listed.
pub const LEAST: u64 = 16;

/// The frequent groups, each with the least number of hits a MB that it has.
#[derive(Clone, Debug, Default)]
pub struct Frequent {
    rates: BTreeMap<String, f64>,
}

/// The file, as `sealant rules bench --write-frequent FILE` writes it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FrequentFile {
    #[expect(dead_code, reason = "for readers of the file")]
    megabytes: f64,
    groups: BTreeMap<String, String>,
}

impl Frequent {
    /// What was measured on the corpus that the file names.
    pub fn built_in() -> &'static Self {
        static TABLE: OnceLock<Frequent> = OnceLock::new();
        TABLE.get_or_init(|| {
            Self::parse(include_str!("../../patterns/data/frequent.toml")).expect("a test parses the table")
        })
    }

    /// Reads a table.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: FrequentFile = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut rates = BTreeMap::new();
        for (rate, groups) in file.groups {
            let rate: f64 = rate.parse().map_err(|_| format!("`{rate}` is no number of hits"))?;
            rates.extend(groups.split(' ').map(|group| (group.to_owned(), rate)));
        }
        Ok(Self { rates })
    }

    /// The frequent groups and their hits a MB.
    pub fn groups(&self) -> impl Iterator<Item = (&str, f64)> {
        self.rates.iter().map(|(group, rate)| (&**group, *rate))
    }

    /// The hits a MB that a string has at most, without regard to case; `None` where it is rare, or of bytes that were
    /// not measured.
    pub fn rate(&self, text: &str) -> Option<f64> {
        let text = text.to_ascii_lowercase();
        let measured = |group: &&[u8]| group.iter().all(|&byte| symbol(byte).is_some());
        let groups = text.as_bytes().windows(text.len().clamp(3, 4)).filter(measured);
        let mut rarest = None;
        for group in groups {
            let rate = *self.rates.get(std::str::from_utf8(group).ok()?)?;
            rarest = Some(rarest.map_or(rate, |other: f64| other.min(rate)));
        }
        rarest
    }
}

/// The number of a byte among [`SYMBOLS`], in either case.
pub fn symbol(byte: u8) -> Option<u8> {
    let lower = byte.to_ascii_lowercase();
    let at = match lower {
        b'a'..=b'z' => lower - b'a',
        b'0'..=b'9' => 26 + lower - b'0',
        _ => 36 + u8::try_from(SYMBOLS.bytes().skip(36).position(|symbol| symbol == byte)?).ok()?,
    };
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::{Frequent, SYMBOLS, symbol};

    fn check(word: &str, expected: Option<f64>) {
        let table = Frequent::parse("megabytes = 1.0\n[groups]\n64 = 'key lien'\n128 = 'clie ient'\n");
        assert_eq!(table.unwrap().rate(word), expected, "{word}");
    }

    #[test]
    fn a_word_is_as_frequent_as_its_rarest_group() {
        check("key", Some(64.0));
        check("KEY", Some(64.0));
        check("client", Some(64.0));
        check("ient", Some(128.0));
        check("clients", None);
        check("keys", None);
        check("ke", None);
        check("<!>", None);
        check("<client", Some(64.0));
    }

    #[test]
    fn symbols_are_numbered_in_their_order() {
        let numbers: Vec<_> = SYMBOLS.bytes().map(|byte| symbol(byte).unwrap()).collect();
        assert_eq!(numbers, (0..43).collect::<Vec<_>>());
        assert_eq!(symbol(b'Z'), symbol(b'z'));
        assert_eq!(symbol(b' '), None);
    }

    #[test]
    fn words_that_code_is_full_of_are_frequent() {
        let table = Frequent::built_in();
        for word in ["key", "client", "api", "auth", "line", "code", "password"] {
            assert!(table.rate(word).is_some_and(|rate| rate >= 32.0), "{word}: {:?}", table.rate(word));
        }
        for word in ["akia", "ghp_", "xoxb", "-----begin private key"] {
            assert_eq!(table.rate(word), None, "{word}");
        }
    }
}
