//! Geometry as data: where things stand on a screen that the room does not know. Pure, so that native tests can look.

pub mod chart;
pub mod columns;
pub mod gantt;
pub mod labels;
pub mod lines;
pub mod matrix;
pub mod picture;
pub mod routes;
