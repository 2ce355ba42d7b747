//! Geometry of small charts: a scale from figures to places, and paths through them. Every chart stands beside its figures
//! as text; nothing here is read out.

/// From figures to places, linear; a range without width stands at its beginning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub from: f64,
    pub to: f64,
    pub size: f64,
}

impl Scale {
    pub fn new(from: f64, to: f64, size: f64) -> Scale {
        Scale { from, to, size }
    }

    pub fn at(self, value: f64) -> f64 {
        if self.to > self.from { (value - self.from) / (self.to - self.from) * self.size } else { 0.0 }
    }
}

/// A column of a histogram: left edge, top, width, height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Columns for counts at whole places (days), joined into at most `most` columns of equal width.
pub fn columns(counts: &[(i32, u32)], most: usize, width: f64, height: f64) -> Vec<Column> {
    let (Some(first), Some(last)) = (counts.first(), counts.last()) else { return Vec::new() };
    let span = (last.0 - first.0 + 1).max(1) as usize;
    let each = span.div_ceil(most.max(1));
    let many = span.div_ceil(each);
    let mut sums = vec![0_u32; many];
    for (place, count) in counts {
        sums[(place - first.0) as usize / each] += count;
    }
    let highest = f64::from(sums.iter().copied().max().unwrap_or(1).max(1));
    let step = width / span as f64 * each as f64;
    let column = |(at, sum): (usize, &u32)| {
        let tall = f64::from(*sum) / highest * height;
        let x = at as f64 * step;
        Column { x, y: height - tall, width: (width - x).min(step).max(0.0), height: tall }
    };
    sums.iter().enumerate().map(column).collect()
}

/// The share of all that stands at a place or before it, as a path of steps.
pub fn s_curve(counts: &[(i32, u32)], width: f64, height: f64) -> String {
    let (Some(first), Some(last)) = (counts.first(), counts.last()) else { return String::new() };
    let x = Scale::new(f64::from(first.0), f64::from(last.0 + 1), width);
    let y = Scale::new(0.0, f64::from(counts.iter().map(|(_, count)| count).sum::<u32>()), height);
    let mut path = format!("M0 {height:.1}");
    let mut sum = 0;
    for (place, count) in counts {
        sum += count;
        path += &format!("H{:.1}V{:.1}", x.at(f64::from(*place) + 0.5), height - y.at(f64::from(sum)));
    }
    path + &format!("H{width:.1}")
}

/// A line through points.
pub fn line(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        path += &format!("{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    path
}

/// Where the bands of a fever chart stand at a share of the chain that is done: consumption below the first is green, above
/// the second red, as `plan::buffers::light` has it.
pub fn fever_bands(done: f64) -> (f64, f64) {
    (done, 1.3 * done)
}

/// The middles of the bands of a fever chart at its right edge, from above: red, amber, green. `top` is the use at the upper
/// edge, `size` the height.
pub fn fever_names(top: f64, size: f64) -> [f64; 3] {
    let (amber, red) = fever_bands(1.0);
    [(red + top) / 2.0, (amber + red) / 2.0, amber / 2.0].map(|used| size - Scale::new(0.0, top, size).at(used))
}

/// Places for names as near to where they are wanted as can be, in the same order, each at least `gap` from the next and all
/// of them between two ends. Where there is no room for that the gaps are as wide as they can be.
pub fn apart(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let gap = gap.min((high - low) / wanted.len().saturating_sub(1).max(1) as f64);
    let mut places = wanted.to_vec();
    let mut least = low;
    for place in &mut places {
        *place = place.max(least);
        least = *place + gap;
    }
    let mut most = high;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_all_that_was_counted() {
        let counts = [(10, 5), (11, 10), (19, 5)];
        let drawn = columns(&counts, 5, 100.0, 50.0);
        assert_eq!(drawn.len(), 5);
        assert_eq!(drawn[0], Column { x: 0.0, y: 0.0, width: 20.0, height: 50.0 });
        assert_eq!(drawn[2].height, 0.0);
        assert!((drawn[4].height - 50.0 / 3.0).abs() < 1e-9);
        assert_eq!(columns(&[], 5, 100.0, 50.0), []);
        assert_eq!(columns(&[(3, 1)], 5, 100.0, 50.0).len(), 1);
    }

    #[test]
    fn names_stand_apart_in_their_order() {
        assert_eq!(apart(&[10.0, 50.0, 90.0], 8.0, 4.0, 98.0), [10.0, 50.0, 90.0], "as wanted where there is room");
        // The bands of a fever chart, from one that is hardly used to one that is used up many times over.
        for top in 0..200 {
            let top = 1.5 + f64::from(top) / 10.0;
            let wanted = fever_names(top, 100.0);
            let places = apart(&wanted, 8.0, 6.0, 98.0);
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 8.0 - 1e-9), "{top}: {places:?}");
            assert!(places[0] >= 6.0 - 1e-9 && places[2] <= 98.0 + 1e-9, "{top}: {places:?}");
        }
        assert_eq!(apart(&[5.0, 5.0, 5.0], 60.0, 0.0, 100.0), [0.0, 50.0, 100.0], "no room for such gaps");
        assert!(apart(&[], 8.0, 0.0, 1.0).is_empty());
    }

    #[test]
    fn a_curve_ends_at_the_top() {
        assert_eq!(s_curve(&[(0, 1), (1, 1)], 100.0, 10.0), "M0 10.0H25.0V5.0H75.0V0.0H100.0");
        assert_eq!(s_curve(&[], 100.0, 10.0), "");
        assert_eq!(line(&[(0.0, 1.0), (2.0, 3.0)]), "M0.0 1.0L2.0 3.0");
        assert_eq!(Scale::new(3.0, 3.0, 100.0).at(3.0), 0.0);
    }
}
