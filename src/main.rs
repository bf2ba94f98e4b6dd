//! Parses, runs, prints what went wrong, and sets the exit status: 0 done, 1 done with findings, 2 could not be done.

use incident::command::{Cli, Outcome};
use std::io::Write;
use std::process::ExitCode;

/// A log is read on all cores at once, at which the C libraries' own are slow, musl's above all.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::read(std::env::args_os().collect()).and_then(Cli::run) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(failure) if failure.broken_pipe => ExitCode::SUCCESS,
        Err(failure) => {
            // Where standard error is gone too there is nobody left to tell.
            let _ = writeln!(anstream::stderr(), "{}", failure.render());
            ExitCode::from(2)
        }
    }
}
