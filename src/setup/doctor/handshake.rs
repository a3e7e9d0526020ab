//! A server of this program, called as an assistant calls it: started as a child with a store of its own.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rmcp::ServiceExt as _;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::TokioChildProcess;

use super::Check;

const AREA: &str = "handshake";

/// How long it may take altogether.
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts a server with the program, shakes hands, lists its tools and makes a call that changes nothing.
pub async fn handshake(program: &Path, skills: Option<&Path>) -> Check {
    let remedy = format!("run `{} serve --log debug` and read what it says; then report it", program.display());
    match tokio::time::timeout(PATIENCE, talk(program, skills)).await {
        Ok(Ok(found)) => Check::ok(AREA, found),
        Ok(Err(problem)) => Check::problem(AREA, problem, remedy),
        Err(_) => Check::problem(AREA, format!("the server did not answer within {} s", PATIENCE.as_secs()), remedy),
    }
}

async fn talk(program: &Path, skills: Option<&Path>) -> Result<String, String> {
    let said = |what: &'static str| move |error: &dyn std::fmt::Display| format!("{what}: {error}");
    let folder = tempfile::tempdir().map_err(|error| said("no directory for a store")(&error))?;
    let mut command = tokio::process::Command::new(program);
    // Of this machine's settings nothing is passed on: they are looked at by themselves.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GROUNDPLAN_") {
            command.env_remove(name);
        }
    }
    command.arg("serve").arg("--store").arg(folder.path().join("packs.db")).kill_on_drop(true);
    if let Some(skills) = skills {
        command.arg("--skills").arg(skills);
    }
    let child = TokioChildProcess::builder(command).stderr(Stdio::null()).spawn();
    let (child, _) = child.map_err(|error| said("the server does not start")(&error))?;
    let service = ().serve(child).await.map_err(|error| said("the handshake fails")(&error))?;
    let peer = service.peer_info();
    let protocol = peer.as_ref().map(|peer| peer.protocol_version.to_string()).unwrap_or_default();
    let server = peer.as_ref().and_then(|peer| peer.server_info.as_ref()).map(|server| server.version.clone());
    let tools = service.list_all_tools().await.map_err(|error| said("tools/list fails")(&error))?;
    let known = crate::mcp::tools(crate::skills::NATIVE);
    let names = |tools: &[rmcp::model::Tool]| tools.iter().map(|tool| tool.name.to_string()).collect::<BTreeSet<_>>();
    if names(&tools) != names(&known) {
        return Err(format!("it lists {} tools, and this version has {}", tools.len(), known.len()));
    }
    let call = service.call_tool(CallToolRequestParams::new("pack_list"));
    let answer = call.await.map_err(|error| said("the call of pack_list fails")(&error))?;
    if answer.is_error == Some(true) {
        return Err("the call of pack_list is answered with an error".to_owned());
    }
    service.cancel().await.map_err(|error| said("the server does not end")(&error))?;
    let version = server.unwrap_or_default();
    let tools = tools.len();
    Ok(format!("version {version} answers over stdio, protocol {protocol}, with {tools} tools; pack_list was called"))
}
