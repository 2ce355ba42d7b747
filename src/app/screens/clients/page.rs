//! The page of one client: how it stands, who decides, and everything that happened on one line of time.

use crate::app::prelude::*;

use super::account::AccountPlan;
use super::asked::Asked;
use super::contacts::Contacts;
use super::decision::DecisionMap;
use super::inspector::{ClientFields, Pills};
use super::known;
use super::log::Entry;
use super::merge;
use super::timeline::Timeline;
use super::voices::Contentment;
use crate::app::browser::files;
use crate::app::logging::Begin;
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::deals::{amount, stage_name};
use crate::app::screens::record_page::{Back, Figures, page_keys};
use crate::app::session::{session, words};
use crate::app::widgets::field::AddLine;
use crate::app::widgets::record::Form;
use crate::engine::edit;
use crate::engine::model::{Client, Id, StageKind};
use crate::engine::sales::clients::{self, Standing};
use crate::engine::sales::money::balance;
use crate::engine::sales::requirements::coverage;
use crate::engine::sales::timeline::Of;
use crate::engine::workspace::Kind;

#[component]
pub fn ClientPage(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let begin = Begin::new();
    let form = Form::<Client>::of(id, |w, client| w.client_changed(&client.name));
    let standings = known::standings();
    let standing = memo(move |_| standings.with(|all| all.get(id).cloned()).unwrap_or_default());
    let none = move || w.none_yet().to_string();
    let money = move |minor: i64| amount(session, w, minor);
    let figures = move || {
        let (ws, today) = (session.ws(), session.today.get());
        let Standing { year, won_count, open, open_count, weighted, rfm, abc, .. } = standing.get();
        let (mut paid, mut overdue) = (0, 0);
        for deal in ws.deals.iter().filter(|deal| deal.client == Some(id)) {
            let one = balance(&ws, deal, today);
            paid += one.paid;
            overdue += one.overdue;
        }
        let asked = coverage(&ws, Some(id), today);
        let rate = asked.rate().map_or_else(none, |rate| w.percent((rate * 100.0).round()));
        let oldest = asked.oldest.map(|days| w.asked_oldest(days)).unwrap_or_default();
        let rfm = rfm.map_or_else(none, |[r, f, m]| format!("{r}{f}{m}"));
        let abc = if abc.key().is_empty() { none() } else { abc.key().to_string() };
        vec![
            (w.client_year(), if won_count == 0 { none() } else { money(year) }, w.client_abc(abc, rfm)),
            (
                w.client_open(),
                if open_count == 0 { none() } else { money(open) },
                w.client_open_more(open_count, money(weighted)),
            ),
            (
                w.client_paid(),
                if paid == 0 { none() } else { money(paid) },
                if overdue > 0 { w.client_overdue(money(overdue)) } else { String::new() },
            ),
            (w.client_answered(), rate, oldest.trim_start_matches("· ").to_string()),
        ]
    };
    let deals = session.memo(move |ws| {
        let mut deals: Vec<_> = ws
            .deals
            .iter()
            .filter(|deal| deal.client == Some(id))
            .map(|deal| {
                let stage = ws.stages.get(deal.stage);
                let open = stage.is_some_and(|stage| matches!(stage.kind, StageKind::Open | StageKind::OnHold));
                let right = stage.map(|stage| stage_name(w, stage)).unwrap_or_default();
                (!open, deal.id, deal.name.to_string(), deal.amount.map(|money| money.minor), right)
            })
            .collect();
        deals.sort_unstable_by_key(|deal| (deal.0, deal.1));
        deals
    });
    let projects = session.memo(move |ws| {
        let ours = clients::projects(ws, id).into_iter();
        ours.map(|project| (project.id, project.name.to_string())).collect::<Vec<_>>()
    });
    let add_deal = Callback::new(move |name: String| {
        if let Some(deal) = session.edit(w.deal_added(name.trim()), |ws, ctx| edit::deal::add(ws, ctx, &name, Some(id))) {
            go.to(Place::page_of(Kind::Deal, deal));
        }
    });
    let brief = Place { page: true, ..Place::of(Screen::Reports).opening(Kind::Client, id) };
    let on_key = page_keys(Kind::Client, id, begin, || false);
    files::focus_soon("[data-testid=client-page]");
    view! {
        <article class="page record" tabindex="-1" data-testid="client-page" data-client-id=id.to_string() on:keydown=handler(on_key)>
            <header class="head">
                <Back name=w.nav_clients() />
                {form.name(w.client_name(), "client-name", |client| &client.name, |client| &mut client.name)}
                <Pills id />
                <span class="sp"></span>
                <merge::Likely id />
                <a class="btn" data-testid="client-brief" href=brief.query()>{w.report_open_brief()}</a>
                <button class="btn primary" data-testid="log-begin" title="L" on:click=handler(move |_| begin.of(Kind::Client, id))>{w.today_log()}</button>
            </header>
            <Figures figures />
            <div class="cols">
                <div class="stack">
                    <section class="card pad log"><Entry client=id /></section>
                    <section class="card pad"><Timeline of=Of::Client(id) /></section>
                </div>
                <div class="card pad inspect">
                    <DecisionMap client=id />
                    <AccountPlan id />
                    <Contacts client=id />
                    <section class="part">
                        <h3>{w.nav_deals()}</h3>
                        {reactive(move || deals.get().into_iter().map(|(_, deal, name, minor, stage)| view! {
                            <a class="rowlink" href=Place::page_of(Kind::Deal, deal).query() data-testid="client-deal">
                                <span>{name}</span><span class="r">{stage}" · "{minor.map_or_else(none, money)}</span>
                            </a>
                        }).collect_view())}
                        <AddLine label=w.deal_add() commit=add_deal testid="client-add-deal" />
                    </section>
                    <Asked client=id />
                    <Contentment client=id />
                    <crate::app::screens::risks::RisksOf id />
                    {reactive(move || (!projects.with(Vec::is_empty)).then(|| view! {
                        <section class="part">
                            <h3>{w.nav_projects()}</h3>
                            {projects.get().into_iter().map(|(project, name)| view! {
                                <a class="rowlink" href=Place::in_project(Screen::Overview, project).query()><span>{name}</span></a>
                            }).collect_view()}
                        </section>
                    }))}
                    <section class="part"><h3>{w.client_more()}</h3><ClientFields id /></section>
                </div>
            </div>
        </article>
    }
}
