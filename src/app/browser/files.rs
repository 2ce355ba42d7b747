//! Files out of the page and into it, and the clipboard.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

/// Offers a text as a download.
pub fn download(name: &str, mime: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&text.into());
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        download_blob(name, &blob);
    }
}

/// The same of bytes.
pub fn download_bytes(name: &str, mime: &str, bytes: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes).into());
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) {
        download_blob(name, &blob);
    }
}

/// The same of bytes that the browser made.
pub fn download_blob(name: &str, blob: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    offer(name, &url);
    gloo_timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
}

/// A name without what file systems refuse in names.
pub fn clean(name: &str) -> String {
    let stem: String = name.chars().map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { ' ' } else { c }).take(60).collect();
    stem.trim().trim_matches('.').to_string()
}

/// Offers what stands at an address of the page's own making as a download; false where the browser cannot.
pub fn offer(name: &str, url: &str) -> bool {
    let link = document().and_then(|document| document.create_element("a").ok());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return false };
    link.set_href(url);
    link.set_download(name);
    link.click();
    true
}

/// Reads a file of at most `limit` bytes; `Err` gives its size where it is larger or cannot be read.
pub async fn read(file: &File, limit: usize) -> Result<Vec<u8>, usize> {
    let size = file.size() as usize;
    if size > limit {
        return Err(size);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| size)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Puts the theme and the language on the page's root.
pub fn dress(theme: &str, lang: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
        let _ = root.set_attribute("lang", lang);
    }
}

pub fn title(text: &str) {
    if let Some(document) = document() {
        document.set_title(text);
    }
}

/// Of the window, in pixels.
pub fn height() -> i32 {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
    height.map_or(900, |height| height as i32)
}

/// The same across.
pub fn width() -> i32 {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.map_or(1440, |width| width as i32)
}

/// Opens what the element of a CSS selector offers (the list of a choice, the calendar of a day) where the browser can, once
/// it is on the page, and gives it the focus.
pub fn offer_soon(selector: &'static str) {
    gloo_timers::callback::Timeout::new(0, move || {
        focus(selector);
        let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
        let Some(element) = element else { return };
        let show =
            js_sys::Reflect::get(&element, &"showPicker".into()).ok().and_then(|show| show.dyn_into::<js_sys::Function>().ok());
        // It may only be opened by what a person did; without it the field has the focus all the same.
        let _ = show.map(|show| show.call0(&element));
    })
    .forget();
}

/// Moves the focus to the first element of a CSS selector.
pub fn focus(selector: &str) {
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// True where the element of a CSS selector has the focus.
pub fn focused(selector: &str) -> bool {
    document().and_then(|document| document.query_selector(&format!("{selector}:focus")).ok().flatten()).is_some()
}

/// Moves the focus once what is being drawn is on the page.
pub fn focus_soon(selector: impl Into<String>) {
    let selector = selector.into();
    gloo_timers::callback::Timeout::new(0, move || focus(&selector)).forget();
}

/// Puts a text on the clipboard; false where the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Shows the browser's dialogue for printing the page as its style sheets lay it out on paper, once what is being drawn is
/// on it.
pub fn print_soon() {
    gloo_timers::callback::Timeout::new(0, || drop(web_sys::window().map(|window| window.print()))).forget();
}

/// Takes what is typed in the field of a selector, and leaves it empty and without the focus.
pub fn take_text(selector: &str) -> String {
    let field = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) else { return String::new() };
    let text = field.value();
    field.set_value("");
    let _ = field.blur();
    text
}

/// What has the focus.
pub fn holder() -> Option<web_sys::HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Gives the focus back to an element once what is being drawn is on the page, if nothing else took it.
pub fn focus_back(element: Option<web_sys::HtmlElement>) {
    gloo_timers::callback::Timeout::new(0, move || {
        if holder().is_none_or(|now| now.tag_name() == "BODY")
            && let Some(element) = element
        {
            if element.is_connected() {
                let _ = element.focus();
            } else {
                focus("#work");
            }
        }
    })
    .forget();
}

/// The text of a file: UTF-8, else GB 18030, in which Chinese spreadsheets write.
pub fn decode(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_string();
    }
    let decoder = web_sys::TextDecoder::new_with_label("gb18030");
    let text = decoder.ok().and_then(|decoder| decoder.decode_with_js_u8_array(&Uint8Array::from(bytes)).ok());
    text.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}

/// Moves the focus to the next (or the previous) of the elements of a selector, from the one that holds it now.
pub fn focus_beside(selector: &str, next: bool) {
    let Some(all) = document().and_then(|document| document.query_selector_all(selector).ok()) else { return };
    let inside = holder().and_then(|now| now.closest(selector).ok().flatten());
    let same = |one: &web_sys::HtmlElement, inside: Option<&web_sys::Element>| {
        inside.is_some_and(|inside| {
            let inside: &web_sys::Node = inside;
            one.is_same_node(Some(inside))
        })
    };
    let all: Vec<web_sys::HtmlElement> = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect();
    let now = all.iter().position(|one| same(one, inside.as_ref()));
    let to = match (now, next) {
        (None, _) => 0,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(element) = all.get(to) {
        let _ = element.focus();
    }
}
