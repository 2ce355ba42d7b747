//! Pursuit · 成单, a sales-project manager that is one static web page.
//!
//! Two wings: [`engine`] knows what a sales project is and no browser; `app` (wasm32 only, and not in the worker) shows it and reads the engine.
//! `ARCHITECTURE.md` is the map.

pub mod engine;

#[cfg(all(target_arch = "wasm32", feature = "app"))]
pub mod app;
