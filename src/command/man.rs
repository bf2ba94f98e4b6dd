use super::context::Context;
use super::failure::Failure;
use super::{Cli, Outcome};
use crate::document::did_you_mean;
use clap::CommandFactory;
use std::io::Write as _;

/// Print a page of the manual, for `man -l -`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command that it is of, like `agenda open`; the tool as a whole where none is named
    command: Vec<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    context.format_of(&["human"])?;
    let mut page = Cli::command();
    page.build();
    for name in &args.command {
        let names: Vec<&str> = page.get_subcommands().map(clap::Command::get_name).collect();
        let unknown = || Failure::new(format!("there is no command `{name}`"), did_you_mean(name, &names));
        page = page.find_subcommand(name).cloned().ok_or_else(unknown)?;
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page).source(concat!("incident ", env!("CARGO_PKG_VERSION"))).render(&mut text)?;
    std::io::stdout().write_all(&text)?;
    Ok(Outcome::Done)
}
