"""A whole workflow of each skill with the official Python client, in both eras of the protocol and in each way to the
server: from pack_open through a refused finalize to an accepted one, and everything offered beside the tools."""

import asyncio
import json
import unittest
import warnings
from contextlib import asynccontextmanager

import anyio
from mcp import Client, MCPError
from mcp_types import PromptReference, ResourceTemplateReference, ResourceUpdatedNotification

from server import OFFERS, SKILLS, WAYS, workflow

# By the client's name for them: the protocol that is agreed upon, and the error of a resource that there is not.
ERAS = {"legacy": ("2025-11-25", -32002), "auto": ("2026-07-28", -32602)}

# Seconds, long enough for a slow machine; a test that fails takes so long.
PATIENCE = 60


def words(answer) -> str:
    return "\n".join(getattr(part, "text", "") for part in answer.content)


def reference(ref: dict):
    return PromptReference(**ref) if ref["type"] == "ref/prompt" else ResourceTemplateReference(**ref)


class Session:
    """A connected client, and what it heard."""

    def __init__(self, era: str, way: str):
        self.version, self.absent = ERAS[era]
        # With a handshake, and without the sessions that this server does not keep over HTTP, there is no way for news.
        self.has_news = way == "stdio" or era == "auto"
        self.stateless = era == "auto"
        self.client: Client = None
        self.heard = anyio.Event()

    async def hear(self, message):
        if isinstance(message, ResourceUpdatedNotification):
            self.heard.set()

    @asynccontextmanager
    async def watching(self, uri: str):
        """Fails where no change of a resource was told of by the end."""
        self.heard = anyio.Event()
        if not self.has_news:
            yield
        elif self.stateless:
            async with self.client.listen(resource_subscriptions=[uri]) as news:
                yield
                with anyio.fail_after(PATIENCE):
                    event = await anext(news)
                assert event.uri == uri, f"news of {uri} was expected, and came of {event.uri}"
        else:
            await self.client.subscribe_resource(uri)
            yield
            with anyio.fail_after(PATIENCE):
                await self.heard.wait()

    async def call(self, tool: str, arguments: dict) -> tuple[dict, str]:
        answer = await self.client.call_tool(tool, arguments)
        assert not answer.is_error, f"{tool} was to be answered, and was refused: {words(answer)}"
        return answer.structured_content, words(answer)

    async def refused(self, tool: str, arguments: dict, needed: str):
        answer = await self.client.call_tool(tool, arguments)
        assert answer.is_error, f"{tool} was to be refused, and was answered: {words(answer)}"
        assert needed in words(answer), f"{tool}, refused: `{needed}` is not in\n{words(answer)}"

    async def read(self, uri: str) -> str:
        (content,) = (await self.client.read_resource(uri)).contents
        assert content.uri == uri, f"{uri} was asked for, and {content.uri} came"
        return content.text


@asynccontextmanager
async def connected(era: str, way: str):
    session = Session(era, way)
    settings = {"mode": era, "message_handler": session.hear, "read_timeout_seconds": PATIENCE}
    async with WAYS[way]() as server, Client(server, **settings) as session.client:
        yield session


class Workflow(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        # What the newer protocol has done away with is what the older one needs.
        warnings.simplefilter("ignore")

    def in_each(self, check, *arguments):
        async def one(era: str, way: str):
            failure = None
            async with connected(era, way) as session:
                try:
                    await check(session, *arguments)
                except Exception as error:
                    # Raised in there it would come out wrapped in the groups of the client's tasks.
                    failure = error
            if failure:
                raise failure

        for era in ERAS:
            for way in WAYS:
                with self.subTest(era=era, way=way):
                    asyncio.run(one(era, way))

    def assertSays(self, text: str, needed: str, where: str):
        self.assertTrue(needed in text, f"{where}: `{needed}` is not in\n{text}")

    def test_the_server_introduces_itself_and_lists_what_it_offers(self):
        self.in_each(self.introduces)

    async def introduces(self, session: Session):
        client = session.client
        self.assertEqual(client.protocol_version, session.version)
        self.assertEqual(client.server_info.name, OFFERS["name"])
        self.assertSays(client.instructions, "pack_open", "the instructions")
        self.assertEqual([tool.name for tool in (await client.list_tools()).tools], OFFERS["tools"])
        self.assertEqual([prompt.name for prompt in (await client.list_prompts()).prompts], OFFERS["prompts"])
        templates = (await client.list_resource_templates()).resource_templates
        self.assertEqual([template.uri_template for template in templates], OFFERS["templates"])
        resources = [resource.uri for resource in (await client.list_resources()).resources]
        for uri in OFFERS["skills"]:
            self.assertIn(uri, resources)
        await session.refused("pack_open", OFFERS["incident"]["arguments"], OFFERS["incident"]["says"])

    def test_texts_are_read_prompts_written_arguments_completed(self):
        self.in_each(self.reads)

    async def reads(self, session: Session):
        client = session.client
        for resource in OFFERS["resources"]:
            self.assertSays(await session.read(resource["uri"]), resource["says"], resource["uri"])
        with self.assertRaises(MCPError) as caught:
            await client.read_resource(OFFERS["absent"])
        self.assertEqual(caught.exception.error.code, session.absent, caught.exception.error.message)
        asked = OFFERS["prompt"]
        prompt = await client.get_prompt(asked["name"], asked["arguments"])
        self.assertSays(prompt.messages[0].content.text, asked["says"], asked["name"])
        for asked in OFFERS["completions"]:
            answer = await client.complete(reference(asked["ref"]), asked["argument"], asked.get("before"))
            self.assertEqual(answer.completion.values, asked["values"], asked)

    def test_a_pack_is_refused_repaired_and_finalized(self):
        for skill in SKILLS:
            with self.subTest(skill=skill):
                self.in_each(self.finalizes, workflow(skill))

    async def finalizes(self, session: Session, plan: dict):
        opened, _ = await session.call("pack_open", plan["open"])
        pack = opened["pack"]
        uri = f"groundplan://packs/{pack}.md"

        async def send(step: dict, accepted: bool):
            answer, said = await session.call(step["tool"], {"pack": pack, **step["arguments"]})
            self.assertEqual(answer["accepted"], accepted, f"accepted, by {step['tool']}: {said}")

        *steps, last = plan["steps"]
        async with session.watching(uri):
            for step in steps:
                await send(step, accepted=True)
        misspelt = plan["misspelt"]
        await session.refused(misspelt["tool"], {"pack": pack, **misspelt["arguments"]}, misspelt["meant"])
        await send(plan["flaw"], accepted=False)
        await session.refused(last["tool"], {"pack": pack, **last["arguments"], "finalize": True}, plan["rule"])
        await send(plan["repair"], accepted=True)
        # What came with the refused finalize was kept.
        done, said = await session.call(last["tool"], {"pack": pack, "finalize": True})
        self.assertTrue(done["finalized"], f"{last['tool']} was to finalize: {said}")

        _, shown = await session.call("pack_read", {"pack": pack})
        markdown = await session.read(uri)
        for heading in plan["headings"]:
            self.assertSays(shown, heading, "pack_read")
            self.assertSays(markdown, heading, uri)
        data = json.loads(await session.read(f"groundplan://packs/{pack}.json"))
        self.assertEqual(data["title"], plan["open"]["title"])
        checked, _ = await session.call("pack_check", {"pack": pack})
        self.assertEqual(checked["revision"], done["revision"])
        _, listed = await session.call("pack_list", {})
        self.assertSays(listed, pack, "pack_list")

        summary = await session.client.get_prompt("summarize_pack", {"pack": pack, "audience": "finance"})
        self.assertEqual(summary.messages[1].content.resource.uri, uri)
        argument = {"name": "pack", "value": pack[:20]}
        answer = await session.client.complete(PromptReference(name="summarize_pack"), argument)
        self.assertEqual(answer.completion.values, [pack])


if __name__ == "__main__":
    unittest.main()
