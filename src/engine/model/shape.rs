//! How a record is written and read: two macros, `record!` and `choice!`, that give every entity the same JSON form.
//!
//! The form is the file format: a field that equals its default is left out, a field this version does not know is kept
//! in `extra` and written back, and an error names the field it stands in. Changing a default changes the format.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde::ser::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Fields that this version does not know, kept so that a newer version's file survives an older program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra(Option<Box<Map<String, Value>>>);

impl Extra {
    pub fn insert(&mut self, key: String, value: Value) {
        self.0.get_or_insert_default().insert(key, value);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter().flat_map(|map| map.iter())
    }

    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The JSON Schema of a type, from which `docs/workspace.schema.json` is written.
pub trait Shape {
    fn shape() -> Value;
}

impl<T: Shape> Shape for Option<T> {
    fn shape() -> Value {
        json!({ "anyOf": [T::shape(), { "type": "null" }] })
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn shape() -> Value {
        json!({ "type": "array", "items": T::shape() })
    }
}

impl<T: Shape> Shape for std::collections::BTreeMap<String, T> {
    fn shape() -> Value {
        json!({ "type": "object", "additionalProperties": T::shape() })
    }
}

macro_rules! plain_shape {
    ($($ty:ty => $shape:tt),* $(,)?) => { $(impl Shape for $ty { fn shape() -> Value { json!($shape) } })* };
}

plain_shape! {
    bool => { "type": "boolean" },
    u8 => { "type": "integer", "minimum": 0, "maximum": 255 },
    u32 => { "type": "integer", "minimum": 0, "maximum": 4294967295u32 },
    i32 => { "type": "integer" },
    i64 => { "type": "integer" },
    f64 => { "type": "number" },
    String => { "type": "string" },
    Value => {},
}

/// An enum whose variants are stable keys in files: `choice! { /// doc Name { First = "first", … } }`. The first is the default.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $first:ident = $first_key:literal $(, $variant:ident = $key:literal)* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { #[default] $first $(, $variant)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$name::$first $(, $name::$variant)*];
            const KEYS: &'static [&'static str] = &[$first_key $(, $key)*];

            /// The key that stands in files and in the address.
            pub const fn key(self) -> &'static str {
                $name::KEYS[self as usize]
            }

            pub fn from_key(key: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|choice| choice.key() == key)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok($name::ALL[$crate::engine::model::shape::read_key(deserializer, $name::KEYS)?])
            }
        }

        impl $crate::engine::model::shape::Shape for $name {
            fn shape() -> serde_json::Value {
                serde_json::json!({ "enum": $name::KEYS })
            }
        }
    };
}
pub(crate) use choice;

/// A struct of the file format. `part! { Name { field: Type, other: Type = default } }` for a value inside a record;
/// `record!` adds the fields that every entity has (see [`super::Record`]).
macro_rules! part {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident : $ty:ty $(= $default:expr)?),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
            /// Fields of a newer version.
            pub extra: $crate::engine::model::shape::Extra,
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    $($field: $crate::engine::model::shape::default_of!($ty $(, $default)?),)*
                    extra: Default::default(),
                }
            }
        }

        impl $crate::engine::model::shape::Part for $name {
            fn fields(&self) -> &'static [(&'static str, &'static str)] {
                &[$((stringify!($field), stringify!($ty))),*]
            }

            fn write(&self, out: &mut $crate::engine::model::shape::Object) {
                let default = $name::default();
                $(out.field(stringify!($field), &self.$field, &default.$field);)*
                out.rest(&self.extra);
            }

            fn read(&mut self, field: usize, json: &mut $crate::engine::model::shape::Json) -> serde_json::Result<()> {
                let mut index = 0;
                $(
                    if field == index {
                        return $crate::engine::model::shape::read_value(&mut self.$field, json);
                    }
                    index += 1;
                )*
                let _ = index;
                Ok(())
            }

            fn extra(&mut self) -> &mut $crate::engine::model::shape::Extra {
                &mut self.extra
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::engine::model::shape::raw(self).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut value = $name::default();
                $crate::engine::model::shape::read_within(&mut value, deserializer)?;
                Ok(value)
            }
        }

        impl $crate::engine::model::shape::Shape for $name {
            fn shape() -> serde_json::Value {
                let mut properties = serde_json::Map::new();
                $(properties.insert(stringify!($field).into(), <$ty as $crate::engine::model::shape::Shape>::shape());)*
                serde_json::json!({ "type": "object", "properties": properties })
            }
        }
    };
}
pub(crate) use part;

macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident : $ty:ty $(= $default:expr)?),* $(,)? }) => {
        $crate::engine::model::shape::part! {
            $(#[$meta])*
            $name {
                id: $crate::engine::model::Id,
                /// Milliseconds since 1970 UTC.
                created_at: i64,
                /// Milliseconds since 1970 UTC.
                updated_at: i64,
                /// Rises by one with every saved change of the record.
                rev: u32,
                /// The device that changed it last.
                by: $crate::engine::model::Id,
                visibility: $crate::engine::model::Visibility,
                tags: Vec<$crate::engine::model::Text>,
                /// Values of the user's own fields, by field id.
                custom: std::collections::BTreeMap<String, serde_json::Value>,
                $($(#[$field_meta])* $field: $ty $(= $default)?,)*
            }
        }

        impl $crate::engine::model::Record for $name {
            fn id(&self) -> $crate::engine::model::Id { self.id }
            fn stamp(&mut self, stamp: $crate::engine::model::Stamp) {
                self.id = stamp.id;
                self.created_at = stamp.created_at;
                self.updated_at = stamp.updated_at;
                self.rev = stamp.rev;
                self.by = stamp.by;
            }
            fn stamped(&self) -> $crate::engine::model::Stamp {
                $crate::engine::model::Stamp {
                    id: self.id, created_at: self.created_at, updated_at: self.updated_at, rev: self.rev, by: self.by,
                }
            }
        }
    };
}
pub(crate) use record;

macro_rules! default_of {
    ($ty:ty) => {
        <$ty as Default>::default()
    };
    ($ty:ty, $default:expr) => {
        $default
    };
}
pub(crate) use default_of;

/// What the one reader and the one writer of records need of a struct. They work on `dyn Part`: code for every struct
/// and every field, generated by serde's own derive, was a quarter of the app.
pub trait Part {
    /// Every field: its name in files and its type as it stands in the source.
    fn fields(&self) -> &'static [(&'static str, &'static str)];
    /// Every field that is not its default, then those of a newer version.
    fn write(&self, out: &mut Object);
    /// Sets the field with this index in `fields`.
    fn read(&mut self, field: usize, json: &mut Json) -> serde_json::Result<()>;
    fn extra(&mut self) -> &mut Extra;
}

/// An object that is being written.
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl Object<'_> {
    /// Nothing where the value is the default.
    pub fn field<T: Serialize + PartialEq>(&mut self, name: &str, value: &T, default: &T) {
        if value != default {
            self.name(name);
            put(value, self.out);
        }
    }

    pub fn rest(&mut self, extra: &Extra) {
        for (name, value) in extra.iter() {
            self.name(name);
            put(value, self.out);
        }
    }

    fn name(&mut self, name: &str) {
        if !std::mem::take(&mut self.empty) {
            self.out.push(b',');
        }
        put(name, self.out);
        self.out.push(b':');
    }
}

fn put<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Writing to memory, of values with text keys: it cannot fail.
    let _ = serde_json::to_writer(out, value);
}

pub fn write_part(part: &dyn Part, out: &mut Vec<u8>) {
    out.push(b'{');
    part.write(&mut Object { out, empty: true });
    out.push(b'}');
}

/// A part inside another, as text.
pub fn raw(part: &dyn Part) -> Option<Box<RawValue>> {
    let mut out = Vec::new();
    write_part(part, &mut out);
    RawValue::from_string(String::from_utf8(out).ok()?).ok()
}

/// One value that is being read.
pub type Json<'a> = serde_json::Deserializer<serde_json::de::StrRead<'a>>;

#[inline(never)]
pub fn read_value<T: DeserializeOwned>(place: &mut T, json: &mut Json) -> serde_json::Result<()> {
    *place = T::deserialize(json)?;
    Ok(())
}

/// A text that is not kept: it stays where it stands, unless it holds an escape.
pub struct Key<'a>(pub Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text.into())))
    }
}

/// Which of the keys it is.
#[inline(never)]
pub fn read_key<'de, D: Deserializer<'de>>(deserializer: D, keys: &[&str]) -> Result<usize, D::Error> {
    let Key(key) = Key::deserialize(deserializer)?;
    keys.iter()
        .position(|known| *known == key)
        .ok_or_else(|| D::Error::custom(format_args!("\"{}\" is none of {}", key.escape_debug(), keys.join(", "))))
}

/// Reads an object into a struct that holds its defaults. The message of an error names the field and ends with the place in
/// the text: `duration: invalid type … at line 1 column 7`.
pub fn read_part(part: &mut dyn Part, json: &str) -> Result<(), String> {
    read_fields(part, json).map_err(|fault| {
        let before = json.get(..fault.at).unwrap_or(json);
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
        format!("{} at line {} column {column}", fault.why, before.matches('\n').count() + 1)
    })
}

/// Parts a message from its place, counted in bytes back from the end of the part, on its way through serde's errors.
const PLACE: char = '\u{1f}';

/// The same inside another text.
#[inline(never)]
pub fn read_within<'de, D: Deserializer<'de>>(part: &mut dyn Part, deserializer: D) -> Result<(), D::Error> {
    let json = Box::<RawValue>::deserialize(deserializer)?;
    let json = json.get();
    read_fields(part, json).map_err(|fault| D::Error::custom(format_args!("{}{PLACE}{}", fault.why, json.len() - fault.at)))
}

fn read_fields(part: &mut dyn Part, json: &str) -> Result<(), Fault> {
    let mut fault = None;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer
        .deserialize_map(Fields { part, json, fault: &mut fault })
        .and_then(|()| deserializer.end())
        .map_err(|error| fault.unwrap_or_else(|| Fault::of(&error, json)))
}

/// What is wrong, and at which byte.
struct Fault {
    why: String,
    at: usize,
}

impl Fault {
    fn of(error: &serde_json::Error, json: &str) -> Fault {
        let message = error.to_string();
        // serde_json puts the place behind the message where it knows one.
        let (message, end) = match error.line() {
            0 => (&*message, json.len()),
            line => {
                let start = json.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
                let message = message.rsplit_once(" at line ").map_or(&*message, |(why, _)| why);
                (message, start + error.column())
            }
        };
        let inner = message.rsplit_once(PLACE).and_then(|(why, back)| Some((why, back.parse::<usize>().ok()?)));
        let (why, at) = match inner {
            Some((why, back)) => (why, end.saturating_sub(back)),
            None => (message, end.saturating_sub(1)),
        };
        let mut at = at.min(json.len());
        while !json.is_char_boundary(at) {
            at -= 1;
        }
        Fault { why: why.to_owned(), at }
    }
}

struct Fields<'a> {
    part: &'a mut dyn Part,
    json: &'a str,
    fault: &'a mut Option<Fault>,
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let fields = self.part.fields();
        // They stand in the order in which they are written, most of the time.
        let mut next = 0;
        while let Some(Key(name)) = map.next_key()? {
            let value: &'de RawValue = map.next_value()?;
            let known = (next..fields.len()).chain(0..next).find(|index| fields[*index].0 == name);
            let read = match known {
                Some(index) => {
                    next = index + 1;
                    let mut json = Json::from_str(value.get());
                    self.part.read(index, &mut json).and_then(|()| json.end())
                }
                None => serde_json::from_str(value.get()).map(|unknown| self.part.extra().insert(name.to_string(), unknown)),
            };
            if let Err(error) = read {
                let start = (value.get().as_ptr() as usize).saturating_sub(self.json.as_ptr() as usize);
                let Fault { why, at } = Fault::of(&error, value.get());
                *self.fault = Some(Fault { why: format!("{name}: {why}"), at: (start + at).min(self.json.len()) });
                return Err(A::Error::custom(""));
            }
        }
        Ok(())
    }
}
