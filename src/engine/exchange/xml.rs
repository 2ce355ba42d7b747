//! XML as records: a document of one root, read child by child, so that a large file costs no more memory than its largest
//! record. No DTD, no entities but the five of XML itself, bounded depth and size: a hostile file is an error, never work.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Bytes of a file, elements of one record, and how deep elements stand in each other.
/// A plan of 100,000 tasks takes 120 MB.
const MAX_SIZE: usize = 256 << 20;
const MAX_ELEMENTS: usize = 2_000_000;
const MAX_DEPTH: usize = 32;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    pub kind: XmlErrorKind,
    /// From 1; 0 where it is the file as a whole.
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlErrorKind {
    /// More than `MAX_SIZE`, or more than two million elements in one record.
    TooLarge,
    NotUtf8,
    /// Not well-formed: what the parser says.
    Malformed(String),
    /// A document type, with which entities are declared.
    Doctype,
    /// An entity that XML does not know by itself.
    Entity(String),
    TooDeep,
    /// The root is another element than the one expected: the two names.
    OtherRoot(String, &'static str),
    /// The file ends before its root does.
    Truncated,
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        match &self.kind {
            XmlErrorKind::TooLarge => write!(f, "the file is larger than {} MiB", MAX_SIZE >> 20),
            XmlErrorKind::NotUtf8 => write!(f, "the text is not UTF-8"),
            XmlErrorKind::Malformed(why) => write!(f, "not well-formed XML: {why}"),
            XmlErrorKind::Doctype => write!(f, "a document type declaration is not accepted"),
            XmlErrorKind::Entity(name) => write!(f, "the entity &{name}; is not accepted"),
            XmlErrorKind::TooDeep => write!(f, "elements stand in each other more than {MAX_DEPTH} deep"),
            XmlErrorKind::OtherRoot(found, expected) => write!(f, "the root is <{found}> where <{expected}> is expected"),
            XmlErrorKind::Truncated => write!(f, "the file ends too early"),
        }
    }
}

impl std::error::Error for XmlError {}

/// An element with its text and what stands in it. Attributes are not kept, nor is the order of text and elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The trimmed text of a child; none where there is none or it is empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Reads a document and hands over the children of its root in turn, and of those named in `lists` their children, each with
/// the name of its list ("" for a child of the root).
pub(super) fn records(
    bytes: &[u8],
    root: &'static str,
    lists: &[&str],
    take: &mut dyn FnMut(&str, Element),
) -> Result<(), XmlError> {
    let whole = |kind| XmlError { kind, line: 0 };
    if bytes.len() > MAX_SIZE {
        return Err(whole(XmlErrorKind::TooLarge));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| whole(XmlErrorKind::NotUtf8))?;
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let (mut inside, mut list, mut elements, mut done) = (false, None::<String>, 0usize, false);
    loop {
        let event = reader.read_event();
        let at = |position: u64, kind| {
            let before = &bytes[..(position as usize).min(bytes.len())];
            XmlError { kind, line: before.iter().filter(|byte| **byte == b'\n').count() as u32 + 1 }
        };
        let here = |kind| at(reader.buffer_position(), kind);
        let event = event.map_err(|error| {
            let kind = match error {
                // Of whatever was begun, the end is not there.
                quick_xml::Error::Syntax(_) => XmlErrorKind::Truncated,
                error => XmlErrorKind::Malformed(error.to_string()),
            };
            at(reader.error_position(), kind)
        })?;
        let (start, empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                // The parser has checked the name.
                match (open.pop(), &list) {
                    (Some(element), list) => match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => {
                            take(list.as_deref().unwrap_or(""), element);
                            elements = 0;
                        }
                    },
                    (None, Some(_)) => list = None,
                    (None, None) => (inside, done) = (false, true),
                }
                continue;
            }
            Event::Text(text) => {
                push(&mut open, &text.xml10_content());
                continue;
            }
            Event::CData(text) => {
                push(&mut open, &text.xml10_content());
                continue;
            }
            Event::GeneralRef(entity) => {
                let c = match &*entity {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "apos" => Some('\''),
                    "quot" => Some('"'),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                let refused = || here(XmlErrorKind::Entity(entity.chars().take(40).collect()));
                push(&mut open, c.ok_or_else(refused)?.encode_utf8(&mut [0; 4]));
                continue;
            }
            Event::DocType(_) => return Err(here(XmlErrorKind::Doctype)),
            Event::Eof if done => return Ok(()),
            Event::Eof => return Err(here(XmlErrorKind::Truncated)),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
        };
        let name = start.local_name().into_inner();
        if !inside {
            if done || name != root {
                return Err(here(XmlErrorKind::OtherRoot(name.chars().take(40).collect(), root)));
            }
            (inside, done) = (!empty, empty);
            continue;
        }
        if open.is_empty() && list.is_none() && lists.contains(&name) {
            list = (!empty).then(|| name.to_string());
            continue;
        }
        elements += 1;
        if elements > MAX_ELEMENTS {
            return Err(here(XmlErrorKind::TooLarge));
        }
        if open.len() >= MAX_DEPTH {
            return Err(here(XmlErrorKind::TooDeep));
        }
        let element = Element { name: name.to_string(), ..Element::default() };
        match (empty, open.last_mut()) {
            (false, _) => open.push(element),
            (true, Some(parent)) => parent.children.push(element),
            (true, None) => take(list.as_deref().unwrap_or(""), element),
        }
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, Element)>, XmlErrorKind> {
        let mut found = Vec::new();
        records(text.as_bytes(), "P", &["Ls"], &mut |list, element| found.push((list.to_string(), element)))
            .map_err(|error| error.kind)?;
        Ok(found)
    }

    #[test]
    fn lists_are_opened_and_text_is_joined() {
        let found = read("<?xml version='1.0'?><P xmlns='x'><A>1</A><Ls><L><B>a &amp; b&#33;</B></L><L/></Ls><Ls/></P>").unwrap();
        let names: Vec<_> = found.iter().map(|(list, element)| (list.as_str(), element.name.as_str())).collect();
        assert_eq!(names, [("", "A"), ("Ls", "L"), ("Ls", "L")]);
        assert_eq!(found[1].1.text_of("B"), Some("a & b!"));
    }

    #[test]
    fn hostile_files_are_refused() {
        use XmlErrorKind::*;
        let deep = "<a>".repeat(40);
        for (text, kind) in [
            ("<!DOCTYPE P [<!ENTITY a 'b'>]><P/>", Doctype),
            ("<P><A>&a;</A></P>", Entity("a".into())),
            ("<P><A>&#0;</A></P>", Entity("#0".into())),
            (&format!("<P>{deep}"), TooDeep),
            ("<P><A>", Truncated),
            ("<P><A", Truncated),
            ("<P><!-- ", Truncated),
            ("", Truncated),
            ("<Q/>", OtherRoot("Q".into(), "P")),
        ] {
            assert_eq!(read(text), Err(kind), "{text}");
        }
        assert!(matches!(read("<P><A></B></P>"), Err(Malformed(_))));
        assert!(matches!(read("no xml"), Err(Truncated)));
        assert_eq!(records(b"<P>\xff</P>", "P", &[], &mut |_, _| ()).unwrap_err().kind, NotUtf8);
        assert_eq!(records(&vec![b' '; MAX_SIZE + 1], "P", &[], &mut |_, _| ()).unwrap_err().kind, TooLarge);
        let error = records(b"<P>\n\n<A>&x;</A></P>", "P", &[], &mut |_, _| ()).unwrap_err();
        assert_eq!(error.line, 3);
    }
}
