//! The pages' templates, style and script: built in, each overridden by the log's own.

use super::page::SiteError;
use std::collections::BTreeMap;
use tera::{Context, ErrorKind, Tera};

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/site/", $name)))),+]
    };
}

/// Rendered by Tera; names that end with `.html` escape what they print.
const TEMPLATES: &[(&str, &str)] = built_in![
    "base.html",
    "components.html",
    "home.html",
    "incidents.html",
    "incident.html",
    "agenda.html",
    "actions.html",
    "plan.html",
    "rules.html",
    "404.html",
    "search.html",
    "feed-entry.html",
];

/// Taken as they are.
const ASSETS: &[(&str, &str)] = built_in!["style.css", "site.js", "icon.svg", "search.css", "search.js"];

/// The templates of a site.
pub struct SiteTemplates {
    tera: Tera,
    assets: BTreeMap<&'static str, String>,
}

impl SiteTemplates {
    /// Where a log's own templates stand, from its folder.
    pub const FOLDER: &'static str = "templates/site";

    /// The built-in templates, with those of the log in their place; `own` reads a file of the log.
    ///
    /// # Errors
    /// Where a template of the log's own is no template.
    pub fn with(mut own: impl FnMut(&str) -> Option<String>) -> Result<Self, SiteError> {
        let mut text = |name: &str, built_in: &str| {
            own(&format!("{}/{name}", Self::FOLDER)).unwrap_or_else(|| built_in.to_owned())
        };
        let assets = ASSETS.iter().map(|(name, built_in)| (*name, text(name, built_in))).collect();
        let templates: Vec<_> = TEMPLATES.iter().map(|(name, built_in)| (*name, text(name, built_in))).collect();
        let mut tera = Tera::new();
        tera.add_raw_templates(templates).map_err(|error| Self::error("base.html", &error))?;
        Ok(Self { tera, assets })
    }

    /// The text of a file that is taken as it is; empty where there is none of that name.
    pub fn asset(&self, name: &str) -> &str {
        self.assets.get(name).map_or("", String::as_str)
    }

    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, SiteError> {
        self.tera.render(name, context).map_err(|error| Self::error(name, &error))
    }

    /// Says where in which template something is wrong.
    pub(super) fn error(name: &str, error: &tera::Error) -> SiteError {
        let (message, place) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let (file, span) = (report.filename(), report.span());
                let place = format!("{}/{file}:{}:{}", Self::FOLDER, span.start_line, span.start_col + 1);
                (report.message().to_owned(), place)
            }
            _ => (error.to_string(), format!("{}/{name}", Self::FOLDER)),
        };
        let help = format!("mend the template, or remove it from {}/ so that the built-in one holds", Self::FOLDER);
        SiteError { message, place: Some(place), help: Some(help) }
    }
}
