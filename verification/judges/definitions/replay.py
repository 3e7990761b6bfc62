"""Runs recorded executions again, on moto's Step Functions: an independent interpreter of the Amazon States Language.

Reads one execution a line from standard input, writes one line for each: {"states", "tasks", "status", "error",
"cause", "output"}. Definitions are taken as they are deployed. What stands behind a Task answers as it was recorded;
time passes at once.
"""
import functools
import io
import json
import logging
import sys
import threading

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_callback as callback,
    state_task_service_sns as sns,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function import wait_function
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

logging.disable(logging.CRITICAL)

# An execution that hangs here is a difference, in seconds.
patience = 60


class Instantly:
    """Stands in for the module `time` where a retry waits."""

    @staticmethod
    def sleep(_seconds):
        pass


class Replay:
    """The execution under way: what its Tasks answer, and what they are asked."""

    def __init__(self, execution, backend):
        self.backend = backend
        self.answers = [dict(task) for task in execution["tasks"]]
        self.asked = []

    def next_answer(self, given):
        """Answers come in the order in which they were recorded: no definition of ours does two things at once."""
        self.asked.append(given)
        return self.answers.pop(0) if self.answers else {"error": {"name": "NotRecorded", "message": ""}}

    def invoke(self, Payload, **parameters):
        payload = json.loads(Payload)
        answer = self.next_answer({**parameters, "Payload": payload})
        token = payload.get("token")
        error = answer.get("error")
        if error and error["name"].startswith("Lambda."):
            raise service_error(error, error["name"].removeprefix("Lambda."))
        if error:
            return function_error(error)
        if token is None:
            return {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer["output"]["Payload"]).encode())}
        if "output" in answer:
            self.backend.send_task_success(token, json.dumps(answer["output"]))
        else:
            unanswered.add(token)
        return {"StatusCode": 200, "Payload": io.BytesIO(b"{}")}

    def publish(self, **parameters):
        answer = self.next_answer(parameters)
        if "error" in answer:
            raise service_error(answer["error"], answer["error"]["name"])
        return {"MessageId": "replayed", "ResponseMetadata": {}}


def service_error(error, code):
    details = {"HTTPStatusCode": 500, "RequestId": "replayed"}
    return ClientError({"Error": {"Code": code, "Message": error["message"]}, "ResponseMetadata": details}, "Call")


def function_error(error):
    said = {"errorType": error["name"], "errorMessage": error["message"]}
    return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(said).encode())}


current = None
unanswered = set()
waits_for_token = callback.StateTaskServiceCallback._wait_for_task_token_timeout


ended = threading.Event()
terminated = BaseExecutionWorkerCommunication.terminated


def terminated_and_told(self):
    terminated(self)
    ended.set()


def waits_for_token_unless_unanswered(self, timeout_seconds, callback_endpoint):
    if callback_endpoint.callback_id in unanswered:
        return None
    return waits_for_token(self, timeout_seconds, callback_endpoint)


BaseExecutionWorkerCommunication.terminated = terminated_and_told
retrier_decl.time = Instantly
wait_function.WaitFunction._wait_interval = lambda self, env, wait_seconds: None
callback.StateTaskServiceCallback._wait_for_task_token_timeout = waits_for_token_unless_unanswered
# Reading a definition takes half a second, and what is read keeps nothing of an execution.
AmazonStateLanguageParser.parse = staticmethod(functools.cache(AmazonStateLanguageParser.parse))
lambda_eval_utils.boto_client_for = lambda **_: current
sns.boto_client_for = lambda **_: current


def replay(execution):
    global current
    _, _, _, region, account, _, machine, name = execution["arn"].split(":")
    backend = StepFunctionsParserBackend(region, account)
    current = Replay(execution, backend)
    ended.clear()
    role = f"arn:aws:iam::{account}:role/replay"
    arn = backend.create_state_machine(machine, json.dumps(execution["definition"]), role).arn
    started = backend.start_execution(arn, name, json.dumps(execution["input"]))
    ended.wait(patience)
    history = started.to_history_output()["events"]
    entered = [event.get("stateEnteredEventDetails") for event in history]
    return {
        "arn": started.exec_arn,
        # It hands names back as they are written in the definition, quotes escaped.
        "states": [json.loads(f'"{one["name"]}"') for one in entered if one],
        "tasks": current.asked,
        "unused": len(current.answers),
        "status": started.exec_status.value,
        "error": started.error,
        "cause": started.cause,
        "output": started.output,
    }


for line in sys.stdin:
    try:
        print(json.dumps(replay(json.loads(line))), flush=True)
    except Exception as error:  # A definition that it refuses is a difference, not a crash.
        print(json.dumps({"refused": f"{type(error).__name__}: {str(error)[:300]}"}), flush=True)
