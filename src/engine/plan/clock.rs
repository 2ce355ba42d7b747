//! Working time in tenths of a minute, over a [`WorkTime`] that counts minutes. Every function here is that of the same
//! name there, carried one digit further.

use super::super::calendar::WorkTime;
use super::super::model::Moment;

/// Tenths of a minute since 1970-01-01T00:00, within the years 1900 to 2200. Lengths are tenths too, at most those of
/// [`Length`](super::network::Length).
pub(super) type Tick = i32;

pub(super) const FIRST: Tick = tick(Moment::MIN);
pub(super) const LAST: Tick = tick(Moment::MAX);

pub(super) const fn tick(at: Moment) -> Tick {
    at.minutes() as i32 * 10
}

/// The minute in which a tick lies.
pub(super) const fn moment(at: Tick) -> Moment {
    Moment::from_minutes(at.div_euclid(10) as i64)
}

pub(super) fn shifted(at: Tick, by: i32) -> Tick {
    at.saturating_add(by).clamp(FIRST, LAST)
}

/// Working time before a tick.
fn worked(time: &WorkTime, at: Tick) -> i32 {
    let minute = moment(at);
    let whole = time.between(Moment::MIN, minute) as i32 * 10;
    match at.rem_euclid(10) {
        0 => whole,
        part if time.between(minute, minute.plus(1)) > 0 => whole + part,
        _ => whole,
    }
}

pub(super) fn next_start(time: &WorkTime, at: Tick) -> Tick {
    let minute = moment(at);
    match at.rem_euclid(10) {
        0 => tick(time.next_start(minute)),
        _ if time.between(minute, minute.plus(1)) > 0 => at,
        _ => tick(time.next_start(minute.plus(1))),
    }
}

pub(super) fn prev_finish(time: &WorkTime, at: Tick) -> Tick {
    let minute = moment(at);
    if at.rem_euclid(10) != 0 && time.between(minute, minute.plus(1)) > 0 {
        return at;
    }
    tick(time.prev_finish(minute))
}

/// Where work can have ended, and where it can go on. There is no working time between the two.
pub(super) fn around(time: &WorkTime, at: Tick) -> (Tick, Tick) {
    if at.rem_euclid(10) != 0 {
        return (prev_finish(time, at), next_start(time, at));
    }
    let (finish, start) = time.around(moment(at));
    (tick(finish), tick(start))
}

/// When work that can begin at `at` begins, and when it is finished.
pub(super) fn span_from(time: &WorkTime, at: Tick, length: i32) -> (Tick, Tick) {
    if at % 10 != 0 || length % 10 != 0 || length <= 0 {
        let start = next_start(time, at);
        return (start, add(time, start, length));
    }
    let (start, finish) = time.span_from(moment(at), length / 10);
    (tick(start), tick(finish))
}

/// When work that has to be finished at `at` must begin, and what is around `at`.
pub(super) fn span_to(time: &WorkTime, at: Tick, length: i32) -> (Tick, Tick, Tick) {
    if at % 10 != 0 || length % 10 != 0 || length <= 0 {
        let (finish, next) = around(time, at);
        return (add(time, finish, -length), finish, next);
    }
    let (start, finish, next) = time.span_to(moment(at), length / 10);
    (tick(start), tick(finish), tick(next))
}

pub(super) fn add(time: &WorkTime, at: Tick, length: i32) -> Tick {
    if length == 0 {
        return at;
    }
    if at % 10 == 0 && length % 10 == 0 {
        return tick(time.add(moment(at), (length / 10).into()));
    }
    let sum = worked(time, at).saturating_add(length);
    if length > 0 {
        // The end of the minute in which the sum is reached, less what it has too many.
        let minutes = sum.div_euclid(10) + i32::from(sum.rem_euclid(10) > 0);
        match time.add(Moment::MIN, minutes.into()) {
            Moment::MAX => LAST, // there is not so much
            end => shifted(tick(end), (i64::from(sum) - i64::from(minutes) * 10) as i32),
        }
    } else {
        // The beginning of the minute in which the sum is reached, and the rest of it.
        let minutes = sum.div_euclid(10);
        if minutes < 0 {
            return FIRST;
        }
        let begin = time.next_start(time.add(Moment::MIN, minutes.into()));
        shifted(tick(begin), sum - minutes * 10)
    }
}

pub(super) fn between(time: &WorkTime, a: Tick, b: Tick) -> i32 {
    if a % 10 == 0 && b % 10 == 0 {
        return time.between(moment(a), moment(b)) as i32 * 10;
    }
    worked(time, b) - worked(time, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Date;

    #[test]
    fn tenths_carry_over_nights_and_lunches() {
        let time = WorkTime::standard();
        let day = tick(Date::new(2026, 9, 18).unwrap().midnight()); // a Friday
        let at = |minute: i32, tenth: i32| day + minute * 10 + tenth;
        // 9:00–12:00 and 13:00–18:00.
        assert_eq!(add(&time, at(540, 0), 3), at(540, 3));
        assert_eq!(add(&time, at(719, 7), 3), at(720, 0));
        assert_eq!(add(&time, at(719, 7), 4), at(780, 1));
        assert_eq!(add(&time, at(1079, 5), 10), at(3 * 1440 + 540, 5));
        assert_eq!(add(&time, at(3 * 1440 + 540, 5), -10), at(1079, 5));
        assert_eq!(add(&time, at(780, 3), -3), at(780, 0));
        assert_eq!(add(&time, at(780, 3), -4), at(719, 9));
        assert_eq!(add(&time, at(780, 1), -1801), at(540, 0));
        assert_eq!(next_start(&time, at(719, 9)), at(719, 9));
        assert_eq!(next_start(&time, at(720, 1)), at(780, 0));
        assert_eq!(prev_finish(&time, at(780, 1)), at(780, 1));
        assert_eq!(prev_finish(&time, at(779, 9)), at(720, 0));
        assert_eq!(between(&time, at(719, 9), at(780, 1)), 2);
        for length in [-100_003, -4801, -7, 7, 4799, 4800, 4801, 100_003] {
            let there = add(&time, at(600, 5), length);
            assert_eq!(between(&time, at(600, 5), there), length);
        }
    }

    #[test]
    fn stops_at_the_edge_of_time() {
        let time = WorkTime::standard();
        assert_eq!(add(&time, LAST - 5, 100_001), LAST);
        assert_eq!(add(&time, FIRST + 5, -100_001), FIRST);
    }
}
