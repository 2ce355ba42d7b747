//! What the choices of clients, contacts and the log are called.

use crate::engine::model::{ActivityKind, Attitude, BuyingRole, ClientKind, Outcome};
use crate::engine::words::Words;

pub fn kind(w: Words, kind: ClientKind) -> &'static str {
    match kind {
        ClientKind::Lead => w.client_kind_lead(),
        ClientKind::Prospect => w.client_kind_prospect(),
        ClientKind::Customer => w.client_kind_customer(),
        ClientKind::Partner => w.client_kind_partner(),
        ClientKind::Dormant => w.client_kind_dormant(),
        ClientKind::Lost => w.client_kind_lost(),
    }
}

pub fn role(w: Words, role: BuyingRole) -> &'static str {
    match role {
        BuyingRole::Other => w.contact_role_other(),
        BuyingRole::DecisionMaker => w.contact_role_decision_maker(),
        BuyingRole::EconomicBuyer => w.contact_role_economic_buyer(),
        BuyingRole::Influencer => w.contact_role_influencer(),
        BuyingRole::User => w.contact_role_user(),
        BuyingRole::TechnicalEvaluator => w.contact_role_technical(),
        BuyingRole::Gatekeeper => w.contact_role_gatekeeper(),
        BuyingRole::Champion => w.contact_role_champion(),
        BuyingRole::Opponent => w.contact_role_opponent(),
    }
}

pub fn attitude(w: Words, attitude: Attitude) -> &'static str {
    match attitude {
        Attitude::Unknown => w.contact_attitude_unknown(),
        Attitude::Support => w.contact_attitude_support(),
        Attitude::Neutral => w.contact_attitude_neutral(),
        Attitude::Oppose => w.contact_attitude_oppose(),
    }
}

pub fn activity(w: Words, kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Call => w.log_kind_call(),
        ActivityKind::Visit => w.log_kind_visit(),
        ActivityKind::Wechat => w.log_kind_wechat(),
        ActivityKind::Meeting => w.log_kind_meeting(),
        ActivityKind::Email => w.log_kind_email(),
        ActivityKind::Sms => w.log_kind_sms(),
        ActivityKind::Video => w.log_kind_video(),
        ActivityKind::Dinner => w.log_kind_dinner(),
        ActivityKind::Event => w.log_kind_event(),
        ActivityKind::Other => w.log_kind_other(),
    }
}

pub fn outcome(w: Words, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Neutral => w.log_outcome_neutral(),
        Outcome::Positive => w.log_outcome_positive(),
        Outcome::Negative => w.log_outcome_negative(),
        Outcome::NoAnswer => w.log_outcome_no_answer(),
    }
}
