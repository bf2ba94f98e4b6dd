//! What a key of a document is: readers look their keys up here, and JSON Schemas are made of them.

/// A key with what it holds.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub key: &'static str,
    pub holds: Holds,
    /// What it says, in one clause.
    pub what: &'static str,
    /// A value as JSON has it; a text needs no quotes. Empty where what it holds tells enough.
    pub example: &'static str,
    /// Whether a document says too little without it.
    pub is_needed: bool,
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    Text,
    /// A list of texts; a text alone is a list of one.
    Texts,
    /// A word of a vocabulary.
    Word(&'static [&'static str]),
    Moment,
    Date,
    TimeOfDay,
    /// A whole number, not negative.
    Number,
    Flag,
    Zone,
    /// An RFC 5545 RRULE.
    Recurrence,
    /// The address of a repository on a forge.
    Forge,
    /// The id of one of the plan's severities.
    Severity,
    /// The name of one of the plan's services.
    Service,
    Map(&'static [Field]),
    /// A map of numbers, or a list of those that are wanted.
    Wanted(&'static [Field]),
    /// A map whose keys are the team's, or a text alone.
    Measures,
    List(Items),
    /// A rule's id to its level, or to its level and options.
    Rules,
}

/// The items of a list: maps.
#[derive(Clone, Copy, Debug)]
pub struct Items {
    pub fields: &'static [Field],
    /// The key that a text in the place of the map gives; none where it takes no text.
    pub text: Option<&'static str>,
    /// Whether a text in the place of the list is its only item.
    pub alone: bool,
    /// Whether an item can be nothing.
    pub empty: bool,
}

impl Field {
    /// A key, what it holds, and what it says.
    pub const fn new(key: &'static str, holds: Holds, what: &'static str) -> Self {
        Self { key, holds, what, example: "", is_needed: false }
    }

    /// The same with an example.
    pub const fn such_as(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// The same, without which a document says too little.
    pub const fn needed(self) -> Self {
        Self { is_needed: true, ..self }
    }
}

/// The keys of a list of fields, in order.
pub const fn keys<const N: usize>(fields: &[Field; N]) -> [&'static str; N] {
    let mut keys = [""; N];
    let mut at = 0;
    while at < N {
        keys[at] = fields[at].key;
        at += 1;
    }
    keys
}
