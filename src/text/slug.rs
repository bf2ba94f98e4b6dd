//! Names for folders and pages, from what people write.

/// The longest slug, in characters: folder names stay readable and far from what file systems refuse.
pub const SLUG_LIMIT: usize = 60;

/// A title as lower-case ASCII words with dashes between: other scripts are transliterated, long ones cut
/// at a word. Empty where nothing of the title can be written so.
pub fn slug(title: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut length = 0;
    let ascii = deunicode::deunicode_with_tofu(title, " ").replace(['\'', '’'], "").to_ascii_lowercase();
    for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let room = SLUG_LIMIT.saturating_sub(length + usize::from(length > 0));
        if word.len() > room {
            if words.is_empty() {
                words.push(word[..SLUG_LIMIT].to_owned());
            }
            break;
        }
        length += word.len() + usize::from(length > 0);
        words.push(word.to_owned());
    }
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        assert_eq!(slug("Checkout answers HTTP 500!"), "checkout-answers-http-500");
        assert_eq!(slug("Überweisung schlägt fehl"), "uberweisung-schlagt-fehl");
        assert_eq!(slug("支払い"), "zhi-fu-i");
        assert_eq!(slug("?!… --"), "");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let long = slug(&"payment ".repeat(80));
        assert_eq!(long, "payment-payment-payment-payment-payment-payment-payment");
        assert_eq!(slug(&"x".repeat(500)).len(), SLUG_LIMIT);
    }
}
