//! Layer 7: the command line. One command is one file, and a word in the list.

mod answer;
mod ask;
mod build_logs;
mod chat;
mod choosable;
mod choosing;
mod closable;
mod closeness;
mod context;
mod duplicate;
mod failure;
mod fetched;
mod filters;
mod fit;
mod found;
mod gathered;
mod guessed;
mod holding;
mod kept;
mod kept_history;
mod linking;
mod logs;
mod look_back;
mod material;
mod meanwhile;
mod named;
mod named_log;
mod outward;
mod parse;
mod people;
mod posting;
mod program;
mod progress;
mod pushing;
mod rule_links;
mod serving;
mod setup;
mod sparkline;
mod staged;
mod step;
mod table;
mod talk;
mod tracking;
mod watch;
mod writing;

pub use context::Context;
pub use failure::Failure;

use clap::{ColorChoice, Parser, Subcommand};
use std::path::PathBuf;

/// What a command that was done came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Done,
    /// Exit status 1: there are findings, or nothing matched.
    Found,
}

/// Declares the modules of all commands, and the list that parses and runs them.
macro_rules! commands {
    ($($module:ident: $name:ident),+ $(,)?) => {
        $(mod $module;)+

        #[derive(Debug, Subcommand)]
        enum Command {
            $($name($module::Args)),+
        }

        impl Command {
            fn run(self, context: &Context) -> Result<Outcome, Failure> {
                match self { $(Self::$name(args) => $module::run(args, context)),+ }
            }
        }
    };
}

commands! {
    init: Init,
    new: New,
    note: Note,
    thread: Thread,
    change: Change,
    lead: Lead,
    severity: Severity,
    escalate: Escalate,
    outbox: Outbox,
    status: Status,
    mitigate: Mitigate,
    resolve: Resolve,
    close: Close,
    reopen: Reopen,
    cause: Cause,
    postmortem: Postmortem,
    agenda: Agenda,
    actions: Actions,
    list: List,
    show: Show,
    history: History,
    search: Search,
    similar: Similar,
    stats: Stats,
    doctor: Doctor,
    self_check: SelfCheck,
    validate: Validate,
    verify: Verify,
    explain: Explain,
    review: Review,
    build: Build,
    serve: Serve,
    import: Import,
    export: Export,
    hook: Hook,
    merge: Merge,
    lsp: Lsp,
    mcp: Mcp,
    schema: Schema,
    template: Template,
    completions: Completions,
    man: Man,
}

const AFTER_HELP: &str = "An ID may be shortened to any part that only one incident has (error-500, 2023-12-20); @ is the newest open one.\n\
    Exit status: 0 done, 1 done with findings or nothing that matches, 2 could not be done.";
/// The heading of what every command takes.
const GLOBAL: &str = "Options of every command";

/// Incidents as Markdown files in a git repository: report, respond, resolve, learn
#[derive(Debug, Parser)]
#[command(name = "incident", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".", hide_default_value = true, help_heading = GLOBAL)]
    directory: PathBuf,
    /// How to print data: human, json; some commands have more
    #[arg(long, global = true, default_value = "human", value_name = "FORMAT", help_heading = GLOBAL)]
    format: String,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN", help_heading = GLOBAL)]
    color: ColorChoice,
    /// Never ask; a value that is missing is an error
    #[arg(long, global = true, help_heading = GLOBAL)]
    no_input: bool,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Where it could not be done.
    pub fn run(self) -> Result<Outcome, Failure> {
        let choice = match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        let color = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
        let context = Context::new(self.directory, self.format, self.no_input, color)?;
        self.command.run(&context)
    }
}
