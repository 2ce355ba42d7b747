//! What a plan tells beyond its dates, in one drawer under it: conflicts, baselines, levelling, what-if, load, earned value.
//! Every panel shows first and changes nothing until the user accepts.

mod baselines;
mod conflicts;
mod earned;
mod levelling;
mod load;
mod rules;
mod what_if;

use crate::app::prelude::*;

use crate::app::session::{Same, session, words};
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::model::Id;
use crate::engine::plan::Plan;
use crate::engine::scene::gantt::Zoom;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Conflicts,
    Baselines,
    Levelling,
    WhatIf,
    Load,
    Earned,
    Rules,
}

const TOOLS: [Tool; 7] = [Tool::Conflicts, Tool::Baselines, Tool::Levelling, Tool::WhatIf, Tool::Load, Tool::Earned, Tool::Rules];

impl Tool {
    fn key(self) -> &'static str {
        match self {
            Tool::Conflicts => "conflicts",
            Tool::Baselines => "baselines",
            Tool::Levelling => "levelling",
            Tool::WhatIf => "what-if",
            Tool::Load => "load",
            Tool::Earned => "earned",
            Tool::Rules => "rules",
        }
    }

    fn name(self, w: crate::engine::words::Words) -> &'static str {
        match self {
            Tool::Conflicts => w.pl_conflicts(),
            Tool::Baselines => w.pl_baselines(),
            Tool::Levelling => w.pl_levelling(),
            Tool::WhatIf => w.pl_what_if(),
            Tool::Load => w.pl_load(),
            Tool::Earned => w.pl_earned(),
            Tool::Rules => w.pl_rules(),
        }
    }
}

/// Opens and closes the drawer, and says how many conflicts there are.
#[component]
pub fn ToolsButton(plan: Memo<Same<Plan>>, open: RwSignal<Option<Tool>>) -> impl IntoView {
    let session = session();
    let w = words();
    let conflicts = memo(move |_| plan.with(|plan| plan.schedule.conflicts.len()));
    view! {
        <button
            class="btn"
            data-testid="tools"
            aria-expanded=bound(move || if open.get().is_some() { "true" } else { "false" })
            on:click=handler(move |_| {
                session.drop_preview();
                open.update(|open| *open = if open.is_some() { None } else { Some(Tool::Conflicts) });
            })
        >
            {w.pl_tools()}
            {reactive(move || Some(conflicts.get()).filter(|count| *count > 0).map(|count| view! { <span class="pill bad" title=w.pl_conflicts()>{count}</span> }))}
        </button>
    }
}

#[component]
pub fn Tools(
    plan: Memo<Same<Plan>>,
    open: RwSignal<Option<Tool>>,
    zoom: RwSignal<Zoom>,
    #[prop(into)] selected: Signal<Option<Id>>,
) -> impl IntoView {
    let session = session();
    let w = words();
    let choose = move |tool: Option<Tool>| {
        session.drop_preview();
        open.set(tool);
    };
    on_cleanup(move || session.drop_preview());
    let there = memo(move |_| open.get().is_some());
    view! {
        <Show when=move || there.get()>
            <section class="tools" aria-label=w.pl_tools_label() data-testid="tools-drawer"
                on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if event.key() == "Escape" && !crate::app::browser::keys::composing(&event) {
                    event.stop_propagation();
                    choose(None);
                    crate::app::browser::files::focus_soon("[data-testid=tools]");
                })>
                <div class="tool-tabs">
                    <div class="seg" role="group" aria-label=w.pl_tools_label()>
                        {TOOLS.into_iter().map(|tool| view! {
                            <button type="button" data-testid=format!("tool-{}", tool.key())
                                aria-pressed=bound(move || if open.get() == Some(tool) { "true" } else { "false" })
                                on:click=handler(move |_| choose(Some(tool)))>{tool.name(w)}</button>
                        }).collect_view()}
                    </div>
                    <button class="btn quiet icon" aria-label=w.close() data-testid="tools-close" on:click=handler(move |_| choose(None))>
                        <Icon sign=Sign::Close />
                    </button>
                </div>
                <div class="tool-body" tabindex="0" role="group" aria-label=w.pl_tools_label()>
                    {reactive(move || match open.get() {
                        Some(Tool::Conflicts) => view! { <conflicts::Conflicts plan /> }.into_any(),
                        Some(Tool::Baselines) => view! { <baselines::Baselines plan /> }.into_any(),
                        Some(Tool::Levelling) => view! { <levelling::Levelling plan /> }.into_any(),
                        Some(Tool::WhatIf) => view! { <what_if::WhatIf plan selected /> }.into_any(),
                        Some(Tool::Load) => view! { <load::LoadStrip plan zoom /> }.into_any(),
                        Some(Tool::Earned) => view! { <earned::EarnedTable plan /> }.into_any(),
                        Some(Tool::Rules) => view! { <rules::Rules plan /> }.into_any(),
                        None => ().into_any(),
                    })}
                </div>
            </section>
        </Show>
    }
}
