//! What the index gives out at once.

use tantivy::SegmentReader;

/// One of the engine's segments, with the places in the list of incidents of those among which is looked.
pub struct Part {
    pub reader: SegmentReader,
    pub places: Vec<Option<u32>>,
}
