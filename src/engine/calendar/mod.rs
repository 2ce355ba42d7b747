//! Working time: which minutes of which days are worked, and how to add and subtract them. A calendar record is compiled
//! once into a [`WorkTime`], which then answers every question in the logarithm of its exceptions. It knows no task, and
//! what lies outside the years 1900 to 2200 stops at their edge.
//!
//! `pattern` is a week that repeats, `compile` lays weeks, official days, exceptions and leave over each other,
//! `worktime` is the arithmetic, `china` the official days off and make-up days of China.

mod both;
mod china;
mod compile;
mod pattern;
mod worktime;

pub use china::{ChinaDay, ChinaYear, Holiday, china_days, china_status, china_years};
pub use worktime::{Reason, WorkTime};
