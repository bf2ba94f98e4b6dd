//! The files of the site: made, or to be made when their turn comes, so that not all of them are in memory at once.

use super::error::SiteError;
use std::borrow::Cow;

/// One file of the site: its path from the site's root, `/` between names, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Whether the file at a path is a page.
pub fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

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
    pub fn new(path: impl Into<String>, make: impl FnOnce() -> Result<Vec<u8>, SiteError> + Send + 'a) -> Self {
        Self { path: path.into(), bytes: Bytes::ToCome(Box::new(make)) }
    }

    /// A file that is there, or quickly made.
    pub fn there(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: Bytes::There(bytes.into().into()) }
    }

    /// The same in a folder: empty, or with `/` behind its name.
    pub fn below(self, folder: &str) -> Self {
        Self { path: format!("{folder}{}", self.path), ..self }
    }

    /// The same, where what keeps it from being made is told otherwise.
    pub fn telling(self, tell: impl FnOnce(SiteError) -> SiteError + Send + 'a) -> Self {
        match self.bytes {
            Bytes::There(_) => self,
            Bytes::ToCome(make) => Self::new(self.path, move || make().map_err(tell)),
        }
    }

    /// Whether nothing is left to do for it.
    pub fn is_there(&self) -> bool {
        matches!(self.bytes, Bytes::There(_))
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

    /// The same to keep.
    ///
    /// # Errors
    /// As [`Leaf::made`].
    pub fn file(self) -> Result<SiteFile, SiteError> {
        let (path, bytes) = self.made()?;
        Ok(SiteFile { path, bytes: bytes.into_owned() })
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
