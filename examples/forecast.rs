//! The forecast over many deals: how long it takes, and the deals as CSV, so that another program can compute the same.

use pursuit::engine::edit::{self, Context, activity, client, deal, pipeline};
use pursuit::engine::model::*;
use pursuit::engine::sales::clients::standings;
use pursuit::engine::sales::forecast::{Scope, Span, forecast};
use pursuit::engine::sales::ledger::Ledger;
use pursuit::engine::sales::targets;
use pursuit::engine::workspace::Workspace;
use std::fmt::Write as _;
use std::time::Instant;

const HELP: &str = "\
Usage: forecast [--deals N] [--csv FILE]

  --deals N    how many deals and clients; four activities a client [5000]
  --csv FILE   writes the deals for another program";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1)).cloned();
    if args.iter().any(|arg| arg == "-h" || arg == "--help") {
        return println!("{HELP}");
    }
    let count: usize = value("--deals").and_then(|text| text.parse().ok()).unwrap_or(5000).min(200_000);
    let today = Date::new(2026, 11, 25).expect("a day");
    let (ws, members) = make(count, today);
    let stage = |deal: &Deal| ws.stages.get(deal.stage).expect("a stage").clone();
    if let Some(path) = value("--csv") {
        let mut text = String::from("kind,category,amount,probability,expected,closed,opened,owner\n");
        for deal in ws.deals.iter() {
            let stage = stage(deal);
            let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
            let amount = deal.amount.map_or(0, |money| money.minor);
            let owner = members.iter().position(|id| Some(*id) == deal.owner).unwrap_or(0);
            let probability = deal.probability.get();
            let (expected, closed, opened) = (day(deal.expected_close), day(deal.closed), deal.opened);
            let _ = writeln!(
                text,
                "{},{},{amount},{probability},{expected},{closed},{opened},{owner}",
                stage.kind.key(),
                stage.category.key()
            );
        }
        std::fs::write(&path, text).expect("written");
    }
    let quarter = Span::quarter(today);
    let time = |name: &str, work: &dyn Fn() -> String| {
        let mut times: Vec<f64> = Vec::new();
        let mut last = String::new();
        for _ in 0..21 {
            let start = Instant::now();
            last = work();
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!("{name} {:.3} ms {last}", times[10]);
    };
    let ledger = Ledger::of(&ws);
    time("forecast", &|| {
        let f = forecast(&ws, &ledger, quarter, Scope::default(), today);
        format!("won={} weighted={} open={} commit={} best={}", f.won, f.weighted, f.open, f.commit, f.best)
    });
    time("by_member", &|| {
        let scope = |id: &Id| Scope { member: Some(*id), ..Scope::default() };
        let sum: i64 = members.iter().map(|id| forecast(&ws, &ledger, quarter, scope(id), today).won).sum();
        format!("won={sum}")
    });
    time("year_by_month", &|| {
        let rows = targets::rows(&ws, &ledger, 2026, today);
        format!("won={}", rows[0].months.iter().map(|cell| cell.won).sum::<i64>())
    });
    // What the figures are read from: made once, and after an edit of one deal.
    time("ledger", &|| format!("deals={}", Ledger::of(&ws).lines.len()));
    let mut edited = ws.clone();
    let one = ws.deals.iter().next().expect("a deal").id;
    edit::update::<Deal>(&mut edited, one, |deal| deal.probability = Pct::new(1)).expect("there");
    time("ledger_after_edit", &|| format!("deals={}", ledger.after(&edited).lines.len()));
    time("standings", &|| format!("clients={}", standings(&ws, today).len()));
}

/// The same workspace for the same count.
fn make(count: usize, today: Date) -> (Workspace, Vec<Id>) {
    let (mut ws, ctx) = (Workspace::default(), Context::new(1_790_000_000_000, today, Id::from_bits(7), 1));
    pipeline::ensure(&mut ws, &ctx);
    let stages = pipeline::stages(&ws, pipeline::first(&ws).expect("a pipeline"));
    let members: Vec<Id> =
        (0..9).map(|n| edit::add(&mut ws, &ctx, Member { name: format!("m{n}").as_str().into(), ..Member::default() })).collect();
    let mut state = 88_172_645_463_325_252u64;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    for n in 0..count {
        let id = client::add(&mut ws, &ctx, &format!("c{n}")).expect("a client");
        for _ in 0..4 {
            let one = Activity { client: Some(id), on: today.plus(-(random(400) as i64)), ..Activity::default() };
            activity::log(&mut ws, &ctx, one, "", "x").expect("logged");
        }
        let deal = deal::add(&mut ws, &ctx, "d", Some(id)).expect("a deal");
        let stage = &stages[random(9) as usize];
        let over = stage.kind != StageKind::Open;
        let opened = today.plus(-(random(500) as i64) - 30);
        edit::update::<Deal>(&mut ws, deal, |deal| {
            deal.stage = stage.id;
            deal.probability = stage.probability;
            deal.opened = opened;
            deal.amount = Some(Money::new((random(500) as i64 + 1) * 1_000_000, Currency::Cny));
            deal.contract_amount = None;
            deal.expected_close = Some(today.plus(random(240) as i64 - 60));
            deal.closed = over.then(|| opened.plus(random(200) as i64));
            deal.owner = Some(members[random(9) as usize]);
        })
        .expect("there");
    }
    (ws, members)
}
