//! Where a report goes. A file appears whole or not at all, and only its owner may read it; devices and pipes are
//! written as they are. Reports say where sensitive data lies, so none is left half-written or lent to others.
//!
//! A link at the name of a report is replaced and never followed: nobody who may write to the folder can turn the
//! report towards another file.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, LineWriter, Seek, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, StripStream};
use anyhow::{Context, bail};
use tempfile::SpooledTempFile;

use super::spool::Spool;

/// Where a report goes.
pub(super) enum Output {
    /// Standard output, with colours where they are wanted.
    Standard(Box<dyn Write>),
    /// A device or a pipe.
    InPlace(BufWriter<File>),
    /// A file that appears when the report is whole.
    Whole(Box<WholeFile>),
    /// Nowhere.
    Nowhere(io::Sink),
}

/// A report that is kept back until it is whole.
pub(super) struct WholeFile {
    spool: BufWriter<Spool>,
    path: PathBuf,
}

impl Output {
    /// Opens what `--output` and `--quiet` ask for. What cannot be written is told before anything is read.
    pub(super) fn open(path: Option<&Path>, quiet: bool) -> anyhow::Result<Self> {
        match path {
            None if quiet => Ok(Self::Nowhere(io::sink())),
            None => Ok(Self::standard()),
            Some(path) if is_standard(path) => Ok(Self::standard()),
            Some(path) => {
                Self::file(path).with_context(|| format!("cannot write the report to {}", path.display()))
            }
        }
    }

    /// What a report is written to. Colours reach a terminal only.
    pub(super) fn writer(&mut self) -> Box<dyn Write + '_> {
        match self {
            Self::Standard(out) => Box::new(out),
            Self::InPlace(file) => Box::new(StripStream::new(file as &mut dyn Write)),
            Self::Whole(file) => Box::new(StripStream::new(&mut file.spool as &mut dyn Write)),
            Self::Nowhere(sink) => Box::new(sink),
        }
    }

    /// Puts the whole report where it belongs. A report that cannot be put there goes to standard output, so that
    /// nothing found is lost.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        self.writer().flush().context("cannot write the report")?;
        let Self::Whole(file) = self else { return Ok(()) };
        let WholeFile { spool, path } = *file;
        let spool = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
        let printed = || format!("cannot write {}; the report was printed instead", path.display());
        let mut spool = spool.into_kept().with_context(printed)?;
        let Err(error) = put(&mut spool, &path) else { return Ok(()) };
        spool.rewind()?;
        io::copy(&mut spool, &mut io::stdout().lock()).context("cannot write the report")?;
        Err(error).with_context(printed)
    }

    fn standard() -> Self {
        let out = AutoStream::auto(io::stdout());
        if io::stdout().is_terminal() {
            return Self::Standard(Box::new(LineWriter::new(out)));
        }
        Self::Standard(Box::new(BufWriter::new(out)))
    }

    fn file(path: &Path) -> anyhow::Result<Self> {
        match fs::metadata(path) {
            Ok(target) if target.is_dir() => bail!("it is a folder; name a file in it"),
            Ok(target) if !target.is_file() => {
                return Ok(Self::InPlace(BufWriter::new(open_in_place(path)?)));
            }
            _ => {}
        }
        let folder = folder_of(path);
        if !folder.is_dir() {
            bail!("there is no folder {}; create it first", folder.display());
        }
        // Proves that a file can be made there, and leaves nothing behind.
        drop(beside(folder)?);
        let spool = BufWriter::new(Spool::within(folder));
        Ok(Self::Whole(Box::new(WholeFile { spool, path: path.to_owned() })))
    }
}

/// Copies the spool into a new file of the same folder and gives it the name, replacing what had it.
fn put(spool: &mut SpooledTempFile, path: &Path) -> anyhow::Result<()> {
    let mut whole = beside(folder_of(path))?;
    spool.rewind()?;
    io::copy(spool, whole.as_file_mut())?;
    whole.as_file().sync_all()?;
    whole.persist(path)?;
    Ok(())
}

/// A new file in the folder that only its owner may read.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".sealant-").suffix(".tmp").tempfile_in(folder)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Opened anew, standard output would begin at its start when it is a file: it is used as it is.
fn is_standard(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// Opens a device or a pipe, and refuses one that another user may have planted.
fn open_in_place(path: &Path) -> anyhow::Result<File> {
    let file = File::options().write(true).open(path)?;
    let opened = file.metadata()?;
    if opened.is_file() {
        bail!("it changed while it was opened");
    }
    if could_be_planted(path, &opened) {
        bail!(
            "it belongs to another user and lies in a folder that everybody may write to; choose another place"
        );
    }
    Ok(file)
}

#[cfg(unix)]
fn could_be_planted(path: &Path, opened: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    const OTHERS_MAY_WRITE: u32 = 0o002;
    let is_foreign = opened.uid() != rustix::process::geteuid().as_raw() && opened.uid() != 0;
    is_foreign && fs::metadata(folder_of(path)).map_or(true, |folder| folder.mode() & OTHERS_MAY_WRITE != 0)
}

#[cfg(not(unix))]
fn could_be_planted(_path: &Path, _opened: &fs::Metadata) -> bool {
    false
}

/// Standard output for commands whose result is text that people read.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
