//! What the user's own configuration says.

use git2::Config;

/// A value of the user's, the machine's or the system's configuration, whatever the repository's own says: that may have
/// come from somebody else.
pub fn user_setting(name: &str) -> Option<String> {
    let config = Config::open_default().ok()?;
    config.get_string(name).ok().filter(|value| !value.trim().is_empty())
}

/// What a variable of the environment says, where it says anything; else the user's configuration.
pub fn variable_or_setting(variable: &str, name: &str) -> Option<String> {
    variable_that_says(variable).or_else(|| user_setting(name))
}

/// What a variable of the environment says, without the blanks around it; `None` where it says nothing.
pub fn variable_that_says(variable: &str) -> Option<String> {
    let value = std::env::var(variable).ok()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}
