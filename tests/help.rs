//! What the program says of itself.

use crate::harness::Repository;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["init"],
    &["new"],
    &["note"],
    &["resolve"],
    &["postmortem"],
    &["agenda"],
    &["agenda", "open"],
    &["agenda", "brief"],
    &["agenda", "defer"],
    &["list"],
    &["show"],
    &["history"],
    &["validate"],
    &["verify"],
    &["explain"],
    &["review"],
    &["build"],
    &["serve"],
    &["import"],
    &["export"],
    &["hook"],
    &["hook", "install"],
    &["hook", "uninstall"],
    &["merge"],
    &["lsp"],
    &["mcp"],
    &["schema"],
    &["template"],
    &["self-check"],
    &["man"],
];

#[test]
fn the_top_level_tells_what_there_is() {
    insta::assert_snapshot!(Repository::folder().run(&["--help"]).ok().stdout, @"
    Incidents as Markdown files in a git repository: report, respond, resolve, learn

    Usage: incident [OPTIONS] <COMMAND>

    Commands:
      init         Make this folder of a git repository a log: its plan and, where asked, a small sample
                   log
      new          Report an incident: scaffold its entry, and say what to post, whom to call and what
                   looked like it before
      note         Add a line to an incident's timeline
      thread       Open an investigation thread, or report on one
      change       Write down a change before it is applied, and what it did after
      lead         Pass the baton: who leads an incident from now on
      severity     Raise or lower an incident's severity, and say why
      escalate     What to post and whom to reach next; who was told, and who acknowledged
      outbox       What waits to go out to the chat or the tracker: listed, sent again, or dropped
      status       The incidents that go on: for how long, who leads, and what is owed this minute
      mitigate     Users are well again: write down since when, and what helped
      resolve      End an incident with the lead's whole checklist: entry, all-clear, follow-up, agenda
                   item and post-mortem
      close        Close a resolved incident, once its whole checklist is done
      reopen       What ended came back: open an incident again, and say what to post
      cause        Write down a root cause that was found after the end, or the ticket in which it is
                   looked for
      postmortem   Start an incident's post-mortem: its sections with a prompt each, and the timeline
                   copied from the entry
      agenda       The items of the coming architecture meeting; opened, briefed or deferred
      actions      Action items across the log that are open, those due first in front; settled by
                   number
      list         The incidents of the log, the newest first
      show         One incident: its facts, summary, solution and timeline
      history      Who changed an incident when, from git, across renames
      search       Past incidents and the team's own pages that say something, with what solved them
      similar      Past incidents like one, or like what is described, with what solved them
      stats        How many incidents there were, and how long it took to detect, acknowledge, mitigate
                   and resolve them
      doctor       What is wrong with the log's set-up in this clone, and the command that mends it
      self-check   Print what the report of a fault in this tool needs, without names, addresses,
                   secrets or words of the log
      validate     Check the log by all rules: the work tree, what is staged, or a revision
      verify       Check that the log's history is whole: nothing was dropped, or changed after its end,
                   without a reason
      explain      What a rule asks and why, with a good and a bad example; or what a finding of
                   `incident verify` means
      review       Review what a branch changes in the log: what it means, what the rules find new, what
                   is left to judge
      build        Build the static site: the incidents that its readers may see, with lists, search and
                   a feed
      serve        Show the site on this machine as the log changes, until Ctrl-C
      import       Bring incidents of another log in, and say what was guessed, what is lost, and what
                   takes a person
      export       Print the incidents in a format of others, as their readers may see them
      hook         The pre-commit hook, which checks the log before each commit; without a step, whether
                   it is installed
      merge        Merge three versions of a document into the second one: git's merge driver for the
                   log
      lsp          The language server, for editors: what is wrong as one types, completion, what stands
                   behind a word, and quick fixes
      mcp          A Model Context Protocol server, for assistants that help during an incident: they
                   search and read the log, and write nothing
      schema       Print the JSON Schema of a kind of document, for editors; in a log, with its plan's
                   severities and services
      template     Print a built-in template, style or script of the site, or of a new document, to
                   begin one of your own with
      completions  Print what a shell needs to complete commands and options
      man          Print a page of the manual, for `man -l -`
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Options of every command:
      -C <DIR>               Run as if started in this folder
          --format <FORMAT>  How to print data: human, json; some commands have more [default: human]
          --color <WHEN>     When to use colours [default: auto] [possible values: auto, always, never]
          --no-input         Never ask; a value that is missing is an error

    An ID may be shortened to any part that only one incident has (error-500, 2023-12-20); @ is the
    newest open one.
    Exit status: 0 done, 1 done with findings or nothing that matches, 2 could not be done.
    ");
}

#[test]
fn every_command_tells_what_it_does_in_a_hundred_columns() {
    let folder = Repository::folder();
    for command in COMMANDS {
        let help = folder.run(&[command, &["--help"][..]].concat()).ok().stdout;
        assert_eq!(help, folder.run(&[command, &["-h"][..]].concat()).ok().stdout, "{command:?}");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{command:?}: {line}");
            assert_eq!(line, line.trim_end(), "{command:?}");
        }
        assert!(help.contains("\nUsage: incident") && help.contains("Options of every command:"), "{help}");
        // Every argument says what it is for.
        let mut lines = help.lines().peekable();
        while let Some(line) = lines.next() {
            let named = line.starts_with("  ") && !line.starts_with("   ") || line.starts_with("      --");
            let told =
                line.trim_start().contains("  ") || lines.peek().is_some_and(|next| next.starts_with("          "));
            assert!(!named || told, "{command:?}: {line}");
        }
    }
}

#[test]
fn help_fits_terminals_of_any_width() {
    for columns in ["0", "7", "40", "300", "wide"] {
        let folder = Repository::folder().with("COLUMNS", columns);
        for command in COMMANDS {
            let help = folder.run(&[command, &["--help"][..]].concat()).ok().stdout;
            assert!(help.lines().all(|line| line.chars().count() <= 100), "{columns}: {help}");
        }
    }
}

#[test]
fn a_usage_error_says_what_would_be_right() {
    let folder = Repository::folder();
    for (arguments, said) in [
        (&[][..], "Usage: incident [OPTIONS] <COMMAND>"),
        (&["lst"], "some similar subcommands exist: 'lsp', 'list'"),
        (&["list", "--sevrity", "x"], "a similar argument exists: '--severity'"),
        (&["show"], "<ID>"),
        (&["list", "--color", "sometimes"], "[possible values: auto, always, never]"),
        (&["validate", "--staged", "--rev", "HEAD"], "cannot be used with"),
    ] {
        let ran = folder.run(arguments).ends(2);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    assert!(folder.run(&["--version"]).ok().stdout.starts_with("incident "));
}

#[test]
fn shells_complete_commands_and_the_manual_has_a_page_for_each() {
    let folder = Repository::folder();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = folder.run(&["completions", shell]).ok().stdout;
        assert!(script.contains("postmortem") && script.contains("staged"), "{shell}: {script}");
    }
    let help = folder.run(&["--help"]).ok().stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for command in commands.filter(|command| !command.is_empty() && *command != "help") {
        let page = folder.run(&["man", command]).ok().stdout;
        assert!(
            page.contains(".SH NAME") && page.contains(&format!("incident\\-{}", command.replace('-', "\\-"))),
            "{command}: {page}"
        );
    }
    for command in [&["man"][..], &["completions", "bash"]] {
        let refused = folder.run(&[command, &["--format", "bogus"]].concat()).fails();
        assert!(refused.starts_with("error: this command has no format `bogus`\nhelp: it has: human\n"), "{refused}");
    }
    for (command, formats) in [("agenda", "markdown, ics"), ("validate", "sarif, github, gitlab"), ("review", "github")]
    {
        let help = folder.run(&[command, "--help"]).ok().stdout;
        assert!(help.contains("\nFormats: human, ") && help.ends_with(&format!("{formats}\n")), "{help}");
    }
    assert!(folder.run(&["man"]).ok().stdout.contains(".SH SUBCOMMANDS"));
    let page = folder.run(&["man", "agenda", "open"]).ok().stdout;
    assert!(page.contains("incident\\-agenda\\-open") && page.contains("\\-\\-meeting"), "{page}");
    assert!(folder.run(&["man", "agenda", "opne"]).fails().contains("did you mean `open`?"));
    assert!(folder.run(&["man", "nwe"]).fails().contains("did you mean `new`?"));
}
