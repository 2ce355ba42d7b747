//! JSON as text: bounded before it is parsed, cut into its members without being copied, and laid out for reading.
//! Nothing here knows what a record is.

use super::Bounds;
use serde::de::IgnoredAny;

/// What is wrong with a text before anything in it is looked at. Positions are bytes from its start.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Flaw {
    TooDeep { at: usize },
    TooMany,
    Truncated { at: usize },
    Syntax { at: usize, why: String },
}

/// Bounds depth and count, then checks the grammar. What passes can be cut by [`members`] and [`elements`].
pub(super) fn check(text: &str, bounds: &Bounds) -> Result<(), Flaw> {
    let (mut depth, mut containers, mut values) = (0usize, 0usize, 0usize);
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'{' | b'[' => {
                depth += 1;
                containers += 1;
                if depth > bounds.depth {
                    return Err(Flaw::TooDeep { at });
                }
                if containers > bounds.containers {
                    return Err(Flaw::TooMany);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => {
                values += 1;
                if values > bounds.values {
                    return Err(Flaw::TooMany);
                }
            }
            _ => {}
        }
    }
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) if error.is_eof() => Err(Flaw::Truncated { at: text.len() }),
        Err(error) => {
            let (why, at) = split_position(&error.to_string(), text);
            Err(Flaw::Syntax { at, why })
        }
    }
}

/// Goes behind the end of a string whose opening quote was just read.
fn skip_string(bytes: &mut impl Iterator<Item = (usize, u8)>) {
    while let Some((_, byte)) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

/// A value within a text, and where it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice<'a> {
    pub at: usize,
    pub text: &'a str,
}

impl<'a> Slice<'a> {
    fn trimmed(outer: &'a str, base: usize, from: usize, to: usize) -> Slice<'a> {
        let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let text = outer.get(from..to).unwrap_or_default();
        let led = text.trim_start_matches(space);
        Slice { at: base + from + text.len() - led.len(), text: led.trim_end_matches(space) }
    }
}

/// The values of an array that [`check`] has passed; none where it is no array.
pub(super) fn elements<'a>(value: Slice<'a>) -> Option<Vec<Slice<'a>>> {
    let inner = value.text.starts_with('[').then(|| pieces(value.text))?;
    Some(inner.into_iter().map(|(from, to)| Slice::trimmed(value.text, value.at, from, to)).collect())
}

/// The names and values of an object that [`check`] has passed; none where it is no object.
pub(super) fn members<'a>(value: Slice<'a>) -> Option<Vec<(String, Slice<'a>)>> {
    let inner = value.text.starts_with('{').then(|| pieces(value.text))?;
    let members = inner.into_iter().map(|(from, to)| {
        let mut bytes = value.text.bytes().enumerate().take(to).skip(from);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => skip_string(&mut bytes),
                b':' => {
                    let name = Slice::trimmed(value.text, value.at, from, at).text;
                    // A lone surrogate passes the grammar; such a name is nobody's.
                    let name = serde_json::from_str(name).unwrap_or_else(|_| name.to_owned());
                    return (name, Slice::trimmed(value.text, value.at, at + 1, to));
                }
                _ => {}
            }
        }
        (String::new(), Slice { at: value.at + to, text: "null" })
    });
    Some(members.collect())
}

/// Where the parts of an array or object lie that stand between its own commas.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let (mut pieces, mut depth, mut from) = (Vec::new(), 0usize, 1);
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    if !text.get(from..at).unwrap_or_default().trim().is_empty() {
                        pieces.push((from, at));
                    }
                    break;
                }
            }
            b',' if depth == 1 => {
                pieces.push((from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    pieces
}

/// Without the white space between its tokens.
pub(super) fn minify(json: &str, out: &mut Vec<u8>) {
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {}
            b'"' => copy_string(&mut bytes, out),
            _ => out.push(byte),
        }
    }
}

/// One member or element a line, two spaces a level; `compact` has no white space between its tokens.
pub(super) fn pretty(compact: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(compact.len() * 3 / 2);
    let mut depth = 0usize;
    let mut bytes = compact.iter().copied().peekable();
    let line = |out: &mut Vec<u8>, depth: usize| {
        out.push(b'\n');
        out.resize(out.len() + 2 * depth, b' ');
    };
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => copy_string(&mut bytes, &mut out),
            b'{' | b'[' => {
                out.push(byte);
                match bytes.next_if(|&next| next == byte + 2) {
                    Some(close) => out.push(close),
                    None => {
                        depth += 1;
                        line(&mut out, depth);
                    }
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                line(&mut out, depth);
            }
            b':' => out.extend(b": "),
            _ => out.push(byte),
        }
    }
    out.push(b'\n');
    out
}

fn copy_string(bytes: &mut impl Iterator<Item = u8>, out: &mut Vec<u8>) {
    out.push(b'"');
    while let Some(byte) = bytes.next() {
        out.push(byte);
        match byte {
            b'"' => return,
            b'\\' => out.extend(bytes.next()),
            _ => {}
        }
    }
}

/// Line and column, in characters, both counted from 1.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.bytes().filter(|&byte| byte == b'\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Takes " at line 3 column 7", which serde_json puts behind its messages, off and turns it into a byte of `text`.
pub(super) fn split_position(message: &str, text: &str) -> (String, usize) {
    let found = message.rsplit_once(" at line ").and_then(|(why, place)| {
        let (line, column) = place.split_once(" column ")?;
        Some((why, line.parse::<usize>().ok()?, column.parse::<usize>().ok()?))
    });
    let Some((why, line, column)) = found else { return (message.to_owned(), 0) };
    let start = match line {
        0 | 1 => 0,
        _ => text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').nth(line - 2).map_or(0, |(at, _)| at + 1),
    };
    (why.to_owned(), (start + column.saturating_sub(1)).min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laid_out_as_serde_json_does() {
        let value = serde_json::json!({ "a": [], "b": {}, "c": [1, "x\\\"{,}", { "d": null }], "e": { "f": [[1.5]] } });
        let text = String::from_utf8(pretty(value.to_string().as_bytes())).unwrap();
        assert_eq!(text, serde_json::to_string_pretty(&value).unwrap() + "\n");
        let mut back = Vec::new();
        minify(&text, &mut back);
        assert_eq!(back, value.to_string().into_bytes());
    }

    #[test]
    fn cut_into_values() {
        let text = r#"{ "a,\"" : [1, "]", {"b": [2, 3]}] , "c": {} }"#;
        check(text, &Bounds::default()).unwrap();
        let all = members(Slice { at: 0, text }).unwrap();
        assert_eq!(
            all.iter().map(|(name, value)| (name.as_str(), value.text)).collect::<Vec<_>>(),
            [("a,\"", r#"[1, "]", {"b": [2, 3]}]"#), ("c", "{}")]
        );
        let inner = elements(all[0].1).unwrap();
        assert_eq!(inner.iter().map(|value| value.text).collect::<Vec<_>>(), ["1", "\"]\"", r#"{"b": [2, 3]}"#]);
        for value in inner {
            assert!(text[value.at..].starts_with(value.text));
        }
        assert!(members(all[1].1).unwrap().is_empty());
        assert!(elements(Slice { at: 0, text: " " }).is_none());
    }
}
