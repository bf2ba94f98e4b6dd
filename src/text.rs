//! Layer 0: the bytes of a file as text. Encoding, byte order mark and line endings are settled here, once.

mod address;
mod blank;
mod cell;
mod counted;
mod digits;
mod excerpt;
mod phone;
mod printable;
mod sealed;
mod shell;
mod slug;
mod source;

pub use address::{decoded, encoded_path, joined, paths_of_address};
pub use blank::is_blank;
pub use cell::csv_cell;
pub use counted::counted;
pub use digits::Digits;
pub use excerpt::Excerpt;
pub use phone::{PhonePattern, phone_digits, phone_pattern};
pub use printable::{escaped, printable, storable};
pub use sealed::{sealed, unsealed};
pub use shell::{shell_word, typed_word};
pub use slug::{SLUG_LIMIT, slug};
pub use source::{NotText, Position, Source, Span};
