//! No check panics on any bytes, and none says two things of one value.
#![no_main]

use sealant::check::CHECKS;

libfuzzer_sys::fuzz_target!(|value: &[u8]| {
    for check in CHECKS {
        let (first, again) = ((check.run)(value), (check.run)(value));
        assert!(first == again, "{} is not a function of its value", check.name);
    }
});
