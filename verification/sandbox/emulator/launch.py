"""Starts MiniStack with what the sandbox needs corrected, and ends it when the sandbox is gone.

Every correction makes the emulator behave as AWS does or as a test needs; none is about Nightshift.
They reach into MiniStack's internals, so its version is pinned in requirements.txt.
"""

import os
import signal
import sys
import threading

import corrections
import exact_arns
import killer
import move_tasks


def end_with_the_sandbox():
    """The sandbox holds the other end of stdin: when that closes, however it died, this process ends too."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_the_sandbox, daemon=True).start()

corrections.accept_alarm_events()
corrections.tick_every(seconds=0.5)
corrections.newest_first()
corrections.watch_one_metric()
corrections.know_no_mute_rules()
corrections.know_no_experiments()
corrections.fail_callback_tasks_at_once()
corrections.parse_conditions_once()
corrections.keep_saved_queries()
corrections.refer_to_secrets_by_arn()
corrections.keep_alarms_on_metric_math()
corrections.know_no_scalable_targets()
move_tasks.install()
exact_arns.install()
corrections.count_loopback_as_secure()
killer.install(os.environ.get("SANDBOX_KILL_FILE"))

from ministack.app import main  # noqa: E402  (reads the environment when it is imported)

main()
