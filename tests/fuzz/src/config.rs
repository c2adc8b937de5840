//! No text makes the readers of `sealant.toml`, of a register of waivers and of a baseline panic, nor the drawing of what
//! is wrong with it. What a baseline says survives being written.
#![no_main]

use sealant::policy::Baseline;

libfuzzer_sys::fuzz_target!(|text: &str| {
    drop(sealant::cli::fault_of_configuration(text));
    drop(sealant::cli::fault_of_register(text));
    if let Ok(baseline) = Baseline::parse("b", text) {
        let written = baseline.render();
        let again = Baseline::parse("b", &written).expect("what is written can be read");
        assert_eq!(again.render(), written);
    }
});
