//! Days on which work stands still, and days on which nothing goes live.
//!
//! Days are counted from the first day of the plan, which is 0. A span is half open: work from day 3 to day 5 ends
//! with the end of day 4. Every question is answered from tables in constant time, because a simulation asks
//! millions of them.

/// The days of one group of owners. Beyond the last freeze every day is a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The day of each working day before `end`, in order.
    working: Vec<u32>,
    /// How many working days lie before each day up to `end`.
    before: Vec<u32>,
    /// The first day at or after each day, up to `end`, with whose end something may go live.
    live: Vec<u32>,
    /// The day behind the last freeze.
    end: u32,
}

impl Calendar {
    /// A calendar with spans in which nobody works, and spans in which nothing goes live; both half open.
    pub fn new(closed: &[(u32, u32)], no_rollout: &[(u32, u32)]) -> Self {
        let end = closed.iter().chain(no_rollout).map(|span| span.1).max().unwrap_or(0);
        let within = |spans: &[(u32, u32)], day: u32| spans.iter().any(|span| (span.0..span.1).contains(&day));
        let mut working = Vec::new();
        let mut before = vec![0];
        for day in 0..end {
            if !within(closed, day) {
                working.push(day);
            }
            before.push(count(&working));
        }
        let mut live = vec![end; end as usize + 1];
        for day in (0..end).rev() {
            let blocked = within(closed, day) || within(no_rollout, day);
            live[day as usize] = if blocked { live[day as usize + 1] } else { day };
        }
        Calendar { working, before, live, end }
    }

    /// The first working day at or after `day`.
    pub fn start(&self, day: u32) -> u32 {
        self.nth(self.worked_before(day))
    }

    /// The end of `length` working days, at least one, that begin at `start` or the first working day after it; moved
    /// to the end of the next day on which something may go live.
    pub fn finish(&self, start: u32, length: u32) -> u32 {
        let last = self.nth(self.worked_before(start).saturating_add(length.max(1) - 1));
        self.live(last).saturating_add(1)
    }

    /// The last working day on which `length` days of work may begin and be live by `finish`; `None` where that lies
    /// before day 0.
    pub fn latest_start(&self, finish: u32, length: u32) -> Option<u32> {
        let mut last = finish.checked_sub(1)?;
        while self.live(last) != last {
            last = last.checked_sub(1)?;
        }
        let worked = self.worked_before(last + 1);
        worked.checked_sub(length.max(1)).map(|index| self.nth(index))
    }

    /// How many working days lie before `day`.
    pub fn worked_before(&self, day: u32) -> u32 {
        match self.before.get(day as usize) {
            Some(count) => *count,
            None => count(&self.working).saturating_add(day - self.end),
        }
    }

    /// Whether anybody works on `day`.
    pub fn is_working(&self, day: u32) -> bool {
        self.start(day) == day
    }

    /// The working day with this number, from 0.
    fn nth(&self, index: u32) -> u32 {
        match self.working.get(index as usize) {
            Some(day) => *day,
            None => self.end.saturating_add(index - count(&self.working)),
        }
    }

    fn live(&self, day: u32) -> u32 {
        self.live.get(day as usize).copied().unwrap_or(day)
    }
}

/// The length of a table of days; tables are limited to a century.
fn count(days: &[u32]) -> u32 {
    u32::try_from(days.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn work_stops_and_rollouts_wait() {
        let open = Calendar::new(&[], &[]);
        assert_eq!((open.start(7), open.finish(7, 5), open.latest_start(12, 5)), (7, 12, Some(7)));
        // Closed on days 3 to 5: five days from day 1 are 1, 2, 6, 7, 8.
        let closed = Calendar::new(&[(3, 6)], &[]);
        assert_eq!((closed.start(4), closed.finish(1, 5), closed.finish(3, 1)), (6, 9, 7));
        assert_eq!((closed.latest_start(9, 5), closed.latest_start(8, 7)), (Some(1), None));
        // Work goes on through days 3 to 5, but what would be live with the end of day 4 is so with that of day 6.
        let frozen = Calendar::new(&[], &[(3, 6)]);
        assert_eq!((frozen.finish(0, 3), frozen.finish(0, 5), frozen.finish(0, 9)), (3, 7, 9));
        assert_eq!(frozen.latest_start(6, 2), Some(1));
    }

    proptest! {
        #[test]
        fn latest_start_is_the_last_that_is_in_time(
            closed in prop::collection::vec((0_u32..20, 1_u32..6), 0..3),
            frozen in prop::collection::vec((0_u32..20, 1_u32..6), 0..3),
            finish in 0_u32..40,
            length in 1_u32..8,
        ) {
            let span = |list: Vec<(u32, u32)>| -> Vec<_> { list.into_iter().map(|(at, long)| (at, at + long)).collect() };
            let calendar = Calendar::new(&span(closed), &span(frozen));
            let brute = (0..40).filter(|day| calendar.is_working(*day) && calendar.finish(*day, length) <= finish).max();
            prop_assert_eq!(calendar.latest_start(finish, length), brute);
            // A later start is never done earlier: what the search relies on.
            for day in 0..40 {
                prop_assert!(calendar.finish(day, length) <= calendar.finish(day + 1, length));
                prop_assert!(calendar.finish(day, length) <= calendar.finish(day, length + 1));
            }
        }
    }
}
