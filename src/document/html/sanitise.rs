//! The last step: of the HTML that was made, only what is known to be harmless goes on.

use super::code;
use super::obsolete::{bare_number, renewed};
use ammonia::Builder;
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::LazyLock;

/// Begins what the renderer itself sets: addresses that were resolved, ids, names for screen readers. So the sanitiser tells
/// them from those in raw HTML, which lead nowhere and name nothing. It is another one in each run, and on no page: no
/// document can hold it.
static OWN: LazyLock<String> = LazyLock::new(|| {
    let random = || RandomState::new().build_hasher().finish();
    format!("own-{:016x}{:016x}", random(), random())
});

/// A value that the renderer sets.
pub fn own(value: &str) -> String {
    format!("{}:{value}", *OWN)
}

/// HTML without what could do harm.
pub fn sanitised(html: &str) -> String {
    renewed(SANITISER.clean(html).to_string())
}

/// Whether an address is one within the log: it has no scheme and no host.
pub fn is_relative(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    !scheme && !address.starts_with("//") && !address.is_empty()
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["input", "section"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("img", ["loading"])
        .set_tag_attribute_value("img", "loading", "lazy")
        .add_generic_attributes(["aria-label", "class", "dir", "id"])
        // What is obsolete, or stands for something that is not there: no page names a map, an id or a machine's value.
        .rm_tags(["area", "bdo", "data", "map", "rtc", "time"])
        .rm_tag_attributes("td", ["align", "charoff", "char", "headers"])
        .rm_tag_attributes("th", ["align", "charoff", "char", "headers"])
        .rm_tag_attributes("table", ["align", "charoff", "char", "summary"])
        .rm_tag_attributes("hr", ["align", "size", "width"])
        .rm_tag_attributes("img", ["align"])
        .rm_tag_attributes("a", ["hreflang"])
        .rm_tag_attributes("blockquote", ["cite"])
        .rm_tag_attributes("q", ["cite"])
        .rm_tag_attributes("del", ["cite", "datetime"])
        .rm_tag_attributes("ins", ["cite", "datetime"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", OWN.as_str()]))
        // No link opens another window, and pages say themselves that nobody is told where readers come from.
        .link_rel(None);
    for element in ["col", "colgroup", "tbody", "tfoot", "thead", "tr"] {
        builder.rm_tag_attributes(element, ["align", "charoff", "char"]);
    }
    builder.attribute_filter(|element, attribute, value| {
        let own = value.strip_prefix(OWN.as_str()).and_then(|value| value.strip_prefix(':'));
        match (element, attribute) {
            ("a", "href") | ("img", "src") => match own {
                // The feed's addresses are whole ones.
                Some(to) => (is_relative(to) || to.starts_with("https://") || to.starts_with("http://"))
                    .then(|| Cow::Owned(to.to_owned())),
                None if element == "img" => None,
                None => (!is_relative(value)).then_some(Cow::Borrowed(value)),
            },
            ("img", "width" | "height") | ("td" | "th", "colspan" | "rowspan") | ("col" | "colgroup", "span") => {
                bare_number(value).map(Cow::Borrowed)
            }
            ("ol", "start") => value.parse::<i32>().is_ok().then_some(Cow::Borrowed(value)),
            ("th", "scope") => matches!(value, "row" | "col" | "rowgroup" | "colgroup").then_some(Cow::Borrowed(value)),
            ("input", "type") => (value == "checkbox").then_some(Cow::Borrowed("checkbox")),
            (_, "id" | "aria-label") => own.map(|value| Cow::Owned(value.to_owned())),
            (_, "class") => is_own_class(element, value).then_some(Cow::Borrowed(value)),
            (_, "dir") => matches!(value, "auto" | "ltr" | "rtl").then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        }
    });
    builder
});

/// Whether a class is one that the renderer sets.
fn is_own_class(element: &str, class: &str) -> bool {
    match element {
        "code" => class.strip_prefix("language-").is_some_and(|name| !name.contains(char::is_whitespace)),
        "pre" => class == code::BLOCK,
        "span" => class == "no-image" || code::CLASSES.contains(&class),
        "td" | "th" => matches!(class, "left" | "center" | "right"),
        "div" => super::alert::CLASSES.contains(&class),
        "a" => class == "bare",
        "section" => class == "footnotes",
        _ => false,
    }
}
