//! Sends what waits, item by item. What was sent for sure goes, what was not for sure stays, and what nobody knows of is
//! looked for before it is sent again.

use super::failure::{ConnectError, Fate};
use super::markup::{channel_name, with_room};
use super::outbox::{Item, Outbox, Outgoing, Place, State};
use super::slack::{Posted, Room, Slack};
use super::tracker::{OpenedTicket, Tracker};
use super::webhook::Webhook;
use crate::disk::{self, DiskError};
use crate::model::Moment;
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest that is waited where the service wants to be let alone for a while.
const PATIENCE: Duration = Duration::from_secs(5);

/// By which means messages and tickets go out.
#[derive(Debug)]
pub enum Service {
    Bot(Slack),
    /// It posts in the incident channel alone.
    Webhook(Webhook),
    /// It opens tickets, and nothing else does.
    Tracker(Tracker),
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It is out; a ticket has an address, and by a bot, a message.
    Sent { link: Option<String> },
    /// It was not sent, and waits.
    Waits(String),
    /// It may be out.
    InDoubt(String),
}

/// An item with what became of it.
#[derive(Clone, Debug)]
pub struct Report {
    pub item: Item,
    pub became: Delivered,
}

/// What a request came to.
enum Done {
    Room,
    Posted(Posted),
    Message,
    Ticket(OpenedTicket),
}

impl Service {
    /// Sends the items of these numbers that go out by it, in their order. What another command has sent meanwhile is passed
    /// over, and what is `held` keeps none of them waiting; what is out is so since `now`. With `again`, what may be out and cannot be looked for is sent once more.
    ///
    /// # Errors
    /// Where git's folder cannot be written; nothing is sent that could not be written down.
    pub fn send(
        &self,
        outbox: &Outbox,
        numbers: &[u32],
        again: bool,
        (held, now): (&[u32], Moment),
    ) -> Result<Vec<Report>, DiskError> {
        let mut reports: Vec<Report> = Vec::new();
        let mut is_down: Option<String> = None;
        for number in numbers {
            // Another command may send in between two of ours, but never while one is on its way.
            let _lock = outbox.lock()?;
            let Some(mut item) = outbox.item(*number)?.filter(|item| item.state != State::Prepared) else { continue };
            if item.state == State::Sent || !self.takes(&item.outgoing) {
                continue;
            }
            let before =
                outbox.items()?.into_iter().find(|other| is_before(other, &item) && !held.contains(&other.number));
            let became = match (&is_down, before) {
                (Some(reason), _) => waits(&item, reason.clone()),
                (None, Some(before)) => waits(&item, format!("it waits for number {}", before.number)),
                (None, None) => {
                    item.sent = Some(now);
                    self.deliver(outbox, &mut item, again, &mut is_down)?
                }
            };
            reports.push(Report { item, became });
        }
        Ok(reports)
    }

    fn takes(&self, outgoing: &Outgoing) -> bool {
        matches!(outgoing, Outgoing::Ticket(_)) == matches!(self, Self::Tracker(_))
    }

    fn deliver(
        &self,
        outbox: &Outbox,
        item: &mut Item,
        again: bool,
        is_down: &mut Option<String>,
    ) -> Result<Delivered, DiskError> {
        let was_in_doubt = item.state == State::Sending;
        if was_in_doubt && matches!(self, Self::Webhook(_)) && !again {
            return Ok(Delivered::InDoubt("it may have gone out; look into the channel".to_owned()));
        }
        let mut done = None;
        if was_in_doubt || item.tries > 0 {
            match self.found(outbox, item) {
                Ok(found) => done = found,
                // Of what was refused for sure it need not be known.
                Err(error) if was_in_doubt && !again => return failed(outbox, item, &error, Fate::Unknown, is_down),
                Err(_) => {}
            }
        }
        let done = match done {
            Some(done) => done,
            None => {
                item.state = State::Sending;
                item.reason = None;
                outbox.save(item)?;
                let sent = fault("send").and_then(|()| self.request(outbox, item));
                match sent.and_then(|done| fault("sent").map(|()| done)) {
                    Ok(done) => done,
                    Err(error) => return failed(outbox, item, &error, error.fate(), is_down),
                }
            }
        };
        let link = match (&done, self) {
            // A message that is out is out, whether or not it can be led to.
            (Done::Posted(posted), Self::Bot(slack)) if matches!(item.outgoing, Outgoing::Post { .. }) => {
                slack.permalink(posted).ok()
            }
            (Done::Ticket(OpenedTicket { link, note }), _) => {
                item.reason.clone_from(note);
                Some(link.clone())
            }
            _ => None,
        };
        if link.is_some() || item.completes.is_some() {
            item.state = State::Sent;
            item.link.clone_from(&link);
            outbox.save(item)?;
        } else {
            outbox.forget(item)?;
        }
        Ok(Delivered::Sent { link })
    }

    /// Sends one item; where the service wants to be let alone for a moment, once more.
    fn request(&self, outbox: &Outbox, item: &Item) -> Result<Done, ConnectError> {
        match self.once(outbox, item) {
            Err(ConnectError::RateLimited { wait: Some(wait) }) if wait <= PATIENCE => {
                std::thread::sleep(wait);
                self.once(outbox, item)
            }
            done => done,
        }
    }

    fn once(&self, outbox: &Outbox, item: &Item) -> Result<Done, ConnectError> {
        match (self, &item.outgoing) {
            (Self::Bot(slack), Outgoing::Room { name, private, members }) => {
                let room = slack.open_room(name, *private)?;
                if *private && !room.is_private {
                    return Err(not_private(name));
                }
                Rooms::of(outbox).learn(name, &room);
                // Who is asked in decides nothing: the room is there.
                if !members.is_empty() {
                    let _ = slack.invite(&room, members);
                }
                Ok(Done::Room)
            }
            (Self::Bot(slack), Outgoing::Post { text, room, .. } | Outgoing::Direct { text, room, .. }) => {
                let room = room.as_ref().and_then(|name| Some((name, Rooms::of(outbox).known(name)?)));
                let text = room.map_or_else(|| text.clone(), |(name, room)| with_room(text, name, &room.id));
                in_channel(slack, outbox, item, |channel| slack.post(channel, &text, &item.key)).map(Done::Posted)
            }
            (Self::Webhook(webhook), Outgoing::Post { place: Place::Channel, text, .. }) => {
                webhook.post(text).map(|()| Done::Message)
            }
            (Self::Tracker(tracker), Outgoing::Ticket(ticket)) => tracker.open(ticket, &item.key).map(Done::Ticket),
            (Self::Webhook(_) | Self::Tracker(_), _) | (_, Outgoing::Ticket(_)) => Err(ConnectError::Refused {
                status: 200,
                says: "it needs a bot's token; a webhook posts in the incident channel alone".to_owned(),
            }),
        }
    }

    /// Looks where an item goes for one that may be there.
    fn found(&self, outbox: &Outbox, item: &Item) -> Result<Option<Done>, ConnectError> {
        let slack = match self {
            Self::Bot(slack) => slack,
            Self::Webhook(_) => return Ok(None),
            Self::Tracker(tracker) => return Ok(tracker.find(&item.key, item.made)?.map(Done::Ticket)),
        };
        if matches!(item.outgoing, Outgoing::Room { .. }) {
            // One that is there is found when it is opened.
            return Ok(None);
        }
        let found = in_channel(slack, outbox, item, |channel| {
            let id = match is_id(channel) {
                true => Some(channel.to_owned()),
                false => slack.find_room(channel)?.map(|room| room.id),
            };
            id.map_or(Ok(None), |id| slack.find_message(&id, &item.key, item.made))
        })?;
        Ok(found.map(Done::Posted))
    }
}

/// Asks in the channel that an item goes into. A room that is known by an id which is gone is looked for by its name once
/// more: it was deleted and opened anew, or the team has moved.
fn in_channel<T>(
    slack: &Slack,
    outbox: &Outbox,
    item: &Item,
    ask: impl Fn(&str) -> Result<T, ConnectError>,
) -> Result<T, ConnectError> {
    match ask(&channel_of(slack, outbox, item)?) {
        Err(error) if Slack::is_no_channel(&error) && Rooms::of(outbox).forget(item.outgoing.channel()) => {
            ask(&channel_of(slack, outbox, item)?)
        }
        done => done,
    }
}

/// The channel that an item goes into: its id where it is known, its name for one of the plan's.
fn channel_of(slack: &Slack, outbox: &Outbox, item: &Item) -> Result<String, ConnectError> {
    let (name, place) = match &item.outgoing {
        Outgoing::Direct { member, .. } => return slack.open_direct(member),
        Outgoing::Room { name, .. } => (name, Place::Room),
        Outgoing::Post { channel, place, .. } => (channel, *place),
        // No bot takes one.
        Outgoing::Ticket(ticket) => (&ticket.project, Place::Channel),
    };
    if place == Place::Channel {
        return Ok(name.clone());
    }
    let rooms = Rooms::of(outbox);
    let room = match rooms.known(name) {
        Some(room) => room,
        None => {
            let says = || {
                let says = format!("the app sees no channel {name}; where it is private, ask the app in: /invite");
                ConnectError::Refused { status: 200, says }
            };
            let room = slack.find_room(name)?.ok_or_else(says)?;
            rooms.learn(name, &room);
            room
        }
    };
    match place == Place::PrivateRoom && !room.is_private {
        true => Err(not_private(name)),
        false => Ok(room.id),
    }
}

fn not_private(name: &str) -> ConnectError {
    let says = format!("{name} is open to everybody, and the incident is restricted");
    ConnectError::Refused { status: 200, says }
}

/// Whether a channel is named by its id.
fn is_id(channel: &str) -> bool {
    channel.len() > 8 && channel.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Whether an item must be out before another: it is older, of the same incident, and goes into the same channel. What may
/// be out already keeps nobody waiting.
fn is_before(one: &Item, other: &Item) -> bool {
    let channel = |item: &Item| match &item.outgoing {
        Outgoing::Direct { member, .. } => member.clone(),
        outgoing => channel_name(outgoing.channel()),
    };
    // No ticket answers another.
    !matches!(one.outgoing, Outgoing::Ticket(_))
        && one.number < other.number
        && one.incident == other.incident
        && one.state == State::Ready
        && channel(one) == channel(other)
}

/// What is told of an item that was not tried.
fn waits(item: &Item, reason: String) -> Delivered {
    if item.state == State::Sending { Delivered::InDoubt(reason) } else { Delivered::Waits(reason) }
}

/// Writes down that an item did not go out, or that nobody knows.
fn failed(
    outbox: &Outbox,
    item: &mut Item,
    error: &ConnectError,
    fate: Fate,
    is_down: &mut Option<String>,
) -> Result<Delivered, DiskError> {
    let reason = error.to_string();
    item.state = if fate == Fate::Unknown { State::Sending } else { State::Ready };
    item.tries += 1;
    item.sent = None;
    item.reason = Some(reason.clone());
    outbox.save(item)?;
    if error.is_of_the_network() {
        *is_down = Some(reason.clone());
    }
    Ok(waits(item, reason))
}

/// A point at which tests let the process die.
fn fault(point: &str) -> Result<(), ConnectError> {
    disk::fault_point(point).map_err(|_| ConnectError::Lost)
}

/// The channels that were opened or found, by their names: kept beside the outbox, and found anew where that is lost.
struct Rooms<'a>(&'a Outbox);

impl<'a> Rooms<'a> {
    fn of(outbox: &'a Outbox) -> Self {
        Self(outbox)
    }

    fn read(&self) -> BTreeMap<String, Room> {
        let bytes = std::fs::read(self.0.beside("rooms.json")).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn known(&self, name: &str) -> Option<Room> {
        self.read().remove(&channel_name(name))
    }

    fn learn(&self, name: &str, room: &Room) {
        let mut rooms = self.read();
        rooms.insert(channel_name(name), room.clone());
        self.keep(&rooms);
    }

    /// Forgets a channel; gives whether it was known.
    fn forget(&self, name: &str) -> bool {
        let mut rooms = self.read();
        let was_known = rooms.remove(&channel_name(name)).is_some();
        self.keep(&rooms);
        was_known
    }

    fn keep(&self, rooms: &BTreeMap<String, Room>) {
        // One that is not kept is looked for again.
        let bytes = serde_json::to_vec_pretty(rooms).unwrap_or_default();
        let _ = disk::keep(&self.0.beside("rooms.json"), &bytes);
    }
}
