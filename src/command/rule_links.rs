//! Links from what is found to what the log's site says of the rule, on terminals that have links.

use super::build::base_url;
use crate::log::Log;
use supports_hyperlinks::Stream;

/// Where the site has its pages of rules; `None` where the terminal shows no links, or the plan does not name the site.
pub fn rule_pages(log: &Log) -> Option<String> {
    let url = log.plan.value.site.url.as_deref().filter(|_| supports_hyperlinks::on(Stream::Stdout))?;
    Some(format!("{}rules/", base_url(url).ok()?))
}
