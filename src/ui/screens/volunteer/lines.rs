//! Lines of people as they come from a table or a message: which word is what.

use crate::text::fold::fold_code;

/// The columns of the grid.
pub const COLUMNS: usize = 5;
/// The fields they fill.
pub const FIELDS: [&str; COLUMNS] = ["name", "gender", "phone", "id_no", "skills"];
/// Name, gender, phone, number of the document, skills.
pub type Cells = [String; COLUMNS];

/// What a word looks like.
fn column_of(word: &str) -> Option<usize> {
    let code = fold_code(word);
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let plain = code
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | ' '));
    // A day is no telephone.
    let date = code.splitn(3, ['-', '/', '.']).map(str::len);
    if plain && date.eq([4, 2, 2]) {
        return None;
    }
    match word {
        "男" | "女" | "男性" | "女性" | "male" | "female" => Some(1),
        _ if plain && digits >= 14 && code.len() >= 15 => Some(3),
        _ if plain && digits >= 3 && !code.contains(|c: char| c.is_ascii_alphabetic()) => Some(2),
        _ if plain && digits >= 6 => Some(3),
        _ => None,
    }
}

/// The words of a line: cells of a table first, else what commas or spaces part.
fn words(line: &str) -> Vec<&str> {
    let signs: [&[char]; 4] = [
        &['\t'],
        &[',', '，', ';', '；'],
        &['、'],
        &[' ', '\u{3000}'],
    ];
    let sign = signs.iter().find(|s| line.contains(**s));
    let words: Vec<&str> = match sign {
        Some(sign) => line.split(*sign).map(str::trim).collect(),
        None => vec![line.trim()],
    };
    words.into_iter().filter(|w| !w.is_empty()).collect()
}

/// The rows of a pasted block. What nobody can place stands among the skills, where it
/// is seen and refused: nothing is lost.
#[must_use]
pub fn rows(text: &str) -> Vec<Cells> {
    let lines = text.lines().filter(|l| !l.trim().is_empty());
    let heading = |l: &&str| {
        let first = words(l).first().copied().unwrap_or_default().to_lowercase();
        matches!(first.as_str(), "姓名" | "序号" | "name" | "no" | "编号")
    };
    lines.filter(|l| !heading(l)).map(row).collect()
}

fn row(line: &str) -> Cells {
    let mut cells = Cells::default();
    let mut rest: Vec<&str> = Vec::new();
    let all = words(line);
    for (at, word) in all.iter().enumerate() {
        // A number in front counts the lines.
        if at == 0
            && all.len() > 1
            && word.len() <= 4
            && word.chars().all(|c| c.is_ascii_digit() || c == '.')
        {
            continue;
        }
        let column = column_of(word).or_else(|| cells[0].is_empty().then_some(0));
        match column.and_then(|c| cells.get_mut(c)) {
            Some(cell) if cell.is_empty() => (*word).clone_into(cell),
            _ => rest.push(word),
        }
    }
    if let Some(last) = cells.last_mut() {
        *last = rest.join(" ");
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_shape_become_rows() {
        let pasted = "序号\t姓名\t性别\t电话\n\
            1\t孙小美\t女\t13900000002\t320599199008220345\t教育、急救\n\
            陈大力，男，13900000004，医疗\n\
            钱多、13900000005、理发\n\
            \n\
            周全 320599199008220345 13900000006 yl jj\n\
            赵一";
        let read = rows(pasted);
        let read: Vec<Vec<&str>> = read
            .iter()
            .map(|r| r.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(
            read,
            [
                vec![
                    "孙小美",
                    "女",
                    "13900000002",
                    "320599199008220345",
                    "教育、急救"
                ],
                vec!["陈大力", "男", "13900000004", "", "医疗"],
                vec!["钱多", "", "13900000005", "", "理发"],
                vec!["周全", "", "13900000006", "320599199008220345", "yl jj"],
                vec!["赵一", "", "", "", ""],
            ]
        );
        assert_eq!(rows("孙三 1970-01-02 13900000007")[0][2], "13900000007");
        assert!(rows("").is_empty());
        // Two phones: the second is not lost.
        assert_eq!(rows("孙一 13900000002 13900000003")[0][4], "13900000003");
    }
}
