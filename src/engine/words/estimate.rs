//! Three lengths of time in one line: optimistic, likely, pessimistic.

use super::duration::Units;

const MARKS: &[char] = &['·', ',', '，', '、', '/', ';', '；', '|', '～', '~', '–', '—'];

impl Units {
    /// Reads `4 5 9`, `4d · 1w · 2w`, `半天、1天、3天`, in working minutes. None where they are not three that rise.
    pub fn read_three(self, text: &str) -> Option<[i64; 3]> {
        let marked = text.contains(MARKS);
        let parts = text.split(|c: char| if marked { MARKS.contains(&c) } else { c.is_whitespace() });
        let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
        let [low, likely, high] = parts[..] else { return None };
        let minutes = |part| self.read(part).filter(|typed| !typed.elapsed && typed.minutes >= 0).map(|typed| typed.minutes);
        let three = [minutes(low)?, minutes(likely)?, minutes(high)?];
        (three[0] <= three[1] && three[1] <= three[2] && three[2] > 0).then_some(three)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_lengths_that_rise_and_nothing_else() {
        let units = Units::new(480, 2400);
        assert_eq!(units.read_three("4 5 9"), Some([1920, 2400, 4320]));
        assert_eq!(units.read_three(" 4d · 1w · 2w "), Some([1920, 2400, 4800]));
        assert_eq!(units.read_three("半天、1天、3天"), Some([240, 480, 1440]));
        assert_eq!(units.read_three("0.5/1/1"), Some([240, 480, 480]));
        for wrong in ["", "4 5", "4 5 9 12", "9 5 4", "a b c", "0 0 0", "1ed 2ed 3ed"] {
            assert_eq!(units.read_three(wrong), None, "{wrong}");
        }
    }
}
