// Drives the built binary with the official TypeScript client: a pack made by `plan` is sent step by
// step over stdio, read back, and finalized.
//
// GROUNDPLAN names the binary; the release or debug build of this checkout where it is not set.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const binary =
  process.env.GROUNDPLAN ??
  ["release", "debug"].map((kind) => path.join(root, "target", kind, "groundplan")).find(existsSync);

const SKILLS = [
  {
    name: "platform-infrastructure",
    brief: "evals/briefs/b2b-analytics.yaml",
    headings: ["Context snapshot", "Execution roadmap", "Risks / Open questions / Next steps"],
    steps: {
      infra_intake: ["context", "records"],
      infra_capabilities: ["capabilities"],
      infra_quality: ["quality"],
      infra_scaling: ["scaling"],
      infra_instrumentation: ["instrumentation"],
      infra_discoverability: ["discoverability"],
      infra_roadmap: ["roadmap"],
      infra_finalize: ["risks"],
    },
  },
  {
    name: "platform-operations",
    brief: "evals/briefs/operations/ops-saas-burn-rate.yaml",
    headings: ["Current state", "Delivery pipeline", "Safety nets", "Risks / Open questions / Next steps", "flowchart"],
    steps: {
      ops_assess: ["baseline", "records"],
      ops_delivery: ["delivery", "rollout"],
      ops_reliability: ["objectives", "alerting", "observability"],
      ops_safety_nets: ["safety"],
      ops_deliver: ["roadmap", "risks"],
    },
  },
];

let folder;
let client;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "groundplan-"));
  client = new Client({ name: "workflow-test", version: "1.0.0" });
  await client.connect(
    new StdioClientTransport({
      command: binary,
      args: ["serve", "--store", path.join(folder, "packs.db")],
      stderr: "inherit",
    }),
  );
});

after(async () => {
  await client?.close();
  rmSync(folder, { recursive: true, force: true });
});

const words = (result) => result.content.map((part) => part.text ?? "").join("\n");

async function call(name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert.notEqual(result.isError, true, `${name}: ${words(result)}`);
  return result.structuredContent;
}

test("the server introduces itself and lists its tools", async () => {
  assert.equal(client.getServerVersion().name, "groundplan");
  assert.match(client.getInstructions(), /pack_open/);
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name);
  const steps = SKILLS.flatMap((skill) => Object.keys(skill.steps));
  assert.deepEqual(names, ["pack_open", ...steps, "pack_read", "pack_list", "pack_check"]);
});

for (const { name, brief, headings, steps } of SKILLS) {
  test(`a pack of ${name} goes from pack_open to an accepted finalize`, async () => {
    const out = path.join(folder, name);
    execFileSync(binary, ["plan", path.join(root, brief), "--out", out]);
    const pack = JSON.parse(readFileSync(path.join(out, "pack.json"), "utf8"));
    const tools = Object.keys(steps);
    const last = tools.at(-1);
    const [about] = steps[tools[0]];
    const opened = await call("pack_open", {
      skill: name,
      title: pack.title,
      request: pack.sections[about].request,
      situation: pack.sections[about].situation,
      as_of: pack.as_of,
    });
    assert.equal(opened.next.tool, tools[0]);

    for (const [tool, sections] of Object.entries(steps)) {
      const [main, ...others] = sections;
      const args = { pack: opened.pack, ...pack.sections[main] };
      for (const other of others) args[other] = pack.sections[other] ?? {};
      if (tool === last) args.finalize = true;
      const answer = await call(tool, args);
      assert.equal(answer.accepted, true, `${tool}: ${JSON.stringify(answer.findings)}`);
      if (tool === last) assert.equal(answer.finalized, true);
    }

    const { packs } = await call("pack_list", {});
    assert.equal(packs[0].finalized, true);
    const { report } = await call("pack_check", { pack: opened.pack });
    assert.equal(report.passed, true);
    const markdown = words(await client.callTool({ name: "pack_read", arguments: { pack: opened.pack } }));
    for (const title of headings) {
      assert.ok(markdown.includes(title), title);
    }
  });
}

test("a refused call is a result the model can read, and loses nothing", async () => {
  const opened = await call("pack_open", { title: "Orders", request: "Plan the scaling of orders" });
  const refused = await client.callTool({
    name: "infra_scaling",
    arguments: { pack: opened.pack, limts: [{ component: "disk" }] },
  });
  assert.equal(refused.isError, true);
  assert.match(words(refused), /limits/);
  const closed = await client.callTool({ name: "infra_finalize", arguments: { pack: opened.pack, finalize: true } });
  assert.equal(closed.isError, true);
  assert.match(words(closed), /SEC001/);
  const elsewhere = await client.callTool({
    name: "pack_open",
    arguments: { title: "Shop", request: "Checkout is down, tell us what to do now" },
  });
  assert.equal(elsewhere.isError, true);
  assert.match(words(elsewhere), /incident/);
});
