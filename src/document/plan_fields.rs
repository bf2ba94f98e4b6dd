//! The keys of `incident.yaml`.

use super::field::{Field, Holds, Items};
use crate::model::{Audience, Signatures};

use Holds::{Date, Flag, Forge, List, Map, Number, Recurrence, Rules, Text, Texts, TimeOfDay, Wanted, Word, Zone};

pub(super) const PLAN: &[Field] = &[
    Field::new("name", Text, "What the log is called").such_as("Incident log"),
    Field::new("time-zone", Zone, "The zone of days, folder names and times without a zone"),
    Field::new("site", Map(SITE), "Where the site stands and who reads it"),
    Field::new("channels", Map(CHANNELS), "The chat channels of the response"),
    Field::new("severities", List(items(SEVERITY, None)), "The words for how bad an incident is, the worst first"),
    Field::new("update-every", Number, "How often a thread owes a status, in minutes").such_as("10"),
    Field::new("roster", List(items(PERSON, None)), "Who is called, and in which order"),
    Field::new("meeting", Map(MEETING), "The meeting to which incidents are briefed"),
    Field::new("services", List(items(SERVICE, Some("name"))), "The services that incidents hit"),
    Field::new("tracker", Map(TRACKER), "Where tickets are kept; never a secret"),
    Field::new("chat", Map(CHAT), "Where messages are posted; never a secret"),
    Field::new("postmortem", Map(POSTMORTEM), "What post-mortems must have"),
    Field::new("rules", Rules, "A rule's id to error, warn or off, or to its level and options"),
    Field::new("verify", Map(VERIFY), "What `incident verify` asks of the log's history"),
];

const fn items(fields: &'static [Field], text: Option<&'static str>) -> Items {
    Items { fields, text, alone: false, empty: false }
}

pub(super) const SITE: &[Field] = &[
    Field::new("url", Text, "The address at which the site stands; the feed needs it")
        .such_as("https://incidents.example/"),
    Field::new("audience", Word(Audience::WORDS), "For whom it is built"),
    Field::new(
        "source",
        Forge,
        "The log's repository on GitHub or GitLab, for links from internal pages; of the branch main, or /tree/BRANCH behind it",
    ),
];

pub(super) const CHANNELS: &[Field] = &[
    Field::new("incidents", Text, "Where incidents are reported").such_as("#tech_incidents"),
    Field::new("war-room", Text, "The name of a war room, with {date} and {slug}").such_as("#{date}-war-room-{slug}"),
];

pub(super) const SEVERITY: &[Field] = &[
    Field::new("id", Text, "What the documents call it").such_as("sev-1").needed(),
    Field::new("name", Text, "Its name in a word").such_as("critical"),
    Field::new("definition", Text, "What makes an incident this bad")
        .such_as("Production badly hurts the users' ability to work."),
    Field::new("examples", Texts, "Incidents that are this bad").such_as(r#"["Nobody can pay"]"#),
    Field::new("escalation", Map(ESCALATION), "Who is told and how"),
    Field::new("requires", Wanted(REQUIRES), "What such an incident must have, each with its deadline in days"),
    EXPECTATION,
];

const EXPECTATION: Field = Field::new("expectation", Text, "What everybody may expect of the responders")
    .such_as("Owners drop all other work of theirs.");

pub(super) const ESCALATION: &[Field] = &[
    Field::new("channel", Text, "The channel that is told").such_as("#tech_incidents"),
    Field::new("mention", Text, "Who is mentioned in it").such_as("@channel"),
    Field::new("direct", Texts, "Who of the roster gets a direct message").such_as(r#"["Executive contact"]"#),
    Field::new("until-acknowledged", Flag, "Whether people are called again and again until somebody acknowledges"),
    EXPECTATION,
];

pub(super) const REQUIRES: &[Field] = &[
    Field::new("war-room", Number, "A war room, so many days from the start").such_as("0"),
    Field::new("postmortem", Number, "A post-mortem, so many days from the resolution").such_as("7"),
    Field::new("agenda", Number, "An agenda item, so many days from the resolution").such_as("14"),
];

pub(super) const PERSON: &[Field] = &[
    Field::new("name", Text, "A person or, better, a role").such_as("Tech Lead").needed(),
    Field::new("function", Text, "What they do in the response").such_as("Leads the response"),
    Field::new("escalation", Number, "When they are called: 1 first; without it never first").such_as("1"),
    Field::new("phone", Text, "Their number; it never reaches the site").such_as("555-0100"),
    Field::new("phone-from", Text, "Where their number is kept: env:NAME, or file:PATH of a file that git ignores")
        .such_as("env:LEAD_PHONE"),
    Field::new("chat", Text, "Their member id in the chat, for direct messages; it never reaches the site")
        .such_as("U0123ABC"),
    Field::new("tracker", Text, "Their login in the tracker, for tickets; it never reaches the site")
        .such_as("tech-lead"),
];

pub(super) const MEETING: &[Field] = &[
    Field::new("name", Text, "What the meeting is called").such_as("Architecture meeting"),
    Field::new("recurrence", Recurrence, "On which dates it is, as an RFC 5545 rule"),
    Field::new("time", TimeOfDay, "When it begins on the clocks of its zone"),
    Field::new("zone", Zone, "The zone of its time; the log's where it is not named"),
    Field::new("starts", Date, "Its first date, from which an interval of several weeks counts"),
];

pub(super) const SERVICE: &[Field] = &[
    Field::new("name", Text, "What the documents call it").such_as("checkout").needed(),
    Field::new("owner", Text, "The team that owns it").such_as("Payments team"),
    Field::new("links", Texts, "Its runbooks and graphs").such_as(r#"["https://runbooks.example/checkout"]"#),
];

pub(super) const TRACKER: &[Field] = &[
    Field::new(
        "kind",
        Text,
        "What it is: tickets are opened in github and gitlab; in any other, people open them by hand",
    )
    .such_as("github"),
    Field::new("address", Text, "The repository or project in which tickets are opened")
        .such_as("https://github.com/OWNER/REPOSITORY"),
];

pub(super) const CHAT: &[Field] = &[
    Field::new("kind", Text, "What it is: messages are posted to slack; in any other, people post them by hand")
        .such_as("slack"),
    Field::new("address", Text, "Where people read it").such_as("https://example.slack.com/"),
];

pub(super) const POSTMORTEM: &[Field] =
    &[Field::new("sections", Texts, "Sections beside the built-in ones").such_as(r#"["Customer communication"]"#)];

pub(super) const VERIFY: &[Field] = &[Field::new(
    "signatures",
    Word(Signatures::WORDS),
    "Whether commits to the log are signed by a key that git trusts",
)];
