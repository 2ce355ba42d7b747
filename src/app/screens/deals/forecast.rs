//! The forecast: won, what is open by how sure it is, and whether that reaches the target.

use crate::app::prelude::*;

use super::months::Months;
use super::{amount, stage_name};
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::app::widgets::field::{Segmented, SelectField, TextField};
use crate::engine::edit;
use crate::engine::model::{Id, Money, Target, TargetKind};
use crate::engine::sales::forecast::{Scope, Span, conversion, forecast};

#[component]
pub fn ForecastPage(pipeline: Memo<Option<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let by = RwSignal::new("quarter".to_string());
    let shift = RwSignal::new(0i32);
    let member = RwSignal::new(None::<Id>);
    let span = memo(move |_| {
        let today = session.today.get();
        if by.get() == "month" { Span::month(today).shifted(shift.get()) } else { Span::quarter(today).shifted(shift.get() * 3) }
    });
    let scope = move || Scope { member: member.get(), ..Scope::default() };
    let ledger = known::ledger();
    let figures = memo(move |_| forecast(&session.ws(), &ledger.get(), span.get(), scope(), session.today.get()));
    let title = move || {
        let from = span.get().from;
        if by.get() == "month" { w.month_year(from) } else { w.quarter_year(from) }
    };
    let none = move || w.none_yet().to_string();
    let money = move |minor: i64| amount(session, w, minor);
    let percent = move |rate: Option<f64>| rate.map_or_else(none, |rate| w.percent((rate * 100.0).round()));
    let members = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.forecast_everybody().to_string())];
        all.extend(ws.members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    // The target of a span is written to its months in equal parts; what is left over falls to the last.
    let set_target = Callback::new(move |text: String| {
        let ws = session.ws_untracked();
        let Some(money) = Money::parse(&text, ws.settings.currency) else {
            return session.toast(w.deal_bad_amount().into(), false, true);
        };
        let (span, member) = (span.get_untracked(), member.get_untracked());
        session.edit(w.forecast_target_set(), |ws, ctx| {
            let same = |target: &Target| {
                target.kind == TargetKind::Bookings
                    && target.member == member
                    && target.project.is_none()
                    && target.department.is_empty()
                    && span.holds(target.month)
            };
            let old: Vec<Id> = ws.targets.iter().filter(|target| same(target)).map(|target| target.id).collect();
            old.into_iter().for_each(|id| drop(ws.targets.remove(id)));
            let months = span.months().max(1);
            for n in 0..months {
                let part = money.minor / months as i64;
                let value = if n + 1 == months { money.minor - part * (months as i64 - 1) } else { part };
                edit::add(ws, ctx, Target { member, month: span.from.plus_months(n), value, ..Target::default() });
            }
            Ok(())
        });
    });
    let figure = move |label: &'static str, testid: &'static str, value: Signal<String>| {
        view! { <div><div class="l">{label}</div><div class="big" data-testid=testid>{reactive(move || value.get())}</div></div> }
    };
    let of = move |part: fn(&crate::engine::sales::forecast::Forecast) -> i64| derive(move || money(figures.with(part)));
    let rows = move || {
        let f = figures.get();
        let days = |days: Option<f64>| days.map_or_else(none, |days| w.forecast_days(w.number(days, 0)));
        vec![
            (w.forecast_commit(), money(f.commit)),
            (w.forecast_best(), money(f.best)),
            (w.forecast_pipeline(), money(f.pipeline)),
            (w.forecast_gap(), f.gap().map_or_else(none, money)),
            (w.forecast_attainment(), percent(f.attainment())),
            (if span.get().months() == 1 { w.forecast_last_month() } else { w.forecast_last_span() }, money(f.last_month)),
            (w.forecast_last_year(), money(f.same_last_year)),
            (w.forecast_win_closed(), percent(f.win_rate_closed)),
            (w.forecast_win_all(), percent(f.win_rate_all)),
            (w.forecast_cycle(), days(f.cycle)),
            (w.forecast_velocity(), f.velocity().map_or_else(none, |minor| money(minor as i64))),
            (w.forecast_slipped(), f.slipped.to_string()),
            (w.forecast_overdue(), format!("{} · {}", f.overdue_count, money(f.overdue))),
            (w.forecast_undated(), format!("{} · {}", f.undated_count, money(f.undated))),
        ]
    };
    let period = RwSignal::new("ever".to_string());
    let funnel = memo(move |_| {
        let ws = session.ws();
        let pipeline = pipeline.get()?;
        let year = || {
            let until = session.today.get().plus(1);
            Span { from: until.plus_months(-12), until }
        };
        let entered = match period.get().as_str() {
            "span" => Some(span.get()),
            "year" => Some(year()),
            _ => None,
        };
        let steps = conversion(&ws, pipeline, entered, scope());
        let name = |id: Id| ws.stages.get(id).map(|stage| stage_name(w, stage)).unwrap_or_default();
        Some(steps.into_iter().map(|step| (name(step.stage), step.entered, step.rate)).collect::<Vec<_>>())
    });
    let periods = Signal::stored(vec![
        ("ever".to_string(), w.forecast_funnel_ever().to_string()),
        ("year".to_string(), w.forecast_funnel_year().to_string()),
        ("span".to_string(), w.forecast_funnel_span().to_string()),
    ]);
    view! {
        <div class="page forecast">
            <div class="actions">
                <Segmented label=w.forecast_by() value=by options=vec![("month".into(), w.forecast_month().into()), ("quarter".into(), w.forecast_quarter().into())]
                    commit=Callback::new(move |key| { shift.set(0); by.set(key); }) testid="forecast-by" />
                <button class="btn quiet" aria-label=w.forecast_before() on:click=handler(move |_| shift.update(|n| *n -= 1))>"‹"</button>
                <b data-testid="forecast-span">{title}</b>
                <button class="btn quiet" aria-label=w.forecast_after() on:click=handler(move |_| shift.update(|n| *n += 1))>"›"</button>
                <SelectField label=w.forecast_whose() options=members testid="forecast-whose"
                    value=derive(move || member.get().map_or(String::new(), |id| id.to_string()))
                    commit=Callback::new(move |key: String| member.set(Id::parse(&key))) />
                <TextField label=w.forecast_target() testid="forecast-target" placeholder="500万" commit=set_target
                    value=derive(move || figures.with(|f| f.target).map_or(String::new(), money)) />
            </div>
            <div class="card grid4">
                {figure(w.forecast_won(), "forecast-won", of(|f| f.won))}
                {figure(w.forecast_weighted(), "forecast-weighted", of(|f| f.weighted))}
                {figure(w.forecast_sum(), "forecast-sum", of(|f| f.forecast()))}
                {figure(w.forecast_coverage(), "forecast-coverage", derive(move || figures.with(|f| f.coverage()).map_or_else(none, |c| w.number(c, 2))))}
            </div>
            <Months span scope=derive(scope) />
            <div class="cols">
                <section class="card">
                    <header><h2>{w.forecast_figures()}</h2></header>
                    <table class="reg"><tbody>
                        {reactive(move || rows().into_iter().map(|(name, value)| view! { <tr><th scope="row">{name}</th><td class="num">{value}</td></tr> }).collect_view())}
                    </tbody></table>
                    <p class="none">{w.forecast_rule()}</p>
                </section>
                <section class="card">
                    <header><h2>{w.forecast_funnel()}</h2><small>{w.forecast_funnel_note()}</small></header>
                    <div class="period"><SelectField label=w.forecast_funnel_period() value=period options=periods commit=Callback::new(move |key| period.set(key)) testid="funnel-period" /></div>
                    <table class="reg funnel" data-testid="funnel"><tbody>
                        {reactive(move || {
                            let steps = funnel.get().unwrap_or_default();
                            let most = steps.iter().map(|step| step.1).max().unwrap_or(0).max(1);
                            steps.into_iter().map(|(name, stood, rate)| view! {
                                <tr>
                                    <th scope="row">{name}</th>
                                    <td class="bar-cell"><span class="meter"><b style:width=format!("{:.1}%", stood as f64 / most as f64 * 100.0)></b></span></td>
                                    <td class="num">{stood}</td>
                                    <td class="num">{percent(rate)}</td>
                                </tr>
                            }).collect_view()
                        })}
                    </tbody></table>
                </section>
            </div>
        </div>
    }
}
