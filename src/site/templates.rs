//! The pages' templates, styles and scripts: built in, each overridden by the log's own.

use super::error::SiteError;
use super::template_error::{FOLDER, ranged, template_error};
use super::tokens::{Oddity, names_of_tokens, oddities};
use crate::document::nearest;
use crate::respond::Templates;
use crate::text::Excerpt;
use std::collections::BTreeMap;
use std::io::{self, Write};
use tera::{Context, Tera};

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
    "page.html",
    "plan.html",
    "rule.html",
    "rules.html",
    "404.html",
    "search.html",
    "feed-entry.html",
    "figures.html",
    "index.html",
    "statistics.html",
    "writing.html",
];

/// Of the pages over several logs, which are no log's own to change.
const OVER_LOGS: &[(&str, &str)] = &[("logs.html", include_str!("../../templates/over/logs.html"))];

/// Taken as they are.
const ASSETS: &[(&str, &str)] = built_in![
    "style.css",
    "overview.css",
    "incident.css",
    "charts.css",
    "markdown.css",
    "alerts.css",
    "tokens.css",
    "theme.js",
    "site.js",
    "icon.svg",
    "search.css",
    "search.js",
    "search-engine.js",
];

/// Where a team sets tokens.
const TOKENS: &str = "tokens.css";

/// A style of the team's own, which every page loads last where it is there.
pub const OWN_STYLE: &str = "own.css";

/// The largest page, in bytes: a template that never comes to an end is stopped here.
const LARGEST_PAGE: usize = 100_000_000;

/// The templates of a site.
pub struct SiteTemplates {
    tera: Tera,
    assets: BTreeMap<&'static str, String>,
    /// The texts of those that are the log's own, by name.
    own: BTreeMap<&'static str, String>,
    /// What is odd in them, without keeping a page from being made.
    odd: Vec<String>,
    /// What is scaffolded.
    pub documents: Templates,
    /// What each template was given, to hold its documentation against.
    #[cfg(test)]
    pub(super) given: std::sync::Mutex<Vec<(String, serde_json::Value)>>,
}

impl SiteTemplates {
    /// Where a log's own templates stand, from its folder.
    pub const FOLDER: &'static str = FOLDER;

    /// What is built in, each by its name below [`Self::FOLDER`], with its text.
    pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
        TEMPLATES.iter().chain(ASSETS).copied()
    }

    /// The built-in templates, with those of the log in their place; `own` reads a file of the log.
    ///
    /// # Errors
    /// Where a template of the log's own is no template, or its tokens are no CSS.
    pub fn with(mut own: impl FnMut(&str) -> Option<String>) -> Result<Self, SiteError> {
        let documents = Templates::with(&mut own);
        let mut texts = BTreeMap::new();
        let mut text = |name: &'static str, built_in: &str| match own(&format!("{}/{name}", Self::FOLDER)) {
            Some(text) => {
                // Within a style that is put together it would be part of the first selector.
                let text = text.trim_start_matches('\u{feff}').to_owned();
                texts.insert(name, text.clone());
                text
            }
            None => built_in.to_owned(),
        };
        let mut assets: BTreeMap<_, _> = ASSETS.iter().map(|(name, built_in)| (*name, text(name, built_in))).collect();
        assets.insert(OWN_STYLE, text(OWN_STYLE, ""));
        let mut templates: Vec<_> = TEMPLATES.iter().map(|(name, built_in)| (*name, text(name, built_in))).collect();
        let odd = odd_tokens(&assets)?;
        templates.extend(OVER_LOGS.iter().map(|(name, text)| (*name, (*text).to_owned())));
        let mut tera = Tera::new();
        tera.register_function("range", ranged);
        tera.add_raw_templates(templates).map_err(|error| template_error("base.html", &texts, &error))?;
        Ok(Self {
            tera,
            assets,
            own: texts,
            odd,
            documents,
            #[cfg(test)]
            given: std::sync::Mutex::default(),
        })
    }

    /// Keeps what a template is given.
    #[cfg(test)]
    pub(super) fn note(&self, template: &str, values: &impl serde::Serialize) {
        if let (Ok(values), Ok(mut given)) = (serde_json::to_value(values), self.given.lock()) {
            given.push((template.to_owned(), values));
        }
    }

    /// The variables that a template uses, with those that it extends.
    #[cfg(test)]
    pub(super) fn used(&self, template: &str) -> Vec<String> {
        let used = self.tera.get_template_variables(template).into_iter().flatten();
        used.map(str::to_owned).collect()
    }

    /// The text of a file that is taken as it is; empty where there is none of that name.
    pub fn asset(&self, name: &str) -> &str {
        self.assets.get(name).map_or("", String::as_str)
    }

    /// What is odd in the log's own templates: its place, what, and what to do.
    pub fn odd(&self) -> &[String] {
        &self.odd
    }

    /// Whether the log has a style of its own beside the built-in ones.
    pub fn has_own_style(&self) -> bool {
        self.own.contains_key(OWN_STYLE)
    }

    /// What of a log's paths stands among its templates and is none, each with what to do about it.
    pub fn unknown<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<(&'a str, String)> {
        let known: Vec<&str> =
            TEMPLATES.iter().chain(ASSETS).map(|(name, _)| *name).chain(std::iter::once(OWN_STYLE)).collect();
        let below = |path: &'a str| Some((path, path.strip_prefix(Self::FOLDER)?.strip_prefix('/')?));
        let unknown = paths.filter_map(below).filter(|(_, name)| !known.contains(name));
        let told = |(path, name): (&'a str, &str)| match nearest(name, known.iter().copied()) {
            Some(near) => (path, format!("did you mean `{near}`?")),
            None => (path, format!("there are {}", known.join(", "))),
        };
        unknown.map(told).collect()
    }

    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, SiteError> {
        let mut page = Bounded(Vec::new());
        self.tera.render_to(name, context, &mut page).map_err(|error| self.error(name, &error))?;
        String::from_utf8(page.0).map_err(|_| SiteError::new(format!("{name} makes what is no text")))
    }

    /// Says where in which template something is wrong.
    pub(super) fn error(&self, name: &str, error: &tera::Error) -> SiteError {
        template_error(name, &self.own, error)
    }
}

/// What tokens the log sets that no style has.
///
/// # Errors
/// Where its file is no CSS: a browser would pass over what follows without a word.
fn odd_tokens(assets: &BTreeMap<&'static str, String>) -> Result<Vec<String>, SiteError> {
    let styles = assets.iter().filter(|(name, _)| name.ends_with(".css") && **name != TOKENS);
    let known = styles.flat_map(|(_, style)| names_of_tokens(style)).collect();
    let text = assets.get(TOKENS).map_or("", String::as_str);
    let found = oddities(text, &known);
    if let Some(Oddity { line, column, message, help }) = found.broken.into_iter().next() {
        let place = Some(format!("{FOLDER}/{TOKENS}:{line}:{column}"));
        let excerpt = Excerpt::of(text, line, column, 1);
        return Err(SiteError { place, help: Some(help), excerpt, ..SiteError::new(message) });
    }
    let told = |odd: Oddity| format!("{FOLDER}/{TOKENS}:{}:{}: {}; {}", odd.line, odd.column, odd.message, odd.help);
    Ok(found.unknown.into_iter().map(told).collect())
}

/// A page that does not grow without end.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST_PAGE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::site::Site;
    use crate::site::testing::{files, view};

    fn place(own: impl Fn(&str) -> Option<String>) -> Option<String> {
        let templates = match SiteTemplates::with(own) {
            Ok(templates) => templates,
            Err(error) => return error.place,
        };
        let (view, as_of) = (view(&[]), chrono::DateTime::default());
        let site = Site { view: &view, templates: &templates, as_of, base_url: None, attachments: &[], log: None };
        files(&site).err().and_then(|error| error.place)
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
        let site = Site { view: &view, templates: &templates, as_of, base_url: None, attachments: &[], log: None };
        let files = files(&site).unwrap();
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
