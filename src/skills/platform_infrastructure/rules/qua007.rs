//! Encryption, residency or retention leaves out its substance.
//!
//! ## What it does
//! Looks under *Privacy and safety*: encryption has to speak of data in transit and at rest, residency has to name a place,
//! retention a length of time. A row that begins with `Not applicable` is taken at its word.
//!
//! ## Why it matters
//! Auditors and customers ask these three questions first. "Encrypted", "in compliance" and "as long as needed" answer none of
//! them, and the difference is found by whoever reads the bucket.
//!
//! ## Example
//! Bad: encryption `TLS 1.2 on all hosts`, residency `in line with the law`, retention `as long as necessary`.
//!
//! Good: `TLS 1.2 or later on 100 % of connections, AES-256 at rest`, `100 % of personal data in eu-west-1`, `events deleted
//! after 13 months`.
//!
//! ## Fix
//! Add the missing half, the region or country, the number of days or months for each kind of data.

use crate::skills::platform_infrastructure::reading::attributes::{ENCRYPTION, RESIDENCY, RETENTION, declined, group};
use crate::skills::shared::reading::wording::{Topic, joined, shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, Unit};
use crate::skills::platform_infrastructure::{Case, Quality};

crate::rule!("QUA007", "privacy-without-substance", Warning, needs["quality"], "qua007.rs", check);

/// Words for data on its way.
const TRANSIT: &[&str] = &[
    "transit", "tls", "mtls", "https", "ssl", "wire", "in flight", "in-flight", "connection*", "link*", "ipsec", "vpn",
    "wireguard", "end-to-end", "end to end",
];

/// Words for data that lies somewhere.
const REST: &[&str] = &[
    "rest", "aes", "aes-256", "aes256", "disk*", "volume*", "bucket*", "stor*", "database*", "kms", "backup*",
    "snapshot*", "column*", "field*", "file*", "end-to-end", "end to end", "envelope", "at-rest", "luks", "tde",
];

/// Places, and words for them.
const PLACES: &[&str] = &[
    "eu", "eea", "europe*", "uk", "us", "usa", "united states", "united kingdom", "germany", "german", "france",
    "french", "ireland", "netherlands", "switzerland", "swiss", "austria", "spain", "italy", "poland", "sweden",
    "finland", "norway", "denmark", "belgium", "canada", "india", "japan", "singapore", "australia", "brazil", "china",
    "data cent*", "datacent*", "on-premises", "on premises", "on-prem", "campus", "country", "countries",
    "member state*", "availability zone*", "westeurope", "northeurope", "eastus*", "westus*", "centralus", "uksouth",
    "ukwest", "francecentral", "germanywest*", "swedencentral", "switzerlandnorth",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    let Some(group) = group("privacy") else { return };
    let mut judge = |topic: &Topic, lacks: &dyn Fn(&str) -> Option<String>| {
        let rows = group.about(&quality, topic);
        let Some(first) = rows.first() else { return };
        let cells: Vec<_> = rows.iter().map(|row| row.target()).collect();
        if cells.iter().any(|cell| unfilled(cell) || declined(cell.text)) {
            return;
        }
        // Two rows may share the topic: in transit, and at rest.
        let all: String = rows
            .iter()
            .map(|row| format!("{} {} {}\n", row.name().text, row.target().text, row.measurement().text))
            .collect();
        if let Some(lacks) = lacks(&all) {
            findings
                .at(first.target().place, lacks)
                .evidence(format!("it says: {}", shortened(first.target().text)))
                .fix(format!("write a target like {}", topic.example));
        }
    };
    judge(&ENCRYPTION, &|said| {
        let halves = [(text::has_any(said, TRANSIT), "in transit"), (text::has_any(said, REST), "at rest")];
        let lacks: Vec<&str> = halves.iter().filter(|(said, _)| !said).map(|(_, half)| *half).collect();
        (!lacks.is_empty()).then(|| format!("Encryption says nothing of data {}", joined(&lacks, "or")))
    });
    judge(&RESIDENCY, &|said| (!names_a_place(said)).then(|| "Residency names no region, country or site".to_owned()));
    judge(&RETENTION, &|said| {
        let timed = quantity::find_all(said).iter().any(|(_, one)| matches!(one.unit, Unit::Time(_)));
        (!timed).then(|| "Retention names no length of time".to_owned())
    });
}

/// Whether a country, a site or a cloud region such as `eu-west-1` stands in it, or a name behind `in`.
fn names_a_place(said: &str) -> bool {
    let mut before = "";
    for word in said.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let named =
            ["in", "inside", "within", "to", "outside"].contains(&before) && bare.starts_with(char::is_uppercase);
        if named || is_region(bare) {
            return true;
        }
        before = word;
    }
    text::has_any(said, PLACES)
}

/// `eu-west-1`, `europe-north1`.
fn is_region(word: &str) -> bool {
    word.contains('-')
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.ends_with(|c: char| c.is_ascii_digit())
}
