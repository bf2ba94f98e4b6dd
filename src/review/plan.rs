//! What changed in the plan. Of the roster, only how many are on it: phone numbers are nobody's to read here.

use super::change::{Change, Part, count};
use crate::document::Document;
use crate::log::{Log, PLAN_PATH};
use crate::model::{Audience, Endpoint, Level, Plan, RuleLevel, Severity};
use crate::rules::RULES;

const PART: Part = Part::Plan;

/// The changes between the plans of two logs.
pub fn plan(base: &Log, head: &Log) -> Vec<Change> {
    if base.plan.source.text() == head.plan.source.text() {
        return Vec::new();
    }
    let mut changes = Vec::new();
    match (base.paths.contains(PLAN_PATH), head.paths.contains(PLAN_PATH)) {
        (false, true) => changes.push(Change::new(PART, "plan", "written")),
        (true, false) => {
            changes.push(Change::new(PART, "plan", "removed").note("the built-in default plan holds").loud(true));
        }
        _ => {}
    }
    if let Some(problem) = head.plan.broken() {
        let line = head.plan.source.position(problem.span.start).line;
        let note = format!("line {line}: {}; the built-in default plan holds", problem.message);
        changes.push(Change::new(PART, "plan", "not readable any more").note(note).loud(true));
        return changes;
    }
    if base.plan.broken().is_some() {
        return vec![Change::new(PART, "plan", "readable again")];
    }
    let (old, new) = (&base.plan.value, &head.plan.value);
    values(old, new, &mut changes);
    severities(old, new, &mut changes);
    rules(old, new, &mut changes);
    roster(&base.plan, &head.plan, &mut changes);
    if changes.is_empty() {
        changes.push(Change::new(PART, "plan", "edited").note("with the same meaning"));
    }
    changes
}

fn values(old: &Plan, new: &Plan, changes: &mut Vec<Change>) {
    let text = |what, from: &str, to: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Change::of_value(PART, what, some(from), some(to))
    };
    changes.extend(text("name", &old.name, &new.name));
    changes.extend(text("time zone", old.time_zone.name(), new.time_zone.name()));
    changes.extend(Change::of_value(PART, "site's address", old.site.url.clone(), new.site.url.clone()));
    let audience = text("site's audience", old.site.audience.word(), new.site.audience.word());
    let widened = new.site.audience == Audience::Public;
    let verb = if widened { "widened" } else { "narrowed" };
    changes.extend(audience.map(|change| Change { verb, ..change }.loud(widened)));
    changes.extend(text("incident channel", &old.channels.incidents, &new.channels.incidents));
    changes.extend(text("name of war rooms", &old.channels.war_room, &new.channels.war_room));
    let minutes = |plan: &Plan| Some(format!("{} min", plan.update_every));
    changes.extend(Change::of_value(PART, "time between updates", minutes(old), minutes(new)));
    let meeting = |plan: &Plan| {
        let meeting = plan.meeting.as_ref()?;
        Some(format!("{} {} {} {}", meeting.name, meeting.recurrence, meeting.time.format("%H:%M"), meeting.zone))
    };
    changes.extend(Change::of_value(PART, "meeting", meeting(old), meeting(new)));
    let endpoint = |of: &Option<Endpoint>| {
        let of = of.as_ref()?;
        Some([of.kind.as_deref(), of.address.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    changes.extend(Change::of_value(PART, "tracker", endpoint(&old.tracker), endpoint(&new.tracker)));
    changes.extend(Change::of_value(PART, "chat", endpoint(&old.chat), endpoint(&new.chat)));
    let services = |plan: &Plan| plan.services.iter().map(|service| service.name.clone()).collect::<Vec<_>>();
    changes.extend(Change::of_list(PART, "services", &services(old), &services(new)));
    for service in &new.services {
        let before = old.services.iter().find(|other| other.name == service.name);
        let owner = before
            .and_then(|before| Change::of_value(PART, "service's owner", before.owner.clone(), service.owner.clone()));
        changes.extend(owner.map(|change| change.name(service.name.clone())));
    }
    changes.extend(Change::of_list(PART, "post-mortem's sections", &old.postmortem_sections, &new.postmortem_sections));
}

fn severities(old: &Plan, new: &Plan, changes: &mut Vec<Change>) {
    let ids = |plan: &Plan| plan.severities.iter().map(|severity| severity.id.clone()).collect::<Vec<_>>();
    let (before, after) = (ids(old), ids(new));
    changes.extend(Change::of_list(PART, "severities", &before, &after));
    let common = |all: &[String], others: &[String]| -> Vec<String> {
        all.iter().filter(|id| others.contains(id)).cloned().collect()
    };
    let order = [common(&before, &after), common(&after, &before)].map(|ids| Some(ids.join(", ")));
    let [from, to] = order;
    changes.extend(Change::of_value(PART, "order of severities", from, to));
    for severity in &new.severities {
        let Some(before) = old.severities.iter().find(|other| other.id == severity.id) else { continue };
        let of = |what, from, to| Change::of_value(PART, what, from, to).map(|change| change.name(severity.id.clone()));
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        changes.extend(of("severity's name", some(&before.name), some(&severity.name)));
        changes.extend(of("severity's duties", duties(before), duties(severity)));
        let edited = |what| Change::new(PART, what, "edited").name(severity.id.clone());
        if (&before.definition, &before.examples) != (&severity.definition, &severity.examples) {
            changes.push(edited("severity's definition"));
        }
        if before.escalation != severity.escalation {
            changes.push(edited("severity's escalation"));
        }
    }
}

/// What an incident of a severity must have, with the days that there are for it.
fn duties(severity: &Severity) -> Option<String> {
    let requires = &severity.requires;
    let all = [("war room", requires.war_room), ("post-mortem", requires.postmortem), ("agenda item", requires.agenda)];
    let all = all.into_iter().filter_map(|(what, days)| Some(format!("{what} in {} d", days?)));
    Some(all.collect::<Vec<_>>().join(", ")).filter(|duties| !duties.is_empty())
}

fn rules(old: &Plan, new: &Plan, changes: &mut Vec<Change>) {
    for rule in RULES {
        let (before, after) = (old.rule(rule.id), new.rule(rule.id));
        let level = |setting: Option<&crate::model::RuleSetting>| match setting.map(|setting| setting.level) {
            None | Some(RuleLevel::Default) => Some(rule.level),
            Some(RuleLevel::At(level)) => Some(level),
            Some(RuleLevel::Off) => None,
        };
        let change = |verb| Change::new(PART, "rule", verb).name(rule.id);
        match (level(before), level(after)) {
            (Some(_), None) => changes.push(change("turned off").loud(true)),
            (None, Some(_)) => changes.push(change("turned on")),
            (Some(Level::Error), Some(Level::Warn)) => changes.push(change("lowered to a warning").loud(true)),
            (Some(Level::Warn), Some(Level::Error)) => changes.push(change("raised to an error")),
            _ => {}
        }
        let options =
            |setting: Option<&crate::model::RuleSetting>| setting.map(|s| s.options.clone()).unwrap_or_default();
        if options(before) != options(after) {
            changes.push(Change::new(PART, "rule's options", "changed").name(rule.id));
        }
    }
}

fn roster(old: &Document<Plan>, new: &Document<Plan>, changes: &mut Vec<Change>) {
    let (before, after) = (&old.value.roster, &new.value.roster);
    let people = |number: usize| Some(count(number, "person", "people"));
    match Change::of_value(PART, "roster", people(before.len()), people(after.len())) {
        Some(change) => changes.push(change),
        None if before != after => changes.push(Change::new(PART, "roster", "edited")),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Content;

    fn log(plan: &str) -> Log {
        let paths = [PLAN_PATH.to_owned()].into_iter().collect();
        Log::assemble(vec![(PLAN_PATH.to_owned(), Content::Bytes(plan.as_bytes().to_vec()))], paths, &[])
    }

    fn told(before: &str, after: &str) -> Vec<String> {
        let changes = plan(&log(before), &log(after));
        let told = |change: &Change| format!("{}{}", if change.loud { "! " } else { "" }, change.tell(str::to_owned));
        changes.iter().map(told).collect()
    }

    #[test]
    fn rules_that_are_turned_off_and_a_wider_audience_are_said_loudly() {
        assert_eq!(
            told(
                "name: Shop\nrules: {broken-link: off, stale-status: warn}\n",
                "name: Shop\nsite: {audience: public}\nrules: {missing-field: off, unknown-severity: warn, broken-link: warn}\n"
            ),
            [
                "! site's audience widened from internal to public",
                "! rule turned off: missing-field",
                "! rule lowered to a warning: unknown-severity",
                "rule raised to an error: stale-status",
                "rule turned on: broken-link",
            ]
        );
    }

    #[test]
    fn of_the_roster_nothing_is_told_but_how_many_are_on_it() {
        let one = "roster: [{name: Tech Lead, phone: 555-0101}]\n";
        assert_eq!(told(one, "roster: [{name: Tech Lead, phone: 555-0102}]\n"), ["roster edited"]);
        let two = "roster: [{name: Tech Lead, phone: 555-0102}, {name: Desk, phone: 555-0103}]\n";
        assert_eq!(told(one, two), ["roster changed from 1 person to 2 people"]);
        assert_eq!(told(one, &format!("# a comment\n{one}")), ["plan edited (with the same meaning)"]);
    }

    #[test]
    fn severities_and_their_duties_are_compared() {
        let plan = "severities:\n  - {id: a, name: awful, definition: x, requires: {postmortem: 3}}\n  - {id: b, definition: y}\n  - {id: c, definition: z}\n";
        let other = "severities:\n  - {id: c, definition: z2}\n  - {id: a, name: awful, definition: x, requires: {postmortem: 9, agenda: 7}, escalation: {channel: \"#x\"}}\n  - {id: d, definition: z}\n";
        assert_eq!(
            told(plan, other),
            [
                "severities added: d",
                "severities removed: b",
                "order of severities changed from a, c to c, a",
                "severity's definition edited: c",
                "severity's duties changed: a, from post-mortem in 3 d to post-mortem in 9 d, agenda item in 7 d",
                "severity's escalation edited: a",
            ]
        );
    }

    #[test]
    fn a_plan_that_cannot_be_read_any_more_is_said_loudly_and_not_compared() {
        let told = told("name: Shop\nroster: [{name: Lead}]\n", "name: [Shop\n");
        assert_eq!(super::plan(&log("name: [Shop\n"), &log("name: Shop\n")).len(), 1);
        assert!(told.len() == 1 && told[0].starts_with("! plan not readable any more (line "), "{told:?}");
    }
}
