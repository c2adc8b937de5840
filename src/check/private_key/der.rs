//! A reader of DER (ITU-T X.690): tag, length, content, one element after the other. Definite lengths only, no copies, no
//! recursion: the forms of keys go down as far as they know.

/// Tag bytes of the kinds of element that keys are made of.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const CONTEXT_0: u8 = 0xa0;

/// What is left to read of one constructed element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// The content of the one sequence that the bytes are, to their end.
    pub(super) fn whole_sequence(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Self { rest: bytes };
        let inner = outer.sequence()?;
        outer.is_done().then_some(inner)
    }

    /// Whether nothing is left.
    pub(super) fn is_done(self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next element.
    pub(super) fn next_tag(self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, a sequence, to be read.
    pub(super) fn sequence(&mut self) -> Option<Self> {
        self.take(SEQUENCE).map(|rest| Self { rest })
    }

    /// The content of the next element, which has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (first, rest) = self.rest.split_first()?;
        let (length, rest) = length(rest)?;
        let (content, rest) = rest.split_at_checked(length)?;
        if *first != tag {
            return None;
        }
        self.rest = rest;
        Some(content)
    }

    /// The next element, an integer that is not negative, without leading zeros.
    pub(super) fn integer(&mut self) -> Option<&'a [u8]> {
        let content = self.take(INTEGER)?;
        let first = *content.first()?;
        let minimal = content.len() == 1 || first != 0 || content[1] >= 0x80;
        let magnitude = if first == 0 { &content[1..] } else { content };
        (minimal && first < 0x80).then_some(magnitude)
    }

    /// The next element, a sequence of an object identifier and its parameters.
    pub(super) fn algorithm(&mut self) -> Option<(&'a [u8], Self)> {
        let mut inner = self.sequence()?;
        Some((inner.take(OID)?, inner))
    }

    /// A reader of the content of an element that wraps one more.
    pub(super) fn of(content: &'a [u8]) -> Self {
        Self { rest: content }
    }
}

fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        return Some((usize::from(*first), rest));
    }
    let count = usize::from(first & 0x7f);
    let (digits, rest) = rest.split_at_checked(count)?;
    let short = (1..=4).contains(&count) && digits[0] != 0;
    let length = digits.iter().take(4).fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    (short && length >= 0x80).then_some((length, rest))
}

/// The number of bits of a magnitude without leading zeros.
pub(super) fn bits(magnitude: &[u8]) -> usize {
    magnitude.first().map_or(0, |first| magnitude.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_their_shortest_form_only() {
        assert_eq!(length(&[5]), Some((5, &[][..])));
        assert_eq!(length(&[0x81, 0x80]), Some((128, &[][..])));
        assert_eq!(length(&[0x82, 1, 0]), Some((256, &[][..])));
        for bad in [&[][..], &[0x80], &[0x81, 5], &[0x82, 0, 200], &[0x85, 1, 1, 1, 1, 1]] {
            assert_eq!(length(bad), None);
        }
    }

    #[test]
    fn integers_are_positive_and_minimal() {
        let read = |bytes: &'static [u8]| Reader::of(bytes).integer();
        assert_eq!(read(&[2, 1, 5]), Some(&[5][..]));
        assert_eq!(read(&[2, 2, 0, 0x90]), Some(&[0x90][..]));
        for bad in [&[2, 0][..], &[2, 1, 0x80], &[2, 2, 0, 5], &[4, 1, 5], &[2, 3, 1]] {
            assert_eq!(read(bad), None);
        }
    }

    #[test]
    fn bits_of_numbers() {
        assert_eq!([bits(&[]), bits(&[1]), bits(&[0x80]), bits(&[1, 0])], [0, 1, 8, 9]);
    }
}
