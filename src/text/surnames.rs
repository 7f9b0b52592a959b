//! Surnames that are read otherwise than the same characters elsewhere, and surnames of
//! two characters.

/// Surname and its readings as a surname, the commonest first; `v` stands for ü.
const READINGS: [(char, &[&str]); 62] = [
    ('艾', &["ai"]),
    ('鲍', &["bao"]),
    ('贲', &["ben"]),
    ('秘', &["bi"]),
    ('薄', &["bo"]),
    ('卜', &["bu"]),
    ('岑', &["cen"]),
    ('晁', &["chao"]),
    ('谌', &["chen", "shen"]),
    ('种', &["chong"]),
    ('褚', &["chu"]),
    ('啜', &["chuai"]),
    ('笪', &["da"]),
    ('逄', &["pang"]),
    ('都', &["du"]),
    ('盖', &["ge", "gai"]),
    ('葛', &["ge"]),
    ('妫', &["gui"]),
    ('炅', &["gui"]),
    ('过', &["guo"]),
    ('哈', &["ha"]),
    ('郝', &["hao"]),
    ('纪', &["ji"]),
    ('华', &["hua"]),
    ('黑', &["he", "hei"]),
    ('解', &["xie"]),
    ('隽', &["juan", "jun"]),
    ('阚', &["kan"]),
    ('乐', &["yue", "le"]),
    ('蔺', &["lin"]),
    ('陆', &["lu"]),
    ('缪', &["miao"]),
    ('万', &["wan"]),
    ('宓', &["mi", "fu"]),
    ('乜', &["nie"]),
    ('宁', &["ning"]),
    ('区', &["ou"]),
    ('逢', &["pang", "feng"]),
    ('繁', &["po"]),
    ('朴', &["piao"]),
    ('戚', &["qi"]),
    ('覃', &["qin", "tan"]),
    ('仇', &["qiu"]),
    ('瞿', &["qu"]),
    ('任', &["ren"]),
    ('撒', &["sa"]),
    ('单', &["shan"]),
    ('折', &["she"]),
    ('召', &["shao"]),
    ('厍', &["she"]),
    ('石', &["shi"]),
    ('沈', &["shen"]),
    ('冼', &["xian"]),
    ('洗', &["xian"]),
    ('冯', &["feng"]),
    ('燕', &["yan"]),
    ('尹', &["yin"]),
    ('员', &["yun"]),
    ('曾', &["zeng"]),
    ('查', &["zha"]),
    ('翟', &["zhai", "di"]),
    ('祭', &["zhai", "ji"]),
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

    #[test]
    fn the_tables_are_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for (c, readings) in READINGS {
            assert!(seen.insert(c), "{c} stands twice");
            for reading in readings {
                assert!(reading.bytes().all(|b| b.is_ascii_lowercase()), "{c} {reading}");
            }
        }
        assert!(COMPOUND.split_whitespace().all(|s| s.chars().count() == 2));
        for (pair, _) in COMPOUND_READINGS {
            let mut chars = pair.chars();
            assert!(is_compound(chars.next().unwrap(), chars.next().unwrap()), "{pair}");
        }
    }
}
