//! A long text is searched by all workers: whoever reads it fills windows, any worker searches them, and what they find is
//! settled by the reader in the order of the text, so the answer is that of a single reader. How many windows are filled
//! and not settled is bounded for the run, not for the text.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::detect::Session;
use crate::detect::session::{Search, Searcher};
use crate::extract::{Extraction, OWN_TEXT, WindowBuffer};
use crate::model::window::Window;

/// How many windows a worker may have waiting or in hand, on average.
const WINDOWS_A_WORKER: usize = 4;

/// The windows that all readers of a run share. Invariant: at most `most` are kept, and each reader has one more at most.
pub(super) struct Pantry {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    spare: Vec<WindowBuffer>,
    lent: usize,
}

impl Pantry {
    /// Of a run with so many workers; a single one has nobody to share with.
    pub(super) fn new(workers: usize) -> Self {
        let most = if workers > 1 { WINDOWS_A_WORKER * workers } else { 0 };
        Self { most, kept: Mutex::default() }
    }

    /// Whether there is anybody to share with.
    pub(super) fn is_shared(&self) -> bool {
        self.most > 0
    }

    /// Memory for a window: always where the reader has none, else while there is any.
    fn lend(&self, has_none: bool) -> Option<Lent<'_>> {
        let mut kept = self.lock();
        if !has_none && kept.lent >= self.most {
            return None;
        }
        kept.lent += 1;
        let window = kept.spare.pop();
        drop(kept);
        Some(Lent { window: Some(window.unwrap_or_default()), pantry: self })
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A window that goes back where it came from, whatever happens.
struct Lent<'p> {
    /// None only while it goes back.
    window: Option<WindowBuffer>,
    pantry: &'p Pantry,
}

impl Lent<'_> {
    fn buffer(&mut self) -> &mut WindowBuffer {
        self.window.as_mut().expect("it goes back last of all")
    }

    fn window(&self) -> Window<'_> {
        self.window.as_ref().expect("it goes back last of all").window()
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut kept = self.pantry.lock();
        kept.lent -= 1;
        if kept.spare.len() < self.pantry.most {
            kept.spare.extend(self.window.take());
        }
    }
}

/// A window that waits to be searched, and who waits for it.
struct Task<'p, 'e> {
    window: Lent<'p>,
    searcher: Searcher<'e>,
    answer: SyncSender<(Lent<'p>, Search)>,
}

impl Task<'_, '_> {
    fn run(self) {
        let search = self.searcher.search(&self.window.window());
        // Nobody waits where the search of another window failed.
        drop(self.answer.send((self.window, search)));
    }
}

/// Windows of one text that nobody searches yet, the first first.
#[derive(Default)]
struct Queue<'p, 'e>(Mutex<VecDeque<Task<'p, 'e>>>);

impl<'p, 'e> Queue<'p, 'e> {
    fn push(&self, task: Task<'p, 'e>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(task);
    }

    /// Searches the next window; false where there is none.
    fn run_next(&self) -> bool {
        let task = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        task.map(Task::run).is_some()
    }

    /// The answer to a task. Until it is there, the reader searches too, and only waits where nothing is left to search.
    fn answer(&self, answer: &Receiver<(Lent<'p>, Search)>) -> Option<(Lent<'p>, Search)> {
        loop {
            match answer.try_recv() {
                Ok(answered) => return Some(answered),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if self.run_next() => {}
                Err(TryRecvError::Empty) => return answer.recv().ok(),
            }
        }
    }
}

/// Extracts the rest of a text with the help of all workers. To be called by one of them.
pub(super) fn extract_shared(
    extraction: &mut Extraction<'_>,
    session: &mut Session<'_, '_>,
    pantry: &Pantry,
) {
    let queue = Queue::default();
    rayon::in_place_scope(|scope| {
        let mut answers = VecDeque::new();
        loop {
            while !session.must_wait()
                && let Some(window) = next_window(extraction, pantry, answers.is_empty())
            {
                extraction.parts(&window.window(), session);
                let searcher = session.searcher();
                let (answer, receiver) = sync_channel(1);
                answers.push_back(receiver);
                queue.push(Task { window, searcher, answer });
                scope.spawn(|_| {
                    queue.run_next();
                });
            }
            // A search that failed gives no answer; the end of the scope then fails as it did.
            let Some(first) = answers.pop_front() else { break };
            let Some((window, search)) = queue.answer(&first) else { break };
            session.take(OWN_TEXT, &window.window(), search);
        }
    });
}

fn next_window<'p>(extraction: &mut Extraction<'_>, pantry: &'p Pantry, has_none: bool) -> Option<Lent<'p>> {
    let mut window = extraction.goes_on().then(|| pantry.lend(has_none))??;
    extraction.fill(window.buffer()).then_some(window)
}
