//! How delivery does.

use rust_decimal::Decimal;

use super::{Matter, Severity, Sheet, number, row, word};
use crate::engine::delivery::{DeliveryReport, Fatigue, GapKind, Lengths, Measures};
use crate::output::words::Paint;
use crate::quantity::Quantity;

/// From this share on a gap should be looked at, in percent; a journey that nobody watches always.
const TENTH: Decimal = Decimal::TEN;

/// The gaps, in their order.
pub fn matters(report: &DeliveryReport) -> Vec<Matter> {
    let matter = |gap: &crate::engine::delivery::Gap| {
        let heavy = gap.kind == GapKind::BlindSpot || gap.percent.is_some_and(|percent| percent >= TENTH);
        let weight = if heavy { Severity::Warning } else { Severity::Note };
        Matter { fix: gap.fix.clone(), ..Matter::new(weight, word(&gap.kind), gap.message.clone()) }
    };
    report.gaps.iter().map(matter).collect()
}

/// The whole answer.
pub fn render(report: &DeliveryReport, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    if let (Some(from), Some(to)) = (report.from, report.to) {
        sheet.title(&format!(
            "Delivery to {}, {from} to {to}, {}",
            report.production.join(", "),
            Quantity::days(report.days)
        ));
        sheet.figures(&measures(&report.all));
        sheet.aside(&format!("{} of {} deploys counted", number(report.counted), number(report.read)));
        for (service, one) in &report.services {
            sheet.title(if service.is_empty() { "without a service" } else { service });
            sheet.figures(&measures(one));
        }
    }
    if let Some(alerts) = &report.alerts {
        fatigue(&mut sheet, alerts);
    }
    if !report.blind_spots.is_empty() {
        sheet.title("Journeys without an SLI");
        report.blind_spots.iter().for_each(|name| sheet.line(name));
    }
    sheet.matters(&matters(report));
    sheet.finish()
}

fn measures(one: &Measures) -> Vec<[String; 3]> {
    let mut rows = vec![row("deployment frequency", &one.per_week, &one.per_week.derivation)];
    if let Some(pause) = &one.longest_pause {
        rows.push(row("  longest pause", pause, &pause.derivation));
    }
    rows.extend(lengths("lead time for changes", one.lead_time.as_ref()));
    rows.push(match &one.change_failures {
        Some(rate) => row("change failure rate", &rate.rate, &rate.to_string()),
        None => row("change failure rate", "not known", ""),
    });
    rows.extend(lengths("time to restore", one.time_to_restore.as_ref()));
    if let Some(rate) = &one.flaky {
        rows.push(row("flaky tries", &rate.rate, &rate.to_string()));
    }
    rows
}

fn lengths(name: &str, lengths: Option<&Lengths>) -> Vec<[String; 3]> {
    let Some(lengths) = lengths else { return vec![row(name, "not known", "")] };
    let interval = lengths.median_interval.as_ref();
    let interval = interval.map_or(String::new(), |[low, high]| format!("; 95 %: {low} to {high}"));
    vec![
        row(format!("{name}, median"), &lengths.median, &format!("{}{interval}", lengths.median.derivation)),
        row("  nine of ten", &lengths.p90, &lengths.p90.derivation),
    ]
}

fn fatigue(sheet: &mut Sheet, alerts: &Fatigue) {
    sheet.title("Alerts, the one that nobody acted on most often first");
    let rows: Vec<Vec<String>> = alerts
        .alerts
        .iter()
        .map(|one| {
            vec![
                one.name.clone(),
                one.severity.to_string(),
                number(one.precision.samples),
                number(one.for_nothing),
                one.unnoticed.map_or("-".to_owned(), number),
                one.precision.rate.text.clone(),
            ]
        })
        .collect();
    sheet.table(&["alert", "reaches", "fired", "for nothing", "unnoticed", "acted on"], &rows);
    if let Some(rate) = &alerts.pages_for_nothing {
        sheet.figures(&[row("pages nobody acted on", &rate.rate, &rate.to_string())]);
    }
    if let Some(rate) = &alerts.pages_unnoticed {
        sheet.figures(&[row("pages nobody took note of", &rate.rate, &rate.to_string())]);
    }
    if !alerts.silent.is_empty() {
        sheet.aside(&format!("never fired: {}", alerts.silent.join(", ")));
    }
}
