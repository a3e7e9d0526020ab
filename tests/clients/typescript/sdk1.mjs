// @modelcontextprotocol/sdk 1.x: the client of the era with a handshake.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";

/** A client of a server; `told` is called with the address of each resource that it says has changed. */
export async function connect({ url, ...command }, told) {
  const client = new Client({ name: "groundplan-sdk1-test", version: "1.0.0" });
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => told(params.uri));
  await client.connect(url ? new StreamableHTTPClientTransport(new URL(url)) : new StdioClientTransport(command));
  return { client, watch: (uri) => client.subscribeResource({ uri }) };
}
