//! The command-line program; everything it does is in the library.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A third of the instructions of a call over MCP allocate and free. This allocator needs fewer of them than the C library's,
/// whose cost also grows with what the rest of the process has left behind.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    groundplan::cli::main()
}
