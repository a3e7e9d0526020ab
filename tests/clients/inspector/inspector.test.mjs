// The Inspector's command line in both eras and in each way to the server: what it lists, reads and calls, with its own
// checks of the tools' schemas (--strict) and of the skills' digests (--verify). Each command is a process of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { SKILLS, WAYS, offers, workflow } from "../lib/server.mjs";

const modules = fileURLToPath(new URL("node_modules", import.meta.url));
const inspector = path.join(modules, "@modelcontextprotocol/inspector/clients/launcher/build/index.js");

/** The exit code of a call that was answered with `isError`. */
const REFUSED = 5;

/** Node.js 22, which the Inspector needs: this one, or the one that comes with the package. */
function node22() {
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  const own = path.join(modules, `node-${process.platform}-${process.arch}`, "bin", "node");
  assert.ok(existsSync(own), `the Inspector needs Node.js 22, this is ${process.version}, and there is no ${own}`);
  return own;
}

const node = node22();

for (const era of ["legacy", "modern"]) {
  for (const [way, open] of Object.entries(WAYS)) {
    describe(`the Inspector, ${era}, ${way}`, { timeout: 300_000 }, () => {
      let server, target;

      before(async () => {
        server = await open();
        const { url, command, args } = server.target;
        target = url ? ["--transport", "http", "--server-url", url] : [command, ...args];
      });

      after(() => server?.close());

      /** What it writes to standard output, as JSON, one value for each line. */
      async function lines(method, options, code = 0) {
        const command = ["--cli", "--method", method, ...options, "--protocol-era", era, "--format", "json", ...target];
        const child = spawn(node, [inspector, ...command], { stdio: ["ignore", "pipe", "pipe"] });
        const [out, err, [ended]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
        const said = `${method} ${options.join(" ")}\n${out}${err}`;
        assert.equal(ended, code, `exit code ${code} was expected, and ${ended} came: ${said}`);
        return out.trim().split("\n").map((line) => JSON.parse(line));
      }

      const ask = async (method, ...options) => (await lines(method, options))[0].result;

      async function call(tool, args, code) {
        const options = ["--tool-name", tool, "--tool-args-json", JSON.stringify(args)];
        return (await lines("tools/call", options, code))[0].result;
      }

      test("tools, prompts, resources and templates are listed, and no schema is refused", async () => {
        const { tools } = await ask("tools/list", "--strict");
        assert.deepEqual(tools.map((tool) => tool.name), offers.tools);
        const { prompts } = await ask("prompts/list");
        assert.deepEqual(prompts.map((prompt) => prompt.name), offers.prompts);
        const { resourceTemplates } = await ask("resources/templates/list");
        assert.deepEqual(resourceTemplates.map((template) => template.uriTemplate), offers.templates);
        const { resources } = await ask("resources/list");
        const listed = resources.map((resource) => resource.uri);
        for (const uri of offers.skills) assert.ok(listed.includes(uri), `${uri} is not among ${listed}`);
      });

      test("a resource is read and a prompt written", async () => {
        const [{ uri, says }] = offers.resources;
        const { contents } = await ask("resources/read", "--uri", uri);
        assert.ok(contents[0].text.includes(says), `\`${says}\` is not in\n${contents[0].text}`);
        const { name, arguments: given, says: needed } = offers.prompt;
        const pairs = Object.entries(given).map(([key, value]) => `${key}=${value}`);
        const { messages } = await ask("prompts/get", "--prompt-name", name, "--prompt-args", ...pairs);
        const said = messages[0].content.text;
        assert.ok(said.includes(needed), `\`${needed}\` is not in\n${said}`);
      });

      test("every skill conforms, and every file is what its digest says", async () => {
        const skills = await lines("skills/list", ["--verify", "--require-digests"]);
        assert.deepEqual(skills.map((skill) => skill.uri), offers.skills);
        for (const { uri, conformance, frontmatter, files } of skills) {
          assert.deepEqual([conformance, frontmatter], [[], []], uri);
          const doubtful = files.filter((file) => file.status !== "verified");
          assert.deepEqual(doubtful, [], uri);
        }
      });

      for (const skill of SKILLS) {
        test(`a pack of ${skill} is opened, its first step taken, a misspelt call refused`, async () => {
          const { open, steps, misspelt } = workflow(skill);
          const { pack } = (await call("pack_open", open)).structuredContent;
          const [first] = steps;
          const { accepted } = (await call(first.tool, { pack, ...first.arguments })).structuredContent;
          assert.equal(accepted, true, `${first.tool} was to be accepted`);
          const refused = await call(misspelt.tool, { pack, ...misspelt.arguments }, REFUSED);
          const said = refused.content[0].text;
          assert.ok(said.includes(misspelt.meant), `\`${misspelt.meant}\` is not in\n${said}`);
        });
      }
    });
  }
}
