"""Writes down when Lambda functions were invoked, for `npm run bench -- reaction`.

One JSON line for each invocation, times in seconds since 1970: `{"function": "…", "cold": true, "at": 1700000000.123,
"ready": …, "until": …}`. `ready` is when the worker could be handed the event: at once if it was warm. While there is a file
of the same path + `.cold`, no worker is used twice.
"""

import json
import os
import time


def install(path):
    if not path:
        return
    from ministack.core import lambda_runtime

    file = open(path, "a", encoding="utf-8", buffering=1)
    spawn, invoke = lambda_runtime.Worker._spawn, lambda_runtime.Worker.invoke

    def spawn_and_remember(worker):
        spawn(worker)
        worker.ready = time.time()

    def invoke_and_record(worker, *args, **kwargs):
        if worker._proc and os.path.exists(path + ".cold"):
            worker._proc.kill()
            worker._proc.wait()
        at = time.time()
        answer = invoke(worker, *args, **kwargs)
        line = {
            "function": worker.func_name,
            "cold": answer["cold_start"],
            "at": at,
            "ready": max(at, getattr(worker, "ready", at)),
            "until": time.time(),
        }
        file.write(json.dumps(line) + "\n")
        return answer

    lambda_runtime.Worker._spawn = spawn_and_remember
    lambda_runtime.Worker.invoke = invoke_and_record
