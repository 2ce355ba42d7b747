//! The engine: no browser, no clock, no randomness of its own, no input or output. Each room uses only those above it here.

pub mod model;

pub mod calendar;
pub mod words;

pub mod workspace;

pub mod rcpsp;
pub mod report;

pub mod plan;
pub mod scene;

pub mod edit;

pub mod control;
pub mod example;
pub mod risk;
pub mod sales;

pub mod exchange;

pub mod store;
pub mod tabs;

pub mod jobs;
pub mod simulate;
