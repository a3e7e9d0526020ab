//! A page as HTML that stands on its own: no script, nothing fetched.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};

use super::Page;

/// The template; what is filled in is escaped.
const TEMPLATE: &str = include_str!("page.html");

impl Page {
    /// The page as HTML.
    ///
    /// # Errors
    /// Only if the template is wrong, which no page causes.
    pub fn html(&self) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.render_str(TEMPLATE, Serde(self))
    }
}
