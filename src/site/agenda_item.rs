//! One item of a meeting in a list.

use super::addresses::Addresses;
use super::links::agenda_item;
use super::row::title;
use super::when::When;
use crate::audience::ViewAgendaItem;
use serde::Serialize;

/// What a page shows of an agenda item.
#[derive(Clone, Debug, Serialize)]
pub struct AgendaRow {
    /// The item's id on the agenda's page.
    pub anchor: String,
    pub date: When,
    pub title: String,
    /// The incident's page under `incidents/`, where readers may see it.
    pub page: Option<String>,
    pub presenter: Option<String>,
    pub minutes: Option<u32>,
    pub status: &'static str,
    pub outcome: Option<String>,
}

impl AgendaRow {
    pub fn new(item: &ViewAgendaItem, addresses: &Addresses<'_>) -> Self {
        let incident = addresses.incident(&item.incident);
        let date = When::on(item.date);
        Self {
            anchor: agenda_item(&date.iso, &item.incident),
            date,
            title: incident.map_or(&*item.incident, title).to_owned(),
            page: incident.map(|incident| addresses.of(incident).to_owned()),
            presenter: item.item.presenter.clone(),
            minutes: item.item.minutes,
            status: item.item.status().word(),
            outcome: item.item.outcome.clone(),
        }
    }
}
