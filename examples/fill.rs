//! Makes the large workspace of `make bench-store`: 20,000 tasks, 5,000 clients, 20,000 entries of the log, with texts as
//! people write them.

use pursuit::engine::exchange::json::{Scope, export};
use pursuit::engine::model::*;
use pursuit::engine::workspace::Workspace;

const TASKS: u64 = 20_000;
const CLIENTS: u64 = 5_000;
const ENTRIES: u64 = 20_000;
/// 2026-01-05.
const START: i64 = 20_458;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let mut output = None;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('o') => output = Some(arguments.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let output = output.ok_or("usage: fill -o FILE.json")?;
    std::fs::write(output, export(&workspace(), Scope::Workspace, START * 86_400_000, &[]))?;
    Ok(())
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z ^ (z >> 27)
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[(self.next() % words.len() as u64) as usize]
    }

    fn sentence(&mut self, words: u64) -> Text {
        const WORDS: &[&str] = &[
            "报价",
            "确认",
            "需求",
            "对方",
            "采购部",
            "技术方案",
            "下周",
            "样品",
            "合同",
            "付款",
            "验收",
            "拜访",
            "电话",
            "会议",
            "竞争对手",
            "预算",
            "审批",
            "交付",
            "培训",
            "整理",
            "发送",
            "修改",
            "沟通",
            "王总",
            "李经理",
            "已回复",
            "等待",
            "price",
            "tender",
            "call",
        ];
        let text: Vec<&str> = (0..words).map(|_| self.of(WORDS)).collect();
        Text::line(&text.join(""))
    }
}

fn workspace() -> Workspace {
    let mut ws = Workspace::default();
    let mut dice = Dice(1);
    let mut made = 0;
    let mut id = |dice: &mut Dice| {
        made += 1;
        Id::new(START as u64 * 86_400_000 + made, u128::from(dice.next()) << 16)
    };
    let members: Vec<Id> = (0..60)
        .map(|n| {
            let member = Member { id: id(&mut dice), rev: 1, name: Text::line(&format!("成员{n}")), ..Member::default() };
            let id = member.id;
            ws.members.insert(member);
            id
        })
        .collect();
    let one = |dice: &mut Dice, from: &[Id]| from[(dice.next() % from.len() as u64) as usize];
    for n in 0..TASKS / 1_000 {
        let project = Project {
            id: id(&mut dice),
            rev: 1,
            name: Text::line(&format!("项目{n}")),
            start: Date::from_days(START),
            ..Project::default()
        };
        let of = project.id;
        ws.projects.insert(project);
        let mut last = None;
        for place in 0..1_000_u64 {
            let task = Task {
                id: id(&mut dice),
                created_at: START * 86_400_000,
                updated_at: (START + place as i64 % 300) * 86_400_000,
                rev: 1 + (dice.next() % 5) as u32,
                project: of,
                parent: last.filter(|_| place % 10 > 0),
                rank: Text::line(&format!("{place:04}")),
                name: dice.sentence(5),
                owner: Some(one(&mut dice, &members)),
                duration: Minutes::new(480 * (1 + dice.next() as i64 % 10)),
                progress: Pct::new((dice.next() % 101) as i64),
                notes: if place % 5 == 0 { dice.sentence(20) } else { Text::default() },
                ..Task::default()
            };
            if place % 10 == 0 {
                last = Some(task.id);
            }
            ws.tasks.insert(task);
        }
    }
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        let client = Client {
            id: id(&mut dice),
            created_at: START * 86_400_000,
            rev: 1,
            name: Text::line(&format!("{}{}公司{n}", dice.sentence(1), dice.sentence(1))),
            owner: Some(one(&mut dice, &members)),
            industry: dice.sentence(1),
            region: dice.sentence(1),
            phone: Text::line(&format!("021-{:08}", dice.next() % 100_000_000)),
            remark: dice.sentence(8),
            ..Client::default()
        };
        clients.push(client.id);
        ws.clients.insert(client);
    }
    for n in 0..ENTRIES {
        ws.activities.insert(Activity {
            id: id(&mut dice),
            created_at: START * 86_400_000,
            rev: 1,
            on: Date::from_days(START + n as i64 % 300),
            client: Some(one(&mut dice, &clients)),
            member: Some(one(&mut dice, &members)),
            subject: dice.sentence(3),
            content: dice.sentence(15),
            ..Activity::default()
        });
    }
    ws
}
