//! The app: shows the engine in a browser. `screens` use `widgets`, both use `session`, and only `browser` calls web-sys
//! for anything but events and elements.

mod browser;
mod inspector;
mod logging;
mod palette;
mod parts;
mod place;
mod prelude;
mod promise;
mod screens;
mod session;
mod shell;
mod shortcuts;
mod widgets;

use crate::app::prelude::*;

/// Mounts the app; called once by the page.
pub fn start() {
    browser::boot::freeze_on_panic();
    wasm_bindgen_futures::spawn_local(async {
        let writer = browser::boot::is_writer().await;
        let parts = parts::Parts::early().await;
        mount_to_body(move || {
            let session = session::Session::open(writer);
            provide_context(session);
            provide_context(parts);
            view! { <shell::App /> }
        });
        browser::boot::ready();
    });
}
