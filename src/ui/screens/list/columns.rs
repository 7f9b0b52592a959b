//! How wide the columns are: what stands in them decides, the first ones come first.

use crate::ui::kit::Cx;
use crate::ui::widgets::paint;

/// Between columns.
const GAP: u16 = 2;
/// Cells for the mark of columns that are left out: `…+3`.
const MARK: u16 = 4;
/// A column with less room than this is left out.
const LEAST: u16 = 6;

/// The widths of the columns that fit, and how many are left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Columns {
    /// The widths, from the first.
    pub widths: Vec<u16>,
    /// How many are left out.
    pub left_out: usize,
}

/// Lays columns out in `room` cells. Each gets what its heading and cells need; the
/// first ones are served first, the last that fits may be cut, the rest is left out.
pub fn lay_out<'a>(
    headings: &[String],
    rows: impl Iterator<Item = &'a [String]>,
    room: u16,
    cx: &Cx,
) -> Columns {
    let mut wide: Vec<u16> = headings.iter().map(|h| paint::cells(h, cx)).collect();
    for row in rows {
        for (width, cell) in wide.iter_mut().zip(row) {
            *width = (*width).max(paint::cells(cell, cx));
        }
    }
    let cap = (room / 3).max(20);
    let mut widths: Vec<u16> = Vec::new();
    let mut used = 0;
    for (at, need) in wide.iter().enumerate() {
        let gap = if at == 0 { 0 } else { GAP };
        let left = room.saturating_sub(used + gap);
        let need = (*need).min(cap);
        let width = need.min(left);
        if width < need.min(LEAST) || width == 0 && need > 0 {
            break;
        }
        widths.push(width);
        used += gap + width;
    }
    let mut left_out = wide.len() - widths.len();
    if left_out > 0 {
        // The mark that says so needs its place.
        let over = (used + MARK).saturating_sub(room);
        if let Some(last) = widths.pop() {
            let cut = last.saturating_sub(over);
            if cut == last || cut >= LEAST {
                widths.push(cut);
            } else {
                left_out += 1;
            }
        }
    } else {
        // What is spare goes to columns that were capped, the first of them first.
        let mut spare = room.saturating_sub(used);
        for (width, need) in widths.iter_mut().zip(&wide) {
            let more = need.saturating_sub(*width).min(spare);
            *width += more;
            spare -= more;
        }
    }
    Columns { widths, left_out }
}

/// Where a column begins, counted from the first.
pub fn starts(widths: &[u16]) -> impl Iterator<Item = (u16, u16)> {
    widths.iter().scan(0, |x, width| {
        let from = *x;
        *x += width + GAP;
        Some((from, *width))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::kit::test_cx;

    fn texts(of: &[&str]) -> Vec<String> {
        of.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn the_first_columns_are_served_first() {
        let cx = test_cx();
        let headings = texts(&["编号", "姓名", "联系电话", "所属村(社区)"]);
        let row = texts(&[
            "GA-T01-2026-A0031",
            "张三",
            "138****0001",
            "沙溪镇印溪村 (320585101201)",
        ]);
        let lay = |room| lay_out(&headings, std::iter::once(row.as_slice()), room, &cx);
        assert_eq!(lay(80).widths, [17, 4, 11, 27]);
        assert_eq!(lay(50).widths, [17, 4, 11, 12]);
        let narrow = lay(38);
        assert_eq!(
            (narrow.widths.as_slice(), narrow.left_out),
            (&[17, 4, 9][..], 1)
        );
        assert_eq!(starts(&narrow.widths).last(), Some((25, 9)));
    }
}
