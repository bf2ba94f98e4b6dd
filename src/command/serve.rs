use super::Outcome;
use super::build::{Wanted, audience, build};
use super::context::Context;
use super::failure::Failure;
use crate::git::Place;
use crate::model::Audience;
use crate::site::server::{DEFAULT_ADDRESS, serve};
use serde_json::json;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Build the site and show it on this machine, until Ctrl-C
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = DEFAULT_ADDRESS.port())]
    port: u16,
    /// Build it into this folder, which stays; without, it is built into a temporary one
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// As these readers see it, public or internal; the plan's `site.audience` where it is not named
    #[arg(long, value_name = "AUDIENCE", value_parser = audience)]
    audience: Option<Audience>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open(&Place::WorkTree)?;
    let temporary = tempfile::Builder::new().prefix("incident-site-").tempdir().map_err(|error| {
        Failure::new(format!("there is no room for the site: {error}"), "name a folder for it with --out")
    })?;
    let out = args.out.map_or_else(|| temporary.path().join("site"), |out| context.directory.join(out));
    // Where it is shown is not where it will stand, so its feed has addresses from the feed's own place.
    let built = build(
        &opened,
        context,
        &Wanted { audience: args.audience, base_url: None, out: &out, place: &Place::WorkTree },
    )?;
    built.warn();
    let mut told = Ok(());
    serve(&out, SocketAddr::new(DEFAULT_ADDRESS.ip(), args.port), |address| {
        let mut stdout = anstream::stdout().lock();
        told = match json {
            true => writeln!(stdout, "{}", json!({"version": 1, "address": format!("http://{address}/")})),
            false => writeln!(stdout, "http://{address}/ shows {}; Ctrl-C ends it", built.told()),
        };
    })?;
    told?;
    Ok(Outcome::Done)
}
