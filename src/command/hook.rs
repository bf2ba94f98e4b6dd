use super::context::Context;
use super::failure::Failure;
use super::program::program;
use super::writing::{Change, diff};
use super::{Outcome, answer};
use crate::disk::{self, SharedLock};
use crate::git::{Found, Hook, Reach, Repository, hook_logs, hook_script, register_merge_driver};
use crate::text::printable;
use clap::Subcommand;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The pre-commit hook, which checks the log before each commit; without a step, whether it is installed
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    step: Option<Step>,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Install it, or bring it up to date; a hook that is there already steps aside and is run first
    Install(Writing),
    /// Take it away, and put back the hook that was there before; where it checks other logs too, only this one
    Uninstall(Writing),
}

#[derive(Clone, Copy, Debug, clap::Args)]
struct Writing {
    /// Also where the hook was changed by hand since; the change is lost
    #[arg(long)]
    force: bool,
    /// Show what would be written, as a diff, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let repository = context.repository()?;
    let done = match args.step {
        None => {
            let hook = repository.pre_commit_hook()?;
            Done { said: state(&hook), path: hook.path, diff: None }
        }
        Some(Step::Install(args)) => {
            let installation = Installation::prepare(&repository, repository.log_folder(), args.force)?;
            if !args.dry_run {
                register_merge_driver(&repository, program().as_deref().unwrap_or("incident"))?;
            }
            installation.carry_out(args.dry_run)?
        }
        Some(Step::Uninstall(args)) => {
            let _lock = disk::lock_hooks(repository.common_dir())?;
            uninstall(repository.pre_commit_hook()?, &repository.log_folder(), args)?
        }
    };
    if !json {
        done.print()?;
        return Ok(Outcome::Done);
    }
    let mut told = in_json(&repository.pre_commit_hook()?);
    if let Some(diff) = done.diff {
        told["diff"] = json!(diff);
    }
    answer::print(&told)?;
    Ok(Outcome::Done)
}

/// What was done, or with `--dry-run` would be.
pub struct Done {
    pub path: PathBuf,
    said: String,
    diff: Option<String>,
}

impl Done {
    fn dry(hook: &Hook, after: String) -> Self {
        let change = Change { path: hook.path.display().to_string(), before: before(hook), after };
        Self { path: hook.path.clone(), said: String::new(), diff: Some(diff(&change)) }
    }

    /// Tells a person.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn print(&self) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        match &self.diff {
            Some(diff) => write!(out, "{}", printable(diff))?,
            None => writeln!(out, "{}", printable(&self.said))?,
        }
        Ok(())
    }
}

/// A hook that is ready to be installed.
pub struct Installation {
    _lock: SharedLock,
    hook: Hook,
    after: String,
}

impl Installation {
    /// Makes ready the hook of the log in a folder, beside the other logs of the repository that it checks.
    ///
    /// # Errors
    /// Where hooks are turned off, or this one was changed by hand.
    pub fn prepare(repository: &Repository, log: String, force: bool) -> Result<Self, Failure> {
        let lock = disk::lock_hooks(repository.common_dir())?;
        let hook = repository.pre_commit_hook()?;
        check_unchanged(&hook, force, "install")?;
        let mut logs = match &hook.found {
            Found::Ours(text) | Found::Changed(text) => hook_logs(text),
            Found::Nothing | Found::Other => Vec::new(),
        };
        if !logs.contains(&log) {
            logs.push(log);
        }
        let after = hook_script(&logs, program().as_deref().unwrap_or_default(), hook.by_shell)?;
        Ok(Self { _lock: lock, hook, after })
    }

    /// Installs it; with `is_dry` only makes a diff.
    ///
    /// # Errors
    /// Where it cannot be written, or another hook stands aside already; the one that is there stays.
    pub fn carry_out(self, is_dry: bool) -> Result<Done, Failure> {
        let Self { _lock, hook, after } = self;
        if is_dry {
            return Ok(Done::dry(&hook, after));
        }
        if matches!(&hook.found, Found::Ours(text) if *text == after) {
            return Ok(Done { said: state(&hook), path: hook.path, diff: None });
        }
        disk::put_program(&hook.path, &after, (hook.found == Found::Other).then_some(hook.former.as_path()))?;
        let first = match hook.has_former() {
            true => format!("\nthe hook that was there is {} now, and is run first", hook.former.display()),
            false => String::new(),
        };
        let whom = match hook.reach {
            Reach::Clone => {
                "each commit in this clone and its work trees is checked now, but for those that git makes by itself:\n\
                 a merge without a conflict, and each of a rebase, `git rebase --continue` too; `incident validate` checks those"
            }
            Reach::Everybody => "it is a file of the work tree: commit it, and everybody's commits are checked",
            Reach::User => "your configuration shares it: it checks the logs of all your repositories",
        };
        let said = format!("wrote {}{first}\n{whom}", hook.path.display());
        Ok(Done { said, path: hook.path, diff: None })
    }
}

fn uninstall(hook: Hook, log: &str, args: Writing) -> Result<Done, Failure> {
    check_unchanged(&hook, args.force, "uninstall")?;
    let (Found::Ours(text) | Found::Changed(text)) = &hook.found else {
        return Ok(Done { said: state(&hook), path: hook.path, diff: None });
    };
    // The other logs of the repository are checked as before.
    let others: Vec<_> = hook_logs(text).into_iter().filter(|other| other != log).collect();
    if !others.is_empty() {
        let after = hook_script(&others, program().as_deref().unwrap_or_default(), hook.by_shell)?;
        if args.dry_run {
            return Ok(Done::dry(&hook, after));
        }
        disk::put_program(&hook.path, &after, None)?;
        let said = format!("wrote {}; it still checks {}", hook.path.display(), others.join(", "));
        return Ok(Done { said, path: hook.path, diff: None });
    }
    if args.dry_run {
        let after = text_of(&hook.former).unwrap_or_default();
        return Ok(Done::dry(&hook, after));
    }
    let has_former = hook.has_former();
    disk::take_program(&hook.path, has_former.then_some(hook.former.as_path()))?;
    let said = if has_former { "put back what was before at" } else { "removed" };
    Ok(Done { said: format!("{said} {}", hook.path.display()), path: hook.path, diff: None })
}

/// A change by hand is not lost without a word.
fn check_unchanged(hook: &Hook, force: bool, step: &str) -> Result<(), Failure> {
    if force || !matches!(hook.found, Found::Changed(_)) {
        return Ok(());
    }
    let help = format!(
        "keep what was changed elsewhere, then run `incident hook {step} --force`; `incident hook {step} --force --dry-run`\n\
         shows what would be lost; nothing was changed"
    );
    let failure = Failure::new("this hook was changed by hand since it was installed, or may no longer be run", help);
    Err(Failure { place: Some(hook.path.display().to_string()), ..failure })
}

fn before(hook: &Hook) -> Option<String> {
    match &hook.found {
        Found::Nothing => None,
        Found::Ours(text) | Found::Changed(text) => Some(text.clone()),
        Found::Other => text_of(&hook.path),
    }
}

fn text_of(path: &Path) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn state(hook: &Hook) -> String {
    let path = hook.path.display();
    let another = || if hook.has_former() { format!(" after {}", hook.former.display()) } else { String::new() };
    match &hook.found {
        Found::Ours(text) => format!("{path} is installed; it checks {}{}", hook_logs(text).join(", "), another()),
        Found::Changed(_) => format!("{path} is installed, and was changed by hand since"),
        Found::Nothing => format!("no hook is installed; `incident hook install` writes {path}"),
        Found::Other => format!("{path} is another hook; `incident hook install` adds to it"),
    }
}

fn in_json(hook: &Hook) -> Value {
    let (state, logs) = match &hook.found {
        Found::Nothing => ("none", Vec::new()),
        Found::Other => ("other", Vec::new()),
        Found::Ours(text) => ("installed", hook_logs(text)),
        Found::Changed(text) => ("changed", hook_logs(text)),
    };
    let reach = match hook.reach {
        Reach::Clone => "clone",
        Reach::Everybody => "everybody",
        Reach::User => "user",
    };
    let former = hook.has_former().then(|| hook.former.display().to_string());
    json!({"state": state, "path": hook.path.display().to_string(), "former": former, "logs": logs, "reach": reach})
}
