//! Reads `pages/NAME.md`.

use super::field::{Field, Holds};
use super::fields::Fields;
use super::incident::read_visibility;
use crate::model::{OwnPage, Visibility};

use Holds::{Flag, Number, Text, Word};

/// The keys of the front matter of a page.
pub const PAGE: [Field; 4] = [
    Field::new("title", Text, "What it is called; its first heading where none is written").such_as("On call"),
    Field::new("visibility", Word(Visibility::WORDS), "Who may read it"),
    Field::new("nav", Flag, "Whether it stands in the site's navigation"),
    Field::new("order", Number, "Where it stands there among the others").such_as("10"),
];

pub(super) fn read(mut fields: Fields<'_>) -> OwnPage {
    OwnPage {
        title: fields.text("title"),
        visibility: read_visibility(&mut fields),
        nav: fields.flag("nav"),
        order: fields.number("order"),
        extra: fields.finish(),
    }
}

#[cfg(test)]
mod tests {
    use crate::document::read_page;
    use crate::model::Visibility;
    use crate::text::Source;

    #[test]
    fn a_page_needs_no_front_matter_and_a_slip_in_who_may_read_it_restricts_it() {
        let page = read_page(Source::new("pages/a.md", "# On call\n\nSwap on Monday.\n"));
        assert_eq!((page.problems.as_slice(), page.value.visibility), (&[][..], None));
        assert_eq!(page.body.sections.len(), 1);
        let page = read_page(Source::new("pages/a.md", "---\nvisibilty: public\nnav: yes\norder: 2\n---\nA.\n"));
        assert_eq!((page.value.visibility, page.value.nav), (Some(Visibility::Restricted), Some(true)));
        let page = read_page(Source::new("pages/a.md", "---\ntitle: a: b\n---\nA.\n"));
        assert!(page.broken().is_some());
    }
}
