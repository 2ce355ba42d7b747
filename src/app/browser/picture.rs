//! A picture out of the page: an SVG as it is, or drawn into a PNG.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::files;

/// Offers the SVG as a PNG of twice its size. `failed` is called where the browser cannot draw it.
pub fn download_png(name: String, svg: &str, (width, height): (usize, usize), failed: impl Fn() + 'static) {
    let (Some(document), Ok(image)) = (web_sys::window().and_then(|window| window.document()), HtmlImageElement::new()) else {
        return failed();
    };
    let source = format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg));
    let drawn = image.clone();
    let done = Closure::once_into_js(move || {
        let canvas = document.create_element("canvas").ok().and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
        let url = canvas.and_then(|canvas| {
            canvas.set_width(width as u32 * 2);
            canvas.set_height(height as u32 * 2);
            let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
            let (wide, high) = (width as f64 * 2.0, height as f64 * 2.0);
            context.draw_image_with_html_image_element_and_dw_and_dh(&drawn, 0.0, 0.0, wide, high).ok()?;
            canvas.to_data_url().ok()
        });
        if !url.is_some_and(|url| files::offer(&name, &url)) {
            failed();
        }
    });
    image.set_onload(Some(done.unchecked_ref()));
    image.set_src(&source);
}
