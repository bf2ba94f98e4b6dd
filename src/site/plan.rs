//! The response plan: what each severity means and asks for, whom to call, and what can be hit.

use super::error::SiteError;
use super::facets::severity_slugs;
use super::leaf::Leaf;
use super::outside::Outside;
use super::page::{Page, Site};
use super::row::Mark;
use super::service::service_slugs;
use super::when::When;
use crate::model::Severity;
use serde::Serialize;

pub const ENTRY: Page = Page::new("plan", leaves);

/// What `plan.html` shows.
#[derive(Serialize)]
struct PlanPage<'a> {
    nav: &'static str,
    severities: Vec<SeverityPart<'a>>,
    channel: &'a str,
    war_room: &'a str,
    update_every: u32,
    roster: Vec<Role<'a>>,
    meeting: Option<MeetingPart<'a>>,
    services: Vec<ServicePart<'a>>,
    /// Whether any service has an owner.
    owned: bool,
    /// Whether any has a link.
    linked: bool,
}

#[derive(Serialize)]
struct SeverityPart<'a> {
    mark: Mark,
    /// Its page under `incidents/severity/`, where incidents have it.
    page: Option<String>,
    definition: &'a str,
    examples: &'a [String],
    channel: Option<&'a str>,
    mention: Option<&'a str>,
    direct: &'a [String],
    until_acknowledged: bool,
    expectation: Option<&'a str>,
    /// What it requires, each with its deadline in days.
    requires: Vec<(&'static str, u32)>,
}

#[derive(Serialize)]
struct Role<'a> {
    name: &'a str,
    function: Option<&'a str>,
    order: Option<u32>,
}

#[derive(Serialize)]
struct MeetingPart<'a> {
    name: &'a str,
    time: String,
    zone: &'a str,
    next: Option<When>,
}

#[derive(Serialize)]
struct ServicePart<'a> {
    name: &'a str,
    /// Its page under `incidents/service/`, where it was hit.
    page: Option<String>,
    owner: Option<&'a str>,
    links: Vec<Outside>,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    Ok(vec![Leaf::new("plan/index.html", move || make(&site))])
}

fn make(site: &Site<'_>) -> Result<Vec<u8>, SiteError> {
    let (view, plan) = (site.view, site.view.plan());
    let (severities, services) = (severity_slugs(view), service_slugs(view));
    let callable = plan.callable();
    let others = plan.roster.iter().filter(|person| person.escalation.is_none());
    let page = PlanPage {
        nav: "plan",
        severities: plan
            .severities
            .iter()
            .map(|severity| SeverityPart {
                page: severities.find(&severity.id).map(str::to_owned),
                requires: requires(severity),
                mark: Mark::new(plan, &severity.id),
                definition: &severity.definition,
                examples: &severity.examples,
                channel: severity.escalation.channel.as_deref(),
                mention: severity.escalation.mention.as_deref(),
                direct: &severity.escalation.direct,
                until_acknowledged: severity.escalation.until_acknowledged,
                expectation: severity.escalation.expectation.as_deref(),
            })
            .collect(),
        channel: &plan.channels.incidents,
        war_room: &plan.channels.war_room,
        update_every: plan.update_every,
        roster: callable
            .into_iter()
            .chain(others)
            .map(|person| Role { name: &person.name, function: person.function.as_deref(), order: person.escalation })
            .collect(),
        meeting: plan.meeting.as_ref().map(|meeting| MeetingPart {
            name: &meeting.name,
            time: meeting.time.format("%H:%M").to_string(),
            zone: meeting.zone.name(),
            next: meeting.next_after(site.as_of).ok().map(|next| When::at(next, meeting.zone)),
        }),
        owned: plan.services.iter().any(|service| service.owner.is_some()),
        linked: plan.services.iter().any(|service| !service.links.is_empty()),
        services: plan
            .services
            .iter()
            .map(|service| ServicePart {
                name: &service.name,
                page: services.find(&service.name).map(str::to_owned),
                owner: service.owner.as_deref(),
                links: service.links.iter().map(|link| Outside::new(link)).collect(),
            })
            .collect(),
    };
    Ok(site.page("plan/index.html", "plan.html", &page)?.bytes)
}

fn requires(severity: &Severity) -> Vec<(&'static str, u32)> {
    let requires = &severity.requires;
    let all = [("war room", requires.war_room), ("post-mortem", requires.postmortem), ("agenda item", requires.agenda)];
    all.into_iter().filter_map(|(name, days)| Some((name, days?))).collect()
}
