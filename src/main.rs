//! The command line: parse, run, say what went wrong, and the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    drawdown::cli::main()
}
