//! Records, fields and values as people read them, where two versions of a record stand side by side.

use serde_json::Value;

use crate::engine::model::{Id, Money};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Row, Workspace};

/// Characters of a value that are shown.
const SHOWN: usize = 80;

/// What a table is called.
pub fn table_name(kind: Kind, w: Words) -> &'static str {
    match kind {
        Kind::Project => w.settings_table_projects(),
        Kind::Goal => w.settings_table_goals(),
        Kind::Task => w.settings_table_tasks(),
        Kind::Dependency => w.settings_table_links(),
        Kind::Calendar => w.settings_table_calendars(),
        Kind::Member => w.settings_table_members(),
        Kind::Assignment => w.settings_table_assignments(),
        Kind::Client => w.settings_table_clients(),
        Kind::Contact => w.settings_table_contacts(),
        Kind::Activity => w.settings_table_activities(),
        Kind::Risk => w.settings_table_risks(),
        Kind::Issue => w.settings_table_issues(),
        Kind::ResponseAction => w.settings_table_actions(),
        Kind::RiskMatrix => w.settings_table_matrices(),
        Kind::Pipeline => w.settings_table_pipelines(),
        Kind::Stage => w.settings_table_stages(),
        Kind::Deal => w.settings_table_deals(),
        Kind::PaymentPlan => w.settings_table_payment_plans(),
        Kind::Payment => w.settings_table_payments(),
        Kind::Target => w.settings_table_targets(),
        Kind::ListItem => w.settings_table_lists(),
        Kind::Product => w.settings_table_products(),
        Kind::Segment => w.settings_table_segments(),
        Kind::MarketStrategy => w.settings_table_strategies(),
        Kind::Requirement => w.settings_table_requirements(),
        Kind::View => w.views_table(),
        Kind::Lesson => w.settings_table_lessons(),
    }
}

/// What a record is called by people.
pub fn record_name(row: &Row) -> String {
    let json = row.to_json();
    let named = ["name", "title", "subject", "text", "content", "name_zh", "code"]
        .iter()
        .find_map(|field| json.get(*field)?.as_str().filter(|text| !text.is_empty()).map(String::from));
    named.unwrap_or_default().chars().take(60).collect()
}

/// The same with its table; a link is called by its two ends.
pub fn record_title(row: &Row, ws: &Workspace, w: Words) -> String {
    let name = match row {
        Row::Dependency(link) => {
            let name = |id| ws.tasks.get(id).map_or("—", |task| crate::engine::model::Text::as_str(&task.name));
            format!("{} → {}", name(link.from), name(link.to))
        }
        row => record_name(row),
    };
    let table = table_name(row.kind(), w);
    if name.is_empty() { table.to_string() } else { format!("{table} · {name}") }
}

/// A value of a field, shortened; none yet is a dash.
pub fn value(value: &Value, ws: &Workspace, w: Words) -> String {
    let text = whole_value(value, ws, w);
    if text.chars().count() > SHOWN { text.chars().take(SHOWN).chain(['…']).collect() } else { text }
}

/// The same, whole.
pub fn whole_value(value: &Value, ws: &Workspace, w: Words) -> String {
    match value {
        Value::Null => w.none_yet().to_string(),
        Value::Bool(yes) => if *yes { w.merge_yes() } else { w.merge_no() }.to_string(),
        Value::String(text) => match Id::parse(text).and_then(|id| named(id, ws)) {
            Some(name) => name,
            None => choice(text, w).map_or_else(|| text.clone(), str::to_string),
        },
        Value::Array(items) if items.is_empty() => w.none_yet().to_string(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let all: Vec<String> = items.iter().map(|item| whole_value(item, ws, w)).collect();
            all.join(if w.is_zh() { "、" } else { ", " })
        }
        Value::Array(items) => w.merge_items(items.len()),
        Value::Object(map) if map.contains_key("m") => match serde_json::from_value::<Money>(value.clone()) {
            Ok(money) => w.money(money, ws.settings.money_unit),
            Err(_) => value.to_string(),
        },
        Value::Object(map) => {
            let parts: Vec<String> = map.values().map(|part| whole_value(part, ws, w)).collect();
            parts.join(" ")
        }
        number => number.to_string(),
    }
}

fn named(id: Id, ws: &Workspace) -> Option<String> {
    let kinds = [Kind::Task, Kind::Member, Kind::Client, Kind::Project, Kind::Calendar, Kind::Deal, Kind::Stage, Kind::Contact];
    let row = kinds.iter().find_map(|kind| ws.row(*kind, id))?;
    Some(record_name(&row)).filter(|name| !name.is_empty())
}

/// The name of a field; one that is not listed is called as in the file.
pub fn field(name: &str, w: Words) -> String {
    let known = match name {
        "name" => w.named_name(),
        "title" => w.named_title(),
        "text" => w.named_text(),
        "notes" => w.named_notes(),
        "remark" => w.named_remark(),
        "description" => w.named_description(),
        "status" => w.named_status(),
        "phase" => w.named_phase(),
        "kind" => w.named_kind(),
        "priority" => w.named_priority(),
        "important" => w.named_important(),
        "urgent" => w.named_urgent(),
        "owner" => w.named_owner(),
        "manager" => w.named_manager(),
        "sponsor" => w.named_sponsor(),
        "project" => w.named_project(),
        "parent" => w.named_parent(),
        "rank" => w.named_rank(),
        "duration" => w.named_duration(),
        "work" => w.named_work(),
        "progress" => w.named_progress(),
        "start" => w.named_start(),
        "due" => w.named_due(),
        "deadline" => w.named_deadline(),
        "constraint" => w.named_constraint(),
        "calendar" => w.named_calendar(),
        "actual_start" => w.named_actual_start(),
        "actual_finish" => w.named_actual_finish(),
        "manual_start" => w.named_manual_start(),
        "manual_finish" => w.named_manual_finish(),
        "optimistic" => w.named_optimistic(),
        "likely" => w.named_likely(),
        "pessimistic" => w.named_pessimistic(),
        "acceptance" => w.named_acceptance(),
        "checklist" => w.named_checklist(),
        "comments" => w.named_comments(),
        "budget_cost" => w.named_budget_cost(),
        "actual_cost" => w.named_actual_cost(),
        "budget" => w.named_budget(),
        "booking_target" => w.named_booking_target(),
        "amount" => w.named_amount(),
        "cost" => w.named_cost(),
        "contract_amount" => w.named_contract_amount(),
        "contract_no" => w.named_contract_no(),
        "probability" => w.named_probability(),
        "stage" => w.named_stage(),
        "pipeline" => w.named_pipeline(),
        "expected_close" => w.named_expected_close(),
        "closed" => w.named_closed(),
        "next_step" => w.named_next_step(),
        "client" => w.named_client(),
        "clients" => w.named_clients(),
        "deal" => w.named_deal(),
        "deals" => w.named_deals(),
        "contact" => w.named_contact(),
        "contacts" => w.named_contacts(),
        "member" => w.named_member(),
        "members" => w.named_members(),
        "task" => w.named_task(),
        "tasks" => w.named_tasks(),
        "segments" => w.named_segments(),
        "from" => w.named_from(),
        "to" => w.named_to(),
        "lag" => w.named_lag(),
        "units" => w.named_units(),
        "phone" => w.named_phone(),
        "landline" => w.named_landline(),
        "email" => w.named_email(),
        "wechat" => w.named_wechat(),
        "address" => w.named_address(),
        "website" => w.named_website(),
        "region" => w.named_region(),
        "industry" => w.named_industry(),
        "source" => w.named_source(),
        "grade" => w.named_grade(),
        "size" => w.named_size(),
        "department" => w.named_department(),
        "next_contact" => w.named_next_contact(),
        "next_contact_note" => w.named_next_contact_note(),
        "follow_up_days" => w.named_follow_up_days(),
        "credit_code" => w.named_credit_code(),
        "short_name" => w.named_short_name(),
        "subject" => w.named_subject(),
        "content" => w.named_content(),
        "on" => w.named_on(),
        "outcome" => w.named_outcome(),
        "place" => w.named_place(),
        "code" => w.named_code(),
        "category" => w.named_category(),
        "cause" => w.named_cause(),
        "event" => w.named_event(),
        "effect" => w.named_effect(),
        "current" => w.named_current(),
        "inherent" => w.named_inherent(),
        "target" => w.named_target(),
        "strategy" => w.named_strategy(),
        "trigger" => w.named_trigger(),
        "contingency_plan" => w.named_contingency_plan(),
        "fallback_plan" => w.named_fallback_plan(),
        "impact_money" => w.named_impact_money(),
        "impact_days" => w.named_impact_days(),
        "next_review" => w.named_next_review(),
        "history" => w.named_history(),
        "answer" => w.named_answer(),
        "detail" => w.named_detail(),
        "received" => w.named_received(),
        "confirmed" => w.named_confirmed(),
        "baselines" => w.named_baselines(),
        "tags" => w.named_tags(),
        "visibility" => w.named_visibility(),
        "baseline" => w.named_baseline(),
        "metric" => w.named_metric(),
        "unit" => w.named_unit(),
        "method" => w.named_method(),
        "value" => w.named_value(),
        "price" => w.named_price(),
        "capacity" => w.named_capacity(),
        "skills" => w.named_skills(),
        "inactive" => w.named_inactive(),
        "archived" => w.named_archived(),
        "cost_rate" => w.named_cost_rate(),
        "exceptions" => w.named_exceptions(),
        "week" => w.named_week(),
        "money_unit" => w.named_money_unit(),
        "currency" => w.named_currency(),
        "week_start" => w.named_week_start(),
        "default_calendar" => w.named_default_calendar(),
        "matrix" => w.named_matrix(),
        "backup_reminder_days" => w.named_backup_reminder_days(),
        _ => return name.to_string(),
    };
    known.to_string()
}

fn choice(key: &str, w: Words) -> Option<&'static str> {
    Some(match key {
        "todo" => w.keyed_todo(),
        "doing" => w.keyed_doing(),
        "blocked" => w.keyed_blocked(),
        "review" => w.keyed_review(),
        "done" => w.keyed_done(),
        "cancelled" => w.keyed_cancelled(),
        "normal" => w.keyed_normal(),
        "low" => w.keyed_low(),
        "medium" => w.keyed_medium(),
        "high" => w.keyed_high(),
        "urgent" => w.keyed_urgent(),
        "task" => w.keyed_task(),
        "milestone" => w.keyed_milestone(),
        "buffer" => w.keyed_buffer(),
        "lead" => w.keyed_lead(),
        "prospect" => w.keyed_prospect(),
        "customer" => w.keyed_customer(),
        "partner" => w.keyed_partner(),
        "dormant" => w.keyed_dormant(),
        "lost" => w.keyed_lost(),
        "internal" => w.keyed_internal(),
        "client" => w.keyed_client(),
        "identified" => w.keyed_identified(),
        "open" => w.keyed_open(),
        "responding" => w.keyed_responding(),
        "watch" => w.keyed_watch(),
        "occurred" => w.keyed_occurred(),
        "closed" => w.keyed_closed(),
        "rejected" => w.keyed_rejected(),
        "planned" => w.keyed_planned(),
        "dropped" => w.keyed_dropped(),
        "draft" => w.keyed_draft(),
        "agreed" => w.keyed_agreed(),
        "active" => w.keyed_active(),
        "achieved" => w.keyed_achieved(),
        "missed" => w.keyed_missed(),
        "manual" => w.keyed_manual(),
        "planning" => w.keyed_planning(),
        "executing" => w.keyed_executing(),
        "monitoring" => w.keyed_monitoring(),
        "closing" => w.keyed_closing(),
        "new" => w.keyed_new(),
        "acknowledged" => w.keyed_acknowledged(),
        "in_progress" => w.keyed_in_progress(),
        "answered" => w.keyed_answered(),
        "avoid" => w.keyed_avoid(),
        "transfer" => w.keyed_transfer(),
        "mitigate" => w.keyed_mitigate(),
        _ => return None,
    })
}
