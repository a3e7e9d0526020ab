//! Expressions: what is known of `${{ ... }}` before anything runs.

use std::collections::BTreeMap;

/// The values that expressions may stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// By what stands in the expression: `inputs.environment`, `matrix.region`; one value, or that of each run.
    values: BTreeMap<String, Vec<String>>,
}

/// The most texts one is multiplied into.
const MOST: usize = 256;

impl Scope {
    /// The same scope with more values.
    pub(super) fn with(&self, more: impl IntoIterator<Item = (String, String)>) -> Scope {
        self.with_each(more.into_iter().map(|(name, value)| (name, vec![value])))
    }

    /// The same scope with more values, some of them different in each run.
    pub(super) fn with_each(&self, more: impl IntoIterator<Item = (String, Vec<String>)>) -> Scope {
        let mut values = self.values.clone();
        values.extend(more);
        Scope { values }
    }

    /// Every value, with its name.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().flat_map(|(name, values)| values.iter().map(move |value| (name.as_str(), value.as_str())))
    }

    /// What a text stands for in each run, each once.
    pub(super) fn each(&self, text: &str) -> Vec<String> {
        let mut texts = vec![self.fill(text)];
        for (name, values) in self.values.iter().filter(|(_, values)| values.len() > 1) {
            if !texts.iter().any(|text| text.contains(name.as_str())) {
                continue;
            }
            let one = |value: &String| Scope::default().with([(name.clone(), value.clone())]);
            let scopes: Vec<Scope> = values.iter().map(one).collect();
            let mut next: Vec<String> = Vec::new();
            for text in texts.iter().flat_map(|text| scopes.iter().map(|scope| scope.fill(text))) {
                if next.len() < MOST && !next.contains(&text) {
                    next.push(text);
                }
            }
            texts = next;
        }
        texts
    }

    /// A text in which every expression that has one value has it; the others stay as they are. Values take one line.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("${{") {
            let (before, expression) = rest.split_at(start);
            out.push_str(before);
            let Some(end) = expression.find("}}") else {
                out.push_str(expression);
                return out;
            };
            let (whole, after) = expression.split_at(end + 2);
            let name = whole.trim_start_matches("${{").trim_end_matches("}}").trim();
            match self.values.get(name.strip_prefix("github.event.").unwrap_or(name)).map(Vec::as_slice) {
                Some([value]) => out.push_str(&value.replace('\n', " ")),
                _ => out.push_str(whole),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// Whether something is known only when it runs.
pub(super) fn is_open(text: &str) -> bool {
    text.contains("${{")
}

/// The outputs of other jobs a text takes: job and output, in order.
pub(super) fn outputs(text: &str) -> Vec<(&str, &str)> {
    let split =
        |path: &str| path.split_once(".outputs.").map(|(job, rest)| (job.len(), rest.find('/').unwrap_or(rest.len())));
    let parts = paths(text, "needs.").filter_map(|path| split(path).map(|(job, name)| (path, job, name)));
    let parts = parts.map(|(path, job, name)| (&path[..job], &path[job + ".outputs.".len()..][..name]));
    parts.filter(|(job, name)| !job.is_empty() && !name.is_empty()).collect()
}

/// The paths that begin with a prefix, without it: letters, digits, `_`, `-`, dots
/// and the `/` of a job in a called workflow.
pub(super) fn paths<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    text.match_indices(prefix).filter_map(move |(at, _)| {
        let inside = text[..at].chars().next_back().is_some_and(allowed);
        let rest = &text[at + prefix.len()..];
        let end = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
        (!inside).then_some(&rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_expressions_are_filled_in() {
        let scope = Scope::default().with([("inputs.env".to_owned(), "prod".to_owned())]);
        assert_eq!(scope.fill("a ${{inputs.env}} ${{ github.event.inputs.env }} ${{ x }}"), "a prod prod ${{ x }}");
        assert_eq!(scope.fill("${{ open"), "${{ open");
        let runs = scope.with_each([("matrix.r".to_owned(), vec!["eu".to_owned(), "us".to_owned()])]);
        assert_eq!(runs.fill("${{ matrix.r }}"), "${{ matrix.r }}");
        assert_eq!(runs.each("${{ inputs.env }}-${{ matrix.r }}"), ["prod-eu", "prod-us"]);
        let text = "x@${{ needs.build.outputs.digest }} my-needs.x.outputs.y ${{ needs.a.result }}";
        assert_eq!(outputs(text), [("build", "digest")]);
    }
}
