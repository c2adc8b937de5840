//! The whole way from bytes to findings, by the built-in rules.
#![no_main]

use std::cell::RefCell;
use std::sync::LazyLock;

use sealant::detect::{Engine, Session};
use sealant::extract::WindowBuffer;
use sealant::model::piece::BlobReader;
use sealant::scan::examine;

mod memory;

use memory::Memory;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(sealant::builtin::rules(), String::new(), 0).expect("built-in rules hold together"));

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    thread_local! {
        static BUFFER: RefCell<WindowBuffer> = RefCell::default();
    }
    let [name, at_a_time, bytes @ ..] = data else { return };
    let mut memory = Memory::new(*name, usize::from(*at_a_time), bytes);
    let session = Session::new(&ENGINE, &memory.source().clone());
    let (_, read) = BUFFER.with_borrow_mut(|buffer| examine(&mut memory, session, buffer));
    assert_eq!(read, bytes.len() as u64);
});
