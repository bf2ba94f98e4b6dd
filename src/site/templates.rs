//! The pages' templates, style and script: built in, each overridden by the log's own.

use super::error::SiteError;
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
    "rule.html",
    "rules.html",
    "404.html",
    "search.html",
    "feed-entry.html",
    "figures.html",
    "index.html",
    "statistics.html",
];

/// Taken as they are.
const ASSETS: &[(&str, &str)] = built_in![
    "style.css",
    "charts.css",
    "tokens.css",
    "theme.js",
    "site.js",
    "icon.svg",
    "search.css",
    "search.js",
    "search-engine.js"
];

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
            kind => {
                let name = match kind {
                    ErrorKind::MissingParent { current: name, .. }
                    | ErrorKind::CircularExtend { tpl: name, .. }
                    | ErrorKind::CircularInclude { tpl: name, .. } => name,
                    _ => name,
                };
                (error.to_string(), format!("{}/{name}", Self::FOLDER))
            }
        };
        let help = format!("mend the template, or remove it from {}/ so that the built-in one holds", Self::FOLDER);
        SiteError { message, place: Some(place), help: Some(help), document: None }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::site::testing::view;
    use crate::site::{Site, build};

    fn place(own: impl Fn(&str) -> Option<String>) -> Option<String> {
        let templates = match SiteTemplates::with(own) {
            Ok(templates) => templates,
            Err(error) => return error.place,
        };
        let (view, as_of) = (view(&[]), chrono::DateTime::default());
        let site = Site { view: &view, templates: &templates, as_of, base_url: None, attachments: &[] };
        build(&site).err().and_then(|error| error.place)
    }

    fn own(name: &'static str, text: &'static str) -> impl Fn(&str) -> Option<String> {
        move |path| (path == format!("templates/site/{name}")).then(|| text.to_owned())
    }

    #[test]
    fn a_team_overrides_one_template_and_keeps_the_others() {
        let templates = SiteTemplates::with(own("404.html", "Gone, says {{ site }}.")).unwrap();
        let mut context = Context::new();
        context.insert("site", "A & B");
        assert_eq!(templates.render("404.html", &context).unwrap(), "Gone, says A &amp; B.");
        assert!(templates.asset("style.css").contains("--paper"));
    }

    #[test]
    fn a_team_sets_one_token_and_keeps_the_style() {
        let templates = SiteTemplates::with(own("tokens.css", ":root { --accent: teal; }")).unwrap();
        let (view, as_of) = (view(&[]), chrono::DateTime::default());
        let site = Site { view: &view, templates: &templates, as_of, base_url: None, attachments: &[] };
        let files = build(&site).unwrap();
        let style = files.iter().find(|file| file.path == "style.css").unwrap();
        let style = String::from_utf8(style.bytes.clone()).unwrap();
        assert!(style.contains("--paper:") && style.ends_with(":root{--accent:teal}"), "{style}");
    }

    #[test]
    fn what_is_wrong_in_a_teams_template_has_its_place() {
        assert_eq!(place(own("404.html", "a\n b {% if %}")).as_deref(), Some("templates/site/404.html:2:10"));
        assert_eq!(place(own("404.html", "a\n {{ missing }}")).as_deref(), Some("templates/site/404.html:2:5"));
        assert_eq!(place(own("404.html", "{% extends \"no.html\" %}")).as_deref(), Some("templates/site/404.html"));
    }

    #[test]
    fn only_sanitised_html_goes_into_a_page_unescaped() {
        for (name, text) in TEMPLATES {
            assert!(name.ends_with(".html"), "{name} would not escape what it prints");
            assert!(!text.contains("| safe") && !text.contains("|safe"), "{name} lets something through unescaped");
        }
    }
}
