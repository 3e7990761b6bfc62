"""Kills Lambda workers in the middle of an invocation, for the scenario in which the engine dies.

The sandbox names an alarm in a file. From then on every worker that is handed something about that alarm's
execution gets SIGKILL while it works on it; workers of other incidents are left alone, so that the scenarios beside
it are not disturbed. The file is `{"alarm": "…", "spare": ["function", …], "afterMs": 30}`; each kill is appended to
the same path + `.log` as one JSON line.
"""

import json
import os
import signal
import threading
import time


def install(path):
    if not path:
        return
    from ministack.core import lambda_runtime

    invoke = lambda_runtime.Worker.invoke
    condemned = set()

    def invoke_or_die(worker, event, *args, **kwargs):
        orders = read(path)
        if orders and concerns(event, orders["alarm"], condemned) and worker.func_name not in orders["spare"]:
            threading.Thread(target=kill, args=(worker, orders["afterMs"] / 1000, path), daemon=True).start()
        return invoke(worker, event, *args, **kwargs)

    lambda_runtime.Worker.invoke = invoke_or_die


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def concerns(event, alarm, condemned):
    """Only some stages are told the alarm; others name the execution, so that is remembered."""
    text = json.dumps(event)
    execution = event.get("execution") if isinstance(event, dict) else None
    if alarm in text and execution:
        condemned.add(execution)
    return alarm in text or any(one in text for one in condemned)


def kill(worker, after, path):
    """A cold worker is waited for: it must die while it handles the event, not while it starts."""
    before = worker._start_time
    running = worker._proc is not None and worker._proc.poll() is None
    deadline = time.monotonic() + 5
    while not running and time.monotonic() < deadline:
        time.sleep(0.002)
        running = worker._start_time != before
    time.sleep(after)
    process = worker._proc
    if process is None or process.poll() is not None or not worker.in_use:
        return
    os.kill(process.pid, signal.SIGKILL)
    with open(path + ".log", "a", encoding="utf-8") as file:
        file.write(json.dumps({"function": worker.func_name, "pid": process.pid, "at": time.time()}) + "\n")
