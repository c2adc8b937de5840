//! No text makes the reader of `sealant.toml` panic, nor the drawing of what is wrong with it.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    drop(sealant::cli::fault_of_configuration(text));
});
