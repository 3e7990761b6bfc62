"""Starts LocalStack's core on loopback, without Docker: functions run as Node processes, tables are moto's.

It reaches into LocalStack's internals, so its version is pinned in requirements.txt. None of it is about Nightshift.
"""

import os
import signal
import sys
import threading

import processes
import tables
import twisted.internet.endpoints as endpoints


def end_with_its_parent():
    """The parent holds the other end of stdin: when that closes, however it died, this process ends too."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def listen_on_loopback_only():
    server = endpoints.TCP4ServerEndpoint

    def on_loopback(reactor, port, **rest):
        return server(reactor, port, **{**rest, "interface": "127.0.0.1"})

    endpoints.TCP4ServerEndpoint = on_loopback


def know_no_mute_rules():
    """It has no mute rules, and does not know the call that lists them: here none is active, ever."""
    from localstack.aws.api import handler
    from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider

    @handler("ListAlarmMuteRules", expand=False)
    def list_alarm_mute_rules(self, context, request):
        return {"AlarmMuteRuleSummaries": []}

    CloudwatchProvider.list_alarm_mute_rules = list_alarm_mute_rules


threading.Thread(target=end_with_its_parent, daemon=True).start()
listen_on_loopback_only()
if os.environ.get("TABLES_PORT"):
    tables.install(int(os.environ["TABLES_PORT"]))
    processes.install(os.environ["FUNCTION_LOGS"], os.environ["FUNCTION_ENDPOINT"])
    know_no_mute_rules()

from localstack.runtime.main import main  # noqa: E402  (reads the environment when it is imported)

main()
