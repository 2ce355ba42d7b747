//! Beside the log: figures, ages, the trend by week, and who holds up most.

use crate::app::prelude::*;

use crate::app::place::{Place, Screen};
use crate::app::screens::record_page;
use crate::app::session::{session, words};
use crate::app::widgets::field::Folded;
use crate::engine::control::holders::holders;
use crate::engine::control::issues::{Week, figures, trend};
use crate::engine::model::Id;
use crate::engine::plan::work_time;
use crate::engine::scene::chart::Scale;
use crate::engine::workspace::{Kind, Workspace};

/// Weeks that the trend goes back.
const WEEKS: i64 = 8;

/// The calendar that a project's working days are counted by.
pub fn calendar(ws: &Workspace, project: Id) -> Id {
    ws.projects.get(project).and_then(|project| project.calendar).unwrap_or(ws.settings.default_calendar)
}

fn known(project: Id) -> Memo<crate::engine::control::issues::Figures> {
    let session = session();
    memo(move |_| {
        let ws = session.ws();
        figures(&ws, project, &work_time(&ws, calendar(&ws, project)), session.today.get())
    })
}

#[component]
pub fn Figures(project: Id) -> impl IntoView {
    let w = words();
    let known = known(project);
    let rows = move || {
        let f = known.get();
        let none = || w.none_yet().to_string();
        vec![
            (w.issue_fig_open(), f.open.map_or_else(none, |open| open.to_string()), String::new()),
            (w.issue_fig_overdue(), f.open.map_or_else(none, |_| f.overdue.to_string()), String::new()),
            (
                w.issue_fig_resolve(),
                f.to_resolve.map_or_else(none, |days| w.in_days(w.number(days, 1))),
                w.issue_fig_resolve_note().to_string(),
            ),
            (
                w.issue_fig_reopened(),
                f.reopened.map_or_else(none, |share| w.percent((share * 100.0).round())),
                w.issue_fig_reopened_note().to_string(),
            ),
        ]
    };
    view! { <div data-testid="issue-figures"><record_page::Figures figures=rows /></div> }
}

/// Open issues by how long they have been there.
#[component]
pub fn Ages(project: Id) -> impl IntoView {
    let w = words();
    let known = known(project);
    let all = memo(move |_| known.with(|f| f.ages));
    view! {
        <section class="card">
            <header><h2>{w.issue_ages()}</h2><small>{w.issue_ages_note()}</small></header>
            {reactive(move || {
                let ages = all.get();
                let most = ages.into_iter().max().unwrap_or(0);
                if most == 0 {
                    return view! { <p class="none">{w.issue_ages_none()}</p> }.into_any();
                }
                let row = |(name, count): (&'static str, usize)| {
                    let wide = format!("{:.0}%", count as f64 / most as f64 * 100.0);
                    view! { <tr><th scope="row">{name}</th><td class="wide"><span class="meter"><b style:width=wide></b></span></td><td class="num">{count}</td></tr> }
                };
                view! {
                    <table class="reg ages" data-testid="issue-ages" aria-label=w.issue_ages()>
                        <tbody>{["0–3", "4–7", "8–14", "> 14"].into_iter().zip(ages).map(row).collect::<Vec<_>>()}</tbody>
                    </table>
                }
                .into_any()
            })}
        </section>
    }
}

/// Raised and resolved by week, and what is left.
#[component]
pub fn Trend(project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let weeks = memo(move |_| trend(&session.ws(), project, session.today.get(), WEEKS));
    view! {
        <section class="card">
            <header><h2>{w.issue_trend()}</h2><small>{w.issue_trend_note(WEEKS)}</small></header>
            {reactive(move || {
                let weeks = weeks.get();
                let Some(last) = weeks.last() else { return view! { <p class="none">{w.issue_trend_none()}</p> }.into_any() };
                let (raised, resolved) = weeks.iter().fold((0, 0), |sum, week| (sum.0 + week.raised, sum.1 + week.resolved));
                let said = w.issue_trend_said(WEEKS, last.open, raised, resolved);
                let today = session.today.get();
                let figures = weeks.clone();
                view! {
                    <figure class="trend" data-testid="issue-trend">
                        {chart(&weeks, said.clone(), |day| w.day(day, today))}
                        <figcaption><span class="key raised">{w.issue_raised()}</span><span class="key resolved">{w.issue_resolved()}</span><span class="key open">{w.issue_which_open()}</span></figcaption>
                        <p>{said}</p>
                    </figure>
                    <Folded label=w.issue_trend_figures()>
                        <table class="reg">
                            <thead><tr><th scope="col">{w.issue_week()}</th><th scope="col" class="num">{w.issue_raised()}</th><th scope="col" class="num">{w.issue_resolved()}</th><th scope="col" class="num">{w.issue_left()}</th></tr></thead>
                            <tbody>{figures.iter().map(|week| view! {
                                <tr><th scope="row">{w.day(week.monday, today)}</th><td class="num">{week.raised}</td><td class="num">{week.resolved}</td><td class="num">{week.open}</td></tr>
                            }).collect::<Vec<_>>()}</tbody>
                        </table>
                    </Folded>
                }
                .into_any()
            })}
        </section>
    }
}

/// Two columns a week and a line of what is open, on one scale.
fn chart(weeks: &[Week], said: String, day: impl Fn(crate::engine::model::Date) -> String) -> AnyView {
    const STEP: f64 = 44.0;
    const HEIGHT: f64 = 96.0;
    const TOP: f64 = 16.0;
    let most = weeks.iter().flat_map(|week| [week.raised, week.resolved, week.open]).max().unwrap_or(0).max(1);
    let scale = Scale::new(0.0, most as f64, HEIGHT);
    let y = |count: usize| TOP + HEIGHT - scale.at(count as f64);
    let left = |at: usize| at as f64 * STEP;
    let column = |class: &'static str, x: f64, count: usize| {
        let (y, height) = (format!("{:.1}", y(count)), format!("{:.1}", scale.at(count as f64)));
        view! { <rect class=class x=format!("{x:.1}") y=y width="12" height=height rx="1" /> }
    };
    let points: Vec<String> =
        weeks.iter().enumerate().map(|(at, week)| format!("{:.1},{:.1}", left(at) + STEP / 2.0, y(week.open))).collect();
    let columns: Vec<AnyView> = (weeks.iter().enumerate())
        .map(|(at, week)| {
            let mondays = (at % 2 == weeks.len() % 2).then(|| view! {
                <text x=format!("{:.1}", left(at) + STEP / 2.0) y=format!("{:.1}", TOP + HEIGHT + 16.0) text-anchor="middle">{day(week.monday)}</text>
            });
            view! {
                {column("raised", left(at) + 9.0, week.raised)}
                {column("resolved", left(at) + 23.0, week.resolved)}
                <text class="count" x=format!("{:.1}", left(at) + STEP / 2.0) y=format!("{:.1}", y(week.open) - 6.0) text-anchor="middle">{week.open}</text>
                {mondays}
            }
            .into_any()
        })
        .collect();
    let (width, height) = (left(weeks.len()), TOP + HEIGHT + 20.0);
    view! {
        <svg viewBox=format!("0 0 {width:.0} {height:.0}") role="img" aria-label=said>
            <line x1="0" x2=format!("{width:.0}") y1=format!("{:.1}", y(0)) y2=format!("{:.1}", y(0)) />
            <polyline points=points.join(" ") />
            {columns}
        </svg>
    }
    .into_any()
}

/// Late or overloaded people of the critical path.
#[component]
pub fn Holders(project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let plan = session.plan(move || Some(project));
    let found = memo(move |_| {
        let ws = session.ws();
        let found = plan.with(|plan| plan.as_ref().map(|plan| holders(&ws, plan, session.today.get()))).unwrap_or_default();
        let name = |id| ws.members.get(id).map(|member| member.name.to_string()).unwrap_or_default();
        let task = |id| ws.tasks.get(id).map(|task| task.name.to_string()).unwrap_or_default();
        found
            .into_iter()
            .map(|one| {
                let at = one.late.first().copied().unwrap_or(one.next);
                (one.member, name(one.member), one.delay, one.over, at, task(at))
            })
            .collect::<Vec<_>>()
    });
    view! {
        <section class="card">
            <header><h2>{w.holder_title()}</h2><small>{w.holder_note()}</small></header>
            {reactive(move || if found.with(Vec::is_empty) {
                view! { <p class="none">{w.holder_none()}</p> }.into_any()
            } else {
                view! {
                    <table class="reg" data-testid="holders">
                        <thead><tr><th scope="col">{w.kind_member()}</th><th scope="col" class="num">{w.holder_delay()}</th><th scope="col" class="num">{w.holder_over()}</th><th scope="col">{w.holder_next()}</th></tr></thead>
                        <tbody>{found.get().into_iter().map(|(member, name, delay, over, task, at)| {
                            let days = |days: i64| if days > 0 { w.in_days(days) } else { w.none_yet().to_string() };
                            view! {
                                <tr>
                                    <th scope="row"><a href=Place::of(Screen::People).opening(Kind::Member, member).query()>{name}</a></th>
                                    <td class="num" class:late={delay > 0}>{days(delay)}</td>
                                    <td class="num">{days(over as i64)}</td>
                                    <td><a href=Place::in_project(Screen::Plan, project).opening(Kind::Task, task).query()>{at}</a></td>
                                </tr>
                            }
                        }).collect::<Vec<_>>()}</tbody>
                    </table>
                }
                .into_any()
            })}
        </section>
    }
}
