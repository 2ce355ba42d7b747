//! The library: the lessons of all projects, searched, copied, and saved as a page.

use crate::app::prelude::*;
use std::sync::Arc;

use super::{line, names};
use crate::app::browser::files;
use crate::app::place::{Go, Place};
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::app::widgets::field::{SearchField, SelectField};
use crate::engine::control::lessons::{Search, areas, library};
use crate::engine::exchange::lessons as handed;
use crate::engine::model::{Id, Lesson, LessonKind};

#[component]
pub fn Library() -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let standings = known::standings();
    let text = RwSignal::new(String::new());
    let segment = RwSignal::new(None::<Id>);
    let area = RwSignal::new(None::<String>);
    let kind = RwSignal::new(None::<LessonKind>);
    let found = memo(move |_| {
        let search = Search { text: text.get(), segment: segment.get(), area: area.get(), kind: kind.get() };
        library(&session.ws(), &search, standings.get().all(), w)
    });
    let any = session.memo(|ws| !ws.lessons.is_empty());
    let first = |name: &'static str| (String::new(), name.to_string());
    let segments = session.memo(move |ws| {
        let named = ws.segments.iter().map(|one| (one.id.to_string(), one.name.to_string()));
        std::iter::once(first(w.lesson_all_segments())).chain(named).collect::<Vec<_>>()
    });
    let all_areas = session.memo(move |ws| std::iter::once(first(w.lesson_all_areas())).chain(areas(ws, w)).collect::<Vec<_>>());
    let kinds = LessonKind::ALL.iter().map(|one| (one.key().to_string(), names::kind(*one, w).0.to_string()));
    let kinds: Vec<_> = std::iter::once(first(w.lesson_all_kinds())).chain(kinds).collect();
    let copy = move |_| {
        let lessons = found.get_untracked();
        let text = handed::text(&session.ws_untracked(), lessons.iter().map(Arc::as_ref), w);
        leptos::task::spawn_local(async move {
            match files::copy(&text).await {
                true => session.toast(w.lesson_copied(lessons.len()), false, false),
                false => session.toast(w.copy_failed(w.lesson_library()), false, true),
            }
        });
    };
    let save = move |_| {
        let lessons = found.get_untracked();
        let page = handed::page(&session.ws_untracked(), lessons.iter().map(Arc::<Lesson>::as_ref), w);
        files::download(&format!("{}.html", w.lesson_library()), "text/html", &page);
    };
    view! {
        <section class="card library" data-testid="library">
            <header><h2>{w.lesson_library()}</h2><small>{w.lesson_library_note()}</small></header>
            {reactive(move || if !any.get() {
                view! { <p class="none">{w.lesson_library_none()}</p> }.into_any()
            } else {
                view! {
                    <div class="tools">
                        <SearchField text label=w.lesson_search() testid="library-search" class="input" />
                        <SelectField label=w.lesson_segments() bare=true options=segments testid="library-segment"
                            value=derive(move || segment.get().map_or(String::new(), |id| id.to_string()))
                            commit=move |key: String| segment.set(Id::parse(&key)) />
                        <SelectField label=w.lesson_area() bare=true options=all_areas testid="library-area"
                            value=derive(move || area.get().unwrap_or_default())
                            commit=move |key: String| area.set(Some(key).filter(|key| !key.is_empty())) />
                        <SelectField label=w.lesson_kind() bare=true options=Signal::stored(kinds.clone()) testid="library-kind"
                            value=derive(move || kind.get().map_or(String::new(), |kind| kind.key().to_string()))
                            commit=move |key: String| kind.set(LessonKind::from_key(&key)) />
                        <span class="count" data-testid="library-count">{reactive(move || w.lesson_count(found.with(Vec::len)))}</span>
                        <button type="button" class="btn" data-testid="library-copy" on:click=handler(copy)>{w.lesson_copy()}</button>
                        <button type="button" class="btn" data-testid="library-page" on:click=handler(save)>{w.lesson_page()}</button>
                    </div>
                    {reactive(move || if found.with(Vec::is_empty) {
                        view! { <p class="none">{w.lesson_library_missed()}</p> }.into_any()
                    } else {
                        view! { <ul class="lessons">{found.get().iter().map(|one| line(one, go, place, w)).collect::<Vec<_>>()}</ul> }.into_any()
                    })}
                }
                .into_any()
            })}
        </section>
    }
}
