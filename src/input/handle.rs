//! Opens files and folders by absolute path so that no link is followed, nothing blocks, and no path is too long.

#[cfg(not(unix))]
pub(super) use plain::{Near, Way, regular};
#[cfg(unix)]
pub(super) use posix::{Near, Way, folder, modes, regular};

/// How many files a part of the program may hold open for long: a fourth of what the system allows this process.
pub(super) fn fourth_of_files() -> usize {
    #[cfg(unix)]
    let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    #[cfg(not(unix))]
    let most: Option<u64> = None;
    most.map_or(usize::MAX, |most| usize::try_from(most / 4).unwrap_or(usize::MAX))
}

#[cfg(unix)]
mod posix {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Arc;

    use rustix::fs::{CWD, Mode, OFlags};

    use crate::input::names;

    /// Longest stretch of a path handed to the system at once: well below `PATH_MAX` everywhere, and short enough
    /// that going over it again for each entry stays cheap however short the names in it are.
    const STRETCH: usize = 1000;

    /// Enough to pass through a folder, or to ask for its mode, without the right to list it.
    #[cfg(target_os = "linux")]
    const PASSAGE: OFlags = OFlags::PATH.union(OFlags::DIRECTORY);
    #[cfg(not(target_os = "linux"))]
    const PASSAGE: OFlags = OFlags::DIRECTORY;

    /// An open folder on the way to a path.
    #[derive(Clone, Debug)]
    pub(in crate::input) struct Near {
        folder: Arc<OwnedFd>,
        /// How much of the path it is.
        length: usize,
    }

    /// The folders held open on the way to the current folder of a walk: one in every stretch, so none where the
    /// path is short, and each step costs the same at any depth.
    #[derive(Debug, Default)]
    pub(in crate::input) struct Way {
        held: Vec<Near>,
    }

    impl Way {
        /// Lets go of what lies beyond this much of the path. To be called before the path changes there.
        pub(in crate::input) fn leave(&mut self, length: usize) {
            while self.held.last().is_some_and(|near| near.length > length) {
                self.held.pop();
            }
        }

        /// The nearest open folder on the way to a path; `None` if the path is short enough without.
        pub(in crate::input) fn near(&mut self, path: &[u8]) -> Option<Near> {
            while let Some(end) = end_of_stretch(path, self.held.last().map_or(0, |near| near.length)) {
                // Where no more can be held, going there from the last one still works.
                let Ok(folder) = open(self.held.last(), &path[..end], PASSAGE) else { break };
                self.held.push(Near { folder: Arc::new(folder), length: end });
            }
            self.held.last().cloned()
        }
    }

    /// Opens a file for reading. A pipe that took its place since the walk opens at once instead of waiting.
    pub(in crate::input) fn regular(near: Option<&Near>, path: &[u8]) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        Ok(File::from(open(near, path, flags)?))
    }

    /// Opens a folder, to list it.
    pub(in crate::input) fn folder(near: Option<&Near>, path: &[u8]) -> io::Result<OwnedFd> {
        Ok(open(near, path, OFlags::RDONLY | OFlags::DIRECTORY)?)
    }

    /// The permission bits of a folder and of the folders in it on the way to a file.
    pub(in crate::input) fn modes(folder: &[u8], to: &[u8]) -> io::Result<Vec<u32>> {
        let mut at = File::from(open(None, folder, PASSAGE)?);
        let mut modes = vec![at.metadata()?.permissions().mode()];
        for step in names::steps(to).filter(|step| step.ends_with(b"/")) {
            let name = names::without_slash(step).rsplit(|&byte| byte == b'/').next().unwrap_or(step);
            at = File::from(open_stretch(at.as_fd(), name, PASSAGE)?);
            modes.push(at.metadata()?.permissions().mode());
        }
        Ok(modes)
    }

    /// Goes to the file in stretches that the system takes, so that depth has no limit.
    fn open(near: Option<&Near>, path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let mut done = near.map_or(0, |near| near.length);
        let mut passed: Option<OwnedFd> = None;
        let start = near.map_or(CWD, |near| near.folder.as_fd());
        while let Some(end) = end_of_stretch(path, done) {
            let at = passed.as_ref().map_or(start, AsFd::as_fd);
            passed = Some(open_stretch(at, &path[done..end], PASSAGE)?);
            done = end;
        }
        let at = passed.as_ref().map_or(start, AsFd::as_fd);
        let rest = if done == path.len() { b"." } else { &path[done..] };
        open_stretch(at, rest, flags)
    }

    /// Where the next stretch ends, after a slash; `None` if what remains is short.
    fn end_of_stretch(path: &[u8], done: usize) -> Option<usize> {
        let stretch = path[done..].get(..STRETCH)?;
        stretch.iter().rposition(|&byte| byte == b'/').map(|slash| done + slash + 1)
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

    #[cfg(test)]
    mod tests {
        use super::{STRETCH, end_of_stretch};

        #[test]
        fn stretches_end_after_a_slash_and_cover_the_path() {
            let path = b"/abc".repeat(STRETCH);
            let mut ends = Vec::new();
            while let Some(end) = end_of_stretch(&path, ends.last().copied().unwrap_or(0)) {
                ends.push(end);
            }
            assert!(ends.iter().all(|&end| path[end - 1] == b'/'));
            assert!(ends.windows(2).all(|pair| pair[1] - pair[0] <= STRETCH));
            assert!(path.len() - ends.last().unwrap() < STRETCH);
            assert_eq!(end_of_stretch(&[b'x'; 2 * STRETCH], 0), None);
        }
    }
}

/// Where the system has no handles for folders, paths are as long as it lets them be.
#[cfg(not(unix))]
mod plain {
    use std::fs::File;
    use std::io;

    use crate::input::names;

    #[derive(Clone, Debug)]
    pub(in crate::input) enum Near {}

    #[derive(Debug, Default)]
    pub(in crate::input) struct Way;

    #[expect(clippy::unused_self, reason = "the same calls as where folders are held open")]
    impl Way {
        pub(in crate::input) fn leave(&mut self, _: usize) {}

        pub(in crate::input) fn near(&mut self, _: &[u8]) -> Option<Near> {
            None
        }
    }

    /// Opens a file for reading.
    pub(in crate::input) fn regular(_: Option<&Near>, path: &[u8]) -> io::Result<File> {
        File::open(names::path_of(path))
    }
}
