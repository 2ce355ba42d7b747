//! The files of the page that are loaded later: the build names them in the page.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The name of a file, as the build wrote it.
pub fn named(attribute: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.get_element_by_id("app-files")?.get_attribute(attribute)
}

/// Loads a script into the page.
pub async fn run(address: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let script = document.create_element("script")?;
    let wait = Promise::new(&mut |resolve, reject| {
        let _ = Reflect::set(&script, &"onload".into(), &resolve);
        let _ = Reflect::set(&script, &"onerror".into(), &reject);
        let _ = Reflect::set(&script, &"src".into(), &address.into());
        if let Some(head) = document.document_element() {
            let _ = head.append_child(&script);
        }
    });
    JsFuture::from(wait).await.map(drop).map_err(|_| JsValue::from(address))
}
