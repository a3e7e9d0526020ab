// Holds the MCPB bundle against the official tool, and starts the server that it unpacks as a desktop assistant would.
//
// GROUNDPLAN names the binary; the release or debug build of this checkout where it is not set.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { getMcpConfigForManifest } from "@anthropic-ai/mcpb";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../../..");
const binary =
  process.env.GROUNDPLAN ??
  ["release", "debug"].map((kind) => path.join(root, "target", kind, "groundplan")).find(existsSync);
const mcpb = (...args) =>
  execFileSync(path.join(here, "node_modules/.bin/mcpb"), args, { encoding: "utf8", stdio: "pipe" });

let folder;
let unpacked;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundplan-"));
  const bundle = path.join(folder, "groundplan.mcpb");
  execFileSync(binary, ["bundle", "--out", bundle], { stdio: "pipe" });
  unpacked = path.join(folder, "unpacked");
  mcpb("unpack", bundle, unpacked);
});

after(() => rmSync(folder, { recursive: true, force: true }));

const manifest = () => JSON.parse(readFileSync(path.join(unpacked, "manifest.json"), "utf8"));

test("the official tool accepts the manifest and finds the icon", () => {
  const said = mcpb("validate", path.join(unpacked, "manifest.json"));
  assert.match(said, /schema validation passes/);
  assert.match(said, /Icon validation passed/);
});

for (const [name, userConfig] of [
  ["nothing filled in", {}],
  ["a store filled in", { store: "STORE" }],
]) {
  test(`the server starts as the manifest says, with ${name}`, async () => {
    const store = path.join(folder, "packs.db");
    if (userConfig.store) userConfig.store = store;
    const config = await getMcpConfigForManifest({
      manifest: manifest(),
      extensionPath: unpacked,
      systemDirs: {},
      userConfig,
      pathSeparator: path.sep,
    });
    const client = new Client({ name: "bundle-test", version: "1.0.0" });
    const env = { ...config.env, HOME: folder, XDG_DATA_HOME: path.join(folder, "data") };
    await client.connect(new StdioClientTransport({ command: config.command, args: config.args, env }));
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map((tool) => tool.name),
      manifest().tools.map((tool) => tool.name),
    );
    const answer = await client.callTool({ name: "pack_list", arguments: {} });
    assert.notEqual(answer.isError, true);
    await client.close();
    assert.equal(existsSync(store), Boolean(userConfig.store));
  });
}
