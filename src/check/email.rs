//! `email`: a mail address with a real top-level domain.
//!
//! The shape is the dot-atom of RFC 5322 section 3.4.1 without the characters that in source text are template or
//! shell syntax (`{}$%|` and the backquote); the lengths are those of RFC 5321 section 4.5.3.1. The top-level domain
//! must be a country code or a common generic one, which is what tells an address from `logo@2x.png` and
//! `left-pad@1.3.0`. The user of remotes over ssh, `git@`, is no mailbox.
//! Facts: `role` = true for mailboxes of a function, `test` = true for the domains that RFC 2606 and 6761 reserve.
//!
//! Generator: no arguments; a person-like mailbox at an invented domain.

use super::Check;
use super::Outcome;
use super::random::Random;

/// The check.
pub const CHECK: Check = Check {
    name: "email",
    passing: "the address is well formed and its top-level domain exists",
    luck: 100,
    run,
    generate,
    breaker,
};

/// Country codes in use as top-level domains (IANA root zone), two letters each, run together.
const COUNTRIES: &str = "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybzcacccdcfcgchcickclcmcncocrcu\
cvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofrgagdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojp\
kekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgph\
pkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsiskslsmsnsosrssstsusvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuauguk\
usuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/// Common generic top-level domains. Those that are file endings too (`zip`, `mov`) are left out on purpose.
const GENERIC: &[&str] = &[
    "academy",
    "aero",
    "agency",
    "app",
    "arpa",
    "art",
    "asia",
    "bank",
    "bayern",
    "berlin",
    "bio",
    "biz",
    "blog",
    "care",
    "cat",
    "center",
    "chat",
    "church",
    "city",
    "clinic",
    "cloud",
    "club",
    "co",
    "codes",
    "coffee",
    "com",
    "community",
    "company",
    "consulting",
    "coop",
    "dental",
    "design",
    "dev",
    "digital",
    "direct",
    "doctor",
    "edu",
    "education",
    "email",
    "energy",
    "engineering",
    "eus",
    "events",
    "expert",
    "family",
    "finance",
    "foundation",
    "fun",
    "gal",
    "gallery",
    "global",
    "gmbh",
    "gov",
    "group",
    "guru",
    "hamburg",
    "health",
    "healthcare",
    "host",
    "hospital",
    "info",
    "ink",
    "institute",
    "int",
    "international",
    "jobs",
    "koeln",
    "law",
    "lawyer",
    "legal",
    "life",
    "link",
    "live",
    "london",
    "ltd",
    "management",
    "media",
    "med",
    "mil",
    "mobi",
    "moe",
    "money",
    "museum",
    "name",
    "net",
    "network",
    "news",
    "ngo",
    "nyc",
    "one",
    "online",
    "ong",
    "org",
    "page",
    "paris",
    "partners",
    "pharmacy",
    "photography",
    "post",
    "press",
    "pro",
    "ruhr",
    "school",
    "science",
    "scot",
    "services",
    "shop",
    "site",
    "social",
    "software",
    "solutions",
    "space",
    "store",
    "studio",
    "support",
    "swiss",
    "systems",
    "team",
    "tech",
    "technology",
    "tel",
    "tirol",
    "today",
    "tokyo",
    "tools",
    "top",
    "travel",
    "university",
    "vet",
    "vip",
    "website",
    "wien",
    "wiki",
    "work",
    "works",
    "world",
    "xxx",
    "xyz",
    "zone",
    "zuerich",
];

/// Mailboxes of a function rather than of a person (RFC 2142 and custom).
const ROLES: &[&str] = &[
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "billing",
    "bot",
    "ci",
    "contact",
    "contato",
    "datenschutz",
    "dev",
    "developer",
    "developers",
    "devops",
    "do-not-reply",
    "donotreply",
    "dpo",
    "enquiries",
    "feedback",
    "hello",
    "help",
    "helpdesk",
    "hi",
    "hostmaster",
    "hr",
    "info",
    "it",
    "jobs",
    "kontakt",
    "legal",
    "mail",
    "mailer-daemon",
    "maintainer",
    "maintainers",
    "marketing",
    "media",
    "news",
    "newsletter",
    "no-reply",
    "no_reply",
    "nobody",
    "noreply",
    "notifications",
    "office",
    "ops",
    "orders",
    "postmaster",
    "press",
    "privacy",
    "root",
    "sales",
    "security",
    "service",
    "services",
    "staff",
    "support",
    "sysadmin",
    "team",
    "test",
    "user",
    "users",
    "webmaster",
];

/// Second-level domains reserved for examples (RFC 2606 section 3).
const EXAMPLES: &[&str] = &["example.com", "example.net", "example.org", "example.edu"];

/// Top-level domains reserved for tests (RFC 2606 section 2, RFC 6761).
const RESERVED: &[&str] = &["test", "example", "invalid", "localhost"];

fn run(value: &[u8]) -> Outcome {
    let Some((local, domain)) = parts(value) else { return Outcome::FAIL };
    let local = local.to_ascii_lowercase();
    let domain = domain.to_ascii_lowercase();
    if local == "git" || local == "hg" || !local_is_sound(&local) || !domain_is_sound(&domain) {
        return Outcome::FAIL;
    }
    let mut outcome = Outcome::PASS;
    if is_role(&local) {
        outcome = outcome.with("role", "true");
    }
    if is_reserved(&domain) {
        outcome = outcome.with("test", "true");
    }
    outcome
}

/// Splits at the only `@`, the scheme of a mail link left away.
fn parts(value: &[u8]) -> Option<(&str, &str)> {
    let text = std::str::from_utf8(value).ok()?;
    let scheme = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"));
    let address = if scheme { &text[7..] } else { text };
    address.split_once('@').filter(|(_, domain)| !domain.contains('@'))
}

fn local_is_sound(local: &str) -> bool {
    local.len() <= 64
        && local.split('.').all(|atom| !atom.is_empty())
        && local.chars().all(|letter| letter.is_alphanumeric() || "!#&'*+/=?^_~-.".contains(letter))
        && local.chars().any(char::is_alphanumeric)
}

fn domain_is_sound(domain: &str) -> bool {
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    domain.len() <= 253 && domain.split('.').all(label_is_sound) && top_level_exists(top)
}

fn label_is_sound(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
}

fn top_level_exists(top: &str) -> bool {
    let country = top.len() == 2 && COUNTRIES.as_bytes().chunks(2).any(|code| code == top.as_bytes());
    country || GENERIC.contains(&top) || RESERVED.contains(&top) || (top.starts_with("xn--") && top.len() > 5)
}

/// A role, also with a tag or number behind: `support+de`, `info2`.
fn is_role(local: &str) -> bool {
    let untagged = local.split('+').next().unwrap_or(local);
    ROLES.contains(&untagged.trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

fn is_reserved(domain: &str) -> bool {
    let ends_in =
        |name: &&str| domain.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    EXAMPLES.iter().any(ends_in) || RESERVED.iter().any(ends_in)
}

fn generate(random: &mut Random, _arguments: &[&str]) -> String {
    let given = random
        .pick(&["alma", "bruno", "clara", "dario", "edith", "felix", "greta", "henri", "ines", "jonas"]);
    let family = [
        *random.pick(&["berg", "feld", "holm", "lind", "roth", "stein", "wald"]),
        *random.pick(&["er", "mann", "qvist", "ow", "inger"]),
    ]
    .concat();
    let separator = random.pick(&[".", "_", "-", ""]);
    let label_length = 7 + random.below(6);
    let label = random.string("bcdfghjklmnprstvwz", label_length);
    let top = random.pick(&["com", "org", "net", "de", "ch", "at", "fr", "it", "eu", "co.uk"]);
    format!("{given}{separator}{family}@{label}.{top}")
}

/// The top-level domain becomes one that nobody has.
fn breaker(random: &mut Random, valid: &str) -> String {
    let before = valid.rsplit_once('.').map_or(valid, |(before, _)| before);
    format!("{before}.{}", random.pick(&["png", "js", "jpg", "qqx", "tsx", "jsonl"]))
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_pass() {
        for value in [
            "greta.lindmann@wolkenbruch.de",
            "MAILTO:a+b@x-y.co.uk",
            "o'hara@kiste.info",
            "x@straße.ch",
            "a@b.xn--p1ai",
        ] {
            assert_eq!(run(value.as_bytes()), Outcome::PASS, "{value}");
        }
    }

    #[test]
    fn look_alikes_fail() {
        let values = [
            "",
            "@",
            "a@",
            "@b.de",
            "x@2x.png",
            "a@b.js",
            "git@github.com",
            "left-pad@1.3.0",
            "a..b@c.de",
            ".a@c.de",
            "a@b",
            "a@-b.de",
            "a@b-.de",
            "a@b..de",
            "a@b@c.de",
            "{user}@c.de",
            "$USER@c.de",
            "a b@c.de",
            "root@localhost",
            "-@c.de",
        ];
        for value in values {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
        assert_eq!(run(format!("{}@c.de", "a".repeat(65)).as_bytes()).verdict, Verdict::Fail);
    }

    #[test]
    fn roles_and_reserved_domains_are_told() {
        let role = Outcome::PASS.with("role", "true");
        assert_eq!(run(b"no-reply@wolkenbruch.de"), role);
        assert_eq!(run(b"Support+ch@wolkenbruch.de"), role);
        let test = Outcome::PASS.with("test", "true");
        for value in
            ["jo@example.com", "jo@mail.example.org", "jo@clinic.test", "jo@a.localhost", "jo@x.invalid"]
        {
            assert_eq!(run(value.as_bytes()), test, "{value}");
        }
        assert_eq!(run(b"jo@myexample.com"), Outcome::PASS);
        assert_eq!(run(b"info@example.net").facts.len(), 2);
    }

    #[test]
    fn country_codes_are_whole_and_sorted() {
        let codes: Vec<&[u8]> = COUNTRIES.as_bytes().chunks(2).collect();
        assert!(codes.iter().all(|code| code.len() == 2));
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(codes.len() > 240);
    }

    #[test]
    fn generated_pass_and_broken_fail() {
        let mut random = Random::new(11);
        for _ in 0..500 {
            let valid = generate(&mut random, &[]);
            assert_eq!(run(valid.as_bytes()), Outcome::PASS, "{valid}");
            let broken = breaker(&mut random, &valid);
            assert_eq!(run(broken.as_bytes()).verdict, Verdict::Fail, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(value in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
            run(&value);
            run(text.as_bytes());
            breaker(&mut Random::new(1), &text);
        }
    }
}
