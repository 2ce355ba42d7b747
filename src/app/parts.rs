//! Parts of the app that the browser loads when they are first shown, or when it has nothing else to do: the page opens
//! with the shell alone. `scripts/split.mjs` cuts them out of the wasm at the functions marked here; each call of such a
//! function loads its part first.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::browser::boot;
use super::palette::Palette;
use super::place::{Go, Place, Screen};
use super::screens::{
    backup, clients, close, control, deals, files, overview, people, plan, projects, reports, risks, settings, team, today,
};
use super::session::{self, Asked, Session, words};
use super::shortcuts::Shortcuts;
use super::widgets::client_mark::ClientMark;
use crate::app::prelude::*;
use crate::engine::exchange::xlsx;
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

/// Milliseconds before the first part is fetched ahead, when the screen that was asked for should be there.
const REST: u32 = 600;

/// What a part can show.
#[derive(Clone, Copy, PartialEq)]
pub enum Shown {
    Screen(Screen),
    Record(Kind, Id),
    /// The number beside a screen in the rail.
    Count(Screen),
    /// A reminder that the last export is old, and its age in the rail.
    Backup,
    BackupAge,
    /// The button that takes a file in.
    Import,
    /// Find or do.
    Palette,
    /// The list of keys.
    Shortcuts,
    /// What goes out as a file: for others, and as tables.
    Share,
    Tables,
}

type Made = Result<AnyView, SplitLoaderError>;

macro_rules! parts {
    ($($part:ident, $module:ident, $load:ident: $make:expr;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Part { $($part),* }

        impl Part {
            const ALL: &'static [Part] = &[$(Part::$part),*];

            async fn load(self) -> Result<(), SplitLoaderError> {
                match self { $(Part::$part => $load().await),* }
            }

            async fn make(self, shown: Shown) -> Made {
                match self { $(Part::$part => $module(shown).await),* }
            }
        }

        $(
            #[allow(unsafe_code)]
            #[wasm_split($module, wasm_split_path = ::leptos::wasm_split, fallible, preload($load))]
            fn $module(shown: Shown) -> Made {
                let make: fn(Shown) -> AnyView = $make;
                Ok(make(shown))
            }
        )*
    };
}

parts! {
    Find, part_find, load_find: |shown| match shown {
        Shown::Shortcuts => view! { <Shortcuts /> }.into_any(),
        _ => view! { <Palette /> }.into_any(),
    };
    Today, part_today, load_today: |shown| match shown {
        Shown::Count(screen) => today::count(screen),
        Shown::Backup => backup::reminder(),
        Shown::BackupAge => backup::age(),
        _ => view! { <today::Today /> }.into_any(),
    };
    Plan, part_plan, load_plan: |shown| match shown {
        Shown::Record(kind, id) => view! { <plan::inspector::TaskInspector id /><ClientMark kind id /> }.into_any(),
        _ => view! { <plan::PlanScreen /> }.into_any(),
    };
    Risks, part_risks, load_risks: |shown| match shown {
        Shown::Record(kind, id) => view! { <risks::RiskInspector id /><ClientMark kind id /> }.into_any(),
        _ => view! { <risks::Risks /> }.into_any(),
    };
    Sales, part_sales, load_sales: |shown| match shown {
        Shown::Record(Kind::Deal, id) => view! { <deals::DealInspector id /> }.into_any(),
        Shown::Record(Kind::Client, id) => view! { <clients::ClientInspector id /> }.into_any(),
        Shown::Record(_, id) => view! { <people::MemberInspector id /> }.into_any(),
        Shown::Screen(Screen::Deals) => view! { <deals::Deals /> }.into_any(),
        Shown::Screen(Screen::People) => view! { <people::People /> }.into_any(),
        _ => view! { <clients::Clients /> }.into_any(),
    };
    Office, part_office, load_office: |shown| match shown {
        Shown::Record(Kind::Lesson, id) => view! { <close::LessonInspector id /> }.into_any(),
        Shown::Record(kind, id) => view! { <control::IssueInspector id /><ClientMark kind id /> }.into_any(),
        Shown::Screen(Screen::Control) => view! { <control::Control /> }.into_any(),
        Shown::Screen(Screen::Close) => view! { <close::Close /> }.into_any(),
        Shown::Screen(Screen::Overview) => view! { <overview::Overview /> }.into_any(),
        Shown::Screen(Screen::Team) => view! { <team::Team /> }.into_any(),
        Shown::Screen(Screen::Reports) => view! { <reports::Reports /> }.into_any(),
        Shown::Screen(Screen::Settings) => view! { <settings::Settings /> }.into_any(),
        _ => view! { <projects::Projects /> }.into_any(),
    };
    Files, part_files, load_files: |shown| match shown {
        Shown::Share => view! { <files::Share /> }.into_any(),
        Shown::Tables => view! { <files::Tables /> }.into_any(),
        _ => view! { <files::ImportButton /> }.into_any(),
    };
}

/// What is done without a screen of its own.
#[derive(Clone, Copy)]
pub enum Act {
    /// Puts the example into the workspace and opens its plan, unless one has gone from the place meanwhile.
    LoadExample(Go, Memo<Place>, Place),
    /// The whole workspace as a file.
    Export,
    /// A project as a file of Microsoft Project's.
    ExportMspdi(Id),
}

#[allow(unsafe_code)]
#[wasm_split(part_office, wasm_split_path = ::leptos::wasm_split, fallible)]
fn office_act(session: Session, act: Act) -> Result<(), SplitLoaderError> {
    match act {
        Act::LoadExample(go, place, from) => settings::load_example(session, go, place, from),
        Act::Export => settings::export(session),
        Act::ExportMspdi(project) => settings::msproject::export(session, project),
    }
    Ok(())
}

/// Does it, as soon as its part is here.
pub fn act(session: Session, act: Act) {
    leptos::task::spawn_local(async move {
        if office_act(session, act).await.is_err() {
            session.toast(session.words().part_failed().to_string(), false, true);
        }
    });
}

/// What has to do with other tabs and with a store that another one wrote.
#[allow(unsafe_code)]
#[wasm_split(part_tabs, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn among(session: Session, asked: Asked) -> Result<(), SplitLoaderError> {
    session::tabs::ask(session, asked);
    Ok(())
}

/// Makes ready what the lists of clients and deals rest on, so that the first look at one does not wait for it.
#[allow(unsafe_code)]
#[wasm_split(part_sales, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn make_ready(session: Session) -> Result<(), SplitLoaderError> {
    clients::known::make_ready(session);
    Ok(())
}

/// Reads a workbook of Excel. With its writer a part that nothing fetches ahead: most people never need it.
#[allow(unsafe_code)]
#[wasm_split(part_sheets, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn read_book(bytes: Vec<u8>) -> Result<Result<Vec<xlsx::Named>, xlsx::Refused>, SplitLoaderError> {
    Ok(xlsx::read(&bytes))
}

#[allow(unsafe_code)]
#[wasm_split(part_sheets, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn write_book(tables: Vec<xlsx::Table>) -> Result<Result<Vec<u8>, String>, SplitLoaderError> {
    Ok(xlsx::write(&tables))
}

impl Shown {
    /// What stands in the frame of every screen, and is missed by nobody while it is away.
    fn quiet(self) -> bool {
        matches!(self, Shown::Count(_) | Shown::Backup | Shown::BackupAge)
    }

    /// None where nothing shows it.
    fn part(self) -> Option<Part> {
        Some(match self {
            Shown::Palette | Shown::Shortcuts => Part::Find,
            Shown::Count(_) | Shown::Backup | Shown::BackupAge | Shown::Screen(Screen::Today) => Part::Today,
            Shown::Screen(Screen::Plan) | Shown::Record(Kind::Task, _) => Part::Plan,
            Shown::Screen(Screen::Risks) | Shown::Record(Kind::Risk, _) => Part::Risks,
            Shown::Screen(Screen::Deals | Screen::Clients | Screen::People)
            | Shown::Record(Kind::Deal | Kind::Client | Kind::Member, _) => Part::Sales,
            Shown::Screen(
                Screen::Projects
                | Screen::Overview
                | Screen::Team
                | Screen::Control
                | Screen::Close
                | Screen::Reports
                | Screen::Settings,
            )
            | Shown::Record(Kind::Issue | Kind::Lesson, _) => Part::Office,
            Shown::Import | Shown::Share | Shown::Tables => Part::Files,
            Shown::Record(..) => return None,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Default)]
enum State {
    #[default]
    Away,
    Here,
    Failed,
}

/// Which parts are here; one for the whole app.
#[derive(Clone, Copy)]
pub struct Parts(RwSignal<Vec<State>>);

impl Parts {
    /// With the part of the first screen, where that came along with the app.
    pub async fn early() -> Parts {
        let parts = Parts(RwSignal::new(vec![State::Away; Part::ALL.len()]));
        let screen = boot::early().and_then(|key| Screen::from_key(&key));
        if let Some(part) = screen.and_then(|screen| Shown::Screen(screen).part()) {
            parts.fetch(part).await;
        }
        parts
    }

    fn state(self, part: Part) -> State {
        self.0.with(|parts| parts.get(part as usize).copied().unwrap_or_default())
    }

    fn load(self, part: Part) {
        leptos::task::spawn_local(async move { self.fetch(part).await });
    }

    async fn fetch(self, part: Part) {
        if self.0.with_untracked(|parts| parts[part as usize] == State::Here) {
            return;
        }
        let state = if part.load().await.is_ok() && boot::styles().await { State::Here } else { State::Failed };
        self.0.update(|parts| parts[part as usize] = state);
    }

    /// Loads all parts one after the other while nobody does anything, so that no screen waits for the network later.
    pub fn load_all_when_idle(self) {
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(REST).await;
            for part in Part::ALL {
                boot::rested().await;
                self.fetch(*part).await;
            }
            if self.0.with_untracked(|parts| parts.iter().all(|state| *state == State::Here)) {
                boot::all_here();
            }
        });
    }
}

/// Shows it, as soon as its part is here. None where nothing shows it.
pub fn show(shown: Shown) -> Option<AnyView> {
    let part = shown.part()?;
    let w = words();
    let parts = expect_context::<Parts>();
    let state = memo(move |_| parts.state(part));
    // What the frame shows of itself is worth no waiting: it comes with the parts that are fetched ahead.
    if state.get_untracked() != State::Here && !shown.quiet() {
        parts.load(part);
    }
    let view = reactive(move || match state.get() {
        State::Here => make(part, shown),
        State::Away => view! { <div aria-busy="true"></div> }.into_any(),
        // The frame is no place for words; the screen has them.
        State::Failed if shown.quiet() => ().into_any(),
        State::Failed => view! {
            <div class="page none" role="alert" data-testid="part-failed">
                <p>{w.part_failed()}</p>
                <button class="btn" on:click=handler(move |_| parts.load(part))>{w.part_again()}</button>
            </div>
        }
        .into_any(),
    });
    Some(view.into_any())
}

/// A part that is here makes its view at once.
fn make(part: Part, shown: Shown) -> AnyView {
    match pin!(part.make(shown)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(view)) => view,
        _ => ().into_any(),
    }
}
