//! Points in time of RFC 3339, read strictly and fast.

/// Milliseconds since 1970-01-01T00:00:00Z of a date-time in the shape of
/// [`DATE_TIME`](super::super::schema::DATE_TIME), with a day that the calendar has, an hour below 24 and, but for the
/// last second of a day in UTC, no leap second (RFC 3339, sections 5.6 and 5.7). Parts of milliseconds are cut off.
pub(super) fn date_time(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let days = day(bytes.get(..10)?)?;
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2, ..] = bytes.get(10..)? else { return None };
    let (hour, minute, second) = (two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?);
    let (millis, rest) = fraction(bytes.get(19..)?)?;
    let offset = offset(rest)?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = hour * 60 + minute - offset;
    if second == 60 && minutes.rem_euclid(1440) != 1439 {
        return None;
    }
    Some(((days * 1440 + minutes) * 60 + second) * 1000 + millis)
}

/// Whether a text is a date of RFC 3339 that the calendar has.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && day(text.as_bytes()).is_some()
}

/// The fraction of a second in milliseconds, and what stands behind it.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = bytes.strip_prefix(b".") else { return Some((0, bytes)) };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=9).contains(&length) {
        return None;
    }
    let digit = |at: usize| digits[..length].get(at).map_or(0, |byte| i64::from(byte - b'0'));
    Some((digit(0) * 100 + digit(1) * 10 + digit(2), &digits[length..]))
}

/// The offset from UTC in minutes.
fn offset(bytes: &[u8]) -> Option<i64> {
    match bytes {
        b"Z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(*h1, *h2)?, two(*m1, *m2)?);
            let offset = hours * 60 + minutes;
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -offset } else { offset })
        }
        _ => None,
    }
}

/// Days since 1970-01-01 of a date, by counting eras of 400 years from March (Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", days_from_civil).
fn day(bytes: &[u8]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let (year, month, day) = (two(*y1, *y2)? * 100 + two(*y3, *y4)?, two(*m1, *m2)?, two(*d1, *d2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples_of_the_standard() {
        // RFC 3339, section 5.8; the leap second counts as the first of the next day.
        for (text, same) in [
            ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
            ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"),
            ("1990-12-31T23:59:60Z", "1991-01-01T00:00:00Z"),
            ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"),
            ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"),
        ] {
            let expected: Timestamp = same.parse().unwrap();
            assert_eq!(date_time(text), Some(expected.as_millisecond()), "{text}");
        }
        for text in [
            "",
            "1985-04-12",
            "1985-04-12t23:20:50Z",
            "1985-04-12 23:20:50Z",
            "1985-04-12T23:20:50",
            "1985-02-29T00:00:00Z",
            "1985-04-12T24:00:00Z",
            "1985-04-12T23:60:00Z",
            "1985-04-12T12:00:60Z",
            "1985-04-12T23:20:50.Z",
            "1985-04-12T23:20:50.1234567890Z",
            "1985-04-12T23:20:50+24:00",
            "1985-04-12T23:20:50Zx",
            "1985-04-12T23:20:50é",
        ] {
            assert_eq!(date_time(text), None, "{text}");
        }
        assert!(is_date("2024-02-29") && !is_date("2023-02-29") && !is_date("2024-02-290") && !is_date("2100-02-29"));
    }

    proptest! {
        #[test]
        fn agrees_with_a_calendar_library(millis in -62_000_000_000_000_i64..253_000_000_000_000, offset in -1439_i32..1440) {
            let zone = jiff::tz::Offset::from_seconds(offset * 60).unwrap();
            let moment = Timestamp::from_millisecond(millis).unwrap();
            let local = zone.to_datetime(moment);
            let sign = if offset < 0 { '-' } else { '+' };
            let text = format!("{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S%.3f"), offset.abs() / 60, offset.abs() % 60);
            prop_assert_eq!(date_time(&text), Some(millis), "{}", text);
        }
    }
}
