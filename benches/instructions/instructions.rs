//! Instructions of each stage on a quarter of a megabyte of code and of numbers. All but `whole` hold those of `windows`,
//! which only cuts the text. Valgrind knows no AVX-512: kernels are those of a machine without it.

use std::hint::black_box;

use gungraun::prelude::*;
use sealant::detect::bench::stages;
use sealant_instructions::{Prepared, code, numbers};

#[library_benchmark]
#[bench::code(code())]
#[bench::numbers(numbers())]
fn windows(mut prepared: Prepared) -> (u64, Prepared) {
    (black_box(prepared.windows(|_, _, window| window.owned().len() as u64)), prepared)
}

#[library_benchmark]
#[bench::code(code())]
#[bench::numbers(numbers())]
fn strings(mut prepared: Prepared) -> (u64, Prepared) {
    let kernel = stages::kernels()[0];
    (black_box(prepared.windows(|engine, _, window| stages::strings(engine, kernel, window))), prepared)
}

#[library_benchmark]
#[bench::code(code())]
#[bench::numbers(numbers())]
fn digits(mut prepared: Prepared) -> (u64, Prepared) {
    let kernel = stages::kernels()[0];
    (black_box(prepared.windows(|engine, _, window| stages::digits(engine, kernel, window))), prepared)
}

#[library_benchmark]
#[bench::code(code())]
#[bench::numbers(numbers())]
fn find(mut prepared: Prepared) -> (u64, Prepared) {
    (black_box(prepared.windows(|engine, path, window| stages::find(engine, path, window))), prepared)
}

#[library_benchmark]
#[bench::code(code())]
#[bench::numbers(numbers())]
fn whole(mut prepared: Prepared) -> (u64, Prepared) {
    (black_box(prepared.whole()), prepared)
}

library_benchmark_group!(name = detection, benchmarks = [windows, strings, digits, find, whole]);

main!(library_benchmark_groups = detection);
