//! The check digit of travel documents: values of characters by the weights 7, 3 and 1, modulo 10 (ICAO Doc 9303 part 3,
//! section 4.9). Knows no document: each check says which characters a digit is for.

/// The check digit of characters; `None` where one is no digit, capital letter or filler.
pub(super) fn check_digit(characters: impl IntoIterator<Item = u8>) -> Option<u8> {
    let weights = [7, 3, 1].into_iter().cycle();
    let sum = characters
        .into_iter()
        .zip(weights)
        .try_fold(0, |sum, (character, weight)| Some((sum + u32::from(value(character)?) * weight) % 10))?;
    u8::try_from(sum).ok().map(|digit| b'0' + digit)
}

fn value(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'A'..=b'Z' => Some(character - b'A' + 10),
        b'<' => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    #[test]
    fn the_examples_of_the_standard() {
        for (characters, digit) in
            [("520727", b'3'), ("AB2134<<<", b'5'), ("L898902C3", b'6'), ("D23145890", b'7'), ("", b'0')]
        {
            assert_eq!(check_digit(characters.bytes()), Some(digit), "{characters}");
        }
        assert_eq!(check_digit(*b"ab"), None);
    }
}
