//! Figures drawn as a line of text.

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Where there is no figure.
const NONE: char = '·';

/// A character for each figure, from nothing up to the largest of them.
pub fn sparkline(figures: impl IntoIterator<Item = Option<i64>>) -> String {
    let figures: Vec<_> = figures.into_iter().collect();
    let largest = figures.iter().flatten().copied().max().unwrap_or_default().max(1);
    let level = |figure: i64| {
        let steps = i64::try_from(LEVELS.len()).unwrap_or(1);
        // Whatever is more than nothing stands above it.
        usize::try_from((figure.max(0) * (steps - 1) + largest - 1) / largest).unwrap_or_default()
    };
    figures.iter().map(|figure| figure.and_then(|figure| LEVELS.get(level(figure))).copied().unwrap_or(NONE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_full_and_nothing_is_not_the_same_as_not_known() {
        assert_eq!(sparkline([Some(0), Some(1), Some(50), Some(100), None]), "▁▂▅█·");
        assert_eq!(sparkline([Some(0), Some(0)]), "▁▁");
        assert_eq!(sparkline([]), "");
    }
}
