//! Exports in JSON: one value, or one after the other.

use super::failure::ImportError;
use super::field::Field;
use super::page::without_place;
use crate::text::Source;

/// The values of an export; the items of a list that is all there is.
///
/// # Errors
/// Where it is no JSON, or ends before it is whole; with the place.
pub fn values(source: &Source) -> Result<Vec<Field>, ImportError> {
    let text = source.text().trim_start_matches('\u{feff}');
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
        match value {
            Ok(value) => values.push(Field::from(value)),
            Err(error) => {
                let place = format!("{}:{}:{}", source.path(), error.line(), error.column().max(1));
                let error = match error.is_eof() {
                    true => ImportError::new(
                        "the export ends in the middle",
                        "export it again, whole; nothing was brought in",
                    ),
                    false => ImportError::new(
                        format!("this is no JSON: {}", without_place(&error)),
                        "see whether it is the file that was exported; nothing was brought in",
                    ),
                };
                return Err(error.at(place));
            }
        }
    }
    if values.is_empty() {
        let help = "see whether the export was made; nothing was brought in";
        return Err(ImportError::new("there is nothing in this file", help).at(source.path()));
    }
    match values.as_mut_slice() {
        [Field::List(items)] => Ok(std::mem::take(items)),
        _ => Ok(values),
    }
}

/// The lists under some keys of the values, one behind the other; `None` where no value has such a key.
pub fn lists(values: &[Field], keys: &[&str]) -> Option<Vec<Field>> {
    let found: Vec<&Field> = values.iter().flat_map(|value| keys.iter().map(|key| value.get(key))).collect();
    let is_there = found.iter().any(|field| matches!(field, Field::List(_)));
    is_there.then(|| found.into_iter().flat_map(|field| field.items().to_vec()).collect())
}
