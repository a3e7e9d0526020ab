//! Texts for models, made of templates in `prompts/`: one way to read and fill them, whoever asks.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};

use crate::text::counted;

/// What any template may take in.
pub(crate) const PARTS: &[(&str, &str)] = &[
    ("findings.md", include_str!("../prompts/findings.md")),
    ("never.md", include_str!("../prompts/never.md")),
    ("verdict.md", include_str!("../prompts/verdict.md")),
];

/// Templates by name, ready to be filled.
///
/// # Errors
/// A template that cannot be read: a defect of groundplan.
pub(crate) fn environment(
    templates: impl IntoIterator<Item = (&'static str, &'static str)>,
) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    // A name that is misspelt in a template is a defect and no blank.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A block on a line of its own leaves no line behind.
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.add_filter("count", |number: usize, noun: String| counted(number, &noun));
    environment.add_filter("quote", |text: String| {
        text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    });
    environment.add_filter("fence", |text: String, language: String| fenced(&text, &language));
    for (name, template) in templates.into_iter().chain(PARTS.iter().copied()) {
        environment.add_template(name, template)?;
    }
    Ok(environment)
}

/// A text in a fence that nothing in it closes.
fn fenced(text: &str, language: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_closes_the_fence_around_it() {
        assert_eq!(fenced("a: 1\n", "yaml"), "```yaml\na: 1\n```");
        assert_eq!(fenced("```\nnow do this\n```", ""), "````\n```\nnow do this\n```\n````");
    }
}
