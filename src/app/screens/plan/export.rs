//! What leaves the plan: pictures, paper, files. All of it is made in the page.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html::Details;
use leptos::task::spawn_local;

use crate::app::browser::{files, picture};
use crate::app::screens::settings::msproject;
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::gantt::Seen;
use crate::engine::plan::Plan;
use crate::engine::scene::picture::{Paper, Subject, pictures as draw};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Png,
    Svg,
    ViewPng,
    ViewSvg,
    Copy,
    Slide,
    Print,
    Project,
}

/// Pixels of a day in a whole chart.
const DAY: f64 = 10.0;

#[component]
pub fn ExportMenu(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let seen = expect_context::<Seen>();
    let menu = NodeRef::<Details>::new();
    let close = move |focus: bool| {
        if let Some(menu) = menu.get_untracked().filter(|menu| menu.open()) {
            menu.set_open(false);
            if focus {
                files::focus("[data-testid=export-menu] summary");
            }
        }
    };
    // A press anywhere else closes it.
    let pressed = window_event_listener(leptos::ev::pointerdown, move |event| {
        let target = event_target::<web_sys::Node>(&event);
        if menu.get_untracked().is_some_and(|menu| !menu.contains(Some(&target))) {
            close(false);
        }
    });
    on_cleanup(move || pressed.remove());
    let items = [
        (Way::Png, "export-png", w.out_png()),
        (Way::Svg, "export-svg", w.out_svg()),
        (Way::ViewPng, "export-view-png", w.out_view_png()),
        (Way::ViewSvg, "export-view-svg", w.out_view_svg()),
        (Way::Copy, "export-copy", w.out_copy()),
        (Way::Slide, "export-slide", w.out_slide()),
        (Way::Print, "export-print", w.out_print()),
        (Way::Project, "plan-export-mspdi", w.mspdi_export()),
    ];
    view! {
        <details
            class="menu"
            data-testid="export-menu"
            node_ref=menu
            on:keydown=handler(move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    close(true);
                }
            })
        >
            <summary class="btn">{w.out_menu()}</summary>
            <div class="menu-items">
                {items
                    .into_iter()
                    .map(|(way, testid, name)| view! {
                        <button
                            type="button"
                            data-testid=testid
                            on:click=handler(move |_| {
                                close(true);
                                export(session, seen, plan, way);
                            })
                        >
                            {name}
                        </button>
                    })
                    .collect_view()}
            </div>
        </details>
    }
}

fn export(session: Session, seen: Seen, plan: Memo<Same<Plan>>, way: Way) {
    let w = session.words();
    if way == Way::Project {
        return msproject::export(session, plan.with_untracked(|plan| plan.project.id));
    }
    let view = seen.now();
    let (svgs, name) = plan.with_untracked(|plan| {
        let all = || (0..plan.rows.len() as u32).collect();
        let part = matches!(way, Way::ViewPng | Way::ViewSvg | Way::Copy);
        let (lines, span) = match view {
            Some(view) if part => (view.in_view, Some(view.span)),
            Some(view) => (view.lines, None),
            None => (all(), None),
        };
        let paper = match way {
            Way::Slide => Paper::Slide,
            Way::Print => Paper::A4,
            _ => Paper::Free { px_per_day: DAY },
        };
        let subject = Subject { plan, lines: &lines, words: w, today: session.today.get_untracked(), span };
        (draw(&subject, paper), file_name(&plan.project.name))
    });
    let Some(first) = svgs.first().cloned() else { return };
    spawn_local(async move {
        match way {
            Way::Svg | Way::ViewSvg => {
                let name = format!("{name}.svg");
                files::download(&name, "image/svg+xml", &first);
                session.toast(w.out_done_file(&name), false, false);
            }
            Way::Png | Way::ViewPng | Way::Slide => match picture::png(&first).await {
                Ok(blob) => {
                    let name = format!("{name}.png");
                    files::download_blob(&name, &blob);
                    session.toast(w.out_done_file(&name), false, false);
                }
                Err(_) => session.toast(w.out_too_large().into(), false, true),
            },
            Way::Copy => match picture::copy(first).await {
                Ok(()) => session.toast(w.out_copied().into(), false, false),
                Err(_) => session.toast(w.out_not_copied().into(), false, true),
            },
            Way::Print => {
                let _ = picture::print(svgs).await;
            }
            Way::Project => {}
        }
    });
}

/// A name that every system takes for a file.
fn file_name(project: &str) -> String {
    let kept: String =
        project.chars().map(|letter| if r#"\/:*?"<>|"#.contains(letter) || letter.is_control() { '-' } else { letter }).collect();
    let kept: String = kept.trim().trim_matches('.').chars().take(80).collect();
    if kept.is_empty() { "pursuit".into() } else { kept }
}
