//! `us-ssn`: a US Social Security number, bare or as 3-2-4 with one kind of separator. Area 000, 666 and 900–999, group
//! 00 and serial 0000 were never issued (Social Security Administration); since the randomisation of June 2011 nothing
//! else about a number can be checked. Fact `test`: numbers published as examples, or typed as one digit or a run.
//!
//! Template: `{us-ssn}` makes a dashed number.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "us-ssn",
    passing: "its area, group and serial are among those issued",
    luck: 17,
    run,
    generate,
    breaker,
};

/// In the wallets of 1938, in the Administration's leaflet, in an advertisement, and everybody's first idea.
const PUBLISHED: [&str; 4] = ["078051120", "219099999", "457555462", "123456789"];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &[3, 2, 4]) else { return Outcome::FAIL };
    let text = digits::text(&found);
    let outcome = Outcome::of(is_issued(&text));
    if is_dummy(&found, &text) { outcome.with("test", "true") } else { outcome }
}

fn is_issued(text: &str) -> bool {
    let (area, group, serial) = (&text[..3], &text[3..5], &text[5..]);
    area != "000" && area != "666" && area < "900" && group != "00" && serial != "0000"
}

fn is_dummy(found: &[u8], text: &str) -> bool {
    PUBLISHED.contains(&text)
        || text.starts_with("98765432")
        || digits::all_same(found)
        || digits::is_run(found)
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let number = random.digits(9);
        if is_issued(&number) && !is_dummy(&digits::of(&number), &number) {
            return digits::grouped(&number, &[3, 2, 4], '-');
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    let area = *random.pick(&["000", "666", "900", "950", "999"]);
    format!("{area}{}", value.get(3..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn documented_dummies_are_test_values() {
        for value in ["078-05-1120", "219-09-9999", "457-55-5462", "123-45-6789", "987-65-4321", "111111111"]
        {
            assert!(run(value.as_bytes()).facts.contains(&("test", "true".to_owned())), "{value}");
        }
    }

    #[test]
    fn what_was_never_issued_fails() {
        for value in
            ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "987-65-4321"]
        {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    #[test]
    fn mixed_separators_fail() {
        for value in ["536-90 4399", "5369-0-4399", "536.90-4399", "-536904399"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
        assert_eq!(run(b"536 90 4399"), Outcome::PASS);
        assert_eq!(run(b"536.90.4399"), Outcome::PASS);
        assert_eq!(run(b"536904399"), Outcome::PASS);
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_numbers(area in 0..1000_u32, group in 0..100_u32, serial in 0..10_000_u32) {
            let never = [0, 666].contains(&area) || area / 100 == 9 || group * serial == 0;
            let text = format!("{area:03}-{group:02}-{serial:04}");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, !never);
        }
    }
}
