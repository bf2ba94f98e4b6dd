//! How large an image is, from its first bytes.

/// The widest and highest that an image can be said to be, in pixels: a damaged one may say anything.
const LARGEST: usize = 20_000;

/// The width and height of an image in pixels; `None` where its bytes do not tell.
pub fn image_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let fits = |side: usize| (1..=LARGEST).contains(&side);
    (fits(size.width) && fits(size.height)).then_some((size.width, size.height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The beginnings of images of 640 times 200 pixels, by what browsers show.
    fn images() -> Vec<(&'static str, Vec<u8>)> {
        let boxed = |name: &[u8], inside: &[u8]| [&(inside.len() as u32 + 8).to_be_bytes(), name, inside].concat();
        let ispe = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 2, 128, 0, 0, 0, 200]);
        let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"iprp", &boxed(b"ipco", &ispe))].concat());
        vec![
            ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\0\xc8\x08\x06\0\0\0".to_vec()),
            ("gif", b"GIF89a\x80\x02\xc8\0\0\0\0".to_vec()),
            ("jpeg", b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x0b\x08\0\xc8\x02\x80\x01\x01\x11\0".to_vec()),
            ("webp", b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xc7\0\0".to_vec()),
            ("avif", [boxed(b"ftyp", b"avif\0\0\0\0avifmif1"), meta].concat()),
        ]
    }

    #[test]
    fn the_size_of_what_browsers_show_is_known() {
        for (kind, bytes) in images() {
            assert_eq!(image_size(&bytes), Some((640, 200)), "{kind}");
        }
        for bytes in [&b""[..], b"\x89PNG", b"GIF89a\0\0\0\0", b"<svg width=\"1\" height=\"1\"/>", b"no image at all"] {
            assert_eq!(image_size(bytes), None);
        }
    }

    proptest! {
        #[test]
        fn a_damaged_image_does_no_harm(which in 0usize..5, cut in 0usize..64, at in 0usize..64, byte: u8) {
            let mut bytes = images().swap_remove(which).1;
            bytes.truncate(bytes.len().saturating_sub(cut));
            if let Some(hit) = bytes.get_mut(at) {
                *hit = byte;
            }
            let _ = image_size(&bytes);
        }
    }
}
