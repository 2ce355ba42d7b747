//! A report as text for chat tools, and as a page of HTML. Lines that begin with a dash are items of a list. Each dialect
//! has its own way to mark headings, and takes away the force of signs that stand in a name by chance.

use crate::engine::model::{Lang, ReportLight};
use crate::engine::words::Words;

use super::light_name;

/// A report as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    pub title: String,
    /// Under the title: the period, who wrote it.
    pub lines: Vec<String>,
    pub parts: Vec<Part>,
    pub lang: Lang,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub heading: String,
    pub light: ReportLight,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// WeChat: no signs that only a renderer would take away.
    Plain,
    /// DingTalk, WeCom, Feishu.
    Markdown,
    /// Slack's mrkdwn, as it is pasted into the box where one writes.
    Slack,
    /// Teams: bold, lists and paragraphs, no headings.
    Teams,
}

impl Dialect {
    pub const ALL: [Dialect; 4] = [Dialect::Plain, Dialect::Markdown, Dialect::Slack, Dialect::Teams];

    /// Names it in the log of what was sent.
    pub fn key(self) -> &'static str {
        match self {
            Dialect::Plain => "wechat",
            Dialect::Markdown => "markdown",
            Dialect::Slack => "slack",
            Dialect::Teams => "teams",
        }
    }

    fn escape(self, text: &str) -> String {
        match self {
            Dialect::Plain => text.to_string(),
            Dialect::Markdown | Dialect::Teams => markdown(text),
            Dialect::Slack => slack(text),
        }
    }

    fn title(self, text: &str) -> String {
        match self {
            Dialect::Plain => text.to_string(),
            Dialect::Markdown => format!("# {}", self.escape(text)),
            Dialect::Slack => format!("*{}*", self.escape(text)),
            Dialect::Teams => format!("**{}**", self.escape(text)),
        }
    }

    fn heading(self, text: &str) -> String {
        match self {
            Dialect::Plain => format!("【{text}】"),
            Dialect::Markdown => format!("## {}", self.escape(text)),
            _ => self.title(text),
        }
    }
}

/// A line of a section: an item of a list, or a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Item(&'a str),
    Plain(&'a str),
}

/// The lines of a section; empty ones are left out.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let item = line.strip_prefix(['-', '•', '·', '*']).filter(|rest| rest.starts_with([' ', '\t', '\u{3000}']));
        item.map_or(Line::Plain(line), |item| Line::Item(item.trim()))
    })
}

/// Backslashes before what Markdown would take as a sign: anywhere, or at the head of a line.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let anywhere = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|');
        let first = at == 0 && matches!(c, '#' | '+' | '-' | '=');
        let number = digits > 0 && at == digits && matches!(c, '.' | ')');
        if anywhere || first || number {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// mrkdwn has no escape for its signs: a space of no width after each takes its force. `&lt;` and the like are for
/// programs that post; whoever pastes them would read them as they stand.
fn slack(text: &str) -> String {
    const NO_WIDTH: char = '\u{200b}';
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if at == 0 && c == '>' {
            out.push(NO_WIDTH);
        }
        out.push(c);
        if matches!(c, '*' | '_' | '~' | '`' | '<') {
            out.push(NO_WIDTH);
        }
    }
    out
}

/// The heading of a part with how it stands.
fn head(part: &Part, w: Words) -> String {
    match light_name(part.light, w) {
        Some(word) => format!("{} · {word}", part.heading),
        None => part.heading.clone(),
    }
}

/// The whole report as text.
pub fn write(doc: &Doc, dialect: Dialect) -> String {
    let w = Words(doc.lang);
    let mut blocks = vec![dialect.title(&doc.title)];
    // Markdown makes one paragraph of lines that follow one another.
    let apart = matches!(dialect, Dialect::Markdown | Dialect::Teams);
    let between = if apart { "\n\n" } else { "\n" };
    blocks.push(doc.lines.iter().map(|line| dialect.escape(line)).collect::<Vec<_>>().join(between));
    for part in &doc.parts {
        let mut block = dialect.heading(&head(part, w));
        let mut before = None;
        for line in lines(&part.text) {
            let item = matches!(line, Line::Item(_));
            let close = item && before == Some(true) || !apart;
            block.push_str(if close { "\n" } else { "\n\n" });
            block.push_str(&match line {
                Line::Item(text) if dialect == Dialect::Slack => format!("• {}", dialect.escape(text)),
                Line::Item(text) => format!("- {}", dialect.escape(text)),
                Line::Plain(text) => dialect.escape(text),
            });
            before = Some(item);
        }
        blocks.push(block);
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

fn html_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = "body{font:15px/1.6 system-ui,-apple-system,\"Segoe UI\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif;max-width:46em;\
margin:2.5em auto;padding:0 1.2em;color:#1b1e22}h1{font-size:1.6em;margin:0 0 .2em}h2{font-size:1.1em;margin:1.6em 0 .3em;\
break-after:avoid}p{margin:.3em 0}.by{color:#545a62}ul{margin:.3em 0;padding-left:1.3em}.green{color:#1b6e44}.amber{color:#7a5200}\
.red{color:#b3261e}@page{margin:18mm}@media print{body{margin:0;max-width:none}}";

/// A page of its own, that needs nothing from anywhere.
pub fn html(doc: &Doc) -> String {
    let w = Words(doc.lang);
    let title = html_text(&doc.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n",
        doc.lang.key()
    );
    doc.lines.iter().for_each(|line| out += &format!("<p class=\"by\">{}</p>\n", html_text(line)));
    for part in &doc.parts {
        let heading = html_text(&part.heading);
        out += &match light_name(part.light, w) {
            Some(word) => format!("<h2>{heading} · <span class=\"{}\">{word}</span></h2>\n", part.light.key()),
            None => format!("<h2>{heading}</h2>\n"),
        };
        let mut listed = false;
        for line in lines(&part.text) {
            let item = matches!(line, Line::Item(_));
            if item != listed {
                out += if item { "<ul>\n" } else { "</ul>\n" };
                listed = item;
            }
            out += &match line {
                Line::Item(text) => format!("<li>{}</li>\n", html_text(text)),
                Line::Plain(text) => format!("<p>{}</p>\n", html_text(text)),
            };
        }
        if listed {
            out += "</ul>\n";
        }
    }
    out + "</body>\n</html>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc() -> Doc {
        let part = |heading: &str, light, text: &str| Part { heading: heading.into(), light, text: text.into() };
        Doc {
            title: "Weekly report · A_B".into(),
            lines: vec!["2026-11-23 – 2026-11-29".into(), "By Lin".into()],
            parts: vec![
                part("Schedule", ReportLight::Red, "4 working days behind plan.\nEnds late."),
                part("Done", ReportLight::None, "- *Quote* <final>\n- R&D [x]\n\n1. not a list\n> no quote"),
            ],
            lang: Lang::En,
        }
    }

    #[test]
    fn plain_text_has_no_signs_of_its_own_but_brackets() {
        assert_eq!(
            write(&doc(), Dialect::Plain),
            "Weekly report · A_B\n\n2026-11-23 – 2026-11-29\nBy Lin\n\n【Schedule · Off track】\n4 working days behind plan.\nEnds late.\n\n\
             【Done】\n- *Quote* <final>\n- R&D [x]\n1. not a list\n> no quote"
        );
    }

    #[test]
    fn markdown_escapes_its_signs() {
        assert_eq!(
            write(&doc(), Dialect::Markdown),
            "# Weekly report · A\\_B\n\n2026-11-23 – 2026-11-29\n\nBy Lin\n\n## Schedule · Off track\n\n4 working days behind plan.\n\nEnds late.\n\n\
             ## Done\n\n- \\*Quote\\* \\<final\\>\n- R&D \\[x\\]\n\n1\\. not a list\n\n\\> no quote"
        );
        assert_eq!(markdown("# a"), "\\# a");
        assert_eq!(markdown("2026-11 # a"), "2026-11 # a");
    }

    #[test]
    fn slack_and_teams_have_bold_for_headings() {
        let slack = write(&doc(), Dialect::Slack);
        assert!(slack.starts_with("*Weekly report · A_\u{200b}B*\n\n2026-11-23"), "{slack}");
        assert!(slack.contains("*Schedule · Off track*\n4 working days behind plan."));
        assert!(slack.contains("• *\u{200b}Quote*\u{200b} <\u{200b}final>\n• R&D [x]"), "{slack}");
        assert!(slack.ends_with("\u{200b}> no quote"));
        let teams = write(&doc(), Dialect::Teams);
        assert!(teams.starts_with("**Weekly report · A\\_B**") && !teams.contains("\n#"), "{teams}");
    }

    #[test]
    fn html_is_whole_and_escaped() {
        let html = html(&doc());
        assert!(html.contains("<h2>Schedule · <span class=\"red\">Off track</span></h2>\n<p>4 working days behind plan.</p>"));
        assert!(html.contains("<ul>\n<li>*Quote* &lt;final&gt;</li>\n<li>R&amp;D [x]</li>\n</ul>\n<p>1. not a list</p>"));
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">") && html.ends_with("</html>\n"));
    }
}
