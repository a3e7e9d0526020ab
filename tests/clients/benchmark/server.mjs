// A server made with the official TypeScript library, with a tool that repeats an answer: `node server.mjs ANSWERS [http]`.
// `cargo bench --bench compare` measures groundplan against it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

const [folder, http] = process.argv.slice(2)
const answers = new Map(readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]))

function echo() {
  const server = new McpServer({ name: 'echo', version: '1.0.0' })
  const tool = {
    description: 'Repeats an answer.',
    inputSchema: z.object({ answer: z.string() }),
    annotations: { readOnlyHint: true },
  }
  server.registerTool('echo', tool, ({ answer }) => answers.get(answer))
  return server
}

if (http) {
  const { createServer } = await import('node:http')
  const { NodeStreamableHTTPServerTransport } = await import('@modelcontextprotocol/node')
  // Without sessions, and answering with JSON, as groundplan does.
  const listening = createServer(async (request, response) => {
    const server = echo()
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true })
    response.on('close', () => server.close())
    await server.connect(transport)
    await transport.handleRequest(request, response)
  })
  listening.listen(0, '127.0.0.1', () => console.error(`http://127.0.0.1:${listening.address().port}/mcp`))
} else {
  const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio')
  await echo().connect(new StdioServerTransport())
}
