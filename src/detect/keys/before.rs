//! Names read backwards from a value: `name = `, `"name": "`, `Name: `, `<name>`.

use std::ops::Range;

use super::bytes::{is_blank, is_key_byte, is_label_byte, is_operator, is_quote, run_back};
use crate::model::finding::LabelKind;

/// How far before a value its name may lie.
const REACH: usize = 96;

/// The name before a value that starts at `start`: `name = `, `"name": "`, `Name: `, `<name>`.
pub(in crate::detect) fn name_before(text: &[u8], start: usize) -> Option<(LabelKind, Range<usize>)> {
    let floor = start.saturating_sub(REACH);
    let back = |at: usize, most: usize, wanted: fn(u8) -> bool| {
        run_back(text, at, floor.max(at.saturating_sub(most)), wanted)
    };
    let mut at = back(back(start, 3, is_quote), 8, is_blank);
    if at > floor && text[at - 1] == b'>' && text[..at - 1].last() != Some(&b'=') {
        return tag_before(text, at - 1, floor);
    }
    let operator_end = at;
    at = back(at, 3, is_operator);
    if at == operator_end {
        return None;
    }
    let operator = &text[at..operator_end];
    at = back(at, 8, is_blank);
    if let Some(quote) = at.checked_sub(1).map(|last| text[last]).filter(|&byte| is_quote(byte)) {
        let open = text[floor..at - 1].iter().rposition(|&byte| byte == quote)? + floor;
        return named(LabelKind::Key, open + 1..at - 1);
    }
    let key_start = back(at, REACH, is_key_byte);
    let label_start = back(at, REACH, is_label_byte);
    let spoken = operator.contains(&b':') || operator.contains(&b'#');
    if spoken && text[label_start..at].trim_ascii().contains(&b' ') {
        let leading = text[label_start..at].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        return named(LabelKind::Label, label_start + leading..at);
    }
    named(if spoken { LabelKind::Label } else { LabelKind::Key }, key_start..at)
}

fn tag_before(text: &[u8], close: usize, floor: usize) -> Option<(LabelKind, Range<usize>)> {
    let open = text[floor..close].iter().rposition(|&byte| byte == b'<')? + floor + 1;
    let length = text[open..close].iter().take_while(|&&byte| is_key_byte(byte) || byte == b':').count();
    named(LabelKind::Key, open..open + length)
}

fn named(kind: LabelKind, range: Range<usize>) -> Option<(LabelKind, Range<usize>)> {
    (!range.is_empty()).then_some((kind, range))
}

#[cfg(test)]
mod tests {
    use super::name_before;

    fn before(text: &str, expected: Option<&str>) {
        let start = text.find('@').unwrap();
        let name = name_before(text.as_bytes(), start).map(|(_, range)| &text[range]);
        assert_eq!(name, expected, "{text}");
    }

    #[test]
    fn names_are_read_backwards() {
        before("ssn = @", Some("ssn"));
        before("\"ssn\": \"@", Some("ssn"));
        before("  Social Security Number: @", Some("Social Security Number"));
        before("born 1961, Tax ID #@", Some("Tax ID"));
        before("<taxId>@", Some("taxId"));
        before("<add name=\"ssn\">@", Some("add"));
        before("user.ssn=@", Some("user.ssn"));
        before("see @", None);
        before("@", None);
    }
}
