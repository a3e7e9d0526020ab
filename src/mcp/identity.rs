//! Who the server says it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{Icon, Implementation};

const ICON: &str = include_str!("../../assets/icon.svg");

/// Name, title, version, page and icon.
pub(super) fn server_info() -> Implementation {
    // Within the answer, so that nobody has to fetch anything to draw it.
    let icon = Icon::new(format!("data:image/svg+xml;base64,{}", STANDARD.encode(ICON.trim())))
        .with_mime_type("image/svg+xml")
        .with_sizes(vec!["any".to_owned()]);
    Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
        .with_title("Groundplan")
        .with_description(env!("CARGO_PKG_DESCRIPTION"))
        .with_website_url(env!("CARGO_PKG_HOMEPAGE"))
        .with_icons(vec![icon])
}
