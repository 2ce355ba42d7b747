//! Form fields that are edited in place: what is typed is reported when it is done (Enter, leaving the field), Escape brings
//! back what was there, and nothing is reported while an input method composes.

use crate::app::prelude::*;
use leptos::children::ChildrenFn;
use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::app::browser::keys;
use crate::engine::model::Date;

/// Shows the value in a box (of one line or of several), and leaves alone what is being typed there: the record may change
/// meanwhile, in another tab or by what is undone.
fn shows(element: Element, value: Signal<String>) {
    let typed: HtmlInputElement = element.unchecked_into();
    Effect::new(move |shown: Option<String>| {
        let now = value.get();
        if shown.is_none_or(|shown| shown == typed.value()) && now != typed.value() {
            typed.set_value(&now);
        }
        now
    });
}

/// A line of text.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] commit: Callback<String>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] testid: String,
    /// Hides the label from sight, not from a screen reader.
    #[prop(optional)]
    bare: bool,
    #[prop(optional, into)] class: String,
    /// Keyboard of a phone: `text`, `decimal`, `tel`, `email`.
    #[prop(optional, into)]
    inputmode: String,
) -> impl IntoView {
    let report = move |input: HtmlInputElement| {
        let text = input.value();
        if text.trim() != value.get_untracked().trim() {
            commit.run(text);
        }
        // What was refused or cleaned is shown as it now stands.
        input.set_value(&value.get_untracked());
    };
    view! {
        <label class=format!("field {class}")>
            <span class:visually-hidden=bare>{label}</span>
            <input
                type="text"
                autocomplete="off"
                inputmode=inputmode
                placeholder=placeholder
                data-testid=testid
                use:shows=value
                on:change=handler(move |event: leptos::ev::Event| report(event_target(&event)))
                on:keydown=handler(move |event: KeyboardEvent| {
                    if keys::composing(&event) {
                        return;
                    }
                    let input: HtmlInputElement = event_target(&event);
                    match event.key().as_str() {
                        "Enter" => {
                            event.prevent_default();
                            report(input);
                        }
                        "Escape" if input.value() != value.get_untracked() => {
                            event.stop_propagation();
                            input.set_value(&value.get_untracked());
                        }
                        _ => {}
                    }
                })
            />
        </label>
    }
}

/// Text of several lines.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] commit: Callback<String>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] testid: String,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    view! {
        <label class="field tall">
            <span>{label}</span>
            <textarea
                rows=rows
                placeholder=placeholder
                data-testid=testid
                use:shows=value
                on:change=handler(move |event: leptos::ev::Event| {
                    let area: HtmlTextAreaElement = event_target(&event);
                    if area.value() != value.get_untracked() {
                        commit.run(area.value());
                    }
                })
                on:keydown=handler(move |event: KeyboardEvent| {
                    if event.key() == "Escape" && !keys::composing(&event) {
                        event.stop_propagation();
                        let area: HtmlTextAreaElement = event_target(&event);
                        area.set_value(&value.get_untracked());
                        let _ = area.unchecked_into::<HtmlElement>().blur();
                    }
                })
            ></textarea>
        </label>
    }
}

/// A day, or none.
#[component]
pub fn DateField(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<Option<Date>>,
    #[prop(into)] commit: Callback<Option<Date>>,
    #[prop(optional, into)] testid: String,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let text = derive(move || value.get().map_or(String::new(), |date| date.to_string()));
    view! {
        <label class="field">
            <span class:visually-hidden=bare>{label}</span>
            <input
                type="date"
                min="1900-01-01"
                max="2200-12-31"
                data-testid=testid
                use:shows=text
                on:change=handler(move |event: leptos::ev::Event| {
                    let input: HtmlInputElement = event_target(&event);
                    let date = Date::parse(&input.value());
                    if date != value.get_untracked() && (date.is_some() || input.value().is_empty()) {
                        commit.run(date);
                    }
                })
            />
        </label>
    }
}

/// One of a list; each option is the value and what it is called.
#[component]
pub fn SelectField(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] commit: Callback<String>,
    #[prop(optional, into)] testid: String,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let value = memo(move |_| value.get());
    view! {
        <label class="field">
            <span class:visually-hidden=bare>{label}</span>
            <select
                data-testid=testid
                on:change=handler(move |event: leptos::ev::Event| {
                    let select: HtmlSelectElement = event_target(&event);
                    commit.run(select.value());
                })
            >
                {reactive(move || {
                    let now = value.get();
                    options
                        .get()
                        .into_iter()
                        .map(|(key, name)| {
                            let chosen = key == now;
                            view! { <option value=key selected=chosen prop:selected=chosen>{name}</option> }
                        })
                        .collect_view()
                })}
            </select>
        </label>
    }
}

/// Yes or no.
#[component]
pub fn CheckField(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<bool>,
    #[prop(into)] commit: Callback<bool>,
    #[prop(optional, into)] testid: String,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                data-testid=testid
                prop:checked=bound(move || value.get())
                on:change=handler(move |event: leptos::ev::Event| commit.run(event_target_checked(&event)))
            />
            <span>{label}</span>
        </label>
    }
}

/// A box that what is shown follows while one types.
#[component]
pub fn SearchField(
    text: RwSignal<String>,
    #[prop(into)] label: String,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(into)] testid: String,
    #[prop(into)] class: String,
) -> impl IntoView {
    view! {
        <input
            type="search"
            class=class
            autocomplete="off"
            placeholder=placeholder.unwrap_or_else(|| label.clone())
            aria-label=label
            data-testid=testid
            prop:value=bound(move || text.get())
            on:input=handler(move |event: leptos::ev::Event| text.set(event_target_value(&event)))
        />
    }
}

/// A line that adds something: Enter reports what is typed and empties it for the next.
#[component]
pub fn AddLine(
    #[prop(into)] label: String,
    #[prop(into)] commit: Callback<String>,
    #[prop(optional, into)] testid: String,
) -> impl IntoView {
    let send = move |input: HtmlInputElement| {
        let text = input.value();
        if !text.trim().is_empty() {
            input.set_value("");
            commit.run(text);
        }
    };
    view! {
        <div class="add-line">
            <input
                type="text"
                autocomplete="off"
                aria-label=label.clone()
                placeholder=label
                data-testid=testid
                on:keydown=handler(move |event: KeyboardEvent| {
                    if event.key() == "Enter" && !keys::composing(&event) {
                        event.prevent_default();
                        send(event_target(&event));
                    }
                })
            />
        </div>
    }
}

/// What is folded away, made when it is first opened.
#[component]
pub fn Folded(#[prop(into)] label: String, children: ChildrenFn) -> impl IntoView {
    let opened = RwSignal::new(false);
    let toggle = move |event: leptos::ev::Event| {
        let details: web_sys::Element = event_target(&event);
        if details.has_attribute("open") && !opened.get_untracked() {
            opened.set(true);
        }
    };
    view! {
        <details class="part" on:toggle=handler(toggle)>
            <summary>{label}</summary>
            {reactive(move || opened.get().then(|| children()))}
        </details>
    }
}

/// A row of choices of which one holds.
#[component]
pub fn Segmented(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    /// Value, name and test id of each.
    options: Vec<(String, String)>,
    #[prop(into)] commit: Callback<String>,
    #[prop(optional, into)] testid: String,
) -> impl IntoView {
    view! {
        <div class="seg" role="group" aria-label=label>
            {options
                .into_iter()
                .map(|(key, name)| {
                    let (this, chosen) = (key.clone(), key.clone());
                    let id = if testid.is_empty() { String::new() } else { format!("{testid}-{key}") };
                    view! {
                        <button
                            type="button"
                            data-testid=id
                            aria-pressed=bound(move || if value.get() == this { "true" } else { "false" })
                            on:click=handler(move |_| commit.run(chosen.clone()))
                        >
                            {name}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
