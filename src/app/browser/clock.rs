//! The time, the day, and randomness.

use crate::engine::model::Date;

/// Milliseconds since 1970 UTC.
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// The civil day where the user is.
pub fn today() -> Date {
    let now = js_sys::Date::new_0();
    Date::new(now.get_full_year() as i32, now.get_month() + 1, now.get_date()).unwrap_or(Date::MIN)
}

/// Hour of the day where the user is.
pub fn hour() -> u32 {
    js_sys::Date::new_0().get_hours()
}

/// 128 random bits.
pub fn random() -> u128 {
    (0..4).fold(0, |bits, _| (bits << 32) | (js_sys::Math::random() * 4_294_967_296.0) as u128)
}

/// Day and minute for the name of a file: `2026-11-23_1030`.
pub fn stamp() -> String {
    let now = js_sys::Date::new_0();
    format!("{}_{:02}{:02}", today(), now.get_hours(), now.get_minutes())
}
