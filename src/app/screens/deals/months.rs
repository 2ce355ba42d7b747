//! The forecast by month as a chart: what is won, and what is open by how sure it is, against the target; the same as figures.

use crate::app::prelude::*;

use super::amount;
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::engine::model::Date;
use crate::engine::sales::forecast::{Forecast, Scope, Span, months};

/// Months that are shown.
const COUNT: i32 = 6;
const WIDE: f64 = 720.0;
const HIGH: f64 = 132.0;
const BAR: f64 = 44.0;

type Month = (Date, Forecast);

/// The parts of a bar from the ground up: class and amount.
fn parts(f: &Forecast) -> [(&'static str, i64); 4] {
    [("won", f.won), ("commit", f.commit - f.won), ("best", f.best - f.commit), ("rest", f.pipeline - f.best)]
}

#[component]
pub fn Months(span: Memo<Span>, scope: Signal<Scope>) -> impl IntoView {
    let session = session();
    let w = words();
    let ledger = known::ledger();
    let all = memo(move |_| months(&session.ws(), &ledger.get(), span.get(), COUNT, scope.get(), session.today.get()));
    let money = move |minor: i64| amount(session, w, minor);
    let aim = move |f: &Forecast| f.target.map_or(w.none_yet().to_string(), money);
    let said = move |(month, f): &Month| {
        let [won, commit, best, every, weighted] = [f.won, f.commit, f.best, f.pipeline, f.forecast()].map(money);
        format!("{}: {}", w.month_year(*month), w.forecast_months_said(every, best, commit, aim(f), weighted, won))
    };
    let row = move |(month, f): &Month| {
        let cells = [f.won, f.commit, f.best, f.pipeline, f.forecast()].map(money);
        view! {
            <tr>
                <th scope="row">{w.month_year(*month)}</th>
                {cells.into_iter().chain([aim(f)]).map(|text| view! { <td class="num">{text}</td> }).collect::<Vec<_>>()}
            </tr>
        }
    };
    let heads = [
        w.forecast_won(),
        w.forecast_bar_commit(),
        w.forecast_bar_best(),
        w.forecast_pipeline(),
        w.forecast_bar_weighted(),
        w.forecast_target(),
    ];
    let keys = [
        ("won", w.forecast_won()),
        ("commit", w.forecast_bar_commit()),
        ("best", w.forecast_bar_best()),
        ("rest", w.forecast_bar_rest()),
        ("sure", w.forecast_bar_weighted()),
        ("aim", w.forecast_target()),
    ];
    view! {
        <section class="card months">
            <header><h2>{w.forecast_months()}</h2><small>{w.forecast_months_note()}</small></header>
            <div class="pad">
                {reactive(move || all.with(|all| {
                    let label = all.iter().map(said).collect::<Vec<_>>().join(if w.is_zh() { "；" } else { "; " });
                    view! { <svg class="year" viewBox="0 0 720 156" role="img" aria-label=label data-testid="forecast-chart">{drawn(all, |month| w.month_year(month))}</svg> }
                }))}
                <p class="m chart-key">{keys.into_iter().map(|(class, name)| view! { <span><i class=class></i>{name}</span> }).collect::<Vec<_>>()}</p>
                <details data-testid="forecast-table">
                    <summary>{w.forecast_months_table()}</summary>
                    <div class="wide" tabindex="0" role="region" aria-label=w.forecast_months()>
                        <table class="reg">
                            <thead><tr><th scope="col">{w.forecast_month()}</th>{heads.into_iter().map(|name| view! { <th scope="col" class="num">{name}</th> }).collect::<Vec<_>>()}</tr></thead>
                            <tbody>{reactive(move || all.with(|all| all.iter().map(row).collect::<Vec<_>>()))}</tbody>
                        </table>
                    </div>
                </details>
            </div>
        </section>
    }
}

fn drawn(all: &[Month], name: impl Fn(Date) -> String) -> Vec<AnyView> {
    let most = all.iter().map(|(_, f)| f.pipeline.max(f.target.unwrap_or(0))).max().unwrap_or(0).max(1) as f64;
    let high = |minor: i64| minor as f64 / most * HIGH;
    let step = WIDE / all.len().max(1) as f64;
    let line = |class: &'static str, at: f64, minor: i64, reach: f64| {
        let y = format!("{:.1}", HIGH + 6.0 - high(minor));
        view! { <line class=class x1=format!("{:.1}", at - reach) x2=format!("{:.1}", at + reach) y1=y.clone() y2=y /> }
            .into_any()
    };
    let mut shapes = Vec::new();
    for (n, (month, f)) in all.iter().enumerate() {
        let at = (n as f64 + 0.5) * step;
        let mut from = 0;
        for (class, minor) in parts(f) {
            if minor > 0 {
                let (x, y) = (format!("{:.1}", at - BAR / 2.0), format!("{:.1}", HIGH + 6.0 - high(from + minor)));
                shapes.push(
                    view! { <rect class=class x=x y=y width=BAR.to_string() height=format!("{:.1}", high(minor)) /> }.into_any(),
                );
                from += minor;
            }
        }
        if f.forecast() > 0 {
            shapes.push(line("sure", at, f.forecast(), BAR / 2.0 + 5.0));
        }
        shapes.extend(f.target.map(|target| line("aim", at, target, step / 2.0 - 2.0)));
        shapes.push(view! { <text x=format!("{at:.1}") y="152" text-anchor="middle">{name(*month)}</text> }.into_any());
    }
    shapes
}
