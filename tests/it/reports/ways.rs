//! What a developer is told whose commit is held up.

use std::sync::Arc;

use sealant::model::source::{Commit, InHistory};
use sealant::model::verdict::Standing;

use super::model::{self, Run};
use super::{check, hostile_run, planted, without_colour, written};

/// The run as a change that is staged.
fn staged(mut run: Run) -> Run {
    for judged in run.artifacts.iter_mut().flat_map(|artifact| &mut artifact.findings) {
        judged.verdict.standing = Standing::New;
    }
    run
}

/// The run as a change that a commit brings in.
fn committed(run: Run, at_head: Option<bool>) -> Run {
    let id = "0123456789abcdef0123456789abcdef01234567";
    let commit = Arc::new(Commit { id: id.into(), authored: 86_400 });
    let mut run = staged(run);
    for judged in run.artifacts.iter_mut().flat_map(|artifact| &mut artifact.findings) {
        judged.verdict.history = Some(InHistory { commit: Arc::clone(&commit), at_head });
    }
    run
}

fn many(count: u64) -> Run {
    let mut run = model::empty_run();
    run.artifacts = (0..count).map(model::one_of_many).collect();
    run.artifacts.iter_mut().for_each(|artifact| artifact.unread.clear());
    run.summary.shown = count;
    staged(run)
}

fn human(run: &Run) -> String {
    without_colour(&written("human", run))
}

#[test]
fn a_commit_that_is_held_up_teaches() {
    check("human-staged.txt", &human(&staged(model::run())));
    check("human-staged-hostile.txt", &human(&staged(hostile_run())));
}

#[test]
fn a_range_of_commits_teaches() {
    let mut run = committed(model::run(), Some(true));
    run.artifacts.truncate(3);
    run.artifacts[1].findings[0].verdict.history.as_mut().unwrap().at_head = Some(false);
    run.artifacts[2].findings[0].verdict.history.as_mut().unwrap().at_head = None;
    check("human-range.txt", &human(&run));
}

#[test]
fn nobody_reads_fifty_times_the_same() {
    for (count, taught, shortened) in [(1, 1, 0), (5, 5, 0), (10, 10, 0), (50, 10, 1)] {
        let human = human(&many(count));
        let lines = |label: &str| human.lines().filter(|line| line.trim_start().starts_with(label)).count();
        assert_eq!(lines("remove "), taught);
        assert_eq!(lines("refer "), taught);
        assert_eq!(lines("why "), taught);
        assert_eq!(lines("waive ") as u64, count, "each has a fingerprint of its own");
        assert_eq!(lines("ways on "), shortened);
    }
}

#[test]
fn only_a_change_teaches() {
    let human = human(&model::run());
    for label in ["    remove ", "    refer ", "    waive ", "    why "] {
        assert!(!human.contains(label), "{label}");
    }
}

#[test]
fn a_waiver_is_by_value_where_it_can_be() {
    let run = staged(model::run());
    let human = human(&run);
    for judged in run.artifacts.iter().flat_map(|artifact| &artifact.findings) {
        let verdict = &judged.verdict;
        let expected = verdict.value_fingerprint.unwrap_or(verdict.place_fingerprint);
        let command = format!("sealant waive {expected} --kind not-sensitive --reason \"why\"");
        assert_eq!(human.contains(&command), verdict.shown, "{expected}");
    }
}

#[test]
fn the_ways_hold_no_value() {
    let report = human(&staged(model::run())).to_lowercase();
    for value in planted() {
        assert!(value.forms().iter().all(|form| !report.contains(form)), "{}", value.what);
    }
}
