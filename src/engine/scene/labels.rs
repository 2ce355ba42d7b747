//! What is written beside a bar, and where: on no shape of its row.

use super::gantt::{Bar, Shape};
use crate::engine::model::Date;
use crate::engine::plan::Plan;
use crate::engine::words::Words;

/// Between a bar and its label, in pixels: there links leave the bar's end, and the handle of a new one stands there.
pub const BESIDE: f64 = 19.0;

/// Half the height that a label takes.
pub const HALF: f64 = 7.0;

/// Half the width of the mark of a deadline, and as much room as it is to have.
const DEADLINE: f64 = 5.0;
const ROOM: f64 = 3.0;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    /// Left end.
    pub x: f64,
    /// As good as it can be known without a font; nothing where there is no text.
    pub width: f64,
    pub text: String,
}

impl Label {
    /// Left and right end, where something is written.
    pub fn span(&self) -> Option<(f64, f64)> {
        (self.width > 0.0).then_some((self.x, self.x + self.width))
    }
}

/// The label of a row whose bar is so thick. Of a buffer it is how much of it is used up.
pub fn label(plan: &Plan, place: usize, bar: &Bar, thick: f64, used: Option<f64>, today: Date, w: Words) -> Label {
    let row = &plan.rows[place];
    let percent = |share: f64| w.percent((share * 100.0).round());
    let text = match bar.shape {
        Shape::Summary => String::new(),
        Shape::Milestone => format!("{} {}", w.day_short(row.start.date(), today), row.task.name),
        Shape::Buffer => used.map(percent).unwrap_or_default(),
        Shape::Bar if (row.progress * 100.0).round() > 0.0 => percent(row.progress),
        Shape::Bar => String::new(),
    };
    let width = text_width(&text, 6.8, 11.2);
    Label { x: label_x(bar, thick, width), width, text }
}

/// Where a label that is so wide begins: right of the bar, and right of the deadline where that would stand in it. The float
/// runs below it.
fn label_x(bar: &Bar, thick: f64, width: f64) -> f64 {
    let half = if bar.shape == Shape::Milestone { thick / 2.0 } else { 0.0 };
    let x = bar.x + bar.width + half + BESIDE;
    let stands_in = |at: &f64| at + DEADLINE + ROOM > x && at - DEADLINE - ROOM < x + width;
    bar.deadline.filter(stands_in).map_or(x, |at| at + DEADLINE + ROOM)
}

/// Pixels that a text takes, its Latin letters and its Chinese ones so wide.
pub fn text_width(text: &str, latin: f64, chinese: f64) -> f64 {
    text.chars().map(|letter| if (letter as u32) < 0x2e80 { latin } else { chinese }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(shape: Shape, deadline: Option<f64>) -> Bar {
        let width = if shape == Shape::Milestone { 0.0 } else { 50.0 };
        Bar { shape, x: 100.0, width, done: 20.0, float_to: None, deadline }
    }

    #[test]
    fn a_label_stands_on_no_shape_of_its_row() {
        let (thick, width) = (15.0, 60.0);
        for shape in [Shape::Bar, Shape::Buffer, Shape::Milestone] {
            let end = if shape == Shape::Milestone { 107.5 } else { 150.0 };
            // From a deadline within the bar to one far right of the label.
            for at in 0..200 {
                let deadline = 90.0 + f64::from(at);
                let x = label_x(&bar(shape, Some(deadline)), thick, width);
                assert!(x >= end + BESIDE, "right of the bar");
                assert!(x >= deadline + DEADLINE || x + width <= deadline - DEADLINE, "{shape:?}: {x} on {deadline}");
                assert!(x <= end + BESIDE + width + 2.0 * (DEADLINE + ROOM), "near its bar");
            }
            assert_eq!(label_x(&bar(shape, None), thick, width), end + BESIDE);
        }
    }

    #[test]
    fn a_chinese_letter_takes_more_room() {
        assert_eq!(text_width("40%", 7.0, 11.0), 21.0);
        assert_eq!(text_width("签约", 7.0, 11.0), 22.0);
        assert_eq!(Label::default().span(), None);
    }
}
