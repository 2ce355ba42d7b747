//! What the boot script (`public/boot.js`) and the app tell each other. The script lives outside wasm, so that it can show
//! a crash and save the data when the app is dead.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
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

/// The screen whose part is here before the app starts.
pub fn early() -> Option<String> {
    Reflect::get(&boot()?, &"early".into()).ok()?.as_string()
}

/// Every part of the app is here: from now on it needs no network.
pub fn all_here() {
    call("whole", &JsValue::NULL);
}

/// The style sheets of the parts; false where one did not come.
pub async fn styles() -> bool {
    wait_for("styles").await
}

/// Waits until nobody has done anything for a moment.
pub async fn rested() {
    wait_for("rested").await;
}

async fn wait_for(name: &str) -> bool {
    let Some(boot) = boot() else { return true };
    let loading =
        Reflect::get(&boot, &name.into()).ok().and_then(|f| f.dyn_into::<Function>().ok()).and_then(|f| f.call0(&boot).ok());
    match loading.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        Some(promise) => JsFuture::from(promise).await.is_ok(),
        None => true,
    }
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

/// Calls back when this tab becomes the one that writes, and when another takes that away; true where it is the one now.
pub fn watch_pen(promoted: impl Fn() + 'static, deposed: impl Fn() + 'static) -> bool {
    let Some(boot) = boot() else { return true };
    let Some(watch) = Reflect::get(&boot, &"watch".into()).ok().and_then(|f| f.dyn_into::<Function>().ok()) else { return true };
    let (promoted, deposed) = (Closure::<dyn Fn()>::new(promoted), Closure::<dyn Fn()>::new(deposed));
    let now = watch.call2(&boot, promoted.as_ref(), deposed.as_ref());
    promoted.forget();
    deposed.forget();
    now.is_ok_and(|now| now.is_truthy())
}

/// True where this tab holds the pen now.
pub fn has_pen() -> bool {
    let watch = boot().and_then(|boot| Reflect::get(&boot, &"watch".into()).ok()).and_then(|f| f.dyn_into::<Function>().ok());
    watch.and_then(|watch| watch.call0(&JsValue::NULL).ok()).is_none_or(|now| now.is_truthy())
}

/// Takes the pen from a tab that does not answer.
pub fn steal_pen() {
    call("steal", &JsValue::NULL);
}

/// Calls a function of the mirror, which gives a promise.
async fn mirror(name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let boot = boot().ok_or(JsValue::NULL)?;
    let mirror = Reflect::get(&boot, &"mirror".into())?;
    let function: Function = Reflect::get(&mirror, &name.into())?.dyn_into()?;
    let promise: Promise = function.call1(&mirror, argument)?.dyn_into()?;
    JsFuture::from(promise).await
}

/// Brings IndexedDB to what local storage holds; true once it is on disk.
pub async fn mirror_sync() -> bool {
    mirror("sync", &JsValue::NULL).await.is_ok()
}

/// The keys in IndexedDB, where their head is not the one given. None too where there are none or it is denied.
pub async fn mirror_newer(head: &str) -> Option<Vec<(String, String)>> {
    let keys = mirror("newer", &head.into()).await.ok()?.dyn_into::<Object>().ok()?;
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    Some(Object::entries(&keys).iter().filter_map(pair).collect())
}
