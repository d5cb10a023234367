//! Arguments in, exit status out; everything between is [`letgo::cli`].

use std::process::ExitCode;

// parsing is allocation-bound, and most of it is small and short-lived
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    letgo::cli::run(std::env::args_os().collect())
}
