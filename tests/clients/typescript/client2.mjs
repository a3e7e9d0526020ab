// @modelcontextprotocol/client 2.x: it speaks either era, as `mode` says, and knows the skills extension.

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { SkillsClient } from "@modelcontextprotocol/client/ext/skills";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** How to connect; the client is given the address of each resource that it is told has changed. */
export const connectIn = (mode) => async ({ url, ...command }, told) => {
  const client = new Client({ name: "groundplan-client2-test", version: "1.0.0" }, { versionNegotiation: { mode } });
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => told(params.uri));
  await client.connect(url ? new StreamableHTTPClientTransport(new URL(url)) : new StdioClientTransport(command));
  const stateless = client.getProtocolEra() === "modern";
  const watch = (uri) =>
    stateless ? client.listen({ resourceSubscriptions: [uri] }) : client.subscribeResource({ uri });
  return { client, watch, skills: new SkillsClient(client) };
};
