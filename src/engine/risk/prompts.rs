//! The category tree and what to ask in each category. Texts only.

use crate::engine::model::RiskCategory;
use crate::engine::words::Words;

/// The groups of the tree, each with its categories.
pub const GROUPS: [&[RiskCategory]; 5] = {
    use RiskCategory::*;
    [&[People, Funding, Material], &[Delay], &[Technical], &[Market, Promotion, Competitor, Price, Policy], &[Client, Other]]
};

/// What the group of a category is called.
pub fn group_name(category: RiskCategory, w: Words) -> &'static str {
    use RiskCategory::*;
    match category {
        People | Funding | Material => w.risk_group_resources(),
        Delay => w.risk_group_schedule(),
        Technical => w.risk_group_technical(),
        Market | Promotion | Competitor | Price | Policy => w.risk_group_market(),
        Client | Other => w.risk_group_others(),
    }
}

pub fn category_name(category: RiskCategory, w: Words) -> &'static str {
    match category {
        RiskCategory::Other => w.risk_category_other(),
        RiskCategory::People => w.risk_category_people(),
        RiskCategory::Funding => w.risk_category_funding(),
        RiskCategory::Material => w.risk_category_material(),
        RiskCategory::Delay => w.risk_category_delay(),
        RiskCategory::Technical => w.risk_category_technical(),
        RiskCategory::Market => w.risk_category_market(),
        RiskCategory::Client => w.risk_category_client(),
        RiskCategory::Promotion => w.risk_category_promotion(),
        RiskCategory::Competitor => w.risk_category_competitor(),
        RiskCategory::Price => w.risk_category_price(),
        RiskCategory::Policy => w.risk_category_policy(),
    }
}

/// Risks to think of in a category.
pub fn prompts(category: RiskCategory, w: Words) -> Vec<&'static str> {
    match category {
        RiskCategory::People => vec![w.risk_prompt_people1(), w.risk_prompt_people2(), w.risk_prompt_people3()],
        RiskCategory::Funding => vec![w.risk_prompt_funding1(), w.risk_prompt_funding2()],
        RiskCategory::Material => vec![w.risk_prompt_material1(), w.risk_prompt_material2()],
        RiskCategory::Delay => vec![w.risk_prompt_delay1(), w.risk_prompt_delay2(), w.risk_prompt_delay3()],
        RiskCategory::Technical => vec![w.risk_prompt_technical1(), w.risk_prompt_technical2(), w.risk_prompt_technical3()],
        RiskCategory::Market => vec![w.risk_prompt_market1(), w.risk_prompt_market2()],
        RiskCategory::Promotion => vec![w.risk_prompt_promotion1(), w.risk_prompt_promotion2()],
        RiskCategory::Competitor => vec![w.risk_prompt_competitor1(), w.risk_prompt_competitor2()],
        RiskCategory::Price => vec![w.risk_prompt_price1(), w.risk_prompt_price2()],
        RiskCategory::Policy => vec![w.risk_prompt_policy1(), w.risk_prompt_policy2()],
        RiskCategory::Client => vec![w.risk_prompt_client1(), w.risk_prompt_client2()],
        RiskCategory::Other => vec![w.risk_prompt_other1()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Lang;

    #[test]
    fn every_category_stands_once_in_the_tree_and_asks_something() {
        let mut all: Vec<_> = GROUPS.iter().flat_map(|group| group.iter().map(|category| category.key())).collect();
        all.sort();
        let mut known: Vec<_> = RiskCategory::ALL.iter().map(|category| category.key()).collect();
        known.sort();
        assert_eq!(all, known);
        assert!(RiskCategory::ALL.iter().all(|category| !prompts(*category, Words(Lang::Zh)).is_empty()));
    }
}
