//! The example's report: the week of the pilot's acceptance, as it was frozen on its Friday.

use super::{Both, Loader, day};
use crate::engine::model::*;

/// The sections in their order; the last was typed.
#[rustfmt::skip]
const WEEK: [(&str, Both); 7] = [
    ("results", ("- 完成任务 2 项\n- 回款 47.5万，1 笔", "- 2 tasks done\n- ¥475k received in 1 payment")),
    ("deals", ("- 申联电气 · 供应链模块（申联电气，80万）：推进到方案报价", "- Shenlian Electric · supply chain (Shenlian Electric, ¥800k): now at Proposal / quote")),
    ("payments", ("- 47.5万（苏城精工 · 首单，11月12日）", "- ¥475k (Sucheng Precision · first order, 12 Nov)")),
    ("done", ("- 试点验收报告（陈立，11月13日）\n- 第二轮跟进（王蕾，11月10日）", "- Pilot acceptance report (Chen Li, 13 Nov)\n- Second round of follow-up (Wang Lei, 10 Nov)")),
    ("next", ("- 法务与合规审查（吴昊）\n- 客户案例（赵宇）", "- Legal and compliance review (Wu Hao)\n- Customer story (Zhao Yu)")),
    ("risks", ("- 合同审批拖延（请发起人与对方法务主管沟通，吴昊）", "- Approval of the contract drags on (the sponsor talks to their head of legal, Wu Hao)")),
    ("help", ("请发起人本周约对方法务主管，盯住 11 月签约。", "The sponsor should meet their head of legal this week, so that signing stays in November.")),
];

pub(super) fn load(load: &mut Loader) {
    let (Some(from), Some(to)) = (day("11-09"), day("11-15")) else { return };
    let section = |(at, (key, text)): (usize, &(&str, Both))| ReportSection {
        key: (*key).into(),
        text: load.text(*text),
        typed: at + 1 == WEEK.len(),
        ..ReportSection::default()
    };
    let sections = WEEK.iter().enumerate().map(section).collect();
    let lang = if load.zh { Lang::Zh } else { Lang::En };
    load.put(Report { from, to, lang, sections, frozen: day("11-13"), ..Report::default() });
}
