//! Every text a user reads, in Chinese and English, and how numbers, money, dates and durations are written in both.
//! The functions of [`Words`] are generated from `locales/` by `build.rs`; a key that is missing does not compile.

mod cells;
mod duration;
mod estimate;
mod fields;
mod format;
mod links;

pub use cells::{TooManyRows, filled, read_cells, write_cells};
pub use duration::{Typed, Units};
pub use fields::{choice_name, field_name};
pub use links::{TypedLink, read_lag, read_links};

use crate::engine::model::Lang;

/// The texts of one language. `words.save()`, `words.days_late(3)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Lang);

/// A value that stands in a text.
pub trait Value {
    fn write(&self, out: &mut String);
    /// True where the singular form is wanted.
    fn is_one(&self) -> bool {
        false
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn write(&self, out: &mut String) {
        T::write(self, out);
    }
    fn is_one(&self) -> bool {
        T::is_one(self)
    }
}

impl Value for str {
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }
    fn is_one(&self) -> bool {
        self == "1"
    }
}

impl Value for String {
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }
    fn is_one(&self) -> bool {
        self == "1"
    }
}

impl Value for std::sync::Arc<str> {
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Value for crate::engine::model::Text {
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }
}

macro_rules! number_values {
    ($($ty:ty),*) => { $(impl Value for $ty {
        fn write(&self, out: &mut String) { out.push_str(&self.to_string()); }
        fn is_one(&self) -> bool { *self == 1 }
    })* };
}

number_values!(u8, u32, i32, i64, usize);

enum Piece {
    Text(&'static str),
    Value(usize),
    Plural(usize, &'static str, &'static str),
}

fn fill(pieces: &[Piece], values: &[&dyn Value]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(place) => values[*place].write(&mut out),
            Piece::Plural(place, one, many) => out.push_str(if values[*place].is_one() { one } else { many }),
        }
    }
    out
}

impl Words {
    fn pick<T>(self, zh: T, en: T) -> T {
        match self.0 {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub fn is_zh(self) -> bool {
        self.0 == Lang::Zh
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));
