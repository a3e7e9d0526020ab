// A whole workflow of each skill with each official client in each way to the server: from pack_open through a refused
// finalize to an accepted one, and everything the server offers beside its tools.

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, describe, test } from "node:test";

import { connectIn } from "./client2.mjs";
import * as sdk1 from "./sdk1.mjs";
import { SKILLS, WAYS, offers, workflow } from "../lib/server.mjs";

/** `absent` is what the client calls the error of a resource that there is not; 2.x has one code for both eras. */
const CLIENTS = [
  { name: "sdk 1", connect: sdk1.connect, absent: -32002 },
  { name: "client 2 with a handshake", connect: connectIn("legacy"), version: "2025-11-25", absent: -32602 },
  { name: "client 2 without one", connect: connectIn("auto"), version: "2026-07-28", absent: -32602 },
];

/** Long enough for a slow machine; a test that fails takes so long. */
const PATIENCE = 60_000;

const words = (result) => result.content.map((part) => part.text ?? "").join("\n");
const says = (text, needed, where) => assert.ok(text.includes(needed), `${where}: \`${needed}\` is not in\n${text}`);

for (const { name, connect, version, absent } of CLIENTS) {
  for (const [way, open] of Object.entries(WAYS)) {
    // With a handshake, and without the sessions that this server does not keep over HTTP, there is no way for news.
    const hasNews = way === "stdio" || version === "2026-07-28";

    describe(`${name}, ${way}`, { timeout: 5 * PATIENCE }, () => {
      const [news, heard] = [new EventEmitter(), new Set()];
      let server, session, client;

      before(async () => {
        server = await open();
        session = await connect(server.target, (uri) => {
          heard.add(uri);
          news.emit(uri);
        });
        client = session.client;
      });

      async function told(uri) {
        if (heard.has(uri)) return;
        const signal = AbortSignal.timeout(PATIENCE);
        await once(news, uri, { signal }).catch(() => assert.fail(`no news of ${uri} in ${PATIENCE / 1000} s`));
      }

      after(async () => {
        await client?.close();
        await server?.close();
      });

      async function call(tool, args) {
        const answer = await client.callTool({ name: tool, arguments: args });
        assert.ok(!answer.isError, `${tool} was to be answered, and was refused: ${words(answer)}`);
        return { ...answer.structuredContent, words: words(answer) };
      }

      async function refused(tool, args, needed) {
        const answer = await client.callTool({ name: tool, arguments: args });
        assert.equal(answer.isError, true, `${tool} was to be refused, and was answered: ${words(answer)}`);
        says(words(answer), needed, `${tool}, refused`);
      }

      async function read(uri) {
        const { contents } = await client.readResource({ uri });
        assert.deepEqual(contents.map((content) => content.uri), [uri]);
        return contents[0].text;
      }

      test("the server introduces itself and lists what it offers", async () => {
        assert.equal(client.getServerVersion().name, offers.name);
        if (version) assert.equal(client.getNegotiatedProtocolVersion(), version);
        says(client.getInstructions(), "pack_open", "the instructions");
        const { tools } = await client.listTools();
        assert.deepEqual(tools.map((tool) => tool.name), offers.tools);
        const { prompts } = await client.listPrompts();
        assert.deepEqual(prompts.map((prompt) => prompt.name), offers.prompts);
        const { resourceTemplates } = await client.listResourceTemplates();
        assert.deepEqual(resourceTemplates.map((template) => template.uriTemplate), offers.templates);
        const { resources } = await client.listResources();
        const listed = resources.map((resource) => resource.uri);
        for (const uri of offers.skills) assert.ok(listed.includes(uri), `${uri} is not among ${listed}`);
      });

      test("texts are read, prompts written, arguments completed", async () => {
        for (const { uri, says: needed } of offers.resources) says(await read(uri), needed, uri);
        await assert.rejects(client.readResource({ uri: offers.absent }), { code: absent });
        const { says: needed, ...prompt } = offers.prompt;
        const { messages } = await client.getPrompt(prompt);
        says(messages[0].content.text, needed, prompt.name);
        for (const { values, before: given, ...question } of offers.completions) {
          const context = given && { context: { arguments: given } };
          const { completion } = await client.complete({ ...question, ...context });
          assert.deepEqual(completion.values, values, JSON.stringify(question));
        }
      });

      for (const skill of SKILLS) {
        test(`a pack of ${skill} is refused, repaired and finalized`, async () => {
          const { open, steps, flaw, repair, rule, misspelt, headings } = workflow(skill);
          const { pack } = await call("pack_open", open);
          const uri = `groundplan://packs/${pack}.md`;
          if (hasNews) await session.watch(uri);
          const send = (step, more) => call(step.tool, { pack, ...step.arguments, ...more });

          const last = steps.at(-1);
          for (const step of steps.slice(0, -1)) {
            const { accepted, words } = await send(step);
            assert.equal(accepted, true, `${step.tool} was to be accepted: ${words}`);
          }
          if (hasNews) await told(uri);
          await refused(misspelt.tool, { pack, ...misspelt.arguments }, misspelt.meant);
          const flawed = await send(flaw);
          assert.equal(flawed.accepted, false, `${flaw.tool} was not to be accepted: ${flawed.words}`);
          await refused(last.tool, { pack, ...last.arguments, finalize: true }, rule);
          const repaired = await send(repair);
          assert.equal(repaired.accepted, true, `${repair.tool} was to be accepted: ${repaired.words}`);
          // What came with the refused finalize was kept.
          const { finalized, revision, words } = await call(last.tool, { pack, finalize: true });
          assert.equal(finalized, true, `${last.tool} was to finalize: ${words}`);

          const shown = await call("pack_read", { pack });
          const markdown = await read(uri);
          for (const heading of headings) {
            says(shown.words, heading, "pack_read");
            says(markdown, heading, uri);
          }
          assert.equal(JSON.parse(await read(`groundplan://packs/${pack}.json`)).title, open.title);
          assert.equal((await call("pack_check", { pack })).revision, revision);
          says((await call("pack_list", {})).words, pack, "pack_list");

          const summary = { name: "summarize_pack", arguments: { pack, audience: "finance" } };
          const { messages } = await client.getPrompt(summary);
          assert.equal(messages[1].content.resource.uri, uri);
          const argument = { name: "pack", value: pack.slice(0, 20) };
          const asked = { ref: { type: "ref/prompt", name: "summarize_pack" }, argument };
          assert.deepEqual((await client.complete(asked)).completion.values, [pack]);
        });
      }

      test("an outage is sent to incident response", async () => {
        await refused("pack_open", offers.incident.arguments, offers.incident.says);
      });

      test("skills are listed, and every file is what its digest says", async (context) => {
        const { skills } = session;
        if (!skills) return context.skip("this client does not know the extension");
        assert.ok(skills.supported && skills.directoryRead, "the server declares the extension with directories");
        const listed = (await skills.list()).skills;
        assert.deepEqual(listed.map((skill) => skill.uri), offers.skills);
        for (const skill of listed) {
          for (const { uri } of skill.resources) {
            const { verified } = await skills.read(skill, uri);
            assert.equal(verified, true, `${uri} was to be verified`);
          }
          const root = skill.uri.replace("/SKILL.md", "");
          const children = (await skills.readDirectory(root)).resources.map((child) => child.uri);
          assert.ok(children.includes(skill.uri), `${skill.uri} is not among ${children}`);
        }
      });
    });
  }
}
