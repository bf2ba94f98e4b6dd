//! Layer 2: documents, from text to model and back.

pub mod yaml;
