// A reporter for `node --test` that is silent but for failures and one closing line.

const INTERNAL = /^\s+at .*\(?node:/;

export default async function* failures(source) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const within = [];
  for await (const { type, data } of source) {
    if (type === "test:start") within.splice(data.nesting, Infinity, data.name);
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    const error = data.details.error?.cause ?? data.details.error;
    const suite = data.details.type === "suite";
    // A suite also fails because a test in it did, which was told.
    if (suite && (type === "test:pass" || data.details.error?.failureType === "subtestsFailed")) continue;
    if (data.skip !== undefined) count.skipped += 1;
    else if (type === "test:pass") count.passed += 1;
    else {
      count.failed += 1;
      const lines = String(error?.stack ?? error).split("\n").filter((line) => !INTERNAL.test(line));
      yield `\nFAILED ${[...within.slice(0, data.nesting), data.name].join(": ")}\n${lines.join("\n")}\n`;
    }
  }
  yield `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}
