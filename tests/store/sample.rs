//! Workspaces as a sales team of some years would have them: ids as they are made, Chinese text that does not compress
//! better than people's, most fields left as they are.

use pursuit::engine::model::*;
use pursuit::engine::workspace::{Stored, Table, Workspace};

pub const T: i64 = 1_790_000_000_000;

/// xorshift64*, so that a sample is the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n.max(1)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    pub fn id(&mut self, at: i64) -> Id {
        let random = u128::from(self.next()) << 64 | u128::from(self.next());
        Id::new(at as u64, random)
    }

    /// `n` characters: words of the trade, and others at random from the two thousand that begin the CJK block.
    pub fn text(&mut self, n: usize) -> Text {
        const WORDS: [&str; 48] = [
            "客户",
            "项目",
            "方案",
            "报价",
            "合同",
            "拜访",
            "沟通",
            "确认",
            "需求",
            "预算",
            "华东",
            "华南",
            "渠道",
            "招标",
            "投标",
            "评审",
            "交付",
            "验收",
            "回款",
            "采购",
            "技术",
            "演示",
            "样机",
            "测试",
            "部署",
            "培训",
            "调研",
            "竞品",
            "分析",
            "负责人",
            "下周",
            "已经",
            "计划",
            "完成",
            "进度",
            "延期",
            "风险",
            "会议",
            "纪要",
            "决策",
            "总经理",
            "财务",
            "法务",
            "条款",
            "折扣",
            "发货",
            "安装",
            "维护",
        ];
        let mut text = String::new();
        let mut length = 0;
        while length < n {
            if self.below(10) < 6 {
                let word = self.pick(&WORDS);
                length += word.chars().count();
                text.push_str(word);
            } else {
                length += 1;
                text.extend(char::from_u32(0x4e00 + self.below(2000) as u32));
            }
        }
        Text::new(&text)
    }
}

pub fn workspace(tasks: usize, clients: usize, activities: usize) -> Workspace {
    let mut dice = Dice::new(7);
    let mut workspace = Workspace::default();
    let devices: Vec<Id> = (0..5).map(|_| dice.id(T)).collect();
    let members: Vec<Id> = (0..20).map(|_| dice.id(T)).collect();
    let projects: Vec<Id> = (0..tasks.div_ceil(400)).map(|n| dice.id(T + n as i64)).collect();
    for id in &members {
        workspace.members.insert(Member { id: *id, name: dice.text(3), created_at: T, updated_at: T, ..Member::default() });
    }
    for id in &projects {
        workspace.projects.insert(Project { id: *id, name: dice.text(9), created_at: T, updated_at: T, ..Project::default() });
    }
    let day = |n: usize| Date::parse("2026-09-01").map_or(Date::MIN, |day| day.plus(n as i64));
    let mut parent = None;
    for n in 0..tasks {
        let at = T + n as i64 * 977 + dice.below(900) as i64;
        let id = dice.id(at);
        let summary = n % 11 == 0;
        if summary {
            parent = None;
        }
        let mut task = Task {
            id,
            created_at: at,
            updated_at: at + dice.below(100_000_000) as i64,
            rev: 1 + dice.below(9) as u32,
            by: devices[dice.below(5)],
            project: projects[n / 400],
            parent,
            rank: Text::new(&format!("{:x}", n * 40 + dice.below(40))),
            owner: Some(members[dice.below(20)]),
            ..Task::default()
        };
        let length = 5 + dice.below(10);
        task.name = dice.text(length);
        task.duration = Minutes::new(480 * (1 + dice.below(12) as i64));
        task.progress = Pct::new([0, 0, 100, dice.below(20) as i64 * 5][dice.below(4)]);
        if task.progress.get() == 100 {
            task.status = TaskStatus::Done;
        }
        if dice.below(6) == 0 {
            task.notes = dice.text(30);
        }
        if summary {
            parent = Some(id);
        }
        workspace.tasks.insert(task);
    }
    let mut ids = Vec::new();
    for n in 0..clients {
        let at = T + n as i64 * 60_000 + dice.below(50_000) as i64;
        let id = dice.id(at);
        ids.push(id);
        let letters: String = (0..8).map(|_| char::from(b'a' + dice.below(26) as u8)).collect();
        workspace.clients.insert(Client {
            id,
            created_at: at,
            updated_at: at + dice.below(100_000_000) as i64,
            rev: 1 + dice.below(9) as u32,
            by: devices[dice.below(5)],
            name: Text::new(&format!("{}有限公司", dice.text(8))),
            sort_key: Text::new(&letters),
            kind: ClientKind::ALL[dice.below(6)],
            grade: Grade::ALL[dice.below(5)],
            industry: dice.text(4),
            region: Text::new(dice.pick(&["上海", "北京", "深圳", "杭州", "成都", "武汉"])),
            address: Text::new(&format!("{}路{}号", dice.text(6), dice.below(2000))),
            phone: Text::new(&format!("1{:010}", dice.next() % 10_000_000_000)),
            owner: Some(members[dice.below(20)]),
            next_contact: Some(day(dice.below(200))),
            remark: if dice.below(3) == 0 { dice.text(20) } else { Text::default() },
            ..Client::default()
        });
    }
    for n in 0..activities {
        let at = T + n as i64 * 30_000 + dice.below(29_000) as i64;
        let id = dice.id(at);
        let length = 15 + dice.below(30);
        workspace.activities.insert(Activity {
            id,
            created_at: at,
            updated_at: at,
            rev: 1,
            by: devices[dice.below(5)],
            on: day(n / 100),
            kind: ActivityKind::ALL[dice.below(10)],
            client: ids.get(dice.below(ids.len())).copied(),
            member: Some(members[dice.below(20)]),
            subject: dice.text(6),
            content: dice.text(length),
            outcome: Outcome::ALL[dice.below(4)],
            ..Activity::default()
        });
    }
    workspace
}

/// One change such as a user makes: of any table, of any sort.
pub fn edit(workspace: &mut Workspace, dice: &mut Dice, at: i64) {
    fn any<R: Stored>(table: &Table<R>, dice: &mut Dice) -> Option<R> {
        table.iter().nth(dice.below(table.len())).map(|record| (**record).clone())
    }
    let length = 3 + dice.below(20);
    match dice.below(12) {
        0..=2 => {
            let id = dice.id(at);
            workspace.tasks.insert(Task { id, name: dice.text(length), created_at: at, ..Task::default() });
        }
        3..=4 => {
            let id = dice.id(at);
            workspace.clients.insert(Client { id, name: dice.text(length), created_at: at, ..Client::default() });
        }
        5 => {
            for _ in 0..dice.below(40) {
                let id = dice.id(at);
                workspace.activities.insert(Activity { id, content: dice.text(length), created_at: at, ..Activity::default() });
            }
        }
        6..=7 => {
            if let Some(mut task) = any(&workspace.tasks, dice) {
                task.progress = Pct::new(dice.below(101) as i64);
                task.rev += 1;
                task.extra.insert("colour_of_a_newer_version".into(), dice.below(9).into());
                workspace.tasks.insert(task);
            }
        }
        8 => {
            if let Some(task) = any(&workspace.tasks, dice) {
                workspace.tasks.remove(task.id);
                let tombstone =
                    pursuit::engine::workspace::Tombstone { id: task.id, kind: Text::new("tasks"), at, ..Default::default() };
                workspace.tombstones.insert(task.id, tombstone);
            }
        }
        9 => {
            if let Some(mut client) = any(&workspace.clients, dice) {
                client.remark = dice.text(length * 10);
                client.custom.insert("score".into(), (dice.below(1000) as f64 / 7.0).into());
                workspace.clients.insert(client);
            }
        }
        10 => workspace.settings.make_mut().name = dice.text(length),
        _ => {
            drop(workspace.unknown.make_mut().insert("zebras".into(), serde_json::json!([{ "id": dice.next(), "a\nb": "c\n" }])))
        }
    }
}
