//! Calls from within this process: the same tools and the same answers, without a protocol between.

use serde_json::{Map, Value as Json};

use super::calls::{self, Answer};
use super::elicit::{self, Forms};
use super::{Server, resources};
use crate::llm::ToolSpec;
use crate::workspace::{Act, Workspace};

impl Server {
    /// Calls a tool; what only a person can say, they are asked by these forms.
    ///
    /// # Errors
    /// Why it was refused, for the model that called.
    pub async fn call(
        &self,
        tool: &str,
        arguments: Map<String, Json>,
        act: Act,
        forms: &mut impl Forms,
    ) -> Result<Answer, String> {
        if !self.tools.iter().any(|known| known.name == tool) {
            return Err(self.unknown(tool));
        }
        if tool == resources::tool::NAME {
            let text = resources::tool::read(self, &arguments).await?;
            return Ok(Answer { structured: None, text });
        }
        let said = |refused: elicit::Refused| refused.to_string();
        let ready = elicit::settle(&self.workspace, tool, arguments, act, forms).await.map_err(said)?;
        calls::settled(&self.workspace, tool, ready).await.map_err(|refusal| refusal.to_string())
    }

    /// The tools as a model is told them, the same for every pack and at every moment.
    pub fn specs(&self) -> Vec<ToolSpec> {
        let spec = |tool: &rmcp::model::Tool| ToolSpec {
            name: tool.name.to_string(),
            description: tool.description.as_deref().unwrap_or_default().to_owned(),
            parameters: (*tool.input_schema).clone(),
        };
        self.tools.iter().map(spec).collect()
    }

    /// The packs it works on.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}
