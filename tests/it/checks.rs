//! Every check of the table, by the same five questions: do its values pass, do broken ones not, does it keep its head
//! on arbitrary bytes, is its luck what it says, and does it know the published numbers.

use data_encoding::BASE64;
use sealant::check::random::Random;
use std::sync::atomic::{AtomicUsize, Ordering};

use sealant::check::{CHECKS, Check, CheckId, LONGEST, Outcome, Verdict};

/// Judges a sample: what this check gets in the pipeline is decoded from what stands in a file.
fn judge(check: &Check, sample: &str) -> Outcome {
    if check.name == "basic-credentials" {
        let decoded = BASE64.decode(sample.as_bytes()).unwrap_or_default();
        return (check.run)(&decoded);
    }
    (check.run)(sample.as_bytes())
}

#[test]
fn names_are_in_order_and_found_again() {
    let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted);
    for name in names {
        assert_eq!(CheckId::named(name).unwrap().check().name, name);
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
    }
    assert_eq!(CheckId::named("no-such-check"), None);
}

#[test]
fn generated_values_pass() {
    for check in CHECKS {
        let mut random = Random::new(17);
        for _ in 0..2_000 {
            let value = (check.generate)(&mut random, &[]);
            assert_eq!(judge(check, &value).verdict, Verdict::Pass, "{}: {value}", check.name);
        }
    }
}

#[test]
fn the_same_seed_makes_the_same_values() {
    for check in CHECKS {
        let make = || (check.generate)(&mut Random::new(4), &[]);
        assert_eq!(make(), make(), "{}", check.name);
    }
}

#[test]
fn generators_take_any_arguments() {
    for check in CHECKS {
        let mut random = Random::new(2);
        for arguments in
            [&["", ""][..], &["0"], &["1", "99999"], &["é", "-1", "x"], &["3", "123456"], &["none:of:these"]]
        {
            assert!(!(check.generate)(&mut random, arguments).is_empty(), "{}", check.name);
        }
    }
}

#[test]
fn broken_values_do_not_pass() {
    for check in CHECKS {
        let mut random = Random::new(23);
        for _ in 0..2_000 {
            let value = (check.generate)(&mut random, &[]);
            let broken = (check.breaker)(&mut random, &value);
            assert_ne!(judge(check, &broken).verdict, Verdict::Pass, "{}: {value} → {broken}", check.name);
        }
    }
}

#[test]
fn breakers_take_any_text() {
    for check in CHECKS {
        for text in ["", "é", "-", "aé1", "—12—"] {
            (check.breaker)(&mut Random::new(1), text);
        }
    }
}

#[test]
fn arbitrary_bytes_are_judged_in_peace() {
    for check in CHECKS {
        let mut random = Random::new(31);
        for round in 0..20_000 {
            let bytes = match round % 4 {
                0 => raw(&mut random),
                1 => mutated(check, &mut random),
                2 => cut(check, &mut random),
                _ => punctuated(&mut random),
            };
            (check.run)(&bytes);
        }
    }
}

fn byte(random: &mut Random) -> u8 {
    random.next_u64().to_be_bytes()[0]
}

fn raw(random: &mut Random) -> Vec<u8> {
    (0..random.below(80)).map(|_| byte(random)).collect()
}

fn mutated(check: &Check, random: &mut Random) -> Vec<u8> {
    let mut bytes = (check.generate)(random, &[]).into_bytes();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        bytes[at] = byte(random);
    }
    bytes
}

fn cut(check: &Check, random: &mut Random) -> Vec<u8> {
    let bytes = (check.generate)(random, &[]).into_bytes();
    let start = random.below(bytes.len());
    bytes[start..start + random.below(bytes.len() - start + 1)].to_vec()
}

fn punctuated(random: &mut Random) -> Vec<u8> {
    random.string("0189aZ-_.:/+=@{}<>$%^'\"\\ \n,&|;!", 40).into_bytes()
}

/// The bytes that [`MEASURED`] was given to look at, over all calls.
static LOOKED_AT: AtomicUsize = AtomicUsize::new(0);

/// A check that does nothing but count what it costs.
static MEASURED: Check = Check {
    name: "measured",
    passing: "it was looked at",
    luck: 0,
    run: |value| {
        LOOKED_AT.fetch_add(value.len(), Ordering::Relaxed);
        Outcome::PASS
    },
    generate: |_, _| String::new(),
    breaker: |_, value| value.to_owned(),
};

/// What a value can cost is bounded, however long it is.
#[test]
fn no_more_of_a_value_is_judged_than_the_longest_match() {
    for (length, verdict, looked_at) in [
        (LONGEST, Verdict::Pass, LONGEST),
        (LONGEST + 1, Verdict::Unknown, 0),
        (64 * LONGEST, Verdict::Unknown, 0),
    ] {
        LOOKED_AT.store(0, Ordering::Relaxed);
        assert_eq!(MEASURED.judge(&vec![b'1'; length]).verdict, verdict, "{length}");
        assert_eq!(LOOKED_AT.load(Ordering::Relaxed), looked_at, "{length}");
    }
    assert_eq!(LONGEST, sealant::model::window::AFTER, "no rule reaches further");
}

/// The longest values that are judged, of the pieces that checks look for over and over.
#[test]
fn the_longest_values_are_judged_like_any_other() {
    for check in CHECKS {
        let own = (check.generate)(&mut Random::new(3), &[]);
        let pieces = [
            "1",
            "a",
            "Ab1-",
            "A. ",
            "-",
            "eyJ",
            "{\"a\":",
            "[",
            "\\n",
            "{{",
            "-----BEGIN PRIVATE KEY-----\nMII",
        ];
        for piece in pieces.into_iter().chain([own.as_str()]) {
            let value = piece.repeat(LONGEST / piece.len());
            assert_eq!(check.judge(value.as_bytes()), (check.run)(value.as_bytes()), "{}", check.name);
        }
    }
}

/// A value of the same shape: each letter another of its case, each digit another digit. What a rule's pattern spells
/// out stays, since luck is counted within the pattern.
fn same_shape(check: &Check, random: &mut Random, value: &str) -> String {
    if check.name == "basic-credentials" {
        let bytes: Vec<u8> = (0..value.len() / 4 * 3).map(|_| byte(random)).collect();
        return BASE64.encode(&bytes);
    }
    if check.name == "aws-access-key-id" {
        return value[..4].to_owned() + &random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
    }
    if check.name == "cisco-type-7" {
        let place = random.string("0123456789", 2);
        return place + &random.string("0123456789ABCDEF", 8);
    }
    if check.name == "wireguard-key" {
        let bytes: Vec<u8> = (0..32).map(|_| byte(random)).collect();
        return BASE64.encode(&bytes);
    }
    if matches!(check.name, "us-docket" | "azure-sas") {
        let digit =
            |character: char| if character.is_ascii_digit() { another(random, character) } else { character };
        return value.chars().map(digit).collect();
    }
    if check.name == "private-key" {
        return damaged_body(random, value);
    }
    value.chars().map(|character| another(random, character)).collect()
}

fn another(random: &mut Random, character: char) -> char {
    let alphabet = match character {
        'a'..='z' => "abcdefghijklmnopqrstuvwxyz",
        'A'..='Z' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        '0'..='9' => "0123456789",
        _ => return character,
    };
    char::from(*random.pick(alphabet.as_bytes()))
}

fn damaged_body(random: &mut Random, value: &str) -> String {
    let line = |line: &str| {
        let body = line.chars().map(|character| another(random, character));
        if line.starts_with("-----") { line.to_owned() } else { body.collect() }
    };
    value.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The share of random values of the shape that pass is what `luck` says, within 0.6 bit where it can be measured.
#[test]
fn luck_is_as_declared() {
    let mut wrong = Vec::new();
    for check in CHECKS {
        let declared = f64::from(check.luck) / 100.0;
        let tries: u32 = if declared > 9.0 { 200_000 } else { 20_000 };
        let mut random = Random::new(41);
        let mut passes = 0_u32;
        for _ in 0..tries {
            let value = (check.generate)(&mut random, &[]);
            let other = same_shape(check, &mut random, &value);
            passes += u32::from(judge(check, &other).verdict == Verdict::Pass);
        }
        let measured = -(f64::from(passes) / f64::from(tries)).log2();
        let honest = if declared > 15.0 { passes == 0 } else { (measured - declared).abs() <= 0.6 };
        if !honest {
            wrong.push(format!("{}: declared {declared:.2}, measured {measured:.2}", check.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Published examples and synthetic numbers, made and judged by other programs: check, value, verdict.
const VECTORS: &[(&str, &str, Verdict)] = &[
    ("card", "4584422232367484", Verdict::Pass),
    ("card", "2555267775732829", Verdict::Pass),
    ("card", "5348982961732772", Verdict::Pass),
    ("card", "4584422232367480", Verdict::Fail),
    ("card", "2555267775732820", Verdict::Fail),
    ("aba-routing", "630955826", Verdict::Pass),
    ("aba-routing", "059258748", Verdict::Pass),
    ("aba-routing", "690148738", Verdict::Pass),
    ("aba-routing", "630955820", Verdict::Fail),
    ("aba-routing", "059258740", Verdict::Fail),
    ("us-npi", "2684278601", Verdict::Pass),
    ("us-npi", "1780879619", Verdict::Pass),
    ("us-npi", "1231588546", Verdict::Pass),
    ("us-npi", "2684278600", Verdict::Fail),
    ("us-npi", "1780879610", Verdict::Fail),
    ("us-dea", "LD8250108", Verdict::Pass),
    ("us-dea", "SK5872963", Verdict::Pass),
    ("us-dea", "EL1439795", Verdict::Pass),
    ("us-dea", "LD8250100", Verdict::Fail),
    ("us-dea", "SK5872960", Verdict::Fail),
    ("uk-nhs", "6980292706", Verdict::Pass),
    ("uk-nhs", "7376696946", Verdict::Pass),
    ("uk-nhs", "4228208797", Verdict::Pass),
    ("uk-nhs", "6980292700", Verdict::Fail),
    ("uk-nhs", "7376696940", Verdict::Fail),
    ("luhn", "409634433", Verdict::Pass),
    ("luhn", "918483389", Verdict::Pass),
    ("luhn", "409634430", Verdict::Fail),
    ("luhn", "236809309774628", Verdict::Pass),
    ("luhn", "072529775310148", Verdict::Pass),
    ("luhn", "236809309774620", Verdict::Fail),
    ("luhn", "881641823", Verdict::Pass),
    ("luhn", "881641820", Verdict::Fail),
    ("iban", "DE89599111284800418733", Verdict::Pass),
    ("iban", "DE04517209379366649865", Verdict::Pass),
    ("iban", "DE60682196645078818227", Verdict::Pass),
    ("iban", "DE89599111284800418730", Verdict::Fail),
    ("iban", "DE04517209379366649860", Verdict::Fail),
    ("iban", "GB10FNCG87284887303066", Verdict::Pass),
    ("iban", "GB34NWDF43182098186494", Verdict::Pass),
    ("iban", "GB28LYDL90645149062411", Verdict::Pass),
    ("iban", "GB10FNCG87284887303060", Verdict::Fail),
    ("iban", "GB34NWDF43182098186490", Verdict::Fail),
    ("ca-bc-phn", "9462867847", Verdict::Pass),
    ("ca-bc-phn", "9111900995", Verdict::Pass),
    ("ca-bc-phn", "9509586420", Verdict::Pass),
    ("ca-bc-phn", "9462867840", Verdict::Fail),
    ("ca-bc-phn", "9111900990", Verdict::Fail),
    ("au-medicare", "6720459853", Verdict::Pass),
    ("au-medicare", "5010913056", Verdict::Pass),
    ("au-medicare", "3097041716", Verdict::Pass),
    ("us-mbi", "1EG4-TE5-MK73", Verdict::Pass),
    ("us-mbi", "1SG4TE5MK73", Verdict::Fail),
    ("de-kvnr", "A123456780", Verdict::Pass),
    ("de-kvnr", "A123456781", Verdict::Fail),
    ("us-ssn", "000-12-3456", Verdict::Fail),
    ("us-ssn", "666-12-3456", Verdict::Fail),
    ("us-ssn", "900-12-3456", Verdict::Fail),
    ("us-ssn", "123-00-4567", Verdict::Fail),
    ("us-ssn", "123-45-0000", Verdict::Fail),
    ("us-ssn", "987-65-4321", Verdict::Fail),
];

#[test]
fn known_numbers_get_the_known_verdict() {
    for (name, value, verdict) in VECTORS {
        let check = CheckId::named(name).unwrap().check();
        assert_eq!((check.run)(value.as_bytes()).verdict, *verdict, "{name} {value}");
    }
}

/// Facts go into reports: they are short words and numbers, and never hold the value.
#[test]
fn facts_are_short_words_and_not_the_value() {
    for check in CHECKS {
        let mut random = Random::new(53);
        for _ in 0..300 {
            let value = (check.generate)(&mut random, &[]);
            for (name, fact) in judge(check, &value).facts {
                assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
                assert!(fact.len() <= 60 && !fact.contains('\n'), "{}: {name}", check.name);
                assert!(value.len() < 8 || !fact.contains(&value), "{}: {name}", check.name);
            }
        }
    }
}
