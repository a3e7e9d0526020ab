"""The server under test, as the client in Python starts it, and what it is to find.

GROUNDPLAN names the binary, WORKFLOWS the folder that ../lib/workflows.mjs wrote; ../run sets both.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

from mcp.client.stdio import StdioServerParameters

SKILLS = ["platform-infrastructure", "platform-operations"]


def setting(name: str) -> str:
    if not os.environ.get(name):
        raise SystemExit(f"{name} is not set; tests/clients/run sets it")
    return os.path.abspath(os.environ[name])


BINARY = setting("GROUNDPLAN")
OFFERS = json.loads((Path(__file__).parent / "../fixtures/server.json").read_text())


def workflow(skill: str) -> dict:
    """A workflow, as workflows.mjs describes it."""
    return json.loads(Path(setting("WORKFLOWS"), f"{skill}.json").read_text())


@asynccontextmanager
async def stdio():
    """A command for the client to start, with a store of its own."""
    with tempfile.TemporaryDirectory(prefix="groundplan-client-") as folder:
        yield StdioServerParameters(command=BINARY, args=["serve", "--store", str(Path(folder, "packs.db"))])


@asynccontextmanager
async def http():
    """The address of a server that runs for as long as it is used, with a store of its own."""
    async with stdio() as command:
        arguments = [*command.args, "--http", "127.0.0.1:0"]
        server = await asyncio.create_subprocess_exec(BINARY, *arguments, stderr=asyncio.subprocess.PIPE)
        try:
            async for line in server.stderr:
                if found := re.search(r"listening on (http:\S+)", line.decode()):
                    break
                sys.stderr.write(line.decode())
            else:
                raise AssertionError(f"the server ended ({await server.wait()}) before it said where it listens")
            yield found[1]
        finally:
            if server.returncode is None:
                server.terminate()
            _, log = await server.communicate()
            sys.stderr.write(log.decode())
            code = server.returncode
        assert code == 0, f"the server was to end with 0 on SIGTERM, and ended with {code}"


WAYS = {"stdio": stdio, "http": http}
