//! What a delta makes of the object it was made from. Format: git's `gitformat-pack`, "Deltified representation".

/// A stretch is copied from the base; without this bit, bytes of the delta itself follow.
const COPY: u8 = 0x80;

/// What a copied length of zero means.
const COPIED_AT_MOST: usize = 0x10000;

/// The object that a delta makes of its base; `None` where it makes no sense, or more than so many bytes.
pub(super) fn applied(base: &[u8], delta: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut rest = delta;
    let (of, to) = (length(&mut rest)?, length(&mut rest)?);
    if of != base.len() || to > most {
        return None;
    }
    let mut made = Vec::with_capacity(to);
    while let Some(&order) = rest.split_off_first() {
        let stretch = if order & COPY == 0 {
            // Zero is kept for later versions of the format.
            rest.split_off(..usize::from(order)).filter(|inserted| !inserted.is_empty())?
        } else {
            copied(base, order, &mut rest)?
        };
        if stretch.len() > to - made.len() {
            return None;
        }
        made.extend_from_slice(stretch);
    }
    (made.len() == to).then_some(made)
}

/// The stretch of the base that an order names: which bytes of its place and its length follow is said by the order's bits.
fn copied<'b>(base: &'b [u8], order: u8, rest: &mut &[u8]) -> Option<&'b [u8]> {
    let mut number = |bits: std::ops::Range<u8>| {
        let mut number = 0;
        for (position, bit) in bits.enumerate() {
            if order & (1 << bit) != 0 {
                number |= usize::from(*rest.split_off_first()?) << (8 * position);
            }
        }
        Some(number)
    };
    let (start, length) = (number(0..4)?, number(4..7)?);
    let length = if length == 0 { COPIED_AT_MOST } else { length };
    base.get(start..start.checked_add(length)?)
}

/// A length in groups of seven bits, the lowest first.
fn length(rest: &mut &[u8]) -> Option<usize> {
    let mut length = 0_usize;
    for position in 0..usize::BITS / 7 {
        let byte = *rest.split_off_first()?;
        length |= usize::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::applied;

    fn check(base: &[u8], delta: &[u8], expected: Option<&[u8]>) {
        assert_eq!(applied(base, delta, 1 << 20).as_deref(), expected, "{delta:?}");
    }

    #[test]
    fn stretches_are_copied_and_bytes_inserted() {
        check(b"abcdef", &[6, 5, 0x91, 1, 3, 2, b'x', b'y'], Some(b"bcdxy"));
        check(b"abcdef", &[6, 0], Some(b""));
        let base = vec![7; 0x1_0005];
        check(&base, &[0x85, 0x80, 4, 0x80, 0x80, 4, 0x81, 5], Some(&base[..0x1_0000]));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let cases: [&[u8]; 10] = [
            &[],
            &[6],
            &[5, 1, 1, b'x'],                   // of another base
            &[6, 2, 1, b'x'],                   // shorter than it says
            &[6, 1, 2, b'x', b'y'],             // longer than it says
            &[6, 1, 2, b'x'],                   // ends within what it inserts
            &[6, 1, 0],                         // an order that is kept for later
            &[6, 3, 0x91, 4, 3],                // beyond the base
            &[6, 3, 0x9f, 0xff, 0xff, 0xff],    // ends within an order
            &[6, 0xff, 0xff, 0xff, 0xff, 0x7f], // more than is held
        ];
        cases.iter().for_each(|delta| check(b"abcdef", delta, None));
        check(b"abcdef", &[0xff; 40], None);
    }

    /// A delta as its definition reads, and what it makes.
    fn written(base: &[u8], orders: &[(bool, u16, u8)]) -> (Vec<u8>, Vec<u8>) {
        let (mut made, mut body) = (Vec::new(), Vec::new());
        for &(copy, start, length) in orders {
            let (start, length) = (usize::from(start), usize::from(length % 127) + 1);
            if copy && start + length <= base.len() {
                body.push(0x80 | 0x01 | 0x02 | 0x10);
                body.extend([start.to_le_bytes()[0], start.to_le_bytes()[1], length.to_le_bytes()[0]]);
                made.extend(&base[start..start + length]);
            } else {
                body.push(length.to_le_bytes()[0]);
                body.extend(vec![b'n'; length]);
                made.extend(vec![b'n'; length]);
            }
        }
        let number = |mut length: usize| {
            let mut bytes = Vec::new();
            while length >= 0x80 {
                bytes.push(length.to_le_bytes()[0] | 0x80);
                length >>= 7;
            }
            bytes.push(length.to_le_bytes()[0]);
            bytes
        };
        ([number(base.len()), number(made.len()), body].concat(), made)
    }

    proptest! {
        #[test]
        fn a_delta_makes_what_was_written(
            base in proptest::collection::vec(any::<u8>(), 0..2000),
            orders in proptest::collection::vec((any::<bool>(), 0_u16..2100, any::<u8>()), 0..40),
        ) {
            let (delta, made) = written(&base, &orders);
            prop_assert_eq!(applied(&base, &delta, 1 << 20), Some(made));
        }

        #[test]
        fn any_bytes_are_a_delta_or_none(base in any::<Vec<u8>>(), delta in any::<Vec<u8>>()) {
            let made = applied(&base, &delta, 1 << 12);
            prop_assert!(made.is_none_or(|made| made.len() <= 1 << 12));
        }
    }
}
