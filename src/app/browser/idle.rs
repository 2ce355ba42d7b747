//! Work that nobody waits for.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// Milliseconds after which it is done in any case.
const LATEST: f64 = 1_000.0;
/// Milliseconds to wait where the browser cannot say that it is idle.
const AWAY: u32 = 200;

/// Does it when the browser has nothing else to do.
pub fn when_idle(act: impl FnOnce() + 'static) {
    let window = js_sys::global();
    let ask = Reflect::get(&window, &"requestIdleCallback".into()).ok().and_then(|ask| ask.dyn_into::<Function>().ok());
    let Some(ask) = ask else {
        gloo_timers::callback::Timeout::new(AWAY, act).forget();
        return;
    };
    let options = Object::new();
    let _ = Reflect::set(&options, &"timeout".into(), &LATEST.into());
    let _ = ask.call2(&window, &Closure::once_into_js(act), &options);
}
