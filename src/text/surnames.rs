//! Surnames that are read otherwise than the same characters elsewhere, and surnames of
//! two characters.

/// Surname and its readings as a surname, the commonest first; `v` stands for ü.
const READINGS: [(char, &[&str]); 41] = [
    ('秘', &["bi"]),
    ('薄', &["bo"]),
    ('卜', &["bu"]),
    ('谌', &["chen", "shen"]),
    ('种', &["chong"]),
    ('都', &["du"]),
    ('盖', &["ge", "gai"]),
    ('炅', &["gui"]),
    ('黑', &["he", "hei"]),
    ('解', &["xie"]),
    ('阚', &["kan"]),
    ('乐', &["yue", "le"]),
    ('缪', &["miao"]),
    ('乜', &["nie"]),
    ('区', &["ou"]),
    ('逢', &["pang", "feng"]),
    ('繁', &["po"]),
    ('朴', &["piao"]),
    ('覃', &["qin", "tan"]),
    ('仇', &["qiu"]),
    ('单', &["shan"]),
    ('折', &["she"]),
    ('召', &["shao"]),
    ('洗', &["xian"]),
    ('员', &["yun"]),
    ('曾', &["zeng"]),
    ('查', &["zha"]),
    ('翟', &["zhai", "di"]),
    ('祭', &["zhai", "ji"]),
    ('佴', &["nai"]),
    ('句', &["gou"]),
    ('郇', &["xun", "huan"]),
    ('隗', &["wei", "kui"]),
    ('费', &["fei", "bi"]),
    ('單', &["shan"]),
    ('區', &["ou"]),
    ('樂', &["yue", "le"]),
    ('繆', &["miao"]),
    ('員', &["yun"]),
    ('樸', &["piao", "pu"]),
    ('蓋', &["ge", "gai"]),
];

/// Surnames of two characters with their reading, for those that are read otherwise.
const COMPOUND_READINGS: [(&str, [&str; 2]); 8] = [
    ("尉迟", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("长孙", ["zhang", "sun"]),
    ("澹台", ["tan", "tai"]),
    ("令狐", ["ling", "hu"]),
    ("单于", ["chan", "yu"]),
    ("鲜于", ["xian", "yu"]),
    ("夏侯", ["xia", "hou"]),
];

const COMPOUND: &str = "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 \
    澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 \
    司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 \
    羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 \
    南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 叶赫 完颜 耶律 爱新 单于 淳于 欧陽 \
    諸葛 長孫 尉遲 鮮于 澹臺 東方 獨孤";

/// The readings of this character as a surname, where they differ or come first.
pub(super) fn readings(surname: char) -> &'static [&'static str] {
    READINGS
        .iter()
        .find(|(c, _)| *c == surname)
        .map_or(&[], |(_, readings)| readings)
}

/// Whether the two characters are one surname.
pub(super) fn is_compound(first: char, second: char) -> bool {
    let pair: String = [first, second].iter().collect();
    COMPOUND.split_whitespace().any(|s| s == pair)
}

/// The reading of a surname of two characters, where the characters are read otherwise.
pub(super) fn compound_reading(first: char, second: char) -> Option<[&'static str; 2]> {
    let pair: String = [first, second].iter().collect();
    COMPOUND_READINGS
        .iter()
        .find(|(s, _)| *s == pair)
        .map(|(_, reading)| *reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pinyin::{Pinyin, ToPinyinMulti};

    #[test]
    fn the_tables_are_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for (c, readings) in READINGS {
            assert!(seen.insert(c), "{c} stands twice");
            let usual: Vec<_> = c
                .to_pinyin_multi()
                .unwrap()
                .into_iter()
                .map(Pinyin::plain)
                .collect();
            let says_more = usual[0] != readings[0] || readings.iter().any(|r| !usual.contains(r));
            assert!(says_more, "{c} is read {usual:?} anyway");
            for reading in readings {
                assert!(
                    reading.bytes().all(|b| b.is_ascii_lowercase()),
                    "{c} {reading}"
                );
            }
        }
        assert!(COMPOUND.split_whitespace().all(|s| s.chars().count() == 2));
        for (pair, _) in COMPOUND_READINGS {
            let mut chars = pair.chars();
            assert!(
                is_compound(chars.next().unwrap(), chars.next().unwrap()),
                "{pair}"
            );
        }
    }
}
