//! The chat of the plan: by which means messages go out, what waits, and what is out.

use super::answer;
use super::context::Opened;
use super::failure::Failure;
use crate::connect::{Address, Item, Outbox, Outgoing, Report, SLACK, Service, Slack, State, Webhook, is_set, secret};
use crate::disk::DiskError;
use crate::git::{Repository, variable_that_says};
use crate::model::{Moment, Plan};
use crate::text::counted;

/// What a bot's token and a webhook's address are called: in the environment, and the command in the user's git config.
const TOKEN: (&str, &str) = ("INCIDENT_CHAT_TOKEN", "incident.chatTokenCommand");
const WEBHOOK: (&str, &str) = ("INCIDENT_CHAT_WEBHOOK", "incident.chatWebhookCommand");
/// Another place for Slack's methods. A plan cannot name one: whoever changes it would be sent the token.
const API: &str = "INCIDENT_CHAT_API";

/// By which means messages go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    Bot,
    Webhook,
}

impl Means {
    /// What is at hand for the chat of a plan; the bot where both are.
    pub fn of(plan: &Plan) -> Option<Self> {
        is_slack(plan).then(Self::at_hand)?
    }

    fn at_hand() -> Option<Self> {
        let of = |(variable, setting), means| is_set(variable, setting).then_some(means);
        of(TOKEN, Self::Bot).or_else(|| of(WEBHOOK, Self::Webhook))
    }

    /// The service, once its secret is told.
    fn service(self) -> Result<Service, Failure> {
        let (variable, setting) = match self {
            Self::Bot => TOKEN,
            Self::Webhook => WEBHOOK,
        };
        let refused = |why: String| Failure::new(why, format!("set {variable}, or mend what it is"));
        let secret = secret(variable, setting).map_err(refused)?;
        let secret = secret.ok_or_else(|| refused(format!("{variable} is not set")))?;
        match self {
            Self::Bot => {
                let base = Address::parse(variable_that_says(API).as_deref().unwrap_or(SLACK));
                Ok(Service::Bot(Slack::new(base.map_err(|error| refused(format!("{API}: {error}")))?, secret)))
            }
            Self::Webhook => {
                let webhook = Webhook::new(&secret).map_err(|error| refused(format!("{variable}: {error}")))?;
                Ok(Service::Webhook(webhook))
            }
        }
    }
}

/// What is to be set for messages to go out.
pub fn missing() -> String {
    format!("set {} (a bot's token) or {} (a webhook's address)", TOKEN.0, WEBHOOK.0)
}

fn is_slack(plan: &Plan) -> bool {
    let kind = plan.chat.as_ref().and_then(|chat| chat.kind.as_deref());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("slack"))
}

/// A chat that is set up, and what waits for it.
pub struct Chat {
    pub means: Means,
    pub outbox: Outbox,
}

impl Chat {
    /// The chat of a plan, where there is a secret for it; else a word on what is missing.
    pub fn of(plan: &Plan, repository: &Repository) -> Option<Self> {
        let means = Means::of(plan);
        if means.is_none() && is_slack(plan) {
            answer::aside(&format!("note: nothing is posted: {}", missing()));
        }
        Some(Self { means: means?, outbox: Outbox::of(repository) })
    }

    /// Says what waits from before.
    pub fn say_what_waits(&self) {
        let is_waiting = |item: &Item| matches!(item.state, State::Ready | State::Sending);
        match self.outbox.items().map(|items| items.into_iter().filter(is_waiting).collect::<Vec<_>>()) {
            Ok(items) if items.is_empty() => {}
            Ok(items) => answer::aside(&format!(
                "note: {} from before; `incident outbox` lists what waits, `incident outbox send` sends it",
                waiting(&items)
            )),
            Err(error) => answer::aside(&format!("warning: {error}: {}", error.help)),
        }
    }
}

/// How much waits, as a sentence has it.
fn waiting(items: &[Item]) -> String {
    let tickets = items.iter().filter(|item| matches!(item.outgoing, Outgoing::Ticket(_))).count();
    let counts = [(items.len() - tickets, "message"), (tickets, "ticket")].into_iter().filter(|(count, _)| *count > 0);
    let told = counts.map(|(number, what)| counted(number, what));
    format!("{} {}", told.collect::<Vec<_>>().join(" and "), if items.len() == 1 { "waits" } else { "wait" })
}

/// Sends what waits under these numbers; what is `held` keeps none of it waiting.
///
/// # Errors
/// Where the secret cannot be had, or git's folder not be written.
pub fn send(chat: &Chat, numbers: &[u32], again: bool, (held, now): (&[u32], Moment)) -> Result<Vec<Report>, Failure> {
    Ok(chat.means.service()?.send(&chat.outbox, numbers, again, (held, now))?)
}

/// Lets items go out whose step is written.
///
/// # Errors
/// Where git's folder cannot be written.
pub fn ready(outbox: &Outbox, numbers: &[u32]) -> Result<(), DiskError> {
    let _lock = outbox.lock()?;
    for number in numbers {
        if let Some(item) = outbox.item(*number)?.filter(|item| item.state == State::Prepared) {
            outbox.save(&Item { state: State::Ready, ..item })?;
        }
    }
    Ok(())
}

/// Decides on what a command that died had prepared: its step is written, or it is forgotten. Nobody else may write
/// meanwhile, so that no command is between the two.
///
/// # Errors
/// Where git's folder cannot be written.
pub fn settle(outbox: &Outbox, opened: &Opened) -> Result<(), DiskError> {
    let prepared = |item: &Item| item.state == State::Prepared && outbox.is_here(item);
    let numbers: Vec<u32> = outbox.items()?.iter().filter(|item| prepared(item)).map(|item| item.number).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let _lock = outbox.lock()?;
    for number in numbers {
        // Its own command may have gone on meanwhile.
        let Some(item) = outbox.item(number)?.filter(prepared) else { continue };
        let text = opened.snapshot.read(&item.path).ok();
        let text = text.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        match text.contains(&item.entry) {
            true => outbox.save(&Item { state: State::Ready, ..item })?,
            false => outbox.forget(&item)?,
        }
    }
    Ok(())
}
