//! Text in Markdown as the pages of code hosts show it, in tables too: what was found can be neither markup, nor a cell
//! of its own, nor a link, and calls nobody.
//!
//! Characters with a meaning are written as character references, which no renderer takes for markup.

use std::fmt::Write as _;

use super::phrase;

/// By which hosts refer to people, issues, merge requests, labels, milestones, snippets and epics.
const REFERENCES: &str = "@#!~%$&^:";

/// Text that reads as it stands.
pub(super) fn escaped(text: &str) -> String {
    let text = phrase::printable(text);
    let mut markdown = String::with_capacity(text.len() + text.len() / 8);
    for (before, character, after) in with_neighbours(&text) {
        if REFERENCES.contains(character) && (after.is_alphanumeric() || "\"_-".contains(after)) {
            // GitLab heeds the backslash; for GitHub the empty comment parts the sign from the name.
            markdown.extend(['\\', character]);
            markdown.push_str("<!-- -->");
        } else {
            push(&mut markdown, before, character, after);
        }
    }
    markdown
}

/// Text as code. An element and not a span of backticks, since a bar ends a cell of a table within such a span.
pub(super) fn code(text: &str) -> String {
    let text = phrase::printable(text);
    if text.trim().is_empty() {
        return String::new();
    }
    let mut markdown = String::from("<code>");
    for (before, character, after) in with_neighbours(&text) {
        push(&mut markdown, before, character, after);
    }
    markdown + "</code>"
}

/// Each character with the one before and the one after it, a space at either end.
fn with_neighbours(text: &str) -> impl Iterator<Item = (char, char, char)> {
    let before = std::iter::once(' ').chain(text.chars());
    let after = text.chars().skip(1).chain([' ']);
    before.zip(text.chars()).zip(after).map(|((before, character), after)| (before, character, after))
}

/// An underscore within a word means nothing, and names are full of them.
fn push(markdown: &mut String, before: char, character: char, after: char) {
    let is_in_word = character == '_' && before.is_alphanumeric() && after.is_alphanumeric();
    if !is_in_word && r"\`*_[]<>&|~^$@#".contains(character) {
        // Writing to a string cannot fail.
        let _ = write!(markdown, "&#{};", u32::from(character));
    } else {
        markdown.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::{code, escaped};
    use proptest::prelude::proptest;

    #[test]
    fn text_is_no_markup_and_calls_nobody() {
        assert_eq!(escaped("[x](y) <b> *a*"), "&#91;x&#93;(y) &#60;b&#62; &#42;a&#42;");
        assert_eq!(escaped("@org/team #12 99 % !"), "\\@<!-- -->org/team \\#<!-- -->12 99 % !");
        assert_eq!(escaped("a\nb|c"), "a&#92;nb&#124;c");
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code("src/a.rs:1:2"), "<code>src/a.rs:1:2</code>");
        assert_eq!(code("</code>`|@a"), "<code>&#60;/code&#62;&#96;&#124;&#64;a</code>");
        assert_eq!(code("a_b __c__"), "<code>a_b &#95;&#95;c&#95;&#95;</code>");
        assert_eq!(code(" "), "");
    }

    proptest! {
        #[test]
        fn nothing_has_a_meaning(text: String) {
            let shown = code(&text);
            let inner = shown.strip_prefix("<code>").and_then(|rest| rest.strip_suffix("</code>"));
            assert!(!inner.unwrap_or_default().contains(['<', '>', '`', '|', '\\', '*', '[', '@', '\n']));
            let shown = escaped(&text).replace("<!-- -->", "");
            assert!(!shown.contains(['<', '>', '`', '|', '*', '[', '\n']));
        }
    }
}
