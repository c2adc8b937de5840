//! Strings and lists that are either part of the program (built-in rules) or read at start (user rules).
//!
//! Invariant: the `Debug` form of both is the Rust expression that builds them as a constant. The build script
//! writes the table of built-in rules with it, and the compiler proves the result.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// A string that costs nothing when it is built in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(pub Cow<'static, str>);

impl Text {
    /// The empty string.
    pub const EMPTY: Self = Self(Cow::Borrowed(""));
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self(Cow::Owned(value))
    }
}

impl From<&'static str> for Text {
    fn from(value: &'static str) -> Self {
        Self(Cow::Borrowed(value))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text(Borrowed({:?}))", &*self.0)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// A list that costs nothing when it is built in.
#[derive(Clone, PartialEq, Eq)]
pub struct List<T: Clone + 'static>(pub Cow<'static, [T]>);

impl<T: Clone> List<T> {
    /// The empty list.
    pub const EMPTY: Self = Self(Cow::Borrowed(&[]));
}

impl<T: Clone> Default for List<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T: Clone> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T: Clone> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Clone> From<Vec<T>> for List<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Cow::Owned(values))
    }
}

impl<T: Clone> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Cow::Owned(values.into_iter().collect()))
    }
}

impl<T: Clone + fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List(Borrowed(&{:?}))", &*self.0)
    }
}
