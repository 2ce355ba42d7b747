//! The risk matrix as a picture: an SVG that stands alone, in light colours, each cell with its level in words.

use std::fmt::Write;

/// What is drawn. Rows from the top, columns from the left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    pub title: String,
    pub note: String,
    /// Name and definition of each step.
    pub rows: Vec<(String, String)>,
    pub columns: Vec<(String, String)>,
    pub cells: Vec<Vec<Cell>>,
    /// From one row and column to another.
    pub arrows: Vec<[(usize, usize); 2]>,
    pub legend: Vec<Rung>,
}

/// A level in the legend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rung {
    pub tone: usize,
    pub own: Option<Own>,
    pub name: String,
    pub count: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub tone: usize,
    pub own: Option<Own>,
    pub level: String,
    pub codes: Vec<String>,
}

/// The user's own colour of a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// `#rrggbb`.
    pub ground: String,
    /// Black or white, whichever reads better on it: 4.58:1 at least, whatever the colour.
    pub ink: &'static str,
}

/// A colour as `#rrggbb`, with what is written on it.
pub fn own(colour: &str) -> Option<Own> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    let light = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
    // Contrast with black is (light + 0.05) / 0.05, with white 1.05 / (light + 0.05).
    let ink = if (light + 0.05) * (light + 0.05) >= 0.05 * 1.05 { "#000000" } else { "#ffffff" };
    Some(Own { ground: format!("#{}", digits.to_ascii_lowercase()), ink })
}

const WIDE: usize = 120;
const HIGH: usize = 92;
const LEFT: usize = 128;
const TOP: usize = 72;
/// The light colours of the style sheet.
pub const TONES: [&str; 8] = ["#d3ead9", "#e7edb9", "#f9e191", "#f4b66f", "#e98473", "#cfe0f7", "#e3d6f2", "#dcdcd6"];
const FONT: &str = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/// The whole picture's width and height.
pub fn size(picture: &Picture) -> (usize, usize) {
    (LEFT + picture.columns.len() * WIDE + 24, TOP + picture.rows.len() * HIGH + 104)
}

pub fn svg(picture: &Picture) -> String {
    let (width, height) = size(picture);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONT}\"><rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"
    );
    let mut text = |x: usize, y: usize, size: usize, weight: usize, anchor: &str, fill: &str, words: &str| {
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
            escape(words)
        );
    };
    text(24, 36, 20, 640, "start", "#1b1e22", &picture.title);
    text(24, 57, 12, 400, "start", "#545a62", &picture.note);
    let bottom = TOP + picture.rows.len() * HIGH;
    for (row, (name, note)) in picture.rows.iter().enumerate() {
        let y = TOP + row * HIGH + HIGH / 2;
        text(LEFT - 10, y - 2, 12, 600, "end", "#1b1e22", &cut(name, 10));
        text(LEFT - 10, y + 14, 11, 400, "end", "#545a62", &cut(note, 16));
    }
    for (column, (name, note)) in picture.columns.iter().enumerate() {
        let x = LEFT + column * WIDE + WIDE / 2;
        text(x, bottom + 20, 12, 600, "middle", "#1b1e22", &cut(name, 12));
        text(x, bottom + 36, 11, 400, "middle", "#545a62", &cut(note, 18));
    }
    for (row, cells) in picture.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (x, y) = (LEFT + column * WIDE, TOP + row * HIGH);
            let (fill, ink) = colours(cell.tone, cell.own.as_ref());
            let _ = write!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{fill}\"/>\
                 <text x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"{ink}\">{}</text>",
                WIDE - 3,
                HIGH - 3,
                x + 7,
                y + HIGH - 11,
                escape(&cell.level)
            );
            // Two in a line, three lines; the rest is a number.
            let room = if cell.codes.len() > 6 { 5 } else { 6 };
            let rest = cell.codes.len().saturating_sub(room);
            let more = (rest > 0).then(|| format!("+{rest}"));
            for (place, code) in cell.codes.iter().take(room).cloned().chain(more).enumerate() {
                let (cx, cy) = (x + 6 + place % 2 * 55, y + 6 + place / 2 * 23);
                let _ = write!(
                    out,
                    "<rect x=\"{cx}\" y=\"{cy}\" width=\"51\" height=\"20\" rx=\"10\" fill=\"#ffffff\" stroke=\"#9a9a90\"/>\
                     <text x=\"{}\" y=\"{}\" font-size=\"11\" font-weight=\"600\" text-anchor=\"middle\" fill=\"#1b1e22\">{}</text>",
                    cx + 25,
                    cy + 14,
                    escape(&cut(&code, 7))
                );
            }
        }
    }
    for [from, to] in &picture.arrows {
        let middle =
            |(row, column): (usize, usize)| ((LEFT + column * WIDE + WIDE / 2) as f64, (TOP + row * HIGH + HIGH / 2) as f64);
        let ((x1, y1), (x2, y2)) = (middle(*from), middle(*to));
        let length = (x2 - x1).hypot(y2 - y1);
        if length < 1.0 {
            continue;
        }
        let (ux, uy) = ((x2 - x1) / length, (y2 - y1) / length);
        let (x2, y2) = (x2 - ux * 14.0, y2 - uy * 14.0);
        let wing = |side: f64| (x2 - ux * 11.0 - uy * 6.0 * side, y2 - uy * 11.0 + ux * 6.0 * side);
        let ((ax, ay), (bx, by)) = (wing(1.0), wing(-1.0));
        let _ = write!(
            out,
            "<path d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}M{ax:.1} {ay:.1}L{x2:.1} {y2:.1}L{bx:.1} {by:.1}\" fill=\"none\" \
             stroke=\"#1b1e22\" stroke-width=\"1.6\" stroke-linecap=\"round\"/>"
        );
    }
    for (place, Rung { tone, own, name, count }) in picture.legend.iter().enumerate() {
        let (x, y) = (LEFT + place * 96, bottom + 58);
        let (fill, ink) = colours(*tone, own.as_ref());
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"26\" height=\"20\" rx=\"4\" fill=\"{fill}\"/>\
             <text x=\"{}\" y=\"{}\" font-size=\"11\" font-weight=\"600\" text-anchor=\"middle\" fill=\"{ink}\">{count}</text>\
             <text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"#545a62\">{}</text>",
            x + 13,
            y + 14,
            x + 32,
            y + 14,
            escape(&cut(name, 9))
        );
    }
    out + "</svg>"
}

/// Ground and ink. An own colour is checked text: it holds nothing but `#` and six digits.
fn colours(tone: usize, own: Option<&Own>) -> (&str, &'static str) {
    own.map_or((TONES[tone.clamp(1, TONES.len()) - 1], "#1b1e22"), |own| (own.ground.as_str(), own.ink))
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_string() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// For text and for attributes; control characters, which XML forbids, are dropped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_holds_every_level_in_words_and_what_is_typed_stays_text() {
        let codes = (1..=8).map(|number| format!("R-0{number}")).collect();
        let picture = Picture {
            title: "<script>&".into(),
            rows: vec![("高".into(), ">50%".into())],
            columns: vec![("low".into(), String::new()), ("high".into(), String::new())],
            cells: vec![vec![
                Cell { tone: 1, level: "低".into(), codes, ..Cell::default() },
                Cell { tone: 99, own: own("#102030"), level: "极高".into(), ..Cell::default() },
            ]],
            arrows: vec![[(0, 0), (0, 1)], [(0, 0), (0, 0)]],
            legend: vec![Rung { tone: 1, name: "低".into(), count: 8, ..Rung::default() }],
            ..Picture::default()
        };
        let svg = svg(&picture);
        assert!(svg.contains("&lt;script&gt;&amp;") && !svg.contains("<script"));
        assert!(
            svg.contains("低") && svg.contains("极高") && svg.contains("R-05") && svg.contains("+3") && !svg.contains("R-06")
        );
        assert!(
            svg.contains("fill=\"#102030\"") && svg.contains("fill=\"#ffffff\">极高"),
            "an own colour is written on in white"
        );
        assert_eq!(svg.matches("<path").count(), 1, "an arrow within one cell is none");
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }

    #[test]
    fn writing_on_any_colour_can_be_read() {
        let light = |colour: &str| {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        for step in 0..4096u32 {
            let colour = format!("#{:02x}{:02x}{:02x}", (step >> 8) * 17, (step >> 4 & 15) * 17, (step & 15) * 17);
            let Own { ground, ink } = own(&colour).unwrap();
            let (a, b) = (light(&ground).max(light(ink)), light(&ground).min(light(ink)));
            assert!((a + 0.05) / (b + 0.05) >= 4.5, "{colour} {ink}");
        }
        for bad in ["", "red", "#fff", "#12345g", "#1234567", "#红色", "url(x)"] {
            assert_eq!(own(bad), None, "{bad}");
        }
    }
}
