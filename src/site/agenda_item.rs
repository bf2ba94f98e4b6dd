//! One item of a meeting in a list.

use super::addresses::Addresses;
use super::row::title;
use super::when::When;
use crate::audience::ViewAgendaItem;
use crate::model::format_date;
use crate::text::slug;
use serde::Serialize;

/// What a page shows of an agenda item.
#[derive(Clone, Debug, Serialize)]
pub struct AgendaRow {
    /// The item's id on the agenda's page.
    pub anchor: String,
    /// The page of the agenda on which it stands, from the site's root: the first, unless it is said to be another.
    pub on: String,
    pub date: When,
    pub title: String,
    /// The incident's page under `incidents/`, where readers may see it.
    pub page: Option<String>,
    pub presenter: Option<String>,
    pub minutes: Option<u32>,
    pub status: &'static str,
    pub outcome: Option<String>,
}

/// The id of an agenda item on the agenda's page.
pub fn agenda_item(item: &ViewAgendaItem) -> String {
    format!("item-{}-{}", format_date(item.date), slug(&item.incident))
}

impl AgendaRow {
    pub fn new(item: &ViewAgendaItem, addresses: &Addresses<'_>) -> Self {
        let incident = addresses.incident(&item.incident);
        let date = When::on(item.date);
        Self {
            anchor: agenda_item(item),
            on: "agenda/".to_owned(),
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
