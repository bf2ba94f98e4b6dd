//! Closed sets of words, as the files spell them.

/// Declares an enum together with the word for each case, in the order in which people meet them.
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$case_meta:meta])* $case:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        pub enum $name { $($(#[$case_meta])* #[serde(rename = $word)] $case,)+ }

        impl $name {
            /// Every case, in order.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];
            /// The words for all cases, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word that the files use.
            pub fn word(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }

            /// The case that a word stands for, upper or lower case.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|case| case.word().eq_ignore_ascii_case(word.trim()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
