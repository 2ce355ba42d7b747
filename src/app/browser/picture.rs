//! SVG text as a picture: rasterised, put on the clipboard, printed. Nothing of it leaves the page.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, HtmlImageElement, Url};

#[wasm_bindgen]
extern "C" {
    type ClipboardItem;
    #[wasm_bindgen(constructor, catch)]
    fn new(items: &Object) -> Result<ClipboardItem, JsValue>;

    type Clipboard;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Clipboard, items: &Array) -> Result<Promise, JsValue>;
}

/// What a browser draws in one piece, at most: pixels of a side, and in all.
const SIDE: f64 = 16_000.0;
const AREA: f64 = 100e6;
/// Smaller than this its writing cannot be read.
const LEAST: f64 = 0.6;

fn blob(svg: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    Blob::new_with_str_sequence_and_options(&Array::of1(&svg.into()), &options)
}

fn document() -> Result<web_sys::Document, JsValue> {
    web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)
}

/// An image of an SVG, loaded. The address is to be revoked when the image is not needed any more.
async fn image(svg: &str) -> Result<(HtmlImageElement, String), JsValue> {
    let url = Url::create_object_url_with_blob(&blob(svg)?)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    JsFuture::from(image.decode()).await?;
    Ok((image, url))
}

/// A PNG, twice as fine as the screen where that can be; `Err(true)` where the picture is too large to be read as one.
pub async fn png(svg: &str) -> Result<Blob, bool> {
    let (image, url) = image(svg).await.map_err(|_| false)?;
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = 2f64.min(SIDE / width).min(SIDE / height).min((AREA / (width * height)).sqrt());
    let drawn = if scale < LEAST { Err(true) } else { canvas(&image, width * scale, height * scale).map_err(|_| false) };
    let _ = Url::revoke_object_url(&url);
    let canvas = drawn?;
    let made = Promise::new(&mut |done, _| {
        let _ = canvas.to_blob(&done);
    });
    JsFuture::from(made).await.ok().and_then(|blob| blob.dyn_into::<Blob>().ok()).ok_or(false)
}

fn canvas(image: &HtmlImageElement, width: f64, height: f64) -> Result<HtmlCanvasElement, JsValue> {
    let canvas: HtmlCanvasElement = document()?.create_element("canvas")?.unchecked_into();
    canvas.set_width(width.round() as u32);
    canvas.set_height(height.round() as u32);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    pen.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

/// Puts a picture on the clipboard. The promise of it is handed over at once, while the browser still knows that the user
/// asked for it.
pub async fn copy(svg: String) -> Result<(), JsValue> {
    let made = future_to_promise(async move { png(&svg).await.map(JsValue::from).map_err(JsValue::from) });
    let parts = Object::new();
    Reflect::set(&parts, &"image/png".into(), &made)?;
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let clipboard: Clipboard = Reflect::get(&navigator, &"clipboard".into())?.unchecked_into();
    let items = Array::of1(ClipboardItem::new(&parts)?.as_ref());
    JsFuture::from(clipboard.write(&items)?).await.map(|_| ())
}

/// Shows the browser's dialogue for printing these pages instead of the app.
pub async fn print(pages: Vec<String>) -> Result<(), JsValue> {
    let document = document()?;
    let body = document.body().ok_or(JsValue::NULL)?;
    while let Some(old) = document.query_selector(".print-pages")? {
        old.remove();
    }
    let room: HtmlElement = document.create_element("div")?.unchecked_into();
    room.set_class_name("print-pages");
    room.set_attribute("aria-hidden", "true")?;
    for page in &pages {
        let (image, _) = image(page).await?;
        image.set_alt("");
        image.set_class_name("print-page");
        room.append_child(&image)?;
    }
    body.append_child(&room)?;
    let root = document.document_element().ok_or(JsValue::NULL)?;
    root.class_list().add_1("printing")?;
    // The pages stay until the dialogue is closed; some browsers say so only later.
    let closed = Closure::once_into_js(move || {
        let _ = root.class_list().remove_1("printing");
        let images = room.get_elements_by_tag_name("img");
        for at in 0..images.length() {
            if let Some(address) = images.item(at).and_then(|image| image.get_attribute("src")) {
                let _ = Url::revoke_object_url(&address);
            }
        }
        room.remove();
    });
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    window.add_event_listener_with_callback_and_add_event_listener_options("afterprint", closed.unchecked_ref(), &once)?;
    window.print()
}
