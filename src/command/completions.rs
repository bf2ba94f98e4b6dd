use super::context::Context;
use super::failure::Failure;
use super::{Cli, Outcome};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write as _;

/// Print what a shell needs to complete commands and options
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(args: Args, _: &Context) -> Result<Outcome, Failure> {
    // Written into memory first: the generator takes a closed pipe for a fault of its own.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "incident", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}
