//! The channel between the tabs of this page.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::engine::tabs::Message;

/// None where the browser has no channel; then each tab is alone.
pub struct Channel(Option<BroadcastChannel>);

impl Channel {
    pub fn open(hear: impl Fn(Message) + 'static) -> Channel {
        let channel = BroadcastChannel::new("pursuit/tabs").ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                // What this page did not write (another version of it, perhaps) is passed over.
                let message = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
                if let Some(message) = message {
                    hear(message);
                }
            });
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            heard.forget();
        }
        Channel(channel)
    }

    pub fn say(&self, message: &Message) {
        if let (Some(channel), Ok(text)) = (&self.0, serde_json::to_string(message)) {
            let _ = channel.post_message(&text.into());
        }
    }
}
