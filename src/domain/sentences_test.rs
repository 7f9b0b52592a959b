//! Every remark of these rooms has a sentence in both languages, for the arguments it
//! really carries.

use fluent::{FluentArgs, FluentBundle, FluentResource};
use jiff::civil::date;

use super::codes::{Codes, Text};
use super::fault::{Fault, Note};
use super::identifiers::own_number::{self, OwnNumber};
use super::identifiers::{division, phone, resident, uscc};
use super::places::Places;
use super::{clean, date as dates};

const FILES: [(&str, [&str; 3]); 2] = [
    (
        "zh-CN",
        [
            include_str!("../../config/locales/zh-CN/ids.ftl"),
            include_str!("../../config/locales/zh-CN/places.ftl"),
            include_str!("../../config/locales/zh-CN/text.ftl"),
        ],
    ),
    (
        "en",
        [
            include_str!("../../config/locales/en/ids.ftl"),
            include_str!("../../config/locales/en/places.ftl"),
            include_str!("../../config/locales/en/text.ftl"),
        ],
    ),
];

fn notes() -> Vec<Note> {
    let today = date(2025, 12, 31);
    let mut places = Places::built_in().unwrap();
    let mut notes = Vec::new();
    for raw in [
        "320508000101001",
        "32050819000101001",
        "3205X8190001010010",
        "003205200002290139",
        "320599200102290134",
        "320599299901010111",
        "320508190001010011",
    ] {
        notes.push(resident::check(raw, today).unwrap_err());
    }
    let old = resident::check("32050819000101001X", today).unwrap();
    notes.extend(old.warnings(today, |_| false));
    notes.extend(old.compare(Some("2"), Some(date(1901, 1, 1))));
    for raw in [
        "1",
        "91350100M000100Y4Z",
        "52320599MJT000010A",
        "5232059XMJT000010Y",
    ] {
        notes.push(uscc::check(raw).unwrap_err());
    }
    notes.extend(uscc::check("52320599MJT000019R").unwrap().warnings());
    for raw in ["32050801800", "32050801800X", "330508018001", "320599"] {
        notes.push(division::check(raw, "3205", &places).unwrap_err());
    }
    notes.extend(
        division::check("320508998", "3205", &places)
            .unwrap()
            .warnings(&places),
    );
    notes.push(phone::check("1").unwrap_err());
    notes.push(dates::parse_date("1").unwrap_err());
    notes.push(dates::parse_time("1").unwrap_err());
    notes.push(dates::parse_datetime("1").unwrap_err());
    notes.push(OwnNumber::parse("1").unwrap_err());
    notes.push(own_number::device_letters("1").unwrap_err());
    notes.push(own_number::team_name("").unwrap_err());
    for raw in ["a\u{1b}", "a\tb", "a\u{200b}", "a\u{202e}"] {
        notes.push(clean::line(raw).unwrap_err());
    }
    notes.extend(clean::text("a\u{200b}").1);
    let rows = "32,a\n32050899x,a\n330106,a\n320599001,a\n320508001,\n320508001\n320508999,a\n320508999,b\n";
    notes.extend(places.import_csv(rows.as_bytes(), "3205").unwrap().refused);
    notes.extend(places.import_csv(b"\xff", "3205").unwrap_err().notes);
    // The reader of tables takes any text, so its refusal is built by hand.
    notes.push(Note::new("E_PLACES_CSV").with("line", 2));
    for text in [
        "[",
        "[[list]]\nid = \"nothing\"\n",
        "[[list]]\nid = \"x_a\"\n",
        "[[list]]\nid = \"x_a\"\nzh = \"a\"\n",
        "[[list]]\nid = \"x_a\"\nzh = \"a\"\ncodes = [{ code = \"\", zh = \"a\" }]\n",
        "[[list]]\nid = \"x_a\"\nzh = \"a\"\ncodes = [{ code = \"a\", zh = \"a\" }, { code = \"a\", zh = \"a\" }]\n",
        "[[list]]\nid = \"gender\"\ncodes = [{ code = \"3\", zh = \"a\" }]\n",
        "[[list]]\nid = \"gender\"\ncodes = [{ code = \"1\", level = \"a\" }]\n",
    ] {
        let fault: Fault = Codes::built_in(Some(Text {
            file: "a.toml",
            text,
        }))
        .unwrap_err();
        notes.extend(fault.notes);
    }
    notes
}

#[test]
fn every_remark_has_its_sentence() {
    for (language, files) in FILES {
        let mut bundle = FluentBundle::new(vec![language.parse().unwrap()]);
        bundle.set_use_isolating(false);
        let mut ids = std::collections::BTreeSet::new();
        for file in files {
            for line in file.lines().filter(|l| l.starts_with(['E', 'W'])) {
                ids.insert(line.split(' ').next().unwrap().to_owned());
            }
            bundle
                .add_resource(FluentResource::try_new(file.to_owned()).unwrap())
                .unwrap();
        }
        let mut sentences = std::collections::BTreeMap::new();
        for note in notes() {
            let message = bundle
                .get_message(note.code)
                .unwrap_or_else(|| panic!("{}", note.code));
            let mut args = FluentArgs::new();
            for (name, value) in &note.args {
                args.set(*name, value.as_str());
            }
            let mut errors = Vec::new();
            let sentence = bundle
                .format_pattern(message.value().unwrap(), Some(&args), &mut errors)
                .into_owned();
            assert!(errors.is_empty(), "{language} {}: {errors:?}", note.code);
            assert!(
                sentence.ends_with(['。', '.']),
                "{language} {}: {sentence}",
                note.code
            );
            ids.remove(note.code);
            let first = sentences
                .entry(sentence.clone())
                .or_insert_with(|| note.clone());
            assert_eq!(*first, note, "one sentence for two remarks: {sentence}");
        }
        assert!(
            ids.is_empty(),
            "{language}: no remark has these sentences: {ids:?}"
        );
    }
}
