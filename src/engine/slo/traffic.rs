//! The traffic that alerts are held against: the average, and that of the quietest hour.

use std::fmt;

use rust_decimal::Decimal;

use super::error::SloError;
use super::figure::{Issue, IssueKind};
use super::window::days;
use super::written::{Span, Traffic, Written, out_of_range};

/// Requests per time, on average and in the quietest hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Load {
    average: Traffic,
    quietest: Option<Traffic>,
}

impl Load {
    /// `None` where neither is stated; one alone stands for both.
    pub(super) fn read(
        average: Option<&Written>,
        quietest: Option<&Written>,
        period: Span,
    ) -> Result<Option<Load>, SloError> {
        let read = |written: Option<&Written>, field: &str| written.map(|one| one.traffic(field)).transpose();
        let (stated, quietest) = (read(average, "traffic")?, read(quietest, "quietest")?);
        let (average, field) = match (stated, &quietest) {
            (Some(average), Some(_)) => (average, "quietest"),
            (Some(average), None) => (average, "traffic"),
            (None, Some(quietest)) => (quietest.clone(), "quietest"),
            (None, None) => return Ok(None),
        };
        let quiet = quietest.as_ref().unwrap_or(&average);
        if quiet.events_in(period.seconds()) < Decimal::ONE {
            return Err(out_of_range(field, quiet.to_string(), format!("bring at least one request in {period}")));
        }
        let per_day = |traffic: &Traffic| traffic.events_in(days(1).seconds());
        if let Some(quiet) = quietest.as_ref().filter(|quiet| per_day(quiet) > per_day(&average)) {
            return Err(out_of_range("quietest", quiet.to_string(), format!("be at most the average, {average}")));
        }
        Ok(Some(Load { average, quietest }))
    }

    /// The traffic within windows of a length. A day holds quiet and busy hours alike; within less than a day all may
    /// be as quiet as the quietest.
    pub(super) fn within(&self, window: Span) -> &Traffic {
        self.quietest.as_ref().filter(|_| window < days(1)).unwrap_or(&self.average)
    }

    /// The requests expected in a window.
    pub(super) fn events_in(&self, window: Span) -> Decimal {
        self.within(window).events_in(window.seconds())
    }

    /// The average.
    pub(super) fn average(&self) -> &Traffic {
        &self.average
    }

    /// This and so many requests more in a length of time, evenly.
    pub(super) fn with_more(&self, events: Decimal, seconds: Decimal) -> Load {
        let more = |traffic: &Traffic| traffic.with_more(events, seconds);
        Load { average: more(&self.average), quietest: self.quietest.as_ref().map(more) }
    }

    /// What has to be known where the quietest hour is not.
    pub(super) fn of_average_only(&self) -> Option<Issue> {
        self.quietest.is_none().then(|| {
            let message = format!(
                "alerts are held against the average of {}; in a quiet hour fewer requests come, and fewer failures fire \
                 them",
                self.average
            );
            let fix = "state the requests of the quietest hour (`quietest`)";
            Issue::new(IssueKind::AverageTraffic, "traffic", message).with_fix(fix)
        })
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.quietest {
            Some(quiet) if *quiet == self.average => write!(f, "{quiet}, the quietest hour"),
            Some(quiet) => write!(
                f,
                "{quiet}, the quietest hour, in windows shorter than a day; {}, the average, in the others",
                self.average
            ),
            None => write!(f, "{}, the average", self.average),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(average: Option<&str>, quietest: Option<&str>) -> Result<Option<Load>, SloError> {
        let written = |text: Option<&str>| text.map(Written::from);
        Load::read(written(average).as_ref(), written(quietest).as_ref(), days(30))
    }

    #[test]
    fn short_windows_are_as_quiet_as_the_quietest_hour() {
        let load = read(Some("1 req/s"), Some("36 requests per hour")).unwrap().unwrap();
        let events = |minutes: u32| load.events_in(Span::minutes(minutes)).to_string();
        assert_eq!((events(5), events(360), events(1_440)), ("3".to_owned(), "216".to_owned(), "86400".to_owned()));
        assert!(load.of_average_only().is_none());
        // One alone stands for both.
        assert_eq!(read(None, Some("2 req/s")).unwrap().unwrap().events_in(days(1)), Decimal::from(172_800));
        assert!(read(Some("2 req/s"), None).unwrap().unwrap().of_average_only().is_some());
        assert_eq!(read(None, None), Ok(None));
        let error = |average: &str, quietest: &str| read(Some(average), Some(quietest)).unwrap_err().to_string();
        assert_eq!(error("1 req/s", "61 req/min"), "quietest is 61 req/min; it must be at most the average, 1 req/s");
        assert!(error("1 req/s", "1 request per year").starts_with("quietest is 1 request per year; it must bring"));
    }
}
