//! What a question and the incidents have in common.

/// A word of a question.
pub struct Word {
    /// How much it says among the incidents.
    pub says: f64,
    /// How much it would among more of them, where they are few.
    pub in_many: f64,
    /// The incidents that have it, by their places, with how much it says of each.
    pub found: Vec<(u32, f64)>,
    /// Those of them that have it in their title or labels.
    pub named: Vec<u32>,
}

/// What an incident has in common with a question.
#[derive(Clone, Default)]
pub struct Common {
    pub score: f64,
    /// The same as among more incidents, where they are few.
    pub share: f64,
    pub words: usize,
    pub is_found: bool,
}
