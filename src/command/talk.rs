//! What a step has to say, sorted by what the chat takes and what is left for people to paste.

use super::chat::{Chat, Means};
use super::outward::Outward;
use crate::connect::{Completes, Outgoing, Place, marked};
use crate::log::Log;
use crate::model::{Incident, Plan, Visibility};
use crate::respond::Message;

/// What every step takes that posts.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct SendArgs {
    /// Post nothing: show what is to be posted, ready to paste
    #[arg(long)]
    pub no_send: bool,
}

/// What a step has to say.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    /// To the channel of the severity, and to people directly.
    pub message: Option<Message>,
    /// To those in the war room.
    pub room: Option<String>,
    /// Whether the war room is opened by the step.
    pub opens: bool,
    /// What is written down once the message is out.
    pub completes: Option<Completes>,
}

/// What is left for people to paste.
pub struct Left {
    pub message: Message,
    /// Whether it is out in its channel, so that only some people are left.
    pub is_posted: bool,
}

/// Whom a step reaches by the chat: channels and people, by the names of the plan. Nobody where no chat is set up.
pub fn reached(plan: &Plan, incident: &Incident, talk: &Talk) -> Vec<String> {
    let outgoing = Means::of(plan).map(|means| sorted(means, plan, incident, talk).0).unwrap_or_default();
    outgoing.iter().map(|outgoing| outgoing.channel().to_owned()).collect()
}

/// Whether the chat posts a step's message in its channel, so that nobody has to paste it there.
pub fn is_posted(plan: &Plan, incident: &Incident, talk: &Talk, args: SendArgs) -> bool {
    let channel = talk.message.as_ref().and_then(|message| message.channel.as_ref());
    !args.no_send && channel.is_some_and(|channel| reached(plan, incident, talk).contains(channel))
}

pub fn outward(log: &Log, talk: &Talk) -> Talk {
    let outward = Outward::of(log);
    Talk {
        message: talk.message.as_ref().map(|message| outward.message(message)),
        room: talk.room.as_ref().map(|text| outward.text(text)),
        opens: talk.opens,
        completes: talk.completes,
    }
}

pub fn sorted_by(chat: Option<&Chat>, plan: &Plan, incident: &Incident, talk: &Talk) -> (Vec<Outgoing>, Option<Left>) {
    match chat {
        Some(chat) => sorted(chat.means, plan, incident, talk),
        None => (Vec::new(), talk.message.clone().map(|message| Left { message, is_posted: false })),
    }
}

/// What can go out of what a step says, in the order in which it must, and what is left.
fn sorted(means: Means, plan: &Plan, incident: &Incident, talk: &Talk) -> (Vec<Outgoing>, Option<Left>) {
    let is_restricted = incident.visibility == Some(Visibility::Restricted);
    let room = incident.war_room.as_ref().filter(|_| means == Means::Bot);
    let mut outgoing = Vec::new();
    let mut left = talk.message.clone().map(|message| Left { message, is_posted: false });
    let member = |name: &String| {
        let person = plan.roster.iter().find(|person| person.name.eq_ignore_ascii_case(name))?;
        Some((person.name.clone(), person.chat.clone()?))
    };
    let direct = talk.message.as_ref().map(|message| message.direct.as_slice()).unwrap_or_default();
    if let Some(name) = room.filter(|_| talk.opens) {
        // Nobody else finds the way into a private one.
        let asked = incident.lead.iter().chain(direct.iter().filter(|_| is_restricted));
        let members = asked.filter_map(|name| Some(member(name)?.1)).collect();
        outgoing.push(Outgoing::Room { name: name.clone(), private: is_restricted, members });
    }
    if let (Some(message), Some(left)) = (&talk.message, &mut left) {
        let text = marked(&message.text, message.mention.as_deref());
        let fits = |channel: &&String| means == Means::Bot || **channel == plan.channels.incidents;
        if let Some(channel) = message.channel.as_ref().filter(fits) {
            let (channel, room) = (channel.clone(), room.cloned());
            outgoing.push(Outgoing::Post { channel, place: Place::Channel, text, room });
            left.is_posted = true;
        }
        if means == Means::Bot {
            let mention = message.mention.as_deref().and_then(|mention| message.text.strip_prefix(mention));
            let text = marked(mention.unwrap_or(&message.text).trim_start(), None);
            for (name, member) in message.direct.iter().filter_map(member) {
                left.message.direct.retain(|other| !other.eq_ignore_ascii_case(&name));
                outgoing.push(Outgoing::Direct { name, member, text: text.clone(), room: room.cloned() });
            }
        }
    }
    if let (Some(channel), Some(text)) = (room, &talk.room) {
        let place = if is_restricted { Place::PrivateRoom } else { Place::Room };
        outgoing.push(Outgoing::Post { channel: channel.clone(), place, text: marked(text, None), room: None });
    }
    (outgoing, left.filter(|left| !left.is_posted || !left.message.direct.is_empty()))
}
