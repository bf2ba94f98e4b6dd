use super::Outcome;
use super::context::Context;
use super::failure::Failure;
use crate::document::did_you_mean;
use crate::respond::Templates;
use crate::site::SiteTemplates;
use std::io::Write as _;

/// Print a built-in template, style or script of the site, or of a new document, to begin one of your own with
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its name, like `page.html`; the paths at which a log has its own where none is named
    name: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    context.format_of(&["human"])?;
    let of_site = SiteTemplates::built_in().map(|(name, text)| (SiteTemplates::FOLDER, name, text));
    let of_documents = Templates::BUILT_IN.iter().map(|(name, text)| (Templates::FOLDER, *name, *text));
    let all: Vec<_> = of_site.chain(of_documents).collect();
    let mut out = anstream::stdout().lock();
    let Some(wanted) = &args.name else {
        for (folder, name, _) in all {
            writeln!(out, "{folder}/{name}")?;
        }
        return Ok(Outcome::Done);
    };
    let is_wanted = |(folder, name, _): &&(&str, &str, &str)| {
        let path = wanted.strip_prefix(folder).and_then(|path| path.strip_prefix('/'));
        path.unwrap_or(wanted) == *name
    };
    let found = all.iter().find(is_wanted).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(_, name, _)| *name).collect();
        Failure::new(format!("there is no template `{wanted}`"), did_you_mean(wanted, &names))
    })?;
    write!(out, "{}", found.2)?;
    Ok(Outcome::Done)
}
