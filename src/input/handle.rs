//! Opens files and folders by absolute path so that no link is followed, nothing blocks, and no path is too long.

#[cfg(unix)]
pub(super) use posix::{folder, mode, regular};

/// Opens a file for reading.
#[cfg(not(unix))]
pub(super) fn regular(path: &[u8]) -> std::io::Result<std::fs::File> {
    std::fs::File::open(super::names::path_of(path))
}

#[cfg(unix)]
mod posix {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::os::unix::fs::PermissionsExt;

    use rustix::fs::{CWD, Mode, OFlags};

    use crate::input::names;

    /// Longest stretch handed to the system at once: below `PATH_MAX` everywhere that matters but the smallest.
    const STRETCH: usize = if cfg!(target_os = "linux") { 4000 } else { 1000 };

    /// Enough to pass through a folder, or to ask for its mode, without the right to list it.
    #[cfg(target_os = "linux")]
    const PASSAGE: OFlags = OFlags::PATH.union(OFlags::DIRECTORY);
    #[cfg(not(target_os = "linux"))]
    const PASSAGE: OFlags = OFlags::DIRECTORY;

    /// Opens a file for reading. A pipe that took its place since the walk opens at once instead of waiting.
    pub(in crate::input) fn regular(path: &[u8]) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        Ok(File::from(open(path, flags)?))
    }

    /// Opens a folder, to list it.
    pub(in crate::input) fn folder(path: &[u8]) -> io::Result<OwnedFd> {
        Ok(open(path, OFlags::RDONLY | OFlags::DIRECTORY)?)
    }

    /// The permission bits of a folder.
    pub(in crate::input) fn mode(path: &[u8]) -> io::Result<u32> {
        Ok(File::from(open(path, PASSAGE)?).metadata()?.permissions().mode())
    }

    /// Goes to the file in stretches that the system takes, so that depth has no limit.
    fn open(path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let mut passed: Option<OwnedFd> = None;
        let mut rest = path;
        while rest.len() > STRETCH {
            let Some(slash) = rest[..STRETCH].iter().rposition(|&byte| byte == b'/') else { break };
            let stretch = &rest[..=slash];
            passed = Some(open_stretch(at(passed.as_ref()), stretch, PASSAGE)?);
            rest = &rest[slash + 1..];
        }
        let rest = if rest.is_empty() { b"." } else { rest };
        open_stretch(at(passed.as_ref()), rest, flags)
    }

    fn at(passed: Option<&OwnedFd>) -> BorrowedFd<'_> {
        passed.map_or(CWD, AsFd::as_fd)
    }

    /// Linux refuses a link anywhere on the way: nobody can lead the walk out of its root while it runs.
    #[cfg(target_os = "linux")]
    fn open_stretch(at: BorrowedFd<'_>, path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        use rustix::fs::ResolveFlags;
        use rustix::io::Errno;
        let no_links = ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let all = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        match rustix::fs::openat2(at, names::path_of(path), all, Mode::empty(), no_links) {
            // Old kernels, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => open_plainly(at, path, flags),
            answer => answer,
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn open_stretch(at: BorrowedFd<'_>, path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        open_plainly(at, path, flags)
    }

    fn open_plainly(at: BorrowedFd<'_>, path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let all = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        rustix::fs::openat(at, names::path_of(path), all, Mode::empty())
    }
}
