// A reporter for `node --test` that is silent but for failures and one closing line.

export default async function* failures(source) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
    const done = type === "test:pass" || type === "test:fail";
    if (!done || data.details.type === "suite") continue;
    if (data.skip !== undefined) count.skipped += 1;
    else if (type === "test:pass") count.passed += 1;
    else {
      count.failed += 1;
      const error = data.details.error?.cause ?? data.details.error;
      yield `\nFAILED ${data.name}\n${data.file}:${data.line}\n${error?.stack ?? error}\n`;
    }
  }
  yield `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}
