//! `in-pan`: an Indian Permanent Account Number: three letters, the letter of the kind of holder, the first letter of a
//! name, four digits that are not all nought, and a letter (Income Tax Department). The last letter is a check that is not
//! published. Fact `holder`: `person` for kind P.
//!
//! Template: `{in-pan}`.
//!
//! ```
//! use sealant::check::{Verdict, in_pan};
//! assert_eq!((in_pan::CHECK.run)(b"BZDPZ4634T").verdict, Verdict::Pass);
//! assert_eq!((in_pan::CHECK.run)(b"BZDXZ4634T").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "in-pan",
    passing: "its fourth letter is a kind of holder",
    luck: 124,
    run,
    generate,
    breaker,
};

const HOLDERS: &[u8] = b"ABCFGHJKLPT";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn run(value: &[u8]) -> Outcome {
    if !layout::fits(value, "AAAAA9999A") || !HOLDERS.contains(&value[3]) || &value[5..9] == b"0000" {
        return Outcome::FAIL;
    }
    let outcome = if value[3] == b'P' { Outcome::PASS.with("holder", "person") } else { Outcome::PASS };
    if value == b"ABCPE1234F" || value == b"ABCDE1234F" { outcome.with("test", "true") } else { outcome }
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let letters = random.string(UPPER, 3);
    let digits = 1 + random.below(9_999);
    format!("{letters}P{}{digits:04}{}", random.string(UPPER, 1), random.string(UPPER, 1))
}

fn breaker(random: &mut Random, value: &str) -> String {
    let kind = random.string("DEIMNOQRSUVWXYZ", 1);
    let place = |(at, character): (usize, char)| if at == 3 { kind.clone() } else { character.to_string() };
    value.chars().enumerate().map(place).collect::<String>() + if value.len() == 10 { "" } else { "!" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_an_expression(text in "[A-Z]{3}[A-Z][A-Z](0000|[0-9]{4})[A-Z0]") {
            let valid = regex::Regex::new("^[A-Z]{3}(A|B|C|F|G|H|J|K|L|P|T)[A-Z][0-9]{4}[A-Z]$").unwrap();
            let expected = valid.is_match(&text) && !text.contains("0000");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, expected);
        }
    }

    #[test]
    fn the_holder_is_told() {
        assert_eq!(run(b"BZDPZ4634T"), Outcome::PASS.with("holder", "person"));
        assert_eq!(run(b"BZDCZ4634T"), Outcome::PASS);
        assert_eq!(run(b"bzdpz4634t"), Outcome::FAIL);
    }
}
