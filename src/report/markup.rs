//! Text in XML and HTML: nothing found can end an element or an attribute, and no character is one that XML 1.0 forbids.

use super::phrase;

/// Text for the content of an element or an attribute in either kind of quotes. Characters that XML 1.0 forbids, that
/// steer or that hide are shown as escapes.
pub(super) fn escaped(text: &str) -> String {
    let mut markup = String::with_capacity(text.len() + text.len() / 8);
    for character in phrase::printable(text).chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            _ if is_no_character(character) => markup.extend(character.escape_unicode()),
            _ => markup.push(character),
        }
    }
    markup
}

/// Code points set aside for inner use: XML 1.0 forbids two of them, HTML all.
fn is_no_character(character: char) -> bool {
    let point = u32::from(character);
    (0xfdd0..=0xfdef).contains(&point) || point & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use proptest::prelude::proptest;

    #[test]
    fn nothing_ends_an_element_or_an_attribute() {
        assert_eq!(escaped("</b a=\"1\" c='2'>&"), "&lt;/b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
        assert_eq!(escaped("a\u{0}\u{1b}\u{fffe}\u{1ffff}\r\n"), "a\\u{0}\\u{1b}\\u{fffe}\\u{1ffff}\\r\\n");
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "[^\\p{C}\u{fdd0}-\u{fdef}\u{2028}\u{2029}]*") {
            let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
            let back = pairs.iter().fold(escaped(&text), |text, (markup, plain)| text.replace(markup, plain));
            assert_eq!(back, text);
            assert!(!escaped(&text).contains(['<', '>', '"', '\'']));
        }
    }
}
