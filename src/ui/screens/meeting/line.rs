//! Lines as they are finished: rows, topics, and what was mended in them.

use super::paper::Topic;
use super::{Minutes, Panel, TITLE, rows};
use crate::domain::meeting::live;
use crate::ui::commands::{Code, Key};
use crate::ui::kit::{Cx, Effect};

impl Minutes {
    /// Makes a row of what stands before the cursor, if it begins as one, or a topic;
    /// whether it was a topic: its line is gone then.
    pub(super) fn finish_line(&mut self, cx: &Cx) -> bool {
        let from = rows::day(&self.paper, cx);
        let names: Vec<String> = self.paper.people.iter().map(|p| p.name.clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(topic) = self.paper.topic_mut() else {
            return false;
        };
        let before = topic.area.before();
        if before == topic.area.line()
            && let Some(title) = live::topic(&before)
        {
            topic.area.take_line();
            self.begin_topic(title, cx);
            return true;
        }
        let (head, row) = live::split(&before).unwrap_or(("", &before));
        if let Some(line) = live::finish(row, cx.marks.row(), &names, from) {
            let gap = if head.is_empty() { "" } else { "\n" };
            topic
                .area
                .replace_before(row.chars().count(), &format!("{gap}{line}"));
        }
        false
    }

    /// Gives the topic under the cursor its title if it is blank, else begins another.
    fn begin_topic(&mut self, title: &str, cx: &Cx) {
        self.complete.shut();
        self.kept.count(&mut self.paper, cx);
        let blank = |t: &Topic| t.area.is_empty() && t.title.text().trim().is_empty();
        if !self.paper.topic().is_some_and(blank) {
            self.paper.topics.push(Topic::default());
            self.paper.at = self.paper.topics.len() - 1;
        }
        if let Some(topic) = self.paper.topic_mut() {
            topic.title.set(title);
        }
        self.in_title = false;
    }

    /// Whether a key would put a row into the same line as what stands beside it: one of
    /// the two would be gone without a word.
    pub(super) fn would_join(&self, key: Key) -> bool {
        let Some(topic) = self.paper.topic() else {
            return false;
        };
        let (line, before) = topic.area.place();
        let lines = topic.area.lines();
        let at = |n: usize| lines.get(n).map_or("", String::as_str);
        let (above, below) = match key.code {
            Code::Backspace if before == 0 && line > 0 => (at(line - 1), at(line)),
            Code::Delete if before == at(line).chars().count() => (at(line), at(line + 1)),
            _ => return false,
        };
        live::is_row(below) && !above.trim().is_empty()
    }

    /// Writes rows that were mended as they stand now: every one, or all but that under
    /// the cursor. One that is as it was saved stays.
    pub(super) fn tidy(&mut self, all: bool, cx: &Cx) {
        let from = rows::day(&self.paper, cx);
        let names: Vec<String> = self.paper.people.iter().map(|p| p.name.clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let here = self.paper.at;
        for (at, topic) in self.paper.topics.iter_mut().enumerate() {
            let skip = (at == here && !all).then(|| topic.area.place().0);
            let lines = topic.area.lines().iter().enumerate();
            let lines = lines.filter(|(n, l)| {
                let saved = topic.kept.iter().any(|k| k.line == **l);
                Some(*n) != skip && !saved && !topic.plain.contains(l)
            });
            let lines = lines.filter_map(|(n, l)| {
                let line = live::mended(l, cx.marks.row(), &names, from)?;
                Some((n, line))
            });
            for (n, line) in lines.collect::<Vec<_>>() {
                topic.area.set_line(n, &line);
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        if self.stage != super::Stage::Ready {
            return Vec::new();
        }
        if let Some(Panel::Head(head)) = &mut self.panel {
            head.paste(text, &mut self.paper, cx);
            return self.wrote(cx);
        }
        if self.panel.is_some() || self.paper.topic().is_none() {
            return Vec::new();
        }
        let text: &str = &text.replace("\r\n", "\n").replace('\r', "\n");
        let mut part = String::new();
        for line in text.split_inclusive('\n') {
            match live::topic(line).filter(|_| line.ends_with('\n')) {
                Some(title) => {
                    self.paste_part(&std::mem::take(&mut part), cx);
                    self.begin_topic(title, cx);
                }
                None => part.push_str(line),
            }
        }
        self.paste_part(&part, cx);
        self.wrote(cx)
    }

    /// A text for one topic.
    fn paste_part(&mut self, text: &str, cx: &Cx) {
        let from = rows::day(&self.paper, cx);
        let names = self.paper.names();
        let titled = |t: &Topic| !t.title.text().trim().is_empty();
        let blank = !self.paper.topic().is_some_and(titled);
        let (title, rest) = if self.in_title {
            for_title(text, blank)
        } else {
            ("", text)
        };
        let finished = live::finish_all(rest, cx.marks.row(), &names, from);
        let Some(topic) = self.paper.topic_mut() else {
            return;
        };
        if !title.is_empty() {
            topic.title.paste(title);
        }
        if !finished.is_empty() {
            topic.area.paste(&finished);
            self.in_title = false;
        }
    }
}

/// What of a pasted text goes into the title, and what into the text: one line into the
/// title, of more lines only a short first one that no title is there for yet.
fn for_title(text: &str, blank: bool) -> (&str, &str) {
    let one = text.trim_end_matches('\n');
    if !one.contains('\n') {
        return (one, "");
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim();
    let short = first.chars().count() <= TITLE && live::begun(first).is_none();
    if blank && short && !live::is_row(first) {
        (first, rest.trim_start_matches('\n'))
    } else {
        ("", text)
    }
}
