//! No text makes the loader of rules panic, nor the drawing of what is wrong with it.
#![no_main]

use sealant::rule::load::{MeasuredChance, RuleSource, load};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let list = |_: &str| Ok("one\ntwo\n".to_owned());
    let source = RuleSource { id: "secret/ours/token", path: "token.toml", text, list: &list };
    if let Err(fault) = load(&source, &MeasuredChance::default()) {
        drop(fault.render(false));
    }
});
