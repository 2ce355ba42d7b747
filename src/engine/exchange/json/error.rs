//! Why a file is refused, and where in it. The words here are for programs and logs; the app says it in the user's language.

use std::fmt;

use crate::engine::model::Id;
use crate::engine::workspace::Problem;

/// Where something stands in the file. Lines and columns count from 1, columns in characters; 0 where it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
    /// The name of the table as it stands in the file, or `settings` or `tombstones`; none in the envelope.
    pub table: Option<String>,
    /// Place in the table, from 0.
    pub index: Option<usize>,
    pub id: Option<Id>,
    /// `name`, or `constraint.date` for what lies within a field; empty for the whole record.
    pub field: String,
}

/// What kind of value was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Text where a number is wanted, and the like; `expected` names the type.
    Type,
    /// None of the keys in `expected`.
    Choice,
    Date,
    DateTime,
    Id,
    /// `found` characters, of which `expected` are allowed.
    TooLong,
    /// `found` is the character, escaped.
    ControlCharacter,
    /// Outside `expected`, which reads `0 and 100`.
    Range,
    /// `expected` names what is missing.
    Missing,
    Other,
}

impl FaultKind {
    pub const fn code(self) -> &'static str {
        match self {
            FaultKind::Type => "type",
            FaultKind::Choice => "choice",
            FaultKind::Date => "date",
            FaultKind::DateTime => "date-time",
            FaultKind::Id => "id",
            FaultKind::TooLong => "too-long",
            FaultKind::ControlCharacter => "control-character",
            FaultKind::Range => "range",
            FaultKind::Missing => "missing",
            FaultKind::Other => "other",
        }
    }
}

/// A value that may not stand where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// What stands there, shortened.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// The same in English.
    pub text: String,
}

impl Fault {
    pub(super) fn other(text: &str) -> Fault {
        Fault { kind: FaultKind::Other, found: String::new(), expected: String::new(), text: shorten(text, 300) }
    }

    pub(super) fn wrong_type(found: &str, expected: &str) -> Fault {
        let (found, expected) = (shorten(found, 60), expected.to_owned());
        Fault { kind: FaultKind::Type, text: format!("{found} where {expected} is expected"), found, expected }
    }

    /// Reads the messages of the model and of serde_json; a test holds the two together.
    pub(super) fn from_message(message: &str) -> Fault {
        let strip = |prefix: &str, middle: &str| message.strip_prefix(prefix)?.rsplit_once(middle);
        let (kind, found, expected) = if let Some((found, expected)) =
            strip("invalid type: ", ", expected ").or_else(|| strip("invalid value: ", ", expected "))
        {
            (FaultKind::Type, found, expected)
        } else if let Some((found, known)) = strip("\"", "\" is none of ") {
            (FaultKind::Choice, found, known)
        } else if let Some((found, expected)) = strip("\"", "\" is not a date and time (") {
            (FaultKind::DateTime, found, expected.split(')').next().unwrap_or_default())
        } else if let Some((found, expected)) = strip("\"", "\" is not a date (") {
            (FaultKind::Date, found, expected.split(')').next().unwrap_or_default())
        } else if let Some((found, _)) = strip("\"", "\" is not an id") {
            (FaultKind::Id, found, "26 characters")
        } else if let Some((found, limit)) = strip("text of ", " characters, ") {
            (FaultKind::TooLong, found, limit.trim_end_matches(" are allowed"))
        } else if let Some((_, found)) = strip("", "text holds the control character ") {
            (FaultKind::ControlCharacter, found, "")
        } else if let Some((found, bounds)) = strip("", " is not between ") {
            (FaultKind::Range, found, bounds)
        } else if let Some((found, _)) = strip("the amount ", " is too large") {
            (FaultKind::Range, found, "")
        } else if let Some((missing, _)) = strip("missing field `", "`") {
            (FaultKind::Missing, "", missing)
        } else {
            return Fault::other(message);
        };
        Fault { kind, found: shorten(found, 60), expected: shorten(expected, 300), text: shorten(message, 300) }
    }
}

/// At most `limit` characters.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum ReadError {
    Empty,
    TooLarge {
        bytes: usize,
        limit: usize,
    },
    /// Not UTF-8: another encoding, or no text at all.
    NotText {
        line: usize,
        column: usize,
    },
    TooDeep {
        line: usize,
        column: usize,
        limit: usize,
    },
    /// More values than any workspace has.
    TooManyValues,
    TooManyRecords {
        found: usize,
        limit: usize,
    },
    /// The file ends before it is complete.
    Truncated {
        line: usize,
        column: usize,
    },
    /// Not JSON.
    Syntax {
        line: usize,
        column: usize,
        why: String,
    },
    /// JSON, but not of this program. `found` is the name of the format it gives itself.
    WrongFormat {
        found: Option<String>,
    },
    Newer {
        major: u32,
        minor: u32,
        ours: u32,
    },
    /// A name stands twice in the envelope or among the tables.
    NameTwice {
        at: Box<Place>,
        name: String,
    },
    NoId {
        at: Box<Place>,
    },
    /// Two records have one id; `at` is the second.
    IdTwice {
        at: Box<Place>,
        first_table: String,
        first_index: usize,
    },
    Value {
        at: Box<Place>,
        fault: Box<Fault>,
    },
    /// Each value is right, but they do not fit one another. Never empty; the first hundred.
    Structure {
        problems: Vec<Problem>,
    },
}

impl ReadError {
    /// A name for the kind of error that does not change.
    pub const fn code(&self) -> &'static str {
        match self {
            ReadError::Empty => "empty",
            ReadError::TooLarge { .. } => "too-large",
            ReadError::NotText { .. } => "not-text",
            ReadError::TooDeep { .. } => "too-deep",
            ReadError::TooManyValues => "too-many-values",
            ReadError::TooManyRecords { .. } => "too-many-records",
            ReadError::Truncated { .. } => "truncated",
            ReadError::Syntax { .. } => "syntax",
            ReadError::WrongFormat { .. } => "wrong-format",
            ReadError::Newer { .. } => "newer",
            ReadError::NameTwice { .. } => "name-twice",
            ReadError::NoId { .. } => "no-id",
            ReadError::IdTwice { .. } => "id-twice",
            ReadError::Value { .. } => "value",
            ReadError::Structure { .. } => "structure",
        }
    }

    /// Where it is, as far as there is a place.
    pub fn place(&self) -> Option<Place> {
        match self {
            ReadError::NotText { line, column }
            | ReadError::TooDeep { line, column, .. }
            | ReadError::Truncated { line, column }
            | ReadError::Syntax { line, column, .. } => Some(Place { line: *line, column: *column, ..Place::default() }),
            ReadError::NameTwice { at, .. }
            | ReadError::NoId { at }
            | ReadError::IdTwice { at, .. }
            | ReadError::Value { at, .. } => Some((**at).clone()),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if let Some(table) = &self.table {
            write!(f, ", {}", table.escape_debug())?;
        }
        if let Some(index) = self.index {
            write!(f, "[{index}]")?;
        }
        if let Some(id) = self.id {
            write!(f, " ({id})")?;
        }
        if !self.field.is_empty() {
            write!(f, ", {}", self.field.escape_debug())?;
        }
        Ok(())
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ReadError::Empty => write!(f, "the file is empty"),
            ReadError::TooLarge { bytes, limit } => write!(f, "the file has {bytes} bytes; {limit} are allowed"),
            ReadError::NotText { line, column } => write!(f, "line {line}, column {column}: the file is not UTF-8 text"),
            ReadError::TooDeep { line, column, limit } => {
                write!(f, "line {line}, column {column}: nested more than {limit} deep")
            }
            ReadError::TooManyValues => write!(f, "the file has more values than a workspace can have"),
            ReadError::TooManyRecords { found, limit } => write!(f, "the file has {found} records; {limit} are allowed"),
            ReadError::Truncated { line, column } => {
                write!(f, "line {line}, column {column}: the file ends before it is complete")
            }
            ReadError::Syntax { line, column, why } => write!(f, "line {line}, column {column}: not JSON: {why}"),
            ReadError::WrongFormat { found: Some(found) } => {
                write!(f, "the file is \"{}\", not \"{}\"", found.escape_debug(), super::FORMAT)
            }
            ReadError::WrongFormat { found: None } => write!(f, "the file is not a workspace: it has no \"format\""),
            ReadError::Newer { major, minor, ours } => {
                write!(f, "the file is of version {major}.{minor}; this program reads {ours}.x: use a newer one")
            }
            ReadError::NameTwice { at, name } => write!(f, "{at}: \"{}\" stands twice", name.escape_debug()),
            ReadError::NoId { at } => write!(f, "{at}: the record has no id"),
            ReadError::IdTwice { at, first_table, first_index } => {
                write!(f, "{at}: the id is also that of {}[{first_index}]", first_table.escape_debug())
            }
            ReadError::Value { at, fault } => write!(f, "{at}: {}", fault.text),
            ReadError::Structure { problems } => match problems.first() {
                Some(first) if problems.len() > 1 => write!(f, "{first} (and {} more)", problems.len() - 1),
                Some(first) => write!(f, "{first}"),
                None => write!(f, "the records do not fit together"),
            },
        }
    }
}

impl std::error::Error for ReadError {}

/// What is odd about a file that opens all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The content is not what it was when the file was written: someone edited it, or it was damaged.
    Checksum,
    /// A newer minor version wrote it: what this one does not know is carried.
    NewerMinor { major: u32, minor: u32 },
    /// A table this version does not know: carried.
    UnknownTable { name: String, records: usize },
    /// A name in the envelope this version does not know: left out of the next export.
    UnknownName { name: String },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Warning::Checksum => write!(f, "the content was changed after the file was written (checksum)"),
            Warning::NewerMinor { major, minor } => write!(f, "the file is of the newer version {major}.{minor}"),
            Warning::UnknownTable { name, records } => {
                write!(f, "{records} records of the unknown table \"{}\" are carried", name.escape_debug())
            }
            Warning::UnknownName { name } => write!(f, "\"{}\" is unknown and left out", name.escape_debug()),
        }
    }
}
