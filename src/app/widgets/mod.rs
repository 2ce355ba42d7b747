//! Parts that screens are made of. They know no screen and write nothing: they report what the user wants by callbacks.

pub mod carry;
pub mod choose;
pub mod client_mark;
pub mod field;
pub mod gantt;
pub mod icon;
pub mod matrix;
pub mod record;
pub mod rows;
pub mod sort;
pub mod window;
