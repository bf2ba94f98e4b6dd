//! Whether a plan says for certain what its readers may see.

use crate::document::{Document, Problem, ProblemKind, nearest};
use crate::model::Plan;

/// The problem in a plan that leaves in doubt what a site may show: the plan cannot be read, so that its audience and its
/// phone numbers are not known, or just these cannot. The audience matters only where nobody names it.
pub fn doubt(plan: &Document<Plan>, audience_is_named: bool) -> Option<&Problem> {
    let keys: &[&str] = if audience_is_named { &["roster"] } else { &["roster", "site"] };
    let places = keys.iter().map(|key| plan.place_of(key)).filter(|place| *place != plan.first_line());
    let places: Vec<_> = places.collect();
    // Under a misspelt key stands what is then not known either.
    let near = |key: &str| !key.starts_with("x-") && nearest(key.trim(), keys.iter().copied()).is_some();
    let misspelt: Vec<_> =
        plan.front.entries().iter().filter(|entry| near(&entry.key)).map(|entry| entry.key_span).collect();
    plan.problems.iter().find(|problem| {
        let within = places.iter().any(|place| place.start <= problem.span.start && problem.span.end <= place.end);
        let unknown = problem.kind == ProblemKind::UnknownField && misspelt.contains(&problem.span);
        problem.kind.is_broken() || within || unknown
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read_plan;
    use crate::text::Source;

    #[test]
    fn a_plan_whose_audience_or_phone_numbers_cannot_be_read_is_in_doubt() {
        for (text, named, doubtful) in [
            ("name: Shop\nsite: {audience: public}\n", false, false),
            ("", false, false),
            ("name: Shop\nsite: {audience: pubilc}\n", false, true),
            ("name: Shop\nsite: {audience: pubilc}\n", true, false),
            ("name: Shop\nsite:\n  audiense: public\n", false, true),
            ("name: Shop\nsite: public\n", false, true),
            ("name: Shop\nroster: [{name: Lead, phone: [555-0142]}]\n", true, true),
            ("name: Shop\nroster: [{name: Lead, fone: 555-0142}]\n", true, true),
            ("name: [Shop]\nupdate-every: often\n", false, false),
            ("name: Shop: x\n", true, true),
            ("sites: {audience: public}\n", false, true),
            ("sites: {audience: public}\n", true, false),
            ("Roster: [{name: Lead, phone: 555-0142}]\n", true, true),
            ("x-site: {audience: public}\nservice: [a]\n", false, false),
        ] {
            let plan = read_plan(Source::new("incident.yaml", text));
            assert_eq!(doubt(&plan, named).is_some(), doubtful, "{text}: {:?}", plan.problems);
        }
    }
}
