//! The place of a record among its siblings as a text that sorts: between two there is always another, so moving one
//! rewrites one, and two people who insert at the same place do not collide (equal ranks are told apart by id).

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

fn digit(rank: &[u8], place: usize) -> usize {
    rank.get(place).and_then(|byte| DIGITS.iter().position(|known| known == byte)).unwrap_or(0)
}

/// A rank after `before` and before `after`; an empty text stands for no neighbour. Where the two are not in order
/// (a damaged file), it is a rank after `before`.
pub fn between(before: &str, after: &str) -> String {
    let (low, high) = (before.as_bytes(), after.as_bytes());
    let bounded = !after.is_empty() && before < after;
    let mut rank = Vec::new();
    let mut free = !bounded;
    for place in 0.. {
        let from = digit(low, place);
        let to = if free { DIGITS.len() } else { digit(high, place) };
        if to > from + 1 {
            // At the open end a step of one leaves room for many more of the same length.
            let step = if free && place < low.len() { 1 } else { (to - from) / 2 };
            rank.push(DIGITS[from + step]);
            break;
        }
        rank.push(DIGITS[from]);
        free |= to > from;
    }
    String::from_utf8(rank).unwrap_or_default()
}

/// `count` ranks in order, evenly spread, for a list that is new.
pub fn spread(count: usize) -> impl Iterator<Item = String> {
    let mut width = 2;
    while 36usize.pow(width) / 2 < count {
        width += 1;
    }
    let step = 36usize.pow(width) / (count + 1);
    (1..=count).map(move |n| {
        let mut value = n * step;
        let mut rank = vec![b'0'; width as usize];
        for place in rank.iter_mut().rev() {
            *place = DIGITS[value % 36];
            value /= 36;
        }
        // A rank never ends in the least digit, so that there is always room before it.
        if rank.last() == Some(&b'0') {
            rank.push(b'i');
        }
        String::from_utf8(rank).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn always_room() {
        let mut ranks = vec![between("", "")];
        for n in 0..300 {
            let at = (n * 7) % (ranks.len() + 1);
            let before = if at == 0 { "" } else { &ranks[at - 1] };
            let after = ranks.get(at).map_or("", String::as_str);
            let new = between(before, after);
            assert!(before < new.as_str() && (after.is_empty() || new.as_str() < after), "{before} < {new} < {after}");
            ranks.insert(at, new);
        }
        let mut last = String::new();
        for _ in 0..1000 {
            let next = between(&last, "");
            assert!(next > last);
            last = next;
        }
        assert!(last.len() < 64, "appending a thousand times keeps ranks short: {}", last.len());
    }

    proptest! {
        #[test]
        fn between_any_two(a in "[0-9a-z]{0,8}", b in "[0-9a-z]{0,8}") {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let trimmed = high.trim_end_matches('0');
            prop_assume!(low.as_str() < trimmed);
            let new = between(&low, trimmed);
            prop_assert!(low < new && new.as_str() < trimmed, "{low} < {new} < {trimmed}");
        }
    }

    #[test]
    fn spread_is_in_order() {
        for count in [0, 1, 35, 36, 5000] {
            let ranks: Vec<String> = spread(count).collect();
            assert_eq!(ranks.len(), count);
            assert!(ranks.is_sorted() && ranks.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}
