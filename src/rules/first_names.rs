//! First names that no product and no common word has, by which a person is known whom the log does not know.

const FIRST_NAMES: &str = "\
    Aaron Abdul Abigail Adam Adrian Agnes Ahmed Aisha Alan Albert Alejandro Alex Alexander Alexandra Alice Alicia \
    Alison Amanda Amelia Amy Ana Anders Andrea Andreas Andrew Andy Angela Anita Ann Anna Anne Annika Anthony Anya \
    Arjun Arthur Ashley Barbara Beatrice Ben Benjamin Bernd Beth Bettina Bill Bjorn Bob Brad Brandon Brenda Brian \
    Bruce Carl Carla Carlos Carol Caroline Catherine Charles Chloe Chris Christian Christina Christine Christopher \
    Claire Claudia Craig Daniel Daniela Dave David Deborah Denise Dennis Diana Dmitri Dominik Donald Donna Doris \
    Doug Dylan Ed Eduardo Edward Elena Eli Elizabeth Ella Ellen Emily Emma Eric Erik Erin Eva Evan Fatima Felipe \
    Fernando Fiona Florian Francesca Francesco Frank Fred Gary George Gerald Giulia Gordon Greg Gregory Hannah \
    Hans Harald Harry Heather Heidi Helen Helena Helga Henry Hiroshi Ian Igor Ines Ingrid Irene Isabel Isabella \
    Ivan Jack Jacob James Jane Janet Jason Javier Jean Jeff Jeffrey Jennifer Jenny Jeremy Jerry Jessica Jim Joan \
    Joanna Joe Joel Johan Johanna John Johnny Jon Jonas Jonathan Jorge Joseph Josh Joshua Juan Judith Judy Juergen \
    Julian Julie Justin Karen Karin Karl Kate Katharina Katherine Kathleen Katie Kavita Keith Kelly Ken Kenneth \
    Kevin Kim Kimberly Klaus Kyle Larry Lars Laura Lauren Laurie Leah Lena Leonard Lily Linda Lisa Louis Louise \
    Lucas Lucy Luis Lukas Maggie Manuel Marc Marco Marcus Margaret Maria Marie Mario Marta Martha Martin Mary \
    Mateusz Matt Matthew Megan Melanie Melissa Michael Michelle Miguel Mike Mohammed Mona Monica Nadia Nancy \
    Natalia Natalie Natasha Nathan Nicholas Nick Nicole Nikhil Nils Nina Noah Nora Olga Oliver Olivia Omar Oscar \
    Pablo Pamela Patricia Patrick Paul Paula Pedro Peggy Petra Phil Philip Philipp Pierre Piotr Priya Rachel Rahul \
    Rajesh Ralph Ramon Raymond Rebecca Renate Ricardo Richard Rob Robert Roberto Roger Roland Ron Ronald Ryan \
    Sabine Sally Samantha Samuel Sanjay Sara Sarah Scott Sean Sebastian Sergei Sergio Sharon Shaun Shirley Silvia \
    Simon Simone Sofia Sonja Sophia Sophie Stefan Stefanie Steffen Stephanie Stephen Steve Steven Stuart Sue Susan \
    Susanne Svetlana Sven Tamara Tanya Ted Teresa Thomas Tim Timothy Tina Tobias Todd Tom Tomasz Tony Tracy Tyler \
    Ulrike Ursula Valentina Valerie Vanessa Vijay Vikram Vincent Vladimir Walter Wendy Werner William Wolfgang \
    Xavier Yasmin Yuki Yusuf Yvonne Zoe";

/// Whether words are a first name, alone or with a last name of one or two words behind it.
pub fn is_full_name(words: &str) -> bool {
    const MOST_WORDS: usize = 3;
    let mut parts = words.split_whitespace();
    let is_first = parts.next().is_some_and(|first| FIRST_NAMES.split_whitespace().any(|name| name == first));
    let is_name = |part: &str| {
        let rest = || part.chars().skip(1).all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        part.starts_with(char::is_uppercase) && part.len() > 1 && part.contains(char::is_lowercase) && rest()
    };
    is_first && words.split_whitespace().count() <= MOST_WORDS && parts.all(is_name)
}

#[cfg(test)]
mod tests {
    use super::is_full_name;

    #[test]
    fn a_first_name_alone_and_with_a_last_name_is_one() {
        for name in ["Maria", "Bob", "John Smith", "Maria Lopez-Vance", "Ana Maria Lopez"] {
            assert!(is_full_name(name), "{name}");
        }
        for other in ["", "maria", "MariaDB", "Prometheus", "Bob restarted", "Adam DNS", "Amazon Web Services"] {
            assert!(!is_full_name(other), "{other}");
        }
    }
}
