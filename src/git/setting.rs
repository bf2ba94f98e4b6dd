//! What the user's own configuration says.

use git2::Config;

/// A value of the user's, the machine's or the system's configuration, whatever the repository's own says: that may have
/// come from somebody else.
pub fn user_setting(name: &str) -> Option<String> {
    let config = Config::open_default().ok()?;
    config.get_string(name).ok().filter(|value| !value.trim().is_empty())
}
