//! Keyboard events: nothing is a command while an input method composes or a field is typed in.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// True while an input method composes: its Enter and Escape are not ours.
pub fn composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// True where the event comes from something one types in.
pub fn typing(event: &KeyboardEvent) -> bool {
    is_field(event)
}

/// True where the event's target is typed into.
pub fn is_field(event: &web_sys::Event) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || target.is_content_editable()
}

/// Ctrl, or ⌘ on a Mac.
pub fn command(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key()
}
