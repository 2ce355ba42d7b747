//! What a plan tells beyond its dates, in one drawer under it: conflicts, baselines, levelling, what-if, load, earned value, and the
//! rules of the whole plan. Which is open stands in the address. Every panel shows first and changes nothing until the user accepts.

mod baselines;
mod conflicts;
mod earned;
mod levelling;
mod load;
mod rules;
mod what_if;

use crate::app::prelude::*;

use crate::app::browser::files::focus_soon;
use crate::app::browser::keys;
use crate::app::place::Tool;
use crate::app::session::{Same, session, words};
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::model::Id;
use crate::engine::plan::Plan;
use crate::engine::scene::gantt::Zoom;
use crate::engine::words::Words;

pub fn name(tool: Tool, w: Words) -> &'static str {
    match tool {
        Tool::None => w.pl_tools(),
        Tool::Conflicts => w.pl_conflicts(),
        Tool::Baselines => w.pl_baselines(),
        Tool::Levelling => w.pl_levelling(),
        Tool::WhatIf => w.pl_what_if(),
        Tool::Load => w.pl_load(),
        Tool::Earned => w.pl_earned(),
        Tool::Rules => w.pl_rules(),
    }
}

/// Opens and closes the drawer, and says how many conflicts there are.
#[component]
pub fn ToolsButton(plan: Memo<Same<Plan>>, open: Memo<Tool>, choose: Callback<Tool>) -> impl IntoView {
    let w = words();
    let conflicts = memo(move |_| plan.with(|plan| plan.schedule.conflicts.len()));
    view! {
        <button
            class="btn"
            data-testid="tools"
            aria-expanded=bound(move || if open.get() == Tool::None { "false" } else { "true" })
            on:click=handler(move |_| choose.run(if open.get_untracked() == Tool::None { Tool::Conflicts } else { Tool::None }))
        >
            {w.pl_tools()}
            {reactive(move || Some(conflicts.get()).filter(|count| *count > 0).map(|count| view! { <span class="pill bad" title=w.pl_conflicts()>{count}</span> }))}
        </button>
    }
}

#[component]
pub fn Tools(
    plan: Memo<Same<Plan>>,
    open: Memo<Tool>,
    choose: Callback<Tool>,
    zoom: Signal<Zoom>,
    #[prop(into)] selected: Signal<Option<Id>>,
) -> impl IntoView {
    let session = session();
    let w = words();
    on_cleanup(move || session.drop_preview());
    let there = memo(move |_| open.get() != Tool::None);
    let close = move || {
        choose.run(Tool::None);
        focus_soon("[data-testid=tools]");
    };
    view! {
        <Show when=move || there.get()>
            <section class="drawer" aria-label=w.pl_tools_label() data-testid="tools-drawer"
                on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if event.key() == "Escape" && !keys::composing(&event) {
                    event.stop_propagation();
                    close();
                })>
                <div class="tool-tabs">
                    <div class="seg" role="group" aria-label=w.pl_tools_label()>
                        {Tool::ALL.iter().skip(1).map(|&tool| view! {
                            <button type="button" data-testid=format!("tool-{}", tool.key())
                                aria-pressed=bound(move || if open.get() == tool { "true" } else { "false" })
                                on:click=handler(move |_| choose.run(tool))>{name(tool, w)}</button>
                        }).collect_view()}
                    </div>
                    <button class="btn quiet icon" aria-label=w.close() data-testid="tools-close" on:click=handler(move |_| close())>
                        <Icon sign=Sign::Close />
                    </button>
                </div>
                <div class="tool-body" tabindex="0" role="group" aria-label=w.pl_tools_label()>
                    {reactive(move || match open.get() {
                        Tool::Conflicts => view! { <conflicts::Conflicts plan /> }.into_any(),
                        Tool::Baselines => view! { <baselines::Baselines plan /> }.into_any(),
                        Tool::Levelling => view! { <levelling::Levelling plan /> }.into_any(),
                        Tool::WhatIf => view! { <what_if::WhatIf plan selected /> }.into_any(),
                        Tool::Load => view! { <load::LoadStrip plan zoom /> }.into_any(),
                        Tool::Earned => view! { <earned::EarnedTable plan /> }.into_any(),
                        Tool::Rules => view! { <rules::Rules plan /> }.into_any(),
                        Tool::None => ().into_any(),
                    })}
                </div>
            </section>
        </Show>
    }
}

/// Back to the drawer's body, where the button that was pressed is gone.
fn focus_body() {
    focus_soon(".tool-body");
}
