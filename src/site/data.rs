//! The incidents as data, for whoever wants to reckon with them: `incidents.json`, with its schema beside it.

use super::addresses::Addresses;
use super::away::Away;
use super::error::SiteError;
use super::leaf::Leaf;
use super::page::{Page, Site};
use super::row::{section, status, title};
use crate::audience::ViewIncident;
use crate::model::{Incident, Metric, Milestone, ServiceHit, format_moment};
use chrono::Duration;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

pub const ENTRY: Page = Page::new("data", leaves);

/// The JSON Schema of `incidents.json`, draft 2020-12.
pub const INCIDENTS_SCHEMA: &str = include_str!("incidents.schema.json");

/// Under one version, keys are only added.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Data<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u32,
    name: &'a str,
    audience: &'static str,
    incidents: Vec<Record<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Record<'a> {
    id: &'a str,
    address: String,
    title: &'a str,
    severity: Option<&'a str>,
    status: &'static str,
    /// By milestone; those that are known.
    times: BTreeMap<&'static str, String>,
    seconds: Seconds,
    services: &'a [ServiceHit],
    tags: &'a [String],
    summary: &'a str,
    solution: &'a str,
}

/// How long things took, as far as it is known.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Seconds {
    felt: Option<i64>,
    to_detect: Option<i64>,
    to_acknowledge: Option<i64>,
    to_mitigate: Option<i64>,
    to_resolve: Option<i64>,
}

impl Seconds {
    pub fn of(incident: &Incident) -> Self {
        let of = |metric: Metric| metric.of(incident).as_ref().map(Duration::num_seconds);
        Self {
            felt: incident.duration().as_ref().map(Duration::num_seconds),
            to_detect: of(Metric::Detect),
            to_acknowledge: of(Metric::Acknowledge),
            to_mitigate: of(Metric::Mitigate),
            to_resolve: of(Metric::Resolve),
        }
    }
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let schema = Leaf::there("incidents.schema.json", INCIDENTS_SCHEMA);
    Ok(vec![Leaf::new("incidents.json", move || incidents(&site)), schema])
}

fn incidents(site: &Site<'_>) -> Result<Vec<u8>, SiteError> {
    let (addresses, away) = (Addresses::new(site.view), site.away());
    let record = |incident| record(incident, &addresses, &away);
    let data = Data {
        schema: "incidents.schema.json",
        version: VERSION,
        name: away.name(),
        audience: site.view.audience().word(),
        incidents: site.view.incidents().par_iter().map(record).collect(),
    };
    serde_json::to_vec(&data).map_err(|error| SiteError::new(format!("incidents.json could not be made: {error}")))
}

fn record<'a>(incident: &'a ViewIncident, addresses: &Addresses<'_>, away: &Away<'_>) -> Record<'a> {
    let facts = &incident.incident;
    let time = |milestone: &Milestone| Some((milestone.word(), format_moment(facts.milestone(*milestone)?)));
    Record {
        id: &incident.id,
        address: away.address(&format!("incidents/{}/", addresses.of(incident))),
        title: title(incident),
        severity: facts.severity.as_deref(),
        status: status(incident),
        times: Milestone::ALL.iter().filter_map(time).collect(),
        seconds: Seconds::of(facts),
        services: &facts.services,
        tags: &facts.tags,
        summary: section(incident, "Summary"),
        solution: section(incident, "Solution"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::sample::LOG;
    use crate::site::testing::pages;
    use serde_json::{Value, json};

    #[test]
    fn an_incident_is_told_as_data() {
        let data: Value = serde_json::from_str(&pages(LOG)["incidents.json"]).unwrap();
        assert_eq!(
            data["incidents"],
            json!([{
                "id": "2026-03-02-pool-exhausted",
                "address": "incidents/2026-03-02-pool-exhausted/",
                "title": "Pool <exhausted> & slow",
                "severity": "sev-2",
                "status": "resolved",
                "times": {
                    "started": "2026-03-02T21:30:00-05:00",
                    "mitigated": "2026-03-02T22:00:00-05:00",
                    "resolved": "2026-03-02T23:00:00-05:00",
                },
                "seconds": {
                    "felt": 1800,
                    "to-detect": null,
                    "to-acknowledge": null,
                    "to-mitigate": 1800,
                    "to-resolve": 5400,
                },
                "services": [{"name": "search"}, {"name": "checkout"}],
                "tags": ["deploy"],
                "summary": "Every search waited for a **connection**. Ask withheld.",
                "solution": "Restart the *index*.\n\nMore words.",
            }])
        );
    }

    /// Every key is told of, and what is not as it says does not fit.
    #[test]
    fn what_is_told_fits_its_schema() {
        let schema = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&serde_json::from_str(INCIDENTS_SCHEMA).unwrap())
            .unwrap();
        let broken = ("incidents/2026/2026-05-02-broken/incident.md", "---\ntitle: [\nvisibility: internal\n---\n");
        for log in [LOG, &[], &[broken, ("incidents/2026/odd/incident.md", "---\nstatus: open\n---\n")]] {
            let data: Value = serde_json::from_str(&pages(log)["incidents.json"]).unwrap();
            assert_eq!(schema.iter_errors(&data).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0], "{data}");
        }
        let mut data: Value = serde_json::from_str(&pages(LOG)["incidents.json"]).unwrap();
        for (at, value) in
            [("id", json!(1)), ("status", json!("gone")), ("more", json!("x")), ("times", json!({"started": "x"}))]
        {
            let kept = data["incidents"][0].clone();
            data["incidents"][0][at] = value;
            assert!(!schema.is_valid(&data), "{at}");
            data["incidents"][0] = kept;
        }
        assert!(schema.is_valid(&data));
    }
}
