//! Small files of the user's own: configuration, rules, word lists, keys. Never what is scanned.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, anyhow};

/// No file that people write by hand is larger; a word list may come near.
const LARGEST: u64 = 16 << 20;

/// The text of a file.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = read_bytes(path).with_context(|| format!("cannot read {}", path.display()))?;
    let fault = |error: std::string::FromUtf8Error| {
        let readable = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', readable).count();
        anyhow!("{}:{}: this is not UTF-8; save the file as UTF-8", path.display(), line + 1)
    };
    String::from_utf8(bytes).map_err(fault)
}

/// The bytes of a file.
pub(super) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 16 MiB"));
    }
    Ok(bytes)
}
