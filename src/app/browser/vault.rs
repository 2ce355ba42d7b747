//! What `public/files.js` does for the app: a password over a file, and saving to one and the same file. It is loaded when
//! it is first used.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::page;

/// Loads the script, once.
async fn files() -> Result<JsValue, JsValue> {
    if let Some(files) = known() {
        return Ok(files);
    }
    let address = page::named("data-files").ok_or(JsValue::NULL)?;
    page::run(&address).await?;
    known().ok_or(JsValue::NULL)
}

fn known() -> Option<JsValue> {
    let window = web_sys::window()?;
    Reflect::get(&window, &"pursuitFiles".into()).ok().filter(JsValue::is_object)
}

async fn call(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let files = files().await?;
    let function: Function = Reflect::get(&files, &name.into())?.dyn_into()?;
    let promise: Promise = function.apply(&files, &arguments.iter().collect())?.dyn_into()?;
    JsFuture::from(promise).await
}

/// The text of a file that only the password opens; none where the browser has no cryptography (a page over plain http).
pub async fn lock(text: &str, password: &str) -> Option<String> {
    call("lock", &[text.into(), password.into()]).await.ok()?.as_string()
}

pub enum Unlocked {
    Open(Vec<u8>),
    WrongPassword,
    Damaged,
}

/// Opens a locked file.
pub async fn unlock(text: &str, password: &str) -> Unlocked {
    match call("unlock", &[text.into(), password.into()]).await {
        Ok(value) if value.is_null() => Unlocked::WrongPassword,
        Ok(value) => Unlocked::Open(Uint8Array::new(&value).to_vec()),
        Err(_) => Unlocked::Damaged,
    }
}

/// True where the browser can write to a file that the user chose.
pub fn can_keep() -> bool {
    web_sys::window().is_some_and(|window| Reflect::has(&window, &"showSaveFilePicker".into()).unwrap_or_default())
}

/// The name of the file that was chosen.
pub fn kept() -> Option<String> {
    known().and_then(|files| Reflect::get(&files, &"kept".into()).ok())?.as_string()
}

pub enum Kept {
    To(String),
    Cancelled,
    Failed,
}

/// Writes to the file that was chosen before, or to one that the user chooses now.
pub async fn keep(name: &str, text: &str, again: bool) -> Kept {
    match call("keep", &[name.into(), text.into(), again.into()]).await {
        Ok(name) => name.as_string().map_or(Kept::Cancelled, Kept::To),
        Err(_) => Kept::Failed,
    }
}
