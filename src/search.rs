//! Layer 4: past incidents like a new one, or that say what is looked for, with their solutions first.

mod causes;
mod chance;
mod fields;
#[cfg(test)]
mod kept_properties;
mod mutual;
mod neighbours;
mod pages;
mod part;
mod past;
mod place;
mod question;
mod rank;
mod said;
mod same_cause;
mod same_title;
mod shared;
mod similar;
mod typed;
mod words;

pub use neighbours::{Description, neighbours};
pub use pages::pages_with;
pub use past::{Match, Past};
pub use place::Place;
pub use question::Question;
pub use same_title::is_called_alike;
pub use similar::Similar;
