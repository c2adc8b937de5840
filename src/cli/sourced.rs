//! A setting and where it comes from.

use std::fmt;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nobody said anything.
    Default,
    /// A line of a configuration file.
    File {
        /// The file as the user knows it.
        path: String,
        /// 1-based.
        line: usize,
    },
    /// A variable of the environment.
    Environment(&'static str),
    /// The key file of the repository.
    Key {
        /// Where it is.
        path: String,
    },
    /// The command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Environment(name) => write!(f, "the variable {name}"),
            Self::Key { path } => f.write_str(path),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value nobody asked for.
    pub(super) fn default_of(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    /// A value from the command line.
    pub(super) fn flag(name: &'static str, value: T) -> Self {
        Self { value, origin: Origin::Flag(name) }
    }

    /// The strongest of what was typed, what the file says and what holds otherwise.
    pub(super) fn layered(flag: (&'static str, Option<T>), file: Option<Self>, default: T) -> Self {
        match (flag, file) {
            ((name, Some(value)), _) => Self::flag(name, value),
            (_, Some(file)) => file,
            _ => Self::default_of(default),
        }
    }
}
