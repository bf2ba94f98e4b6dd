//! What no rule can judge: questions for the reviewer, only those that fit what changed.

use super::change::{Change, Part};

/// A question, and the changes that raise it.
struct Question {
    text: &'static str,
    raised_by: fn(&Change) -> bool,
}

const QUESTIONS: &[Question] = &[
    Question {
        text: "May everybody who can read it from now on read all of it: names, secrets, an attack that goes on?",
        raised_by: |change| change.what == "visibility" && matches!(change.verb, "widened" | "set"),
    },
    Question {
        text: "Does the severity fit its definition in the plan, and is it told who changed it and why?",
        raised_by: |change| change.what == "severity",
    },
    Question {
        text: "Is each cause a cause: without it, would this not have happened, or been less bad?",
        raised_by: |change| {
            change.what == "cause" || change.what.starts_with("root cause") || section(change, &["Contributing causes"])
        },
    },
    Question {
        text: "Do the causes go on to what made the mistake easy, and not end with somebody who made it?",
        raised_by: |change| change.what == "cause" || section(change, &["Contributing causes"]),
    },
    Question {
        text: "Would these actions have prevented it, or shown it sooner?",
        raised_by: |change| change.what == "action" && matches!(change.verb, "added" | "retitled" | "removed"),
    },
    Question {
        text: "Can somebody else tell by its title alone when an action is done?",
        raised_by: |change| change.what == "action" && matches!(change.verb, "added" | "retitled"),
    },
    Question {
        text: "Is what was closed done, and can it be seen somewhere?",
        raised_by: |change| change.what == "action" && change.verb == "closed",
    },
    Question {
        text: "Who lives with what was dropped or removed, and do they know?",
        raised_by: |change| change.what == "action" && matches!(change.verb, "dropped" | "removed"),
    },
    Question {
        text: "Does the owner agree with the later date, and can it happen again before then?",
        raised_by: |change| change.what == "action's due date" && change.verb == "put off",
    },
    Question {
        text: "Is the impact honest and in numbers, and is it told what is not known?",
        raised_by: |change| change.what == "impact" || section(change, &["Impact"]),
    },
    Question {
        text: "Does the timeline tell what was known at each moment, and not what was learnt later?",
        raised_by: |change| change.what == "timeline" || section(change, &["Timeline"]),
    },
    Question {
        text: "Could whoever is on call the next time solve it by the solution alone, at night?",
        raised_by: |change| change.part == Part::Entry && section(change, &["Solution"]),
    },
    Question {
        text: "Could somebody who was not there follow it from the first sign to the last step?",
        raised_by: |change| {
            section(change, &["Summary", "Background", "Detection", "Response", "Resolution"])
                || is_timeline_of_prose(change)
        },
    },
    Question {
        text: "Is nobody blamed or made to look careless, and could everybody concerned read it aloud?",
        raised_by: |change| is_prose(change) || change.what == "cause",
    },
    Question {
        text: "Is each lesson one that another team can use?",
        raised_by: |change| section(change, &["Lessons learned"]),
    },
    Question {
        text: "Have those who responded read it, and is what they said in it?",
        raised_by: |change| change.what == "post-mortem's status",
    },
];

/// The questions that some changes raise, in the order of a review.
pub fn checklist(changes: &[Change]) -> Vec<&'static str> {
    let raised = QUESTIONS.iter().filter(|question| changes.iter().any(question.raised_by));
    raised.map(|question| question.text).collect()
}

/// Whether words were written under one of some headings.
fn section(change: &Change, titles: &[&str]) -> bool {
    let names = || change.name.iter().flat_map(|names| names.split(", "));
    is_prose(change)
        && change.verb != "emptied"
        && change.verb != "removed"
        && names().any(|name| titles.iter().any(|title| title.eq_ignore_ascii_case(name)))
}

fn is_prose(change: &Change) -> bool {
    matches!(change.part, Part::Entry | Part::Postmortem) && matches!(change.what, "section" | "sections")
}

fn is_timeline_of_prose(change: &Change) -> bool {
    change.part == Part::Postmortem && change.what == "timeline"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_asked_where_something_raised_it_and_only_there() {
        let asked = |change: Change| checklist(&[change]);
        let first_words = |all: Vec<&'static str>| -> Vec<String> {
            all.iter().map(|text| text.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect()
        };
        let change = |what, verb| Change::new(Part::Postmortem, what, verb);
        assert_eq!(first_words(asked(change("action", "closed"))), ["Is what was"]);
        assert_eq!(first_words(asked(change("impact", "set"))), ["Is the impact"]);
        assert_eq!(
            first_words(asked(change("sections", "written").name("Impact, Lessons learned"))),
            ["Is the impact", "Is nobody blamed", "Is each lesson"]
        );
        assert_eq!(first_words(asked(change("section", "emptied").name("Impact"))), ["Is nobody blamed"]);
        for quiet in ["tags", "war room", "agenda item", "reviewers", "related incidents"] {
            assert_eq!(asked(change(quiet, "added").name("Impact")), [""; 0], "{quiet}");
        }
    }

    #[test]
    fn every_question_is_one_line_that_ends_with_a_question_mark() {
        for question in QUESTIONS {
            assert!(question.text.ends_with('?') && !question.text.contains('\n'), "{}", question.text);
        }
    }
}
