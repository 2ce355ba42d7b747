//! What the choices of a risk are called.

use crate::engine::edit::risk::View;
use crate::engine::model::*;
use crate::engine::risk;
use crate::engine::words::Words;

pub fn view(view: View, w: Words) -> &'static str {
    match view {
        View::Inherent => w.risk_inherent(),
        View::Current => w.risk_current(),
        View::Target => w.risk_target(),
    }
}

pub fn strategy(strategy: Strategy, w: Words) -> &'static str {
    match strategy {
        Strategy::Undecided => w.not_set(),
        Strategy::Avoid => w.risk_strategy_avoid(),
        Strategy::Transfer => w.risk_strategy_transfer(),
        Strategy::Mitigate => w.risk_strategy_mitigate(),
        Strategy::AcceptActive => w.risk_strategy_accept_active(),
        Strategy::AcceptPassive => w.risk_strategy_accept_passive(),
        Strategy::Escalate => w.risk_strategy_escalate(),
        Strategy::Exploit => w.risk_strategy_exploit(),
        Strategy::Share => w.risk_strategy_share(),
        Strategy::Enhance => w.risk_strategy_enhance(),
    }
}

/// Threats are met in other ways than opportunities.
pub fn strategies(kind: RiskType) -> &'static [Strategy] {
    use Strategy::*;
    match kind {
        RiskType::Threat => &[Undecided, Avoid, Transfer, Mitigate, AcceptActive, AcceptPassive, Escalate],
        RiskType::Opportunity => &[Undecided, Exploit, Share, Enhance, AcceptActive, AcceptPassive, Escalate],
    }
}

pub fn status(status: RiskStatus, w: Words) -> &'static str {
    match status {
        RiskStatus::Identified => w.risk_status_identified(),
        RiskStatus::Open => w.risk_status_open(),
        RiskStatus::Responding => w.risk_status_responding(),
        RiskStatus::Watch => w.risk_status_watch(),
        RiskStatus::Occurred => w.risk_status_occurred(),
        RiskStatus::Closed => w.risk_status_closed(),
        RiskStatus::Rejected => w.risk_status_rejected(),
    }
}

/// A category with the group it belongs to.
pub fn category(category: RiskCategory, w: Words) -> String {
    let (group, name) = (risk::group_name(category, w), risk::category_name(category, w));
    if group == name { name.to_string() } else { format!("{group} · {name}") }
}

pub fn kind(kind: RiskType, w: Words) -> &'static str {
    match kind {
        RiskType::Threat => w.risk_threat(),
        RiskType::Opportunity => w.risk_opportunity(),
    }
}

pub fn action_status(status: ActionStatus, w: Words) -> &'static str {
    match status {
        ActionStatus::Planned => w.risk_action_planned(),
        ActionStatus::Doing => w.risk_action_doing(),
        ActionStatus::Done => w.risk_action_done(),
        ActionStatus::Dropped => w.risk_action_dropped(),
    }
}
