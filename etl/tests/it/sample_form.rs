//! A small form 1-M in the layout of the real ones, with made-up numbers: what travels from a workbook to the page.

use crate::workbook::{Cell, Sheet, Workbook};

/// Name of the workbook, which says that its numbers are simulated.
pub const NAME: &str = "SIMULATED_form_1m_astana.xlsx";

/// Label, article, and what was recorded. Robberies are too few to be told.
const ARTICLES: [(&str, &str, i32); 6] = [
    ("Убийство", "99", 12),
    ("Мелкое хищение", "187", 40),
    ("Кража", "188", 260),
    ("Мошенничество", "190", 180),
    ("Грабеж", "191", 3),
    ("Незаконное обращение с наркотиками", "296", 25),
];

/// Totals of the form: all offences, misdemeanours, crimes, and crimes by gravity.
const TOTALS: [(&str, i32); 7] = [
    ("Всего правонарушений", 800),
    ("проступки", 120),
    ("преступлений", 680),
    ("небольшой тяжести", 110),
    ("средней тяжести", 370),
    ("тяжкие", 180),
    ("особо тяжкие", 20),
];

/// The title of section 1 of form 1-M, and what heads the columns behind the labels.
pub fn section_1<const N: usize>(headings: [&str; N]) -> Sheet {
    let mut sheet = Sheet::new("R1");
    sheet
        .put(
            "A2",
            "Форма отчета № 1-М «О зарегистрированных уголовных правонарушениях»",
        )
        .put(
            "A3",
            "Раздел 1. Сведения о зарегистрированных уголовных правонарушениях",
        )
        .row(4, 'A', ["Наименование показателей"])
        .row(4, 'D', headings);
    sheet
}

/// Form 1-M of Astana for 2022.
pub fn sample_form() -> Workbook {
    let mut sheet = section_1([
        "Шифр строки",
        "Находились в производстве",
        "Зарегистрированных в ЕРДР",
    ]);
    sheet
        .put("A6", "А")
        .put("D6", "Б")
        .row(6, 'E', [1, 2])
        .merge(&[
            "A4:C5", "D4:D5", "E4:E5", "F4:F5", "A7:C7", "A8:A13", "B8:C8", "B9:C9", "B10:B13",
            "B14:C14", "B15:B20",
        ]);
    for (row, ((label, recorded), column)) in
        (7..).zip(TOTALS.iter().zip(["A", "B", "B", "C", "C", "C", "C"]))
    {
        line(&mut sheet, row, column, label, *recorded);
    }
    sheet.put("A8", "из них").put("B10", "из них");
    chapter(&mut sheet);
    sheet.put("B15", "из них");
    for (row, (label, article, recorded)) in (15..).zip(ARTICLES) {
        line(
            &mut sheet,
            row,
            "C",
            &format!("{label} (ст.{article})"),
            recorded,
        );
    }
    Workbook {
        title: "1-M  Астана (Свод)".to_owned(),
        description: "28327;50119;1971%;__".to_owned(),
        sheets: vec![sheet],
    }
}

/// The row of the chapter: each column is the sum of its articles'.
fn chapter(sheet: &mut Sheet) {
    let recorded = ARTICLES.iter().map(|(_, _, recorded)| recorded).sum();
    let label = "Глава 6. Уголовные правонарушения против собственности";
    line(sheet, 14, "B", label, recorded);
    let investigated: i32 = ARTICLES.iter().map(|article| investigated(article.2)).sum();
    sheet.put("E14", investigated);
}

/// What was being investigated: a tenth more than was recorded.
const fn investigated(recorded: i32) -> i32 {
    recorded + recorded / 10
}

/// A row with its code, what was being investigated and what was recorded.
fn line(sheet: &mut Sheet, row: i32, column: &str, label: &str, recorded: i32) {
    sheet
        .put(&format!("{column}{row}"), label)
        .put(&format!("D{row}"), row - 6)
        .row(
            row.unsigned_abs(),
            'E',
            [Cell::from(investigated(recorded)), Cell::from(recorded)],
        );
}
