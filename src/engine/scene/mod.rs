//! Geometry as data: where things stand on a screen that the room does not know. Pure, so that native tests can look.

pub mod columns;
pub mod gantt;
pub mod lines;
