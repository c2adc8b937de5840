//! The check digits that some countries had before the IBAN and keep inside it. They inform, they do not decide: an
//! account number that a tool made up for a test often has a right IBAN sum and wrong digits here.

use crate::check::digits;

/// Whether the country's own check digits fit; none where this file does not know them.
pub(super) fn fits(country: &str, account: &str) -> Option<bool> {
    match country {
        "BE" => Some(belgian(account)),
        "ES" => Some(spanish(&digits::of(account))),
        "FR" | "MC" => Some(french(account)),
        "NO" => Some(norwegian(&digits::of(account))),
        _ => None,
    }
}

/// The first ten digits modulo 97, 97 for 0.
fn belgian(account: &str) -> bool {
    let Some((number, check)) = account.split_at_checked(10) else { return false };
    match (number.parse::<u64>(), check.parse::<u64>()) {
        (Ok(number), Ok(check)) => check == if number.is_multiple_of(97) { 97 } else { number % 97 },
        _ => false,
    }
}

/// Two digits, the first over bank and branch, the second over the account, weights 1, 2, 4, 8, … modulo 11.
fn spanish(account: &[u8]) -> bool {
    const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
    let digit = |sum: u32| match 11 - sum % 11 {
        11 => 0,
        10 => 1,
        other => other,
    };
    let office = digit(digits::weighted(&account[..8], &WEIGHTS[2..]));
    let own = digit(digits::weighted(&account[10..], &WEIGHTS));
    (u32::from(account[8]), u32::from(account[9])) == (office, own)
}

/// The RIB key: 97 minus 89·bank + 15·branch + 3·account modulo 97, letters as the digits of an old phone dial.
fn french(account: &str) -> bool {
    let dialled = |text: &str| text.chars().fold(0_u64, |sum, character| (sum * 10 + dial(character)) % 97);
    let sum = 89 * dialled(&account[..5]) + 15 * dialled(&account[5..10]) + 3 * dialled(&account[10..21]);
    account[21..].parse() == Ok(97 - sum % 97)
}

/// A to I are 1 to 9, J to R again, S to Z 2 to 9.
fn dial(character: char) -> u64 {
    match character.to_digit(36) {
        Some(digit @ 0..=9) => u64::from(digit),
        Some(letter @ 10..=27) => u64::from((letter - 10) % 9 + 1),
        Some(letter) => u64::from(letter - 26),
        None => 0,
    }
}

/// Modulo 11 with weights 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 and the check digit itself.
fn norwegian(account: &[u8]) -> bool {
    digits::weighted(account, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_accounts_fit() {
        for (country, account) in [
            ("BE", "539007547034"),
            ("ES", "21000418450200051332"),
            ("FR", "20041010050500013M02606"),
            ("FR", "30006000011234567890189"),
            ("MC", "11222000010123456789030"),
            ("NO", "86011117947"),
        ] {
            assert_eq!(fits(country, account), Some(true), "{country} {account}");
        }
    }

    #[test]
    fn changed_accounts_differ() {
        for (country, account) in [
            ("BE", "539007547035"),
            ("ES", "21000418450200051333"),
            ("FR", "20041010050500013M02607"),
            ("NO", "86011117948"),
        ] {
            assert_eq!(fits(country, account), Some(false), "{country} {account}");
        }
        assert_eq!(fits("DE", "370400440532013000"), None);
    }
}
