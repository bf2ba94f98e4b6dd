//! Values that say nothing yet.

/// Whether a value only keeps a place: `TBD`, `nobody yet`, `?`.
pub fn is_blank(value: &str) -> bool {
    const BLANKS: &str = "|nobody|nobody yet|no one|none|no|somebody|someone|unassigned|unknown|tbd|tba|tbc|todo|n/a|na|\
                          pending|not yet|to be decided|to be determined|to be defined";
    let bare = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    BLANKS.split('|').any(|blank| blank == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_keeps_a_place_is_blank() {
        for value in ["", " - ", "?", "TBD", "(nobody yet)", "N/A", "none"] {
            assert!(is_blank(value), "{value}");
        }
        for value in ["Platform", "none: no time", "Nora"] {
            assert!(!is_blank(value), "{value}");
        }
    }
}
