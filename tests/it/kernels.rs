//! Every kernel against a search that is as plain as can be: an automaton of another's making for the strings, one byte
//! after the other for digits. None may be lost and none may be extra.
//!
//! A slice of it runs always, over the sources of this project. The whole runs over any folder:
//! `SEALANT_CORPUS=FOLDER cargo test --release --locked --test it kernels -- --ignored --nocapture`

use std::collections::BTreeSet;
use std::path::Path;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use sealant::builtin;
use sealant::detect::Engine;
use sealant::detect::bench::stages::{Sought, hits, kernels, sought};
use sealant::model::window::{PADDING, Window};
use sealant::rule::{Anchor, DigitRun, Find};

/// Position, rule, find, and the entry of a string in its find.
type Hits = BTreeSet<(usize, u16, u8, u16)>;

struct Twin {
    engine: Engine,
    automaton: AhoCorasick,
    sought: Vec<Sought>,
    runs: Vec<(u16, u8, DigitRun)>,
}

impl Twin {
    fn new() -> Self {
        let engine = Engine::with_made(builtin::rules(), String::new(), 0, Some(builtin::made())).unwrap();
        let sought = sought(&engine);
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::ContiguousNFA));
        let automaton = builder.build(sought.iter().map(|one| &one.text)).unwrap();
        let mut runs = Vec::new();
        for (rule, number) in builtin::rules().iter().zip(0..) {
            for (find, position) in rule.finds.iter().zip(0..) {
                if let Find::InText(text) = find
                    && let Anchor::Digits(alternatives) = &text.anchor
                {
                    runs.extend(alternatives.iter().map(|run| (number, position, run.clone())));
                }
            }
        }
        Self { engine, automaton, sought, runs }
    }

    fn expected(&self, text: &[u8]) -> Hits {
        let at = |position: Option<usize>| position.and_then(|at| text.get(at)).copied().unwrap_or(0);
        let mut expected = Hits::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let one = &self.sought[hit.pattern()];
            let (before, after) = (at(hit.start().checked_sub(1)), at(Some(hit.end())));
            let hump = before.is_ascii_lowercase() && text[hit.start()].is_ascii_uppercase();
            for (target, allowed_before, allowed_after) in &one.targets {
                let begins = allowed_before.has(before) || (target.hump && hump);
                let exact = !target.exact || text[hit.range()] == *one.text;
                if begins && exact && allowed_after.has(after) {
                    expected.insert((hit.start(), target.rule, target.find, target.entry));
                }
            }
        }
        let mut start = 0;
        while start < text.len() {
            let length = text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            for (rule, find, run) in self.runs.iter().filter(|_| length > 0) {
                if fits(text, start, length, run) {
                    expected.insert((start, *rule, *find, u16::MAX));
                }
            }
            start += length.max(1);
        }
        expected
    }

    /// How many hits a text has, by all kernels alike.
    fn check(&self, name: &Path, text: &[u8]) -> usize {
        let padded = [text, &[0; PADDING]].concat();
        let window = Window::new(&padded, 0, 0..text.len(), true);
        let expected = self.expected(text);
        for kernel in kernels() {
            let found: Hits = hits(&self.engine, kernel, &window).into_iter().collect();
            let lost = expected.difference(&found).count();
            let extra = found.difference(&expected).count();
            assert_eq!((lost, extra), (0, 0), "lost and extra by {} in {}", kernel.name, name.display());
        }
        expected.len()
    }

    /// Files, bytes and hits below a folder.
    #[expect(clippy::disallowed_methods, reason = "a plain reading is what the engine is held to")]
    fn check_folder(&self, folder: &Path, most: u64) -> (u64, u64, u64) {
        let (mut files, mut bytes, mut hits) = (0, 0, 0);
        let mut waiting = vec![folder.to_owned()];
        while let Some(path) = waiting.pop() {
            let Ok(facts) = path.symlink_metadata() else { continue };
            if facts.is_dir() {
                let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
                waiting.extend(entries.map(|entry| entry.path()));
            } else if facts.is_file() && bytes < most {
                let Ok(text) = std::fs::read(&path) else { continue };
                for part in text.chunks(1 << 20) {
                    hits += self.check(&path, part) as u64;
                }
                (files, bytes) = (files + 1, bytes + text.len() as u64);
            }
        }
        (files, bytes, hits)
    }
}

fn fits(text: &[u8], start: usize, length: usize, run: &DigitRun) -> bool {
    let at = |position: Option<usize>| position.and_then(|at| text.get(at)).copied().unwrap_or(0);
    let around = &run.around;
    let before = around.before.iter().zip(1..).all(|(set, back)| set.has(at(start.checked_sub(back))));
    let first = around.first.iter().zip(start..).all(|(set, position)| set.has(at(Some(position))));
    let after = around.after.iter().zip(start + length..).all(|(set, position)| set.has(at(Some(position))));
    (usize::from(run.min)..=usize::from(run.max)).contains(&length) && before && first && after
}

#[test]
fn kernels_lose_nothing_and_add_nothing() {
    let twin = Twin::new();
    assert!(!kernels().is_empty());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["fixtures", "docs", "src/detect", "patterns/identifier"] {
        let (files, bytes, hits) = twin.check_folder(&root.join(folder), 1 << 20);
        assert!(
            files > 3 && bytes > 10_000 && hits > 100,
            "{folder}: {files} files, {bytes} bytes, {hits} hits"
        );
    }
}

#[test]
#[ignore = "takes minutes; asks for SEALANT_CORPUS"]
fn kernels_lose_nothing_in_a_corpus() {
    let folder = std::env::var_os("SEALANT_CORPUS").expect("SEALANT_CORPUS names a folder to read");
    let (files, bytes, hits) = Twin::new().check_folder(Path::new(&folder), u64::MAX);
    let names: Vec<_> = kernels().iter().map(|kernel| kernel.name).collect();
    println!("{files} files, {bytes} bytes, {hits} hits, by {}: none lost, none extra", names.join(", "));
}
