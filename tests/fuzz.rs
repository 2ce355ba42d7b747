//! Hostile files: every reader of files from outside, fed with sound files that were damaged at random. None may panic, and
//! what a reader accepts must be sound. `FUZZ=n` is the number of inputs for each reader; `make fuzz` runs many.

use pursuit::engine::edit::{self, Context};
use pursuit::engine::example;
use pursuit::engine::exchange::columns::{self, Target};
use pursuit::engine::exchange::json::{self, Document, Incoming, Scope};
use pursuit::engine::exchange::mspdi::{self, Mspdi};
use pursuit::engine::exchange::{csv, holiday_cn, trello, xlsx};
use pursuit::engine::model::*;
use pursuit::engine::plan::Plan;
use pursuit::engine::rcpsp::Random;
use pursuit::engine::store::{Memory, Opening, Storage, Store};
use pursuit::engine::tabs::{Delta, Message, Tab};
use pursuit::engine::words::Words;
use pursuit::engine::workspace::{Workspace, check};

/// What attackers and accidents put into files.
const WORDS: &[&str] = &[
    "=1+1",
    "@SUM(A1)",
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffd}",
    "𠮷",
    "e\u{301}",
    "-1",
    "0",
    "1e999",
    "-9223372036854775808",
    "99999999999999999999",
    "0.1",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"",
    "\\u0000",
    "\\ud800",
    "2026-02-30",
    "9999-99-99",
    "1900-01-01",
    "2200-12-31T24:00",
    "0000-00-00",
    "PT99999999999H",
    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":",
    ",",
    ";",
    "\t",
    "\r\n",
    "\n",
    "]]>",
    "<![CDATA[",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "&a;",
    "&#0;",
    "</Task>",
    "<UID>1</UID>",
    "<Tasks>",
    "\"id\":",
    "\"parent\":",
    "\"tables\":",
    "\"extra\":",
];

/// A file that was damaged some times: bytes changed, cut out, doubled, put elsewhere, and words put in.
fn damaged(corpus: &[Vec<u8>], dice: &mut Random) -> Vec<u8> {
    let mut bytes = corpus[dice.below(corpus.len())].clone();
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let span = at..(at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.draw() as u8,
            2 => drop(bytes.drain(span)),
            3 => {
                let copy = bytes[span.clone()].to_vec();
                bytes.splice(span.end..span.end, copy);
            }
            4 => bytes.truncate(at),
            5 => {
                let other = &corpus[dice.below(corpus.len())];
                let from = dice.below(other.len());
                let part = other[from..(from + dice.below(200)).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            6 => {
                // A value becomes another: up to the next mark.
                let end = bytes[at..]
                    .iter()
                    .position(|byte| matches!(byte, b',' | b'}' | b'<' | b'\n'))
                    .map_or(bytes.len(), |n| at + n);
                let word = WORDS[dice.below(WORDS.len())].bytes();
                bytes.splice(at..end, word);
            }
            _ => {
                let word = WORDS[dice.below(WORDS.len())].bytes();
                bytes.splice(at..at, word);
            }
        }
    }
    bytes
}

/// How many inputs.
fn inputs() -> u64 {
    std::env::var("FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(1_500)
}

fn each(name: &str, corpus: &[Vec<u8>], mut read: impl FnMut(&[u8]) -> bool) {
    let count = inputs();
    let mut accepted = 0_u64;
    for number in 0..count {
        let seed = number ^ name.bytes().fold(0, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let input = damaged(corpus, &mut Random::new(seed));
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&input)));
        accepted += u64::from(read.unwrap_or_else(|_| panic!("{name}: input {number}: {}", String::from_utf8_lossy(&input))));
    }
    println!("{name}: {count} inputs, {accepted} of them accepted");
    // A run in which nothing gets past the first check tries nothing.
    assert!(accepted > 0 && accepted < count, "{name}: {accepted} of {count} accepted");
}

fn context() -> Context {
    Context::new(1_700_000_000_000, Date::parse("2026-09-18").unwrap(), Id::from_bits(1), 5)
}

/// Another, whose ids are not those of what is there.
fn later() -> Context {
    Context::new(1_700_000_100_000, Date::parse("2026-09-18").unwrap(), Id::from_bits(1), 1 << 60)
}

/// Small, with records of most tables.
fn small() -> Workspace {
    let mut ws = Workspace::default();
    let ctx = context();
    let client = edit::add(
        &mut ws,
        &ctx,
        Client { name: "华东电气".into(), next_contact: Date::parse("2026-10-08"), ..Client::default() },
    );
    let member = edit::add(&mut ws, &ctx, Member { name: "王芳".into(), ..Member::default() });
    edit::add(&mut ws, &ctx, Contact { client, name: "李".into(), email: "a@b.cn".into(), ..Contact::default() });
    let start = Date::parse("2026-09-07").unwrap();
    let project = edit::add(&mut ws, &ctx, Project { name: "投标".into(), start, clients: vec![client], ..Project::default() });
    let mut last = None;
    for n in 0..4_i64 {
        let task = Task {
            project,
            parent: last.filter(|_| n == 1),
            name: format!("任务 {n}").as_str().into(),
            rank: format!("{n}").as_str().into(),
            owner: Some(member),
            duration: Minutes::new(480 * n),
            budget_cost: Some(Money::new(100_000, Currency::Cny)),
            ..Task::default()
        };
        let id = edit::add(&mut ws, &ctx, task);
        if let Some(from) = last.filter(|_| n > 1) {
            edit::add(&mut ws, &ctx, Dependency { project, from, to: id, ..Dependency::default() });
        }
        edit::add(&mut ws, &ctx, Assignment { task: id, member, ..Assignment::default() });
        last = Some(id);
    }
    edit::add(&mut ws, &ctx, Risk { project, title: "价格战".into(), tasks: last.into_iter().collect(), ..Risk::default() });
    ws
}

/// What was accepted holds together, and goes out and in again as it is.
fn sound(ws: &Workspace) {
    let problems: Vec<_> = check(ws).into_iter().filter(|problem| problem.refused()).collect();
    assert!(problems.is_empty(), "what was accepted is not sound: {problems:?}");
    for project in ws.projects.iter().take(2) {
        let _ = Plan::of(ws, project.id);
    }
}

#[test]
fn workspaces() {
    let ws = small();
    let project = ws.projects.iter().next().unwrap().id;
    let whole = json::export(&ws, Scope::Workspace, 1_700_000_000_000, &["snapshot".into()]);
    let mut loose: serde_json::Value = serde_json::from_str(&whole).unwrap();
    loose.as_object_mut().unwrap().remove("checksum");
    let corpus = [
        whole.into_bytes(),
        loose.to_string().into_bytes(),
        json::export(&ws, Scope::Project(project), 0, &[]).into_bytes(),
        json::export(&ws, Scope::Client(project), 0, &[]).into_bytes(),
    ];
    each("workspace", &corpus, |bytes| match json::read(bytes) {
        Ok(Document::Workspace(bundle)) => {
            sound(&bundle.workspace);
            let text = json::export(&bundle.workspace, Scope::Workspace, 0, &[]);
            match json::read(text.as_bytes()) {
                Ok(Document::Workspace(again)) => assert!(again.workspace == bundle.workspace),
                other => panic!("what was written is not read: {other:?}"),
            }
            // Merging it with what is here leaves a sound workspace too.
            for base in [None, Some(ws.clone())] {
                if let Some(incoming) = Incoming::of(&ws, &bundle, base) {
                    sound(&incoming.settled(&[]).workspace);
                }
            }
            sound(&json::replace(&ws, &bundle));
            true
        }
        Ok(Document::Rescue(_)) => true,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    });
}

#[test]
fn projects_of_microsoft() {
    let ws = small();
    let plan = Plan::of(&ws, ws.projects.iter().next().unwrap().id).unwrap();
    let corpus = [mspdi::write(&ws, &plan).into_bytes()];
    each("mspdi", &corpus, |bytes| match Mspdi::read(bytes) {
        Ok(plan) => {
            let mut ws = Workspace::default();
            mspdi::add(&plan, &mut ws, &context(), Words(Lang::En), "file");
            sound(&ws);
            true
        }
        Err(_) => false,
    });
}

#[test]
fn days_off() {
    let days = r#"{"$schema":"x","$id":"y","year":2026,"papers":["https://www.gov.cn/x"],"days":[
        {"name":"元旦","date":"2026-01-01","isOffDay":true},{"name":"春节","date":"2026-02-17","isOffDay":true},{"name":"春节","date":"2026-02-28","isOffDay":false}]}"#;
    each("holidays", &[days.as_bytes().to_vec()], |bytes| holiday_cn::read(bytes).is_ok());
}

#[test]
fn tables() {
    let corpus = [
        "客户名称,等级,负责人,下次跟进时间,年营业额,备注\r\n\"华东, 电气\",A级,王芳,2026/10/8,1.2亿,\"两\n行\"\r\n长江,B,,,500万,=1+1\r\n".as_bytes().to_vec(),
        "Task ID\tName\tSection/Column\tAssignee\tDue Date\tParent task\n1\tTender\tTo do\tWang\t2026-09-18\t\n2\tRead\tDone\t\t\tTender\n".into(),
        "a;b;c\n1;2;3\n".into(),
    ];
    each("csv", &corpus, |bytes| {
        let Ok(sheet) = csv::read(&String::from_utf8_lossy(bytes)) else { return false };
        for target in [Target::Clients, Target::Tasks(Id::from_bits(9))] {
            let mut ws = small();
            ws.projects.insert(Project { id: Id::from_bits(9), ..Project::default() });
            let mapping = columns::guess(target, &sheet);
            columns::import(&mut ws, &later(), target, &sheet, &mapping, true);
            sound(&ws);
        }
        // What goes out reads the same, and no cell of it begins as a formula does.
        let out = csv::write(sheet.columns.clone(), sheet.rows.clone());
        if let Ok(cells) = csv::cells(&out) {
            let formula = |cell: &String| cell.starts_with(['=', '@']);
            assert!(!cells.iter().flatten().any(formula), "a formula goes out");
        }
        true
    });
}

/// The parts of a workbook are damaged and packed again, and every fourth time the packed file is.
#[test]
fn workbooks() {
    use std::io::{Cursor, Read, Write};
    let cell = |text: &str| xlsx::Cell::Text(text.into());
    let day = Date::parse("2026-10-08").unwrap();
    let rows = vec![vec![cell("华东电气"), xlsx::Cell::Number(1.5), xlsx::Cell::Day { day }], vec![cell("=1+1")]];
    let columns = ["名称", "金额", "日期"].map(String::from).to_vec();
    let table = xlsx::Table { name: "客户".into(), columns, rows };
    let whole = xlsx::write(&[table.clone(), table]).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&whole)).unwrap();
    let parts: Vec<(String, Vec<u8>)> = (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().to_string(), bytes)
        })
        .collect();
    let corpus: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
    let mut turn = 0;
    each("xlsx", &corpus, |bytes| {
        turn += 1;
        let packed = if turn % 4 == 0 {
            damaged(std::slice::from_ref(&whole), &mut Random::new(turn))
        } else {
            let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (at, (name, sound)) in parts.iter().enumerate() {
                packed.start_file(name.as_str(), options).unwrap();
                packed.write_all(if at == turn as usize % parts.len() { bytes } else { sound }).unwrap();
            }
            packed.finish().unwrap().into_inner()
        };
        let Ok(sheets) = xlsx::read(&packed) else { return false };
        for named in &sheets {
            assert!(named.sheet.rows.iter().all(|row| row.len() == named.sheet.columns.len()));
            let mut ws = small();
            let mapping = columns::guess(Target::Clients, &named.sheet);
            columns::import(&mut ws, &later(), Target::Clients, &named.sheet, &mapping, true);
            sound(&ws);
        }
        true
    });
}

#[test]
fn boards() {
    let board = r#"{"name":"Board","lists":[{"id":"a","name":"To do","pos":1},{"id":"b","name":"Done","pos":2}],
        "members":[{"id":"m","fullName":"Wang"}],"cards":[{"id":"c","idList":"a","name":"Card","desc":"text","due":"2026-10-08T04:00:00.000Z","idMembers":["m"],
        "labels":[{"name":"red"}]},{"id":"d","idList":"b","name":"Other","dueComplete":true}],
        "checklists":[{"idCard":"c","checkItems":[{"name":"one","state":"complete"}]}],"actions":[{}]}"#;
    each("trello", &[board.as_bytes().to_vec()], |bytes| match trello::read(bytes) {
        Ok(board) => {
            let mut ws = Workspace::default();
            trello::import(&mut ws, &context(), &board);
            sound(&ws);
            true
        }
        Err(_) => false,
    });
}

#[test]
fn what_the_browser_keeps() {
    let mut store = match Store::open(Memory::default()) {
        Opening::Empty(store) => *store,
        other => panic!("{other:?}"),
    };
    store.commit(&small(), 1, None).unwrap();
    let memory = store.into_storage();
    let keys = memory.keys().unwrap();
    let corpus: Vec<Vec<u8>> = keys.iter().map(|key| memory.get(key).unwrap().unwrap().into_bytes()).collect();
    let mut turn = 0;
    each("store", &corpus, |bytes| {
        turn += 1;
        let broken = Memory::default();
        for key in &keys {
            broken.set(key, &memory.get(key).unwrap().unwrap()).unwrap();
        }
        broken.set(&keys[turn % keys.len()], &String::from_utf8_lossy(bytes)).unwrap();
        match Store::open(broken) {
            Opening::Opened(opened) => {
                sound(&opened.workspace);
                true
            }
            _ => false,
        }
    });
}

#[test]
fn what_other_tabs_say() {
    let ws = small();
    let mut other = ws.clone();
    let id = ws.clients.iter().next().unwrap().id;
    edit::update(&mut other, id, |client: &mut Client| client.remark = "x".into()).unwrap();
    let mut tab = Tab::new(Id::from_bits(5), false, ws.clone());
    let mut writer = Tab::new(Id::from_bits(6), true, ws.clone());
    let mut said = vec![tab.hello(Some("head".into())), writer.hello(None)];
    said.extend(writer.changed(&other, 1));
    said.extend(writer.welcome(Id::from_bits(5), Some(&ws)));
    said.clone().into_iter().for_each(|message| drop(tab.hear(message)));
    edit::update(&mut other, id, |client: &mut Client| client.region = "y".into()).unwrap();
    said.extend(tab.changed(&other, 2));
    let corpus: Vec<Vec<u8>> = said.iter().map(|message| serde_json::to_vec(message).unwrap()).collect();
    each("tabs", &corpus, |bytes| {
        let Ok(message) = serde_json::from_slice::<Message>(bytes) else { return false };
        for writes in [false, true] {
            let mut tab = Tab::new(Id::from_bits(5), writes, ws.clone());
            let outcome = tab.hear(message.clone());
            if let Some(now) = outcome.now {
                let _ = Delta::between(&ws, &now).shift(&ws);
            }
        }
        true
    });
}

#[test]
fn the_example_is_a_corpus_too() {
    let mut ws = Workspace::default();
    example::load(&mut ws, &context(), Words(Lang::Zh));
    let corpus = [json::export(&ws, Scope::Workspace, 0, &[]).into_bytes()];
    let count = inputs() / 100 + 1;
    for number in 0..count {
        if let Ok(Document::Workspace(bundle)) = json::read(&damaged(&corpus, &mut Random::new(number))) {
            sound(&bundle.workspace);
        }
    }
}
