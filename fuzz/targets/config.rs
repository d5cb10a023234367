#![no_main]

#[path = "../entries.rs"]
#[allow(dead_code, reason = "each target has one of its own")]
mod entries;

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries::config(data));
