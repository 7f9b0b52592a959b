//! The readings of Chinese characters, without tones, `v` for ü.

use pinyin::ToPinyinMulti;

/// Characters common in names whose other readings live in old books only (王 as `yu`, 平
/// as `pian`). They keep the first, or each such name would be stored many times over.
const SETTLED: &str = "丁万乃之也于以从余俊俞信倪允其冉冯冰冷前包匡南卞古可司听吴喜夏女姚姬家容封尚尹宁\
    屈庄平弟彬彭怀思愉戚房才承招捷施方无明景月有朱杜杭柴栗桃桐棋殷池汤汪沈沙波洁洋浩涂淑温游溪潘炎焦\
    焱熙王甄甘白瞿石祁祖祝童红胜能臧舒艾芦苑若英苹草莉莫董蒲蓝蔡蕊虹裴褚许言詹谷贾超路达邓邢郝鑫阮陆\
    陶隋震霍青革鞠齐叶任见";

/// All readings of a character, none twice, the commonest first; `None` for what is not
/// Chinese or has no known reading.
pub(super) fn readings(c: char) -> Option<Vec<String>> {
    let mut readings: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi()? {
        let mut plain = String::with_capacity(8);
        for c in reading.plain().chars() {
            // The nine in ten that bear no mark need no taking apart.
            if c.is_ascii() {
                plain.push(c);
            } else {
                plain.extend(plain_letter(c));
            }
        }
        if !readings.contains(&plain) {
            readings.push(plain);
        }
    }
    if SETTLED.contains(c) {
        readings.truncate(1);
    }
    Some(readings)
}

/// A letter without its marks; ü in any tone is `v`.
pub(super) fn plain_letter(c: char) -> impl Iterator<Item = char> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let umlaut = matches!(c, 'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ');
    let letter = if umlaut { 'v' } else { c };
    std::iter::once(letter)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_letters_without_tones() {
        for (c, want) in [
            ('张', Some(vec!["zhang"])),
            ('吕', Some(vec!["lv"])),
            ('单', Some(vec!["dan", "chan", "shan"])),
            ('王', Some(vec!["wang"])),
            ('嗯', Some(vec!["n", "ng"])),
            ('a', None),
            ('。', None),
        ] {
            let got = readings(c);
            let got = got
                .as_ref()
                .map(|r| r.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(got, want, "{c}");
        }
    }

    #[test]
    fn every_reading_of_every_character_is_plain() {
        for c in '\u{3400}'..='\u{9fff}' {
            for reading in readings(c).into_iter().flatten() {
                // ê is the one letter beside a to z.
                assert!(
                    reading.bytes().all(|b| b.is_ascii_lowercase()),
                    "{c} {reading}"
                );
            }
        }
    }

    #[test]
    fn settled_characters_have_other_readings_and_stand_once() {
        let mut seen = std::collections::BTreeSet::new();
        for c in SETTLED.chars() {
            assert!(seen.insert(c), "{c} stands twice");
            assert!(c.to_pinyin_multi().unwrap().count() > 1, "{c}");
        }
    }
}
