//! Earned value in words first; the letters stand in the tooltip and beside the figures.

use crate::app::prelude::*;

use crate::app::session::{Same, session, words};
use crate::app::widgets::field::DateField;
use crate::engine::model::{Date, Money};
use crate::engine::plan::Plan;
use crate::engine::plan::earned::{Unit, earned};

#[component]
pub fn EarnedTable(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let looked = RwSignal::new(None::<Date>);
    let day = memo(move |_| looked.get().or(plan.with(|plan| plan.project.status_date)).unwrap_or(session.today.get()));
    view! {
        <div class="tool-line">
            <DateField label=w.pl_status_day() testid="ev-day" value=derive(move || Some(day.get())) commit=move |date| looked.set(date) />
        </div>
        {reactive(move || {
            let ws = session.ws();
            let found = plan.with(|plan| earned(&ws, plan, day.get()));
            let value = found.total;
            if value.bac <= 0.0 {
                return view! { <p class="none">{w.pl_ev_none()}</p> }.into_any();
            }
            let unit = session.money_unit().get();
            let none = || w.none_yet().to_string();
            let amount = |amount: Option<f64>| amount.map_or_else(none, |amount| match found.unit {
                Unit::Money(currency) => w.money(Money::new((amount * 100.0) as i64, currency), unit),
                Unit::Hours => w.pl_hours(w.number(amount, 1)),
            });
            let ratio = |ratio: Option<f64>| ratio.map_or_else(none, |ratio| w.number(ratio, 2));
            let lines = [
                ("BAC", w.pl_ev_bac(), amount(Some(value.bac))),
                ("PV", w.pl_ev_pv(), amount(Some(value.pv))),
                ("EV", w.pl_ev_ev(), amount(Some(value.ev))),
                ("AC", w.pl_ev_ac(), amount(value.ac)),
                ("SV = EV − PV", w.pl_ev_sv(), amount(Some(value.sv()))),
                ("CV = EV − AC", w.pl_ev_cv(), amount(value.cv())),
                ("SPI = EV ÷ PV", w.pl_ev_spi(), ratio(value.spi())),
                ("CPI = EV ÷ AC", w.pl_ev_cpi(), ratio(value.cpi())),
                ("EAC = BAC ÷ CPI", w.pl_ev_eac(), amount(value.eac_typical())),
                ("EAC = AC + BAC − EV", w.pl_ev_eac_plan(), amount(value.eac_atypical())),
                ("EAC = AC + (BAC − EV) ÷ (CPI × SPI)", w.pl_ev_eac_both(), amount(value.eac_combined())),
                ("ETC = EAC − AC", w.pl_ev_etc(), amount(value.etc())),
                ("VAC = BAC − EAC", w.pl_ev_vac(), amount(value.vac())),
                ("TCPI = (BAC − EV) ÷ (BAC − AC)", w.pl_ev_tcpi(), ratio(value.tcpi_bac())),
                ("TCPI = (BAC − EV) ÷ (EAC − AC)", w.pl_ev_tcpi_eac(), ratio(value.tcpi_eac())),
            ];
            let pace = value.spi().map(|spi| w.pl_ev_pace_slow(w.percent((spi * 100.0).round())));
            let cost = value.cpi().map_or_else(|| w.pl_ev_unknown().to_string(), |cpi| w.pl_ev_cost_line(w.number(cpi, 2)));
            let how = match found.unit { Unit::Hours => w.pl_ev_in_hours(), Unit::Money(_) => w.pl_ev_in_money() };
            view! {
                <p class="ev-words" data-testid="ev-words">{pace} " " {cost}</p>
                <p class="note">{how}</p>
                <table class="tool-table earned" data-testid="earned">
                    <thead><tr><th>{w.pl_ev_figure()}</th><th class="num">{w.pl_ev_value()}</th><th>{w.pl_ev_letters()}</th></tr></thead>
                    <tbody>
                        {lines.into_iter().map(|(letters, name, text)| view! {
                            <tr title=letters data-figure=letters><th scope="row">{name}</th><td class="num">{text}</td><td class="p">{letters}</td></tr>
                        }).collect_view()}
                    </tbody>
                </table>
            }.into_any()
        })}
    }
}
