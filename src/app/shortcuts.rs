//! The list of keys.

use crate::app::prelude::*;

use super::browser::files;
use super::session::words;
use super::shell::{Overlay, OverlaySignal};
use super::widgets::icon::{Icon, Sign};

#[component]
pub fn Shortcuts() -> impl IntoView {
    let overlay = expect_context::<OverlaySignal>();
    let w = words();
    let groups = [
        (
            w.keys_anywhere(),
            vec![
                ("Ctrl K", w.key_palette()),
                ("Ctrl Z · Ctrl Y", w.key_undo()),
                ("L", w.key_log()),
                ("?", w.key_help()),
                ("Esc", w.key_close()),
            ],
        ),
        (
            w.keys_plan(),
            vec![
                ("↑ ↓", w.key_rows()),
                ("← →", w.key_fold()),
                ("Enter", w.key_new_row()),
                ("N", w.key_draw()),
                ("F2", w.key_rename()),
                ("Tab · Shift Tab", w.key_indent()),
                ("Alt ↑ · Alt ↓", w.key_reorder()),
                ("Alt ← · Alt →", w.key_bar()),
                ("Shift ← · Shift →", w.key_resize()),
                ("B", w.key_bar_mode()),
                ("W", w.key_why()),
                ("Shift ↑ ↓ · Ctrl A", w.key_choose()),
                ("Ctrl C · Ctrl V", w.key_copy_rows()),
                ("L", w.key_link()),
                ("[ · ]", w.key_progress()),
                ("+ · −", w.key_zoom()),
                ("Delete", w.key_delete()),
            ],
        ),
        (w.keys_matrix(), vec![("↑ ↓ ← →", w.key_cell()), ("Alt ↑ ↓ ← →", w.key_move_risk()), ("Enter", w.key_filter())]),
    ];
    files::focus_soon(".sheet button");
    view! {
        <div class="veil" on:click=handler(move |_| overlay.set(Overlay::None))></div>
        <div
            class="sheet"
            role="dialog"
            aria-modal="true"
            aria-label=w.shortcuts_title()
            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if event.key() == "Escape" { overlay.set(Overlay::None) })
        >
            <header>
                <h2>{w.shortcuts_title()}</h2>
                <button class="btn quiet icon" aria-label=w.close() on:click=handler(move |_| overlay.set(Overlay::None))>
                    <Icon sign=Sign::Close />
                </button>
            </header>
            <div class="cols">
                {groups
                    .into_iter()
                    .map(|(name, keys)| view! {
                        <section>
                            <h3>{name}</h3>
                            <dl>{keys.into_iter().map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{what}</dd> }).collect_view()}</dl>
                        </section>
                    })
                    .collect_view()}
            </div>
        </div>
    }
}
