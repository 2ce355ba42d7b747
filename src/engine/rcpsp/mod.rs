//! Levelling as a problem on its own: when to do activities that wait for one another and share scarce resources, so that
//! the last one ends early (the resource-constrained project scheduling problem).
//!
//! Everything is an array indexed by position, and time is counted in slots: a day, a half day, whatever the caller makes
//! of it. It knows no task, member or calendar date, reads no clock, and the same seed gives the same schedule everywhere:
//! no float function is used whose last bit differs between machines.

pub mod check;
pub mod psplib;

mod decode;
mod problem;
mod random;
mod search;

pub use problem::{Activity, Fault, Link, LinkKind, Plan, Problem};
pub use random::Random;
pub use search::{End, Options, Progress, Solution, solve};
