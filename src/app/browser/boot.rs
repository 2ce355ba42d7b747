//! What the boot script (`public/boot.js`) and the app tell each other. The script lives outside wasm, so that it can show
//! a crash and save the data when the app is dead.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn boot() -> Option<JsValue> {
    let window = web_sys::window()?;
    Reflect::get(&window, &"pursuitBoot".into()).ok().filter(JsValue::is_object)
}

fn flag(name: &str) -> bool {
    boot().and_then(|boot| Reflect::get(&boot, &name.into()).ok()).is_some_and(|value| value.is_truthy())
}

fn call(name: &str, argument: &JsValue) {
    let Some(boot) = boot() else { return };
    if let Some(function) = Reflect::get(&boot, &name.into()).ok().and_then(|f| f.dyn_into::<Function>().ok()) {
        let _ = function.call1(&boot, argument);
    }
}

/// From the first panic on nothing is written any more, and the script's overlay is shown.
pub fn freeze_on_panic() {
    std::panic::set_hook(Box::new(|info| call("crash", &info.to_string().into())));
}

pub fn frozen() -> bool {
    flag("frozen")
}

/// Takes the splash away.
pub fn ready() {
    call("ready", &JsValue::NULL);
}

/// True where this tab holds the lock that makes it the one that writes.
pub async fn is_writer() -> bool {
    let lock = boot().and_then(|boot| Reflect::get(&boot, &"writer".into()).ok()).and_then(|p| p.dyn_into::<Promise>().ok());
    match lock {
        Some(promise) => JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy()),
        None => true,
    }
}
