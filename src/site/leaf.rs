//! A file of the site that is made when its turn comes, so that not all of them are in memory at once.

use super::error::SiteError;
use super::page::SiteFile;
use std::borrow::Cow;

type Make<'a> = Box<dyn FnOnce() -> Result<Vec<u8>, SiteError> + Send + 'a>;

/// One file to come: its path from the site's root, and what makes its bytes.
pub struct Leaf<'a> {
    pub path: String,
    bytes: Bytes<'a>,
}

enum Bytes<'a> {
    There(Cow<'a, [u8]>),
    ToCome(Make<'a>),
}

impl<'a> Leaf<'a> {
    /// A file whose bytes `make` makes.
    pub fn new(path: String, make: impl FnOnce() -> Result<Vec<u8>, SiteError> + Send + 'a) -> Self {
        Self { path, bytes: Bytes::ToCome(Box::new(make)) }
    }

    /// Its path and its bytes.
    ///
    /// # Errors
    /// Where they cannot be made.
    pub fn made(self) -> Result<(String, Cow<'a, [u8]>), SiteError> {
        let bytes = match self.bytes {
            Bytes::There(bytes) => bytes,
            Bytes::ToCome(make) => make()?.into(),
        };
        Ok((self.path, bytes))
    }
}

impl From<SiteFile> for Leaf<'_> {
    fn from(file: SiteFile) -> Self {
        Self { path: file.path, bytes: Bytes::There(file.bytes.into()) }
    }
}

impl<'a> From<&'a SiteFile> for Leaf<'a> {
    fn from(file: &'a SiteFile) -> Self {
        Self { path: file.path.clone(), bytes: Bytes::There(file.bytes.as_slice().into()) }
    }
}
