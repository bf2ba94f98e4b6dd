//! Layer 1: what a log is made of, as plain data without input or output.

#[macro_use]
mod vocabulary;

mod action;
mod agenda;
mod diagnostic;
mod duplicate;
mod forge;
mod id;
mod impact;
mod incident;
mod matching;
mod meeting;
mod metrics;
mod page;
mod plan;
mod postmortem;
mod spoken_time;
mod statistics;
mod thread;
mod ticket;
mod time;
mod timeline;
mod trend;

pub use action::{Action, ActionKind, ActionStatus, Priority};
pub use agenda::{AgendaItem, AgendaStatus};
pub use diagnostic::{Diagnostic, Edit, Level, Mended, Place};
pub use duplicate::{duplicate_of, told_twice};
pub use forge::Forge;
pub use id::{IncidentId, InvalidId};
pub use impact::{felt, felt_within};
pub use incident::{
    IMPORTED, Incident, Milestone, RootCause, ServiceHit, Status, Visibility, is_imported, told_of_key,
};
pub use matching::Matching;
pub use meeting::{Meeting, MeetingError};
pub use metrics::{FEWEST_FOR_MEDIAN, Metric, Usual, median};
pub use page::OwnPage;
pub use plan::{
    Audience, Channels, Endpoint, Escalation, OptionValue, Person, PhoneFrom, Plan, Requires, RuleLevel, RuleSetting,
    Service, Severity, Signatures, Site,
};
pub use postmortem::{POSTMORTEM_SECTIONS, Postmortem, PostmortemStatus};
pub use spoken_time::spoken_moment;
pub use statistics::{Grouping, Spread, Statistics, by_group, statistics};
pub use thread::{Thread, ThreadState, threads};
pub use ticket::{Stands, names_ticket};
pub use time::{
    CLOCK_SLACK, Clock, Moment, NotATime, first_moment, format_date, format_duration, format_moment, in_zone,
    parse_date, parse_moment,
};
pub use timeline::{Entry, EntryKind, came_back, in_order, returns};
pub use trend::{FEWEST, Trend, trend};
