use super::context::Context;
use super::failure::Failure;
use super::{Cli, Outcome};
use crate::document::did_you_mean;
use clap::CommandFactory;
use std::io::Write as _;

/// Print a page of the manual, for `man -l -`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command that it is of; the tool as a whole where none is named
    command: Option<String>,
}

pub fn run(args: Args, _: &Context) -> Result<Outcome, Failure> {
    let mut tool = Cli::command();
    tool.build();
    let page = match &args.command {
        None => tool,
        Some(name) => {
            let names: Vec<&str> = tool.get_subcommands().map(clap::Command::get_name).collect();
            let unknown = || Failure::new(format!("there is no command `{name}`"), did_you_mean(name, &names));
            tool.find_subcommand(name).cloned().ok_or_else(unknown)?
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    std::io::stdout().write_all(&text)?;
    Ok(Outcome::Done)
}
