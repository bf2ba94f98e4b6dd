//! What the site is made of, and how a page of it is rendered.

use super::away::Away;
use super::card_link::{CardLink, LOG_CARD};
use super::error::SiteError;
use super::leaf::Leaf;
use super::own_address::{OwnLink, navigation};
use super::templates::SiteTemplates;
use super::when::When;
use crate::audience::View;
use crate::model::{Audience, Moment};
use crate::text::encoded_path;
use chrono::NaiveDate;
use serde::Serialize;
use tera::{Context, Value};

pub use super::leaf::SiteFile;

/// What a page may load: nothing from elsewhere, and no script or style that stands in it.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

/// What a site is made of.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub view: &'a View,
    pub templates: &'a SiteTemplates,
    /// What overdue and days since are reckoned from.
    pub as_of: Moment,
    /// Where the site will stand, for what needs a whole address.
    pub base_url: Option<&'a str>,
    /// Images and what else documents show: of incidents under `incidents/ID/NAME`, of own pages under `pages/`.
    pub attachments: &'a [SiteFile],
    /// The log's name in a site of several, where this one stands in a folder of that name.
    pub log: Option<&'a str>,
}

/// One kind of page.
#[derive(Clone, Copy)]
pub struct Page {
    pub name: &'static str,
    leaves: for<'a> fn(Site<'a>) -> Result<Vec<Leaf<'a>>, SiteError>,
}

impl Page {
    /// A kind whose files `leaves` names, each to be made when its turn comes.
    pub(super) const fn new(
        name: &'static str,
        leaves: for<'a> fn(Site<'a>) -> Result<Vec<Leaf<'a>>, SiteError>,
    ) -> Self {
        Self { name, leaves }
    }

    /// The files of this kind.
    ///
    /// # Errors
    /// Where a page of the team's own has no place.
    pub(super) fn leaves<'a>(&self, site: Site<'a>) -> Result<Vec<Leaf<'a>>, SiteError> {
        (self.leaves)(site)
    }
}

/// What every page gets beside its own.
#[derive(Serialize)]
pub(super) struct Every<'a> {
    pub root: &'a str,
    /// Its whole address, where it is known where the site will stand.
    pub address: Option<String>,
    /// The log's name.
    pub site: &'a str,
    /// What the log is called in a site of several.
    pub log: Option<&'a str>,
    pub public: bool,
    pub as_of: When,
    pub zone: &'a str,
    pub own_pages: Vec<OwnLink>,
    pub own_style: bool,
    /// The picture for a link to it, where it has none of its own.
    pub card: Option<CardLink>,
}

impl Every<'_> {
    /// Renders a page from these and its own values.
    pub fn page(
        &self,
        templates: &SiteTemplates,
        path: &str,
        template: &str,
        values: &impl Serialize,
    ) -> Result<SiteFile, SiteError> {
        let failed = |error| templates.error(template, &error);
        let mut context = Context::from_serialize(values).map_err(failed)?;
        context.extend(Context::from_serialize(self).map_err(failed)?);
        context.insert_value("policy", Value::safe_string(POLICY));
        let html = templates.render(template, &context).map_err(|error| error.of(path))?;
        Ok(SiteFile { path: path.to_owned(), bytes: html.into_bytes() })
    }
}

impl<'a> Site<'a> {
    /// What the log is called away from the site, and where.
    pub fn away(&self) -> Away<'a> {
        Away::new(self.view, self.base_url).of_log(self.log)
    }

    /// Renders the page at a path that ends with a file's name. The template gets `values` (a struct or map),
    /// `root` (the way back to the site's root: empty, `../`, `../../` …) and what every page shows.
    ///
    /// # Errors
    /// Where the template cannot be rendered.
    pub fn page(&self, path: &str, template: &str, values: &impl Serialize) -> Result<SiteFile, SiteError> {
        let root = "../".repeat(path.matches('/').count());
        self.page_from(path, template, values, &root)
    }

    /// The day of what is shown, in the plan's zone.
    pub fn today(&self) -> NaiveDate {
        self.as_of.with_timezone(&self.view.plan().time_zone).date_naive()
    }

    /// The same with another way back to the root.
    ///
    /// # Errors
    /// As [`Site::page`].
    pub(super) fn page_from(
        &self,
        path: &str,
        template: &str,
        values: &impl Serialize,
        root: &str,
    ) -> Result<SiteFile, SiteError> {
        let (plan, page) = (self.view.plan(), path.strip_suffix("index.html"));
        let away = self.away();
        let every = Every {
            root,
            address: page.and_then(|page| away.whole(&encoded_path(page))),
            site: &plan.name,
            log: self.log,
            public: self.view.audience() == Audience::Public,
            as_of: When::at(self.as_of, plan.time_zone),
            zone: plan.time_zone.name(),
            own_pages: navigation(self.view),
            own_style: self.templates.has_own_style(),
            card: CardLink::new(&away, LOG_CARD, || format!("The incidents of {}", away.name())),
        };
        #[cfg(test)]
        {
            self.templates.note(template, values);
            self.templates.note("base.html", &every);
        }
        every.page(self.templates, path, template, values)
    }
}
