//! Icons: thin lines on a 16-pixel grid, drawn for this product.

use crate::app::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Today,
    Project,
    Deal,
    Client,
    People,
    Report,
    Settings,
    Task,
    Phone,
    Risk,
    Undo,
    Redo,
    Close,
    Plus,
}

impl Sign {
    const fn path(self) -> &'static str {
        match self {
            Sign::Today => "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z",
            Sign::Project => "M2 4h7M5 8h8M3 12h6",
            Sign::Deal => "M2 3h12L9.5 8.5V13l-3-1.5v-3z",
            Sign::Client => {
                "M8.5 5.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM1.5 13c.5-3 2.3-4 4.5-4s4 1 4.5 4M11 3.5a2.3 2.3 0 0 1 0 4M12.5 9.5c1.3.5 2 1.7 2.2 3.5"
            }
            Sign::People => {
                "M4 3h8a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM5 10.500c.4-1.4 1.4-2 2.500-2s2.100.6 2.500 2M12 7h-1.500M8.800 6a1.300 1.300 0 1 1-2.600 0 1.300 1.300 0 0 1 2.600 0z"
            }
            Sign::Report => "M4 2h6l3 3v9H4zM6.500 8h4M6.500 11h4",
            Sign::Settings => {
                "M10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM8 1.500v2M8 12.500v2M1.500 8h2M12.500 8h2M3.400 3.400l1.400 1.400M11.200 11.200l1.400 1.400M12.600 3.400l-1.400 1.400M4.800 11.200l-1.400 1.400"
            }
            Sign::Task => {
                "M5 2.500h6A2.500 2.500 0 0 1 13.500 5v6a2.500 2.500 0 0 1-2.500 2.500H5A2.500 2.500 0 0 1 2.500 11V5A2.500 2.500 0 0 1 5 2.500zM5 8l2 2 4-4.500"
            }
            Sign::Phone => "M3 2.500l3 .5.7 3L5 7.500A8 8 0 0 0 8.500 11L10 9.300l3 .7.500 3C7.500 14 2 8.500 3 2.500z",
            Sign::Risk => "M8 2l6.500 11.500h-13zM8 6.500v3M8 11.800v.1",
            Sign::Undo => "M6 3L2.500 6.500 6 10M2.500 6.500H10a3.500 3.500 0 0 1 0 7H7",
            Sign::Redo => "M10 3l3.500 3.500L10 10M13.500 6.500H6a3.500 3.500 0 0 0 0 7h3",
            Sign::Close => "M4 4l8 8M12 4l-8 8",
            Sign::Plus => "M8 3v10M3 8h10",
        }
    }
}

#[component]
pub fn Icon(sign: Sign) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=sign.path()></path></svg> }
}
