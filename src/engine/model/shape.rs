//! How a record is written and read: two macros, `record!` and `choice!`, that give every entity the same JSON form.
//!
//! The form is the file format: a field that equals its default is left out, a field this version does not know is kept
//! in `extra` and written back, and an error names the field it stands in. Changing a default changes the format.

use serde_json::{Map, Value, json};

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

            /// The key that stands in files and in the address.
            pub const fn key(self) -> &'static str {
                match self { $name::$first => $first_key $(, $name::$variant => $key)* }
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
                let key = std::borrow::Cow::<str>::deserialize(deserializer)?;
                $name::from_key(&key).ok_or_else(|| {
                    let known: Vec<&str> = $name::ALL.iter().map(|choice| choice.key()).collect();
                    serde::de::Error::custom(format_args!("\"{}\" is none of {}", key.escape_debug(), known.join(", ")))
                })
            }
        }

        impl $crate::engine::model::shape::Shape for $name {
            fn shape() -> serde_json::Value {
                let known: Vec<&str> = $name::ALL.iter().map(|choice| choice.key()).collect();
                serde_json::json!({ "enum": known })
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

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let default = $name::default();
                let mut map = serializer.serialize_map(None)?;
                $(if self.$field != default.$field { map.serialize_entry(stringify!($field), &self.$field)?; })*
                for (key, value) in self.extra.iter() { map.serialize_entry(key, value)?; }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                        f.write_str(concat!("an object (", stringify!($name), ")"))
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        let mut value = $name::default();
                        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
                            match &*key {
                                $(stringify!($field) => {
                                    value.$field = map.next_value().map_err(|e| $crate::engine::model::shape::within(stringify!($field), e))?;
                                })*
                                _ => {
                                    let unknown = map.next_value()?;
                                    value.extra.insert(key.into_owned(), unknown);
                                }
                            }
                        }
                        Ok(value)
                    }
                }
                deserializer.deserialize_map(Fields)
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

/// Puts the name of a field before an error that arose in it.
pub fn within<E: serde::de::Error>(field: &str, error: E) -> E {
    E::custom(format_args!("{field}: {error}"))
}
