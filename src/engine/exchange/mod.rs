//! Files from outside and for outside: bytes to workspace and back. What comes in is data, bounded before it is parsed;
//! a reader answers a value or says what is wrong and where, and never panics. Nothing here touches a screen.

pub mod columns;
pub mod csv;
pub mod holiday_cn;
pub mod ics;
pub mod json;
pub mod lessons;
pub mod mspdi;
pub mod schema;
pub mod trello;
pub mod xlsx;
mod xml;
