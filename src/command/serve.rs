use super::Outcome;
use super::build::audience;
use super::context::Context;
use super::failure::Failure;
use super::fetched::fetched;
use super::logs::each;
use super::serving::{Builder, Call};
use crate::follow::Follower;
use crate::git::{Depth, LOG_PARTS, Repository};
use crate::model::Audience;
use crate::site::Shown;
use crate::site::server::{DEFAULT_ADDRESS, serve};
use serde_json::json;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use tokio::sync::watch;

/// Show the site on this machine as the log changes, until Ctrl-C
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_ADDRESS.port())]
    port: u16,
    /// Build it into this folder too, which stays, as it is shown here: without `site.url`; without a folder, no file is written
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// As these readers see it, public or internal; the plan's `site.audience` where it is not named
    #[arg(long, value_name = "AUDIENCE", value_parser = audience)]
    audience: Option<Audience>,
    /// Show several logs as one site, each by a name and its folder in a clone, a bare repository, or a git address that is
    /// fetched once, at the beginning; once for each. What changes in any of them is built anew
    #[arg(long = "log", value_name = "NAME=PLACE")]
    logs: Vec<String>,
}

/// What of git's own files says which commit is checked out.
const HEAD_PARTS: &[&str] = &["HEAD", "refs", "packed-refs", "logs"];
/// Followers are asked for changes this often at the least.
const LISTEN: std::time::Duration = std::time::Duration::from_secs(3600);

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let (send, calls) = channel();
    // Followed first, so that no change is missed.
    let logs = fetched(&args.logs, Depth::Whole, context)?;
    match logs.as_slice() {
        [] => follow(&context.repository()?, &send)?,
        several => each(several, context, |_, opened| follow(&opened.repository, &send)).map(drop)?,
    }
    let shown = watch::Sender::new(Shown::default());
    let seen = shown.subscribe();
    let out = args.out.map(|out| context.directory.join(out));
    let (ready, begun) = channel();
    let builder = Builder::new(context, logs, (out, args.audience), shown, (send, calls), ready);
    std::thread::spawn(move || builder.go_on());
    let told = begun.recv().map_err(|_| Failure::new("the site could not be built", ""))??;
    let mut printed = Ok(());
    serve(seen, SocketAddr::new(DEFAULT_ADDRESS.ip(), args.port), |address| {
        let mut stdout = anstream::stdout().lock();
        printed = match json {
            true => writeln!(stdout, "{}", json!({"version": 1, "address": format!("http://{address}/")})),
            false => writeln!(stdout, "http://{address}/ shows {told}; Ctrl-C ends it"),
        };
    })?;
    printed?;
    Ok(Outcome::Done)
}

/// Tells of changes of the log's files, and of another commit that is checked out.
fn follow(repository: &Repository, send: &Sender<Call>) -> Result<(), Failure> {
    let follower = |folder: &Path, parts| {
        Follower::of(folder, parts)
            .map_err(|error| Failure::new(format!("{} cannot be followed: {error}", folder.display()), ""))
    };
    if let Some(root) = repository.log_root() {
        let (files, send) = (follower(&root, LOG_PARTS)?, send.clone());
        std::thread::spawn(move || pass_on(files, &send, || true));
    }
    let folder = repository.git_dir().to_owned();
    let (git, mut last) = (follower(&folder, HEAD_PARTS)?, repository.head());
    let is_other = move || {
        let head = Repository::discover(&folder).ok().and_then(|repository| repository.head());
        std::mem::replace(&mut last, head) != head
    };
    let send = send.clone();
    std::thread::spawn(move || pass_on(git, &send, is_other));
    Ok(())
}

fn pass_on(mut follower: Follower, send: &Sender<Call>, mut matters: impl FnMut() -> bool) {
    loop {
        if follower.wait(LISTEN) && matters() && send.send(Call::Changed).is_err() {
            return;
        }
    }
}
