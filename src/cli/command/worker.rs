//! The program as a worker of another run of it. It is no command of users: no help, completion or manual names it, and
//! it understands only what its master says.

use crate::cli::exit::Exit;
use crate::extract::{WORKER_WORD, serve_as_worker};

/// Whether this process is to be a worker.
pub(in crate::cli) fn is_asked() -> bool {
    std::env::args_os().nth(1).is_some_and(|word| word == WORKER_WORD)
}

/// Works until there is nothing more to do.
pub(in crate::cli) fn run() -> Exit {
    match serve_as_worker() {
        Ok(()) => Exit::Clean,
        // Its master sees that it ended, and says so of the file.
        Err(_) => Exit::Error,
    }
}
