//! Words as the chat takes them: what would be a command to it is put out of action, but for what the plan says.

/// The longest name of a channel, in characters.
const LONGEST_NAME: usize = 80;

/// A text in which nothing mentions anybody, but for the plan's own mention at its beginning.
pub fn marked(text: &str, mention: Option<&str>) -> String {
    let of_all = |mention: &str| matches!(mention, "@channel" | "@here" | "@everyone");
    match mention.filter(|mention| of_all(mention)).and_then(|mention| Some((mention, text.strip_prefix(mention)?))) {
        Some((mention, rest)) => format!("<!{}>{}", mention.trim_start_matches('@'), escaped(rest)),
        None => escaped(text),
    }
}

/// A marked text in which the war room's name leads to it, where it says so.
pub(super) fn with_room(text: &str, name: &str, id: &str) -> String {
    text.replace(&format!("War room: {}\n", escaped(name)), &format!("War room: <#{id}>\n"))
}

/// The name of a channel as the chat has it: in lower case, without its mark, and not too long.
pub fn channel_name(name: &str) -> String {
    let name = name.trim().trim_start_matches('#').to_lowercase();
    let fits = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    let name: String = name.chars().map(fits).take(LONGEST_NAME).collect();
    name.trim_end_matches('-').to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_mentioned_but_by_the_plan() {
        let text = "@channel sev-1: <!channel> & <@U1> @channel";
        let rest = "sev-1: &lt;!channel&gt; &amp; &lt;@U1&gt; @channel";
        assert_eq!(marked(text, Some("@channel")), format!("<!channel> {rest}"));
        assert_eq!(marked(text, None), format!("@channel {rest}"));
        assert_eq!(marked("<!here> x", Some("<!here>")), "&lt;!here&gt; x");
        assert_eq!(marked("x @here", Some("@here")), "x @here");
    }

    #[test]
    fn a_channel_has_a_name_that_the_chat_takes() {
        assert_eq!(channel_name("#2026-11-24-War Room: Größe.x"), "2026-11-24-war-room--größe-x");
        assert_eq!(channel_name(&format!("#{}", "a-".repeat(60))).chars().count(), 79);
    }

    #[test]
    fn a_room_is_led_to_by_its_name() {
        assert_eq!(with_room("#a&amp;b\nWar room: #a&amp;b\n", "#a&b", "C1"), "#a&amp;b\nWar room: <#C1>\n");
    }
}
