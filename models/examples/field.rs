//! Scores models on any counts: `field COUNTS.csv SINCE UNTIL CATEGORY[,…] [MODEL,…] [HORIZON] [WINDOWS]`.
//!
//! The file has the columns `cell,day,category,count` (H3 cells of one resolution as hexadecimal digits). The first model
//! is then compared with each of the others, window by window, and told what it would score if its forecasts were true
//! ([`Headroom`]).

use std::error::Error;
use std::time::Instant;

use oshaq_domain::{Cell, Counts, CountsBuilder, Day};
use oshaq_models::{
    Area, BacktestSpec, CategoryScores, Comparison, Headroom, Inputs, PairedDifference, backtest,
    compare, models,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, since, until, categories, rest @ ..] = arguments.as_slice() else {
        return Err(
            "usage: field COUNTS.csv SINCE UNTIL CATEGORY,… [MODEL,…] [HORIZON] [WINDOWS]".into(),
        );
    };
    let counts = read(&std::fs::read_to_string(file)?)?;
    let names: Vec<&str> = rest
        .first()
        .map_or(Vec::new(), |names| names.split(',').collect());
    let categories: Vec<_> = categories
        .split(',')
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let spec = BacktestSpec {
        horizon: rest.get(1).map_or("7d", String::as_str).parse()?,
        windows: rest
            .get(2)
            .map_or(Ok(BacktestSpec::WINDOWS), |text| text.parse())?,
        since: Some(since.parse()?),
        until: until.parse()?,
        areas: Area::FINE.to_vec(),
    };
    let started = Instant::now();
    let inputs = Inputs::every(&counts);
    let models = models(&names)?;
    for category in categories {
        let mut headroom = Headroom::new(Area::percent(5.0)?, Headroom::DRAWS)?;
        let results = backtest(&counts, &inputs, &[category], &spec, &models, &mut headroom)?;
        results.iter().for_each(print);
        for result in &results {
            print_headroom(result, &headroom);
        }
    }
    println!("{:.2} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn read(text: &str) -> Result<Counts, Box<dyn Error>> {
    let mut builder: Option<CountsBuilder> = None;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let &[cell, day, category, count] = fields.as_slice() else {
            return Err(format!("`{line}` does not have four fields").into());
        };
        let (cell, day): (Cell, Day) = (cell.parse()?, day.parse()?);
        let builder = builder.get_or_insert_with(|| CountsBuilder::new(cell.resolution()));
        builder.add(cell, day, day, &category.parse()?, count.parse()?)?;
    }
    Ok(builder.ok_or("the file holds no record")?.build()?)
}

fn print(result: &CategoryScores) {
    let (observed, outside) = (result.observed, result.outside);
    println!(
        "{} ({} cells, {observed} offences, {outside} outside)",
        result.category, result.cells
    );
    for model in &result.models {
        let rates = model.scores.hit_rate.iter();
        let hits = rates.map(|(area, rate)| format!("{area}%={:.4} ", rate.unwrap_or(f64::NAN)));
        let (deviance, log_score) = (model.scores.deviance, model.scores.log_score);
        let hits: String = hits.collect();
        let (brier, crps) = (model.scores.brier, model.scores.crps);
        println!(
            "  {:<22} {hits} dev={deviance:.4} log={log_score:.5} brier={:.5} crps={:.5} pit={:?}",
            model.model,
            brier.unwrap_or(f64::NAN),
            crps.unwrap_or(f64::NAN),
            model.scores.pit,
        );
    }
    if let Some((first, others)) = result.models.split_first() {
        for other in others {
            print_comparison(&compare(first, other));
        }
    }
}

fn print_headroom(result: &CategoryScores, headroom: &Headroom) {
    for model in &result.models {
        if let Some((hit, deviance)) = headroom.of(&model.model) {
            println!(
                "  {:<22} if true: hits at 5 % {:.4} ± {:.4}, dev {:.4} ± {:.4}",
                model.model, hit.mean, hit.deviation, deviance.mean, deviance.deviation
            );
        }
    }
}

fn print_comparison(comparison: &Comparison) {
    println!("  {} − {}:", comparison.first, comparison.second);
    let hit_rates = comparison
        .hit_rate
        .iter()
        .map(|(area, found)| (format!("hits at {area} %"), found));
    let others = [
        ("deviance", &comparison.deviance),
        ("log score", &comparison.log_score),
        ("CRPS", &comparison.crps),
    ];
    let others = others.map(|(name, found)| (name.to_owned(), found));
    for (name, found) in hit_rates.chain(others) {
        if let Some(found) = found {
            let PairedDifference {
                mean, low, high, ..
            } = found;
            let chance = found.p_value.unwrap_or(1.0);
            println!("    {name:<14} {mean:+.5} [{low:+.5}, {high:+.5}] p={chance:.4}");
        }
    }
}
