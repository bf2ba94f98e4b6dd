//! Services and tags, as pages name them.

use super::addresses::Slugs;
use crate::audience::View;
use crate::model::Plan;
use serde::Serialize;

/// What the plan says of a service.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ServiceFacts<'a> {
    pub name: &'a str,
    pub owner: Option<&'a str>,
    pub links: &'a [String],
}

impl<'a> ServiceFacts<'a> {
    /// The facts of a service that the plan knows.
    pub fn of(plan: &'a Plan, name: &str) -> Option<Self> {
        let service = plan.services.iter().find(|service| service.name == name)?;
        Some(Self { name: &service.name, owner: service.owner.as_deref(), links: &service.links })
    }
}

/// The addresses of the pages of services.
pub fn service_slugs(view: &View) -> Slugs {
    Slugs::new(
        view.incidents().iter().flat_map(|incident| incident.incident.services.iter().map(|hit| hit.name.as_str())),
    )
}

/// The addresses of the pages of tags.
pub fn tag_slugs(view: &View) -> Slugs {
    Slugs::new(view.incidents().iter().flat_map(|incident| incident.incident.tags.iter().map(String::as_str)))
}
