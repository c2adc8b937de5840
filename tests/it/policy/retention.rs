//! Flags, dates and sentences of retention, and the laws that follow.

use jiff::civil::{Date, date};
use proptest::prelude::{prop_assert_eq, proptest};
use sealant::model::rule_doc::Rulebook;
use sealant::model::source::Facts;
use sealant::model::verdict::RetentionFlag::{
    self, LegalHold, NoSchedule, NotToBeKept, OverdueForDestruction, RetainUntil, ReviewDue,
};
use sealant::model::verdict::Verdict;
use sealant::policy::{
    Hold, Keep, Period, Policy, PolicyConfig, PolicyError, RetentionOverride, RetentionTarget,
    known_categories, known_classes, laws,
};

use super::{AS_OF, RULES, config, finding, rule_doc, source, verdict};

const MATTER: &str = "legal/matter/number";

fn in_file(config: PolicyConfig, id: &str, path: &str) -> Verdict {
    verdict(config, &source(path, Facts::default()), finding(id, "value"))
}

/// The flag, the date and a part of the sentence.
fn check(config: PolicyConfig, id: &str, path: &str, expected: (RetentionFlag, Option<&str>, &str)) {
    let retention = in_file(config, id, path).retention;
    assert_eq!(
        (retention.flag, retention.date.as_deref()),
        (expected.0, expected.1),
        "{}",
        retention.because
    );
    assert!(retention.because.contains(expected.2), "{}", retention.because);
    assert!(!retention.because.to_lowercase().contains("compliant"), "{}", retention.because);
}

#[test]
fn every_class_has_its_flag() {
    let check = |id, path, expected| check(config(), id, path, expected);
    check("secret/generic/password", "2015/a.txt", (NotToBeKept, None, "good practice, CWE-312"));
    check("secret/key/private-key", "2015/a.txt", (NoSchedule, None, "as long as the key is in use"));
    check("financial/card/number", "2015/a.txt", (ReviewDue, Some("2026-12-31"), "every 3 months"));
    check("health/patient/number", "2015/a.txt", (NoSchedule, None, "HHS"));
    check("identifier/person/name", "2015/a.txt", (NoSchedule, None, "GDPR Art. 5(1)(e)"));
    check("identifier/us/ssn", "2015/a.txt", (NoSchedule, None, "Counsel to confirm"));
    check("financial/bank/account", "2015/a.txt", (OverdueForDestruction, Some("2017-12-31"), "314.4(c)(6)"));
    check(MATTER, "2015/a.txt", (OverdueForDestruction, Some("2020-12-31"), "Counsel to confirm"));
}

#[test]
fn the_date_decides_between_retain_review_and_overdue() {
    let check = |path: &str, expected| check(config(), MATTER, path, expected);
    check("closed 2025-02-28/a.txt", (RetainUntil, Some("2030-02-28"), "says when it ended"));
    check("2021-11-22.txt", (OverdueForDestruction, Some("2026-11-22"), "the file name has a date"));
    check("2021-11-23.txt", (ReviewDue, Some("2026-11-23"), "5 years"));
    check("2022-02-21.txt", (ReviewDue, Some("2027-02-21"), "5 years"));
    check("2022-02-22.txt", (RetainUntil, Some("2027-02-22"), "5 years"));
    check("2024-02-29.txt", (RetainUntil, Some("2029-02-28"), "5 years"));
    check("a.txt", (ReviewDue, None, "no trustworthy date"));
}

#[test]
fn the_last_change_starts_the_clock_only_outside_git() {
    let modified = Some(1_325_376_000);
    for (in_git, expected, words) in
        [(false, OverdueForDestruction, "weak"), (true, ReviewDue, "no trustworthy")]
    {
        let facts = Facts { modified, in_git, ..Facts::default() };
        let retention = verdict(config(), &source("a.txt", facts), finding(MATTER, "1")).retention;
        assert_eq!(retention.flag, expected);
        assert!(retention.because.contains(words), "{}", retention.because);
    }
}

fn keeping(target: RetentionTarget, paths: &[&str], keep: Keep) -> RetentionOverride {
    let paths = paths.iter().map(|&path| path.to_owned()).collect();
    RetentionOverride { target, paths, keep, trigger: None, because: "our carrier asks for it.".to_owned() }
}

fn class(name: &str) -> RetentionTarget {
    RetentionTarget::Class(name.to_owned())
}

fn with_retention(retention: Vec<RetentionOverride>) -> PolicyConfig {
    PolicyConfig { retention, ..config() }
}

#[test]
fn the_users_own_periods_beat_the_schedule() {
    let years = |years| Keep::For(Period::years(years));
    let own = || {
        with_retention(vec![
            keeping(RetentionTarget::Rules("legal/**".to_owned()), &["wills/**"], Keep::Forever),
            keeping(class("client-file"), &["minors"], years(20)),
            keeping(class("client-file"), &[], years(6)),
            keeping(class("client-file"), &[], years(7)),
            keeping(class("not-to-be-kept"), &["vault/"], years(1)),
            keeping(class("contact"), &[], Keep::Never),
        ])
    };
    let because = "your policy: our carrier asks for it";
    check(own(), MATTER, "2020/a.txt", (RetainUntil, Some("2027-12-31"), because));
    check(
        own(),
        MATTER,
        "minors/2020/a.txt",
        (RetainUntil, Some("2040-12-31"), "20 years from the end of the representation"),
    );
    check(own(), MATTER, "wills/1999/a.txt", (RetainUntil, None, "without an end"));
    check(
        own(),
        "secret/generic/password",
        "vault/2026-10-01.txt",
        (RetainUntil, Some("2027-10-01"), because),
    );
    check(own(), "secret/generic/password", "vault", (NotToBeKept, None, ""));
    check(own(), "identifier/contact/email", "a.txt", (NotToBeKept, None, because));
}

fn hold(paths: &[&str], rules: &[&str]) -> Hold {
    let owned = |globs: &[&str]| globs.iter().map(|&glob| glob.to_owned()).collect();
    Hold {
        paths: owned(paths),
        rules: owned(rules),
        matter: "4711".to_owned(),
        reason: "dispute.".to_owned(),
    }
}

#[test]
fn a_hold_beats_everything_it_covers() {
    let held = || PolicyConfig {
        holds: vec![hold(&["matters/4711/**"], &[]), hold(&[], &["identifier/us"])],
        retention: vec![keeping(class("client-file"), &[], Keep::Never)],
        ..config()
    };
    check(
        held(),
        MATTER,
        "matters/4711/2001/a.txt",
        (LegalHold, None, "Held for matter 4711: dispute. Nothing"),
    );
    check(held(), MATTER, "matters/4712/2001/a.txt", (NotToBeKept, None, ""));
    check(held(), "secret/generic/password", "matters/4711/a", (LegalHold, None, "must not be kept either"));
    check(held(), "identifier/us/ssn", "anywhere", (LegalHold, None, "4711"));
}

#[test]
fn paths_are_matched_as_gitignore_does() {
    let covers = |glob: &str, path: &str| {
        let held = PolicyConfig { holds: vec![hold(&[glob], &[])], ..config() };
        in_file(held, MATTER, path).retention.flag == LegalHold
    };
    for (glob, path, expected) in [
        ("matters/4711", "matters/4711/a/b.txt", true),
        ("/matters/4711/", "matters/4711/a/b.txt", true),
        ("matters/4711/", "matters/4711", false),
        ("matters/4711", "old/matters/4711/a.txt", false),
        ("*.pst", "deep/down/mail.pst", true),
        ("4711", "deep/4711/mail.pst", true),
        ("matters/*", "matters/4711/a.txt", true),
        ("matters/*/a.txt", "matters/1/2/a.txt", false),
        ("**", "a", true),
    ] {
        assert_eq!(covers(glob, path), expected, "{glob} {path}");
    }
}

fn check_error(config: PolicyConfig, expected: &str) {
    let error = Policy::new(config, super::rulebook()).err().map(|error: PolicyError| error.to_string());
    assert!(error.as_deref().is_some_and(|error| error.contains(expected)), "{error:?}");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    check_error(
        with_retention(vec![keeping(class("client-fil"), &[], Keep::Never)]),
        "no class `client-fil`",
    );
    check_error(
        with_retention(vec![keeping(class("contact"), &[], Keep::For(Period::default()))]),
        "years, months",
    );
    check_error(
        with_retention(vec![keeping(class("contact"), &["a["], Keep::Never)]),
        "retention of contact: `a[`",
    );
    check_error(PolicyConfig { holds: vec![hold(&[], &[])], ..config() }, "hold of matter 4711");
    check_error(PolicyConfig { holds: vec![hold(&["{"], &[])], ..config() }, "is no glob");
    check_error(PolicyConfig { regions: vec!["mars".to_owned()], ..config() }, "`mars`");
}

#[test]
fn stale_globs_are_warned_of() {
    let own = PolicyConfig {
        holds: vec![hold(&[], &["identifier/mars/**"])],
        retention: vec![keeping(RetentionTarget::Rules("old/*".to_owned()), &[], Keep::Never)],
        ..config()
    };
    let warnings = super::policy(own).warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.contains("identifier/mars/**")), "{warnings:?}");
}

#[test]
fn words_that_are_not_known_are_warned_of() {
    let doc = rule_doc(&("secret/own/rule", RULES[0].1, "own-category", "own-class"));
    let rulebook = Rulebook::new(vec![doc], "none".to_owned());
    let warnings = Policy::new(config(), rulebook.into()).unwrap().warnings();
    assert!(warnings.iter().any(|warning| warning.contains("own-class")), "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.contains("own-category")), "{warnings:?}");
    assert!(super::policy(config()).warnings().is_empty());
    let (classes, categories) = (known_classes(), known_categories());
    for (id, _, category, class) in RULES {
        assert!(classes.contains(&class) && categories.contains(&category), "{id}");
    }
}

#[test]
fn built_in_rules_name_known_classes_and_categories() {
    let docs: Vec<_> = sealant::builtin::rules().iter().map(|rule| rule.doc.clone()).collect();
    assert!(!docs.is_empty());
    let rulebook = Rulebook::new(docs, "none".to_owned());
    assert_eq!(Policy::new(config(), rulebook.into()).unwrap().warnings(), [""; 0]);
}

fn law_ids(regions: &[&str], id: &str, path: &str) -> Vec<String> {
    let regions = regions.iter().map(|&region| region.to_owned()).collect();
    let laws = in_file(PolicyConfig { regions, ..config() }, id, path).laws;
    laws.iter().map(|law| law.id.to_string()).collect()
}

#[test]
fn laws_follow_category_region_and_flag() {
    assert_eq!(law_ids(&["us"], "financial/card/number", "a"), ["pci-dss-3"]);
    assert_eq!(law_ids(&["us"], "health/patient/number", "a"), ["hipaa-164-514", "hipaa-164-404"]);
    assert_eq!(law_ids(&["eu"], "health/patient/number", "a"), ["gdpr-5", "gdpr-33"]);
    assert_eq!(law_ids(&["us"], MATTER, "2015/a"), ["nist-800-88", "aba-1-6"]);
    assert_eq!(law_ids(&[], "secret/generic/password", "a"), [""; 0]);
    let all = law_ids(&[], "health/patient/number", "a");
    assert!(all.len() <= 8 && all.contains(&"uk-gdpr-33".to_owned()), "{all:?}");
    let documented: Vec<_> = laws().into_iter().map(|law| law.id).collect();
    assert!(all.iter().all(|id| documented.contains(id)));
}

/// The end of a period by counting: the same day so many months on, or the last of that month; then days, one by one.
fn naive_end(start: Date, period: Period) -> Date {
    let months = i32::from(start.month()) - 1 + i32::from(period.years) * 12 + i32::from(period.months);
    let year = i16::try_from(i32::from(start.year()) + months / 12).expect("years stay small");
    let month = i8::try_from(months % 12 + 1).expect("there are twelve");
    let first = date(year, month, 1);
    let mut end = date(year, month, start.day().min(first.days_in_month()));
    for _ in 0..period.days {
        end = end.tomorrow().expect("the calendar goes on");
    }
    end
}

proptest! {
    #[test]
    fn periods_end_as_the_calendar_says(
        day in 0_i32..40_000, years in 0_u16..120, months in 0_u16..40, days in 0_u16..400
    ) {
        let start = date(1960, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let period = Period { years, months, days };
        prop_assert_eq!(period.after(start), naive_end(start, period));
    }

    #[test]
    fn any_path_is_judged(path: Vec<u8>, modified: Option<i64>) {
        let path = sealant::model::source::ArtifactPath::new(&path);
        let source = sealant::model::source::Source { path, facts: Facts { modified, ..Facts::default() } };
        let verdict = verdict(config(), &source, finding(MATTER, "value"));
        assert!([RetainUntil, ReviewDue, OverdueForDestruction].contains(&verdict.retention.flag));
        let date = verdict.retention.date.map(|date| date.parse::<Date>().unwrap());
        prop_assert_eq!(verdict.retention.flag == OverdueForDestruction, date.is_some_and(|date| date < AS_OF));
    }
}

#[test]
fn periods_that_leave_the_calendar_end_on_its_last_day() {
    assert_eq!(Period::years(u16::MAX).after(AS_OF), Date::MAX);
    assert_eq!(Period { years: 1, months: 2, days: 1 }.to_string(), "1 year 2 months 1 day");
}
