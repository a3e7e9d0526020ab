// The server under test, as the clients in JavaScript start it, and what they are to find.
//
// GROUNDPLAN names the binary, WORKFLOWS the folder that workflows.mjs wrote; `run` sets both.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; tests/clients/run sets it`);
  return path.resolve(value);
}

export const binary = setting("GROUNDPLAN");

/** What the server offers. */
export const offers = JSON.parse(readFileSync(new URL("../fixtures/server.json", import.meta.url), "utf8"));

/** A workflow, as workflows.mjs describes it. */
export function workflow(skill) {
  return JSON.parse(readFileSync(path.join(setting("WORKFLOWS"), `${skill}.json`), "utf8"));
}

export const SKILLS = ["platform-infrastructure", "platform-operations"];

/**
 * The ways to a server, each with a store of its own. A way is opened to `{ target, close }`, where the target is a
 * command for the client to start (`command`, `args`) or an address to call (`url`).
 */
export const WAYS = {
  stdio() {
    const folder = mkdtempSync(path.join(tmpdir(), "groundplan-client-"));
    const args = ["serve", "--store", path.join(folder, "packs.db")];
    return { target: { command: binary, args }, close: () => rmSync(folder, { recursive: true, force: true }) };
  },

  async http() {
    const { target, close: remove } = WAYS.stdio();
    const server = spawn(binary, [...target.args, "--http", "127.0.0.1:0"], { stdio: ["ignore", "inherit", "pipe"] });
    const ended = new Promise((resolve) => server.on("close", (code, signal) => resolve(signal ?? code)));
    const url = await new Promise((resolve, reject) => {
      createInterface({ input: server.stderr }).on("line", (line) => {
        const found = /listening on (http:\S+)/.exec(line);
        if (found) resolve(found[1]);
        else console.error(line);
      });
      ended.then((code) => reject(new Error(`the server ended (${code}) before it said where it listens`)));
    });
    const close = async () => {
      server.kill("SIGTERM");
      const code = await ended;
      remove();
      assert.equal(code, 0, `the server was to end with 0 on SIGTERM, and ended with ${code}`);
    };
    return { target: { url }, close };
  },
};
