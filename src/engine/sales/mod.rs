//! Selling, computed: pure functions from a workspace to plain figures. Nothing here is stored, and a figure that has
//! nothing to rest on is none.

pub mod account;
pub mod clients;
pub mod decision;
pub mod duplicates;
pub mod forecast;
pub mod ledger;
pub mod money;
pub mod paste;
pub mod requirements;
pub mod segments;
pub mod targets;
pub mod timeline;
pub mod typed;
