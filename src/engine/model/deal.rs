//! Deals: the pipelines they move through, what was sold at what price, and the money that comes in for it.

use super::shape::{choice, part, record};
use super::{BuyingRole, Date, Id, Money, Pct, Priority, Text};

choice! {
    /// What a stage means for a deal that stands in it.
    StageKind { Open = "open", OnHold = "on_hold", Won = "won", Lost = "lost", Void = "void" }
}

choice! {
    /// Which line of the forecast the deals of a stage count in.
    ForecastCategory {
        Pipeline = "pipeline", BestCase = "best_case", Commit = "commit", Closed = "closed", Omitted = "omitted",
    }
}

choice! {
    /// What a stage may ask for before a deal enters it.
    Need {
        Amount = "amount", ExpectedClose = "expected_close", Contact = "contact", NextStep = "next_step", Products = "products",
        ContractNo = "contract_no", LostReason = "lost_reason",
    }
}

record! {
    /// A way of selling, with stages of its own.
    Pipeline { name_zh: Text, name_en: Text, rank: Text, archived: bool }
}

part! { ExitCriterion { id: Id, text_zh: Text, text_en: Text, required: bool } }

record! {
    /// A step of a pipeline: what the buyer has done by its end, and how sure the deal then is.
    Stage {
        pipeline: Id,
        name_zh: Text,
        name_en: Text,
        rank: Text,
        kind: StageKind,
        probability: Pct,
        category: ForecastCategory,
        /// Days after which a deal that has not moved on is rotting.
        rot_days: Option<u32>,
        /// What the buyer has done when the stage is over.
        milestone_zh: Text,
        milestone_en: Text,
        criteria: Vec<ExitCriterion>,
        needs: Vec<Need>,
    }
}

choice! { ListKind { LostReason = "lost_reason", Source = "source", Competitor = "competitor" } }

record! {
    /// An entry of a list that the user keeps: reasons of losing, sources, competitors.
    ListItem { list: ListKind, name_zh: Text, name_en: Text, rank: Text, archived: bool }
}

part! { ContactRole { contact: Id, role: BuyingRole } }
part! { DealLine { product: Option<Id>, name: Text, price: Option<Money>, qty: f64 = 1.0, discount: Pct } }
part! { StageMove { on: Date = Date::MIN, at: i64, by: Option<Id>, from: Option<Id>, to: Option<Id>, days: i64 } }
part! { CloseMove { on: Date = Date::MIN, from: Option<Date>, to: Option<Date> } }
part! { AmountMove { on: Date = Date::MIN, from: Option<Money>, to: Option<Money> } }
part! { Bant { budget: Option<u8>, authority: Option<u8>, need: Option<u8>, timing: Option<u8> } }

record! {
    /// A chance to sell (商机). Whether it is won, lost or void is said by its stage alone.
    Deal {
        name: Text,
        client: Option<Id>,
        contacts: Vec<ContactRole>,
        project: Option<Id>,
        pipeline: Id,
        stage: Id,
        stage_since: Date = Date::MIN,
        /// The day it was opened.
        opened: Date = Date::MIN,
        probability: Pct,
        /// The probability was set by hand and does not follow the stage.
        probability_by_hand: bool,
        probability_reason: Text,
        amount: Option<Money>,
        cost: Option<Money>,
        lines: Vec<DealLine>,
        expected_close: Option<Date>,
        closed: Option<Date>,
        contract_amount: Option<Money>,
        contract_no: Text,
        source: Option<Id>,
        competitors: Vec<Text>,
        next_step: Text,
        next_contact: Option<Date>,
        owner: Option<Id>,
        collaborators: Vec<Id>,
        lost_reason: Option<Id>,
        lost_note: Text,
        win_reason: Text,
        /// Exit criteria that are met.
        met: Vec<Id>,
        priority: Priority,
        bant: Bant,
        remark: Text,
        stage_log: Vec<StageMove>,
        close_log: Vec<CloseMove>,
        amount_log: Vec<AmountMove>,
    }
}

record! {
    /// An instalment that is due (回款计划). What is paid of it is the sum of the payments that name it.
    PaymentPlan {
        deal: Id,
        number: u32,
        due: Option<Date>,
        amount: Option<Money>,
        method: Text,
        remind_days: Option<u32>,
        /// Given up: no longer expected.
        void: bool,
        remark: Text,
    }
}

record! {
    /// Money that came in (回款).
    Payment { deal: Id, plan: Option<Id>, on: Date = Date::MIN, amount: Option<Money>, method: Text, note: Text }
}

choice! { TargetKind { Bookings = "bookings", Payments = "payments", NewClients = "new_clients" } }

record! {
    /// What is to be reached in a month, by a member, for a project, or by all where neither is named. Amounts in minor units.
    Target { kind: TargetKind, member: Option<Id>, project: Option<Id>, department: Text, month: Date = Date::MIN, value: i64 }
}
