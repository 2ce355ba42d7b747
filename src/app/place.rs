//! Where the user is: kept in the address's query, so that it survives a reload and needs no rule of the server.

use crate::app::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::engine::model::Id;
use crate::engine::workspace::Kind;

macro_rules! keyed {
    ($(#[$meta:meta])* $name:ident { $first:ident = $first_key:literal $(, $variant:ident = $key:literal)* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name { #[default] $first $(, $variant)* }
        impl $name {
            pub const ALL: &'static [$name] = &[$name::$first $(, $name::$variant)*];
            pub const fn key(self) -> &'static str {
                match self { $name::$first => $first_key $(, $name::$variant => $key)* }
            }
            pub fn from_key(key: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|known| known.key() == key)
            }
        }
    };
}

keyed! {
    Screen {
        Today = "today", Projects = "projects", Overview = "overview", Plan = "plan", Team = "team", Risks = "risks",
        Control = "control", Close = "close", Deals = "deals", Clients = "clients", People = "people", Reports = "reports",
        Settings = "settings",
    }
}

keyed! { PlanView { Gantt = "gantt", List = "list", Board = "board" } }

keyed! {
    /// The analysis that is open under the plan.
    Tool {
        None = "none", Conflicts = "conflicts", Baselines = "baselines", Levelling = "levelling", WhatIf = "what-if",
        Load = "load", Earned = "earned", Rules = "rules",
    }
}

keyed! {
    /// Which part of Deals, Clients or Team is shown.
    Tab {
        Board = "board", Table = "table", Calendar = "calendar", Forecast = "forecast", Targets = "targets",
        Pipelines = "pipelines", Segments = "segments", Asked = "asked", Skills = "skills",
    }
}

impl Screen {
    /// Screens of one project, which need to know which.
    pub fn of_project(self) -> bool {
        matches!(self, Screen::Overview | Screen::Plan | Screen::Team | Screen::Risks | Screen::Control | Screen::Close)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    pub screen: Screen,
    pub project: Option<Id>,
    pub view: PlanView,
    pub tool: Tool,
    pub tab: Tab,
    /// The record that the inspector shows.
    pub open: Option<(Kind, Id)>,
    /// The open record fills the screen instead.
    pub page: bool,
}

impl Place {
    pub fn of(screen: Screen) -> Place {
        Place { screen, ..Place::default() }
    }

    pub fn in_project(screen: Screen, project: Id) -> Place {
        Place { screen, project: Some(project), ..Place::default() }
    }

    pub fn opening(self, kind: Kind, id: Id) -> Place {
        Place { open: Some((kind, id)), ..self }
    }

    /// The whole page of a client or a deal.
    pub fn page_of(kind: Kind, id: Id) -> Place {
        let screen = if kind == Kind::Deal { Screen::Deals } else { Screen::Clients };
        Place { page: true, ..Place::of(screen).opening(kind, id) }
    }

    /// True where the open record fills the screen and has no inspector.
    pub fn is_page(self) -> bool {
        self.page
            && matches!(
                (self.screen, self.open),
                (Screen::Deals, Some((Kind::Deal, _))) | (Screen::Clients, Some((Kind::Client, _))) | (Screen::Reports, Some(_))
            )
    }

    pub fn query(self) -> String {
        let mut query = format!("?at={}", self.screen.key());
        if let Some(project) = self.project.filter(|_| self.screen.of_project()) {
            query += &format!("&project={project}");
        }
        if self.screen == Screen::Plan && self.view != PlanView::default() {
            query += &format!("&view={}", self.view.key());
        }
        if self.screen == Screen::Plan && self.tool != Tool::None {
            query += &format!("&tool={}", self.tool.key());
        }
        if matches!(self.screen, Screen::Deals | Screen::Clients | Screen::Team) && self.tab != Tab::default() {
            query += &format!("&tab={}", self.tab.key());
        }
        if let Some((kind, id)) = self.open {
            query += &format!("&open={}.{id}", kind.table());
            if self.page {
                query += "&page=1";
            }
        }
        query
    }
}

/// The place that the address names; what it does not name rightly is left out.
pub fn use_place() -> Memo<Place> {
    let query = use_query_map();
    memo(move |_| {
        query.with(|query| {
            let get = |key: &str| query.get(key);
            Place {
                screen: get("at").and_then(|key| Screen::from_key(&key)).unwrap_or_default(),
                project: get("project").and_then(|id| Id::parse(&id)),
                view: get("view").and_then(|key| PlanView::from_key(&key)).unwrap_or_default(),
                tool: get("tool").and_then(|key| Tool::from_key(&key)).unwrap_or_default(),
                tab: get("tab").and_then(|key| Tab::from_key(&key)).unwrap_or_default(),
                page: get("page").is_some(),
                open: get("open").and_then(|open| {
                    let (table, id) = open.split_once('.')?;
                    Some((Kind::from_table(table)?, Id::parse(id)?))
                }),
            }
        })
    })
}

/// Goes to a place; as a step of the browser's history, or instead of the present one.
#[derive(Clone, Copy)]
pub struct Go(StoredValue<Navigate, LocalStorage>);

/// Takes a query, and whether it replaces the present place.
type Navigate = Box<dyn Fn(&str, bool)>;

impl Go {
    pub fn new() -> Go {
        let navigate = use_navigate();
        Go(StoredValue::new_local(Box::new(move |query, replace| {
            let options = NavigateOptions { replace, scroll: false, resolve: false, ..NavigateOptions::default() };
            let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
            navigate(&format!("{path}{query}"), options);
        })))
    }

    pub fn to(self, place: Place) {
        self.0.with_value(|go| go(&place.query(), false));
    }

    pub fn replace(self, place: Place) {
        self.0.with_value(|go| go(&place.query(), true));
    }
}
