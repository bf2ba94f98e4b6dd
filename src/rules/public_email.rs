//! E-mail addresses in what everybody may read.

use super::rule::{Findings, RuleOption, Subject};
use super::texts::{just_before, look};
use crate::model::Visibility;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// What may be published all the same.
const ALLOW: RuleOption =
    RuleOption::words("allow", &[], "e-mail addresses, and domains of them, that may be published");

rule! {
    /// A public document has an e-mail address.
    ///
    /// ## Why
    /// What is public is read by machines that collect addresses, and a person who wrote in did not agree to stand on a
    /// page for good. An address that is meant to be found, such as that of the support desk, can be allowed in the plan.
    /// Domains that are kept for examples are let be.
    ///
    /// ## Good
    /// ```yaml
    /// visibility: public
    /// ```
    /// ```markdown
    /// ## Summary
    /// A customer wrote that search is slow, as did `reader@shop.example`.
    /// ```
    /// ## Bad
    /// ```yaml
    /// visibility: public
    /// ```
    /// ```markdown
    /// ## Summary
    /// A customer (reader@no-such-host.shop) wrote that search is slow.
    /// ```
    "public-email", Warn, check, options: &[ALLOW]
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let allowed = findings.options.words(&ALLOW);
    let found = look(subject.log, |text| match text.visibility {
        Some(Visibility::Public) => addresses(text.source.text()),
        _ => Vec::new(),
    });
    for (source, span) in found {
        let address = source.slice(span);
        if allowed.iter().any(|allowed| is_allowed(address, allowed)) {
            continue;
        }
        let help = "say who it was by their role; where the address is meant to be found, put it in the plan, under \
                    `rules: {public-email: {allow: […]}}`";
        findings.report(source, span, format!("{address} can be read by everybody"), help);
    }
}

/// An address allows itself, a domain all addresses below it.
fn is_allowed(address: &str, allowed: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default();
    let allowed = allowed.trim_start_matches('@');
    address.eq_ignore_ascii_case(allowed) || is_below(domain, allowed)
}

/// Whether a domain is another one or below it.
fn is_below(domain: &str, other: &str) -> bool {
    let (domain, other) = (domain.to_ascii_lowercase(), other.to_ascii_lowercase());
    domain == other || domain.strip_suffix(&other).is_some_and(|below| below.ends_with('.'))
}

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}").ok()
});

/// Domains that lead to nobody: those kept for examples and tests, and those of a team's own machines.
const NOBODYS: &[&str] = &[
    "example",
    "example.com",
    "example.net",
    "example.org",
    "test",
    "invalid",
    "localhost",
    "local",
    "internal",
    "lan",
    "localdomain",
    "intranet",
    "corp",
    "home",
    "arpa",
    "onion",
];

/// Endings of files that are written with an `@`, such as `icon@2x.png`.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "json", "md", "service", "yaml", "yml", "tgz", "gz", "zip",
];

/// Accounts by which machines are reached; nobody reads their mail.
const MACHINES: &[&str] = &["git", "root", "ubuntu", "ec2-user", "hg", "noreply", "no-reply"];

fn addresses(text: &str) -> Vec<Span> {
    let Some(address) = ADDRESS.as_ref().filter(|_| text.contains('@')) else { return Vec::new() };
    let found = address.find_iter(text).filter(|found| {
        let (account, domain) = found.as_str().split_once('@').unwrap_or_default();
        let ending = domain.rsplit('.').next().unwrap_or_default();
        stands_alone(text, Span::new(found.start(), found.end()))
            && !NOBODYS.iter().any(|nobodys| is_below(domain, nobodys))
            && !FILES.iter().any(|file| ending.eq_ignore_ascii_case(file))
            && !MACHINES.iter().any(|machine| account.eq_ignore_ascii_case(machine))
    });
    found.map(|found| Span::new(found.start(), found.end())).collect()
}

/// Whether an address is one of mail: not part of `https://robot@host`, of what git clones from (`robot@host:shop.git`)
/// or of a longer word.
fn stands_alone(text: &str, span: Span) -> bool {
    let before = just_before(text, span.start);
    let mut after = text.get(span.end..).unwrap_or_default().chars();
    let (next, second) = (after.next(), after.next());
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '"' | '`')).next();
    let goes_on = next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '@' | '/'))
        || (next == Some(':') && second.is_some_and(|c| !c.is_whitespace()));
    !goes_on && !before.ends_with(['/', '@', '.', '_', '%', '+', '-']) && !word.is_some_and(|word| word.contains("://"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, PLAN, POSTMORTEM};

    fn public() -> Case {
        Case::sound().replace("status: resolved", "status: resolved\nvisibility: public")
    }

    #[test]
    fn an_address_is_found_in_both_documents_of_a_public_incident() {
        let case = public().replace("Rebuild", "Ask <reader@no-such-host.shop>. Rebuild");
        case.clone().finds(&[&format!("{INCIDENT}:25:6 public-email")]);
        case.says(
            "reader@no-such-host.shop can be read by everybody",
            "say who it was by their role; where the address is meant to be found, put it in the plan, under \
             `rules: {public-email: {allow: […]}}`",
        );
        public()
            .replace_in_postmortem("owner: On-call Engineer", "owner: on-call@no-such-host.shop")
            .replace_in_postmortem("Text 1.", "[1](mailto:reader@no-such-host.shop): `a+b@c.no-such-host.shop`.")
            .finds(&[
                &format!("{POSTMORTEM}:3:8 public-email"),
                &format!("{POSTMORTEM}:11:12 public-email"),
                &format!("{POSTMORTEM}:11:40 public-email"),
            ]);
    }

    #[test]
    fn what_only_colleagues_read_may_have_addresses() {
        let address = "reader@no-such-host.shop. Rebuild";
        for visibility in ["internal", "restricted"] {
            Case::sound()
                .replace("status: resolved", &format!("status: resolved\nvisibility: {visibility}"))
                .replace("Rebuild", address)
                .finds(&[]);
        }
        Case::sound().replace("Rebuild", address).finds(&[]);
        public().replace_in_agenda("Search was slow.", address).finds(&[]);
        assert!(public().text(AGENDA).contains("Search was slow."));
    }

    #[test]
    fn the_plan_allows_addresses_and_whole_domains() {
        let with = |plan: &str| {
            let case = public().replace("Rebuild", "Ask help@no-such-host.shop or me@mail.no-such-host.shop. Rebuild");
            case.file(PLAN, format!("rules: {{public-email: {{allow: {plan}}}}}\n"))
        };
        with("[no-such-host.shop]").finds(&[]);
        with("[help@no-such-host.shop, \"@mail.no-such-host.shop\"]").finds(&[]);
        with("help@no-such-host.shop").finds(&[&format!("{INCIDENT}:25:31 public-email")]);
        with("[host.shop]")
            .finds(&[&format!("{INCIDENT}:25:5 public-email"), &format!("{INCIDENT}:25:31 public-email")]);
    }

    #[test]
    fn what_is_no_mail_address_or_nobodys_is_let_be() {
        for text in [
            "reader@shop.example",
            "reader@example.com",
            "reader@mail.test",
            "git@no-such-host.shop",
            "robot@no-such-host.shop:shop.git",
            "https://robot@no-such-host.shop/shop.git",
            "https://no-such-host.shop/@reader@no-such-host.shop",
            "icon@2x.png",
            "checkout@v4.2",
            "reader@host",
            "root@db-1.no-such-host.shop",
            "deploy@db-1.internal",
            "@reader",
        ] {
            public().replace("Rebuild", &format!("See `{text}`. Rebuild")).finds(&[]);
        }
    }
}
