//! Phone numbers of the roster outside the plan.

use super::rule::{Findings, Subject};
use super::texts::{just_before, look};
use crate::log::PLAN_PATH;
use crate::model::PhoneFrom;
use crate::text::{Digits, PhonePattern, Span, phone_pattern};
use regex::Regex;
use std::sync::LazyLock;

rule! {
    /// A document has the phone number of somebody on the roster.
    ///
    /// ## Why
    /// The plan keeps the numbers in one place, where they can be changed, and no page, feed or message shows them. In a
    /// document the number of a person goes wherever the document goes. Numbers are found however they are spelt; seven
    /// digits without a mark between them, which may be an amount, only where they are called.
    ///
    /// ## Good
    /// ```yaml plan
    /// roster: [{name: Tech Lead, phone: 555-0142}]
    /// ```
    /// ```markdown
    /// ## Summary
    /// The alarm reached nobody until somebody called the Tech Lead.
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// roster: [{name: Tech Lead, phone: 555-0142}]
    /// ```
    /// ```markdown
    /// ## Summary
    /// The alarm reached nobody until somebody called 555 01 42.
    /// ```
    "roster-phone", Error, check
}

struct Phone<'a> {
    name: &'a str,
    /// As the plan has it.
    number: &'a str,
    pattern: PhonePattern,
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let roster = &subject.log.plan.value.roster;
    let phones: Vec<_> = roster
        .iter()
        .filter_map(|person| match person.phone.as_ref()? {
            PhoneFrom::Plan(number) => Some(Phone { name: &person.name, number, pattern: phone_pattern(number)? }),
            PhoneFrom::Environment(_) | PhoneFrom::File(_) => None,
        })
        .collect();
    let found = look(subject.log, |text| match text.source.path() {
        PLAN_PATH => Vec::new(),
        _ if phones.is_empty() => Vec::new(),
        _ => numbers(text.source.text(), &phones),
    });
    for (source, (span, name)) in found {
        let help = format!("write whom you mean, {name}; the plan has the number");
        findings.report(source, span, format!("this is the phone number of {name}"), help);
    }
}

/// Where the numbers stand, and whose they are.
fn numbers<'a>(text: &str, phones: &[Phone<'a>]) -> Vec<(Span, &'a str)> {
    let digits = Digits::of(text);
    let found = phones.iter().flat_map(|phone| {
        let spans = phone.pattern.places(text, &digits).into_iter().map(|found| Span::new(found.start, found.end));
        spans.filter(|span| is_a_phones(text, *span, phone.number)).map(|span| (span, phone.name))
    });
    let mut found: Vec<_> = found.collect();
    // Two people may share a number.
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by_key(|(span, _)| *span);
    found
}

static CALLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:call|called|calling|calls|cell|contact|dial|dialled|fax|mobile|number|phone|phoned|rang|reach|reached|ring|sms|tel|telephone|text|texted)\b[^.\n]{0,30}|☎\s*)$")
        .ok()
});
/// What is counted and not called.
static COUNTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\s*%|\s*(?:[kmg]i?b|ms|[µu]s|s)\b|\s(?:bytes?|calls|clients|connections|customers|days|deliveries|documents|entries|errors?|events?|failures|files|hits|hours|items|jobs|keys|lines|mails|messages|minutes|objects|orders|packets|pages|payments|points|queries|records|requests?|responses|retries|rows?|seconds|sessions|times|users?|visits|visitors)\b)")
        .ok()
});

/// Whether a number is called. Seven digits and fewer without a mark between them are most often an amount.
fn is_a_phones(text: &str, span: Span, planned: &str) -> bool {
    const SHORT: usize = 7;
    let written = text.get(span.range()).unwrap_or_default();
    let is_plain = written.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    let is_short = written.chars().filter(char::is_ascii_digit).count() <= SHORT;
    if !(is_plain && is_short) {
        return true;
    }
    let is = |pattern: &LazyLock<Option<Regex>>, text| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text));
    let is_called = written == planned.trim() || is(&CALLED, just_before(text, span.start));
    is_called && !is(&COUNTED, text.get(span.end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, PLAN, POSTMORTEM};

    fn with_roster() -> Case {
        Case::sound().file(
            PLAN,
            "roster:\n- {name: Tech Lead, phone: 555-0142}\n- {name: Support Desk, phone: +1 555 0143}\n\
             - {name: Managing Director, phone-from: env:PHONE}\n- {name: Porter, phone: 555-0142}\n",
        )
    }

    #[test]
    fn a_number_is_found_in_any_document_and_spelling_with_whose_it_is() {
        let case = with_roster().replace("Rebuild", "Call (555) 01.42. Rebuild");
        case.clone().finds(&[&format!("{INCIDENT}:24:7 roster-phone")]);
        case.says("this is the phone number of Tech Lead", "write whom you mean, Tech Lead; the plan has the number");
        with_roster()
            .replace_in_postmortem("owner: On-call Engineer", "owner: Support Desk, 1-555-0143")
            .replace_in_agenda("Search was slow.", "`+15550143`")
            .finds(&[&format!("{AGENDA}:9:2 roster-phone"), &format!("{POSTMORTEM}:3:22 roster-phone")]);
    }

    #[test]
    fn other_numbers_and_the_plan_itself_are_let_be() {
        for text in ["555-0144", "1555-0142", "555-01423", "0143 555", "item 555, of 0142"] {
            with_roster().replace("Rebuild", &format!("{text}. Rebuild")).finds(&[]);
        }
        with_roster()
            .replace("Rebuild", "We call 555 0142 errors a day and 5550142 rows; item 5550142. Rebuild")
            .finds(&[]);
        Case::sound().replace("Rebuild", "Call 555-0142. Rebuild").finds(&[]);
    }
}
