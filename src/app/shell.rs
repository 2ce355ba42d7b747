//! The frame: rail, header, tabs, the screen, the inspector, toasts and the live region.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos_router::components::Router;

use super::browser::{files, keys};
use super::inspector::Inspector;
use super::logging::{AHEAD, Logging};
use super::parts::{self, Act, Parts, Shown};
use super::place::{Go, Place, Screen, use_place};
use super::screens::welcome::Welcome;
use super::session::{SaveState, Session, session, words};
use super::widgets::icon::{Icon, Sign};
use crate::engine::words::Words;

/// What floats over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    None,
    Palette,
    Shortcuts,
}

/// The open overlay, shared by context.
pub type OverlaySignal = RwSignal<Overlay>;

#[component]
pub fn App() -> impl IntoView {
    let session = session();
    let lang = session.lang();
    expect_context::<Parts>().load_all_when_idle();
    view! {
        <Router>
            // All texts are read once when a component is made, so another language makes them all anew.
            <For each=move || [lang.get()] key=|lang| *lang let:_lang>
                <Frame />
            </For>
        </Router>
    }
}

#[component]
fn Frame() -> impl IntoView {
    let session = session();
    let w = words();
    let place = use_place();
    let overlay: OverlaySignal = RwSignal::new(Overlay::None);
    provide_context(place);
    provide_context(Go::new());
    provide_context(overlay);
    let logging = Logging::new(overlay);
    provide_context(logging);
    let listener = window_event_listener(leptos::ev::keydown, move |event| on_key(event, session, logging));
    on_cleanup(move || listener.remove());
    Effect::new(move |_| files::title(&format!("{} · {}", screen_name(place.get().screen, w), w.app_name())));
    let screen = memo(move |_| place.get().screen);
    let fresh = session.memo(|ws| ws.is_empty());
    let started = RwSignal::new(false);
    view! {
        <a class="skip" href="#work">{w.skip_to_work()}</a>
        <div class="app">
            <Rail place />
            <Header place />
            <main id="work" class="main" tabindex="-1" data-screen=bound(move || screen.get().key())>
                <Banners />
                <div class="work" class:with-side=bound(move || place.get().open.is_some() && !place.get().is_page())>
                    <div class="stage">
                        {reactive(move || {
                            if fresh.get() && !started.get() && screen.get() != Screen::Settings {
                                view! { <Welcome started /> }.into_any()
                            } else {
                                parts::show(Shown::Screen(screen.get())).into_any()
                            }
                        })}
                    </div>
                    <Inspector place />
                </div>
            </main>
        </div>
        <Toasts />
        <input id="ahead" class:on=bound(move || overlay.get() == Overlay::Palette) tabindex="-1" aria-hidden="true" autocomplete="off" />
        <Show when=move || overlay.get() == Overlay::Palette>{parts::show(Shown::Palette)}</Show>
        <Show when=move || overlay.get() == Overlay::Shortcuts>{parts::show(Shown::Shortcuts)}</Show>
        <div class="visually-hidden" role="status" aria-live="polite" data-testid="live">{reactive(move || session.spoken.get())}</div>
    }
}

/// Commands of the whole app by key.
fn on_key(event: KeyboardEvent, session: Session, logging: Logging) {
    if keys::composing(&event) {
        return;
    }
    let key = event.key().to_ascii_lowercase();
    if keys::command(&event) {
        match key.as_str() {
            "k" => {
                event.prevent_default();
                logging.open();
            }
            // While one types, undo belongs to the field.
            "z" if !keys::typing(&event) => {
                event.prevent_default();
                if event.shift_key() { session.redo() } else { session.undo() }
            }
            "y" if !keys::typing(&event) => {
                event.prevent_default();
                session.redo();
            }
            _ => {}
        }
    } else if files::focused(AHEAD) {
        // The palette is not here yet: what is typed waits for it.
        match key.as_str() {
            "enter" => logging.entered.set(true),
            "escape" => logging.close(),
            _ => {}
        }
    } else if keys::typing(&event) {
    } else if key == "?" {
        event.prevent_default();
        logging.overlay.set(Overlay::Shortcuts);
    }
}

pub fn screen_name(screen: Screen, w: Words) -> &'static str {
    match screen {
        Screen::Today => w.nav_today(),
        Screen::Projects => w.nav_projects(),
        Screen::Overview => w.tab_overview(),
        Screen::Plan => w.tab_plan(),
        Screen::Team => w.tab_team(),
        Screen::Risks => w.tab_risks(),
        Screen::Control => w.tab_control(),
        Screen::Close => w.tab_close(),
        Screen::Deals => w.nav_deals(),
        Screen::Clients => w.nav_clients(),
        Screen::People => w.nav_people(),
        Screen::Reports => w.nav_reports(),
        Screen::Settings => w.nav_settings(),
    }
}

/// The screens of a project, in the order of its tabs.
const TABS: [Screen; 6] = [Screen::Overview, Screen::Plan, Screen::Team, Screen::Risks, Screen::Control, Screen::Close];

/// The screens of the rail, in their order.
pub const RAIL: [(Screen, Sign); 7] = [
    (Screen::Today, Sign::Today),
    (Screen::Projects, Sign::Project),
    (Screen::Deals, Sign::Deal),
    (Screen::Clients, Sign::Client),
    (Screen::People, Sign::People),
    (Screen::Reports, Sign::Report),
    (Screen::Settings, Sign::Settings),
];

#[component]
fn Rail(place: Memo<Place>) -> impl IntoView {
    let session = session();
    let w = words();
    let current = memo(move |_| {
        let screen = place.get().screen;
        if screen.of_project() { Screen::Projects } else { screen }
    });
    let link = move |(screen, sign): (Screen, Sign)| {
        view! {
            <a
                href=Place::of(screen).query()
                data-testid=format!("nav-{}", screen.key())
                aria-current=bound(move || (current.get() == screen).then_some("page"))
            >
                <Icon sign />
                <span class="t">{screen_name(screen, w)}</span>
                {parts::show(Shown::Count(screen))}
            </a>
        }
    };
    // Counted when something has been saved, not while one works.
    let used = memo(move |known: Option<&f64>| match (session.save.get(), known) {
        (SaveState::Saving, Some(known)) => *known,
        _ => session.with_saver(|saver| saver.used_percent()).unwrap_or_default(),
    });
    view! {
        <nav class="rail" aria-label=w.nav_label()>
            <div class="brand">"Pursuit" <small>{w.brand_sub()}</small></div>
            {RAIL[..6].iter().copied().map(link).collect_view()}
            <div class="grow"></div>
            <div class="store">{reactive(move || w.local_only(w.percent(used.get())))}{parts::show(Shown::BackupAge)}</div>
            {link(RAIL[6])}
        </nav>
    }
}

#[component]
fn Header(place: Memo<Place>) -> impl IntoView {
    let session = session();
    let logging = expect_context::<Logging>();
    let w = words();
    let project = memo(move |_| {
        let place = place.get();
        let id = place.project.filter(|_| place.screen.of_project())?;
        session.ws().projects.get(id).map(|project| (id, project.name.to_string()))
    });
    let tab = move |screen: Screen, id| {
        view! {
            <a
                href=Place::in_project(screen, id).query()
                data-testid=format!("tab-{}", screen.key())
                aria-current=bound(move || (place.get().screen == screen).then_some("page"))
            >
                {screen_name(screen, w)}
            </a>
        }
    };
    view! {
        <header class="top">
            {reactive(move || match project.get() {
                None => view! { <h1 class="crumb">{reactive(move || screen_name(place.get().screen, w))}</h1> }.into_any(),
                Some((id, name)) => {
                    view! {
                        <h1 class="crumb">
                            <a href=Place::of(Screen::Projects).query()>{w.nav_projects()}" /"</a>
                            " "
                            <span class="name">{name}</span>
                        </h1>
                        <nav class="tabs" aria-label=w.tabs_label()>
                            {TABS.map(|screen| tab(screen, id)).collect_view()}
                        </nav>
                    }
                        .into_any()
                }
            })}
            <div class="sp"></div>
            <UndoButtons />
            <button class="find" on:click=handler(move |_| logging.open()) aria-haspopup="dialog">
                <span>{w.find_or_do()}</span>
                <kbd>"Ctrl K"</kbd>
            </button>
            <SaveMark session />
        </header>
    }
}

#[component]
fn UndoButtons() -> impl IntoView {
    let session = session();
    let w = words();
    let labels = memo(move |_| session.undo_labels());
    view! {
        <button
            class="btn quiet icon"
            data-testid="undo"
            aria-label=w.undo()
            title=bound(move || labels.get().0.map_or(w.nothing_to_undo().to_string(), |label| format!("{} · {label} (Ctrl Z)", w.undo())))
            disabled=bound(move || labels.get().0.is_none())
            on:click=handler(move |_| session.undo())
        >
            <Icon sign=Sign::Undo />
        </button>
        <button
            class="btn quiet icon"
            data-testid="redo"
            aria-label=w.redo()
            title=bound(move || labels.get().1.map_or(w.redo().to_string(), |label| format!("{} · {label} (Ctrl Y)", w.redo())))
            disabled=bound(move || labels.get().1.is_none())
            on:click=handler(move |_| session.redo())
        >
            <Icon sign=Sign::Redo />
        </button>
    }
}

#[component]
fn SaveMark(session: Session) -> impl IntoView {
    let w = words();
    let state = move || match session.save.get() {
        SaveState::Saved => "saved",
        SaveState::Saving => "saving",
        SaveState::Partly(_) => "partly",
        SaveState::Unsaved(_) => "unsaved",
    };
    view! {
        <div class="saved" data-testid="save-state" data-state=state title=bound(move || match session.save.get() {
            SaveState::Unsaved(reason) | SaveState::Partly(reason) => reason,
            _ => String::new(),
        })>
            {reactive(move || match session.save.get() {
                SaveState::Saved => w.saved(),
                SaveState::Saving => w.saving(),
                SaveState::Partly(_) => w.saved_partly(),
                SaveState::Unsaved(_) => w.unsaved(),
            })}
        </div>
    }
}

/// What must be said plainly: not saved, damaged.
#[component]
fn Banners() -> impl IntoView {
    let session = session();
    let w = words();
    view! {
        {reactive(move || match session.save.get() {
            SaveState::Unsaved(reason) | SaveState::Partly(reason) => Some(view! {
                <div class="banner bad" role="alert" data-testid="not-saved">
                    {reason}
                    <button class="btn" on:click=handler(move |_| parts::act(session, Act::Export))>{w.cmd_export()}</button>
                </div>
            }),
            _ => None,
        })}
        {parts::show(Shown::Backup)}
        {reactive(move || session.damage.get().map(|damage| {
            view! {
                <div class="banner warn" role="alert" data-testid="damage">
                    {damage.say(w)}
                    <button class="btn" on:click=handler(move |_| { session.with_saver(|saver| saver.download_raw()); })>{w.download_raw()}</button>
                    <button class="btn quiet" on:click=handler(move |_| session.damage.set(None))>{w.dismiss()}</button>
                </div>
            }
        }))}
    }
}

#[component]
fn Toasts() -> impl IntoView {
    let session = session();
    let w = words();
    view! {
        <div class="toasts">
            <For each=move || session.toasts.get() key=|toast| toast.key let:toast>
                <div class="toast" class:bad=toast.bad data-testid="toast">
                    <span>{toast.text.clone()}</span>
                    {toast.undo.then(|| view! {
                        <button class="btn quiet" on:click=handler(move |_| {
                            session.toasts.update(|toasts| toasts.retain(|other| other.key != toast.key));
                            session.undo();
                        })>{w.undo()}</button>
                    })}
                </div>
            </For>
        </div>
    }
}
