"""What MiniStack 1.5.33 does otherwise than AWS, as far as the sandbox depends on it."""

import functools
import json
import threading


def accept_alarm_events():
    """CloudWatch's own events come from inside AWS. Here the sandbox's relay sends them with PutEvents, which
    refuses sources that start with `aws.` to every outsider."""
    from ministack.services import eventbridge

    put_events = eventbridge._put_events

    def put(data, allow_aws_source=False):
        return put_events(data, allow_aws_source=True)

    eventbridge._put_events = put


def tick_every(seconds):
    """Schedules are looked at every ten seconds only; AWS fires them within the minute that they name, and a
    quarter of an hour takes a minute and a half here."""
    from ministack.services import eventbridge, scheduler

    scheduler._SCHEDULE_TICK_INTERVAL = seconds
    eventbridge._SCHEDULER_TICK_INTERVAL = seconds


def count_loopback_as_secure():
    """The emulator speaks plain HTTP on loopback, and calls from its own Step Functions come without any
    transport at all. Policies that deny insecure transport, as they should, would deny them all."""
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolve_secure(key, context):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_secure


def know_no_mute_rules():
    """The emulator has no mute rules, and does not know the call that lists them: here none is active, ever."""
    from ministack.services import cloudwatch

    error = cloudwatch._error

    def answer(code, message, *rest, use_json=False, **more):
        if use_json and message == "Unknown action: ListAlarmMuteRules":
            body = json.dumps({"AlarmMuteRuleSummaries": []}).encode()
            return 200, {"Content-Type": "application/x-amz-json-1.0"}, body
        return error(code, message, *rest, use_json=use_json, **more)

    cloudwatch._error = answer


def know_no_experiments():
    """AppConfig's experiments are newer than the emulator: here none is active, ever."""
    from ministack.services import appconfig

    handle = appconfig.handle_request

    async def answer(method, path, *rest):
        if method == "GET" and path == "/experimentdefinitions":
            return 200, {"Content-Type": "application/json"}, json.dumps({"Items": []}).encode()
        return await handle(method, path, *rest)

    appconfig.handle_request = answer


def know_no_scalable_targets():
    """Application Auto Scaling is no part of the emulator: here nothing is registered with it, ever."""
    from ministack import app
    from ministack.core import iam_actions, router

    name, json_type = "application-autoscaling", {"Content-Type": "application/x-amz-json-1.1"}

    async def answer(method, path, headers, body, query):
        if headers.get("x-amz-target") == "AnyScaleFrontendService.DescribeScalableTargets":
            return 200, json_type, json.dumps({"ScalableTargets": []}).encode()
        return 400, json_type, json.dumps({"__type": "UnknownOperationException"}).encode()

    app.SERVICE_HANDLERS[name] = answer
    router.SERVICE_PATTERNS[name] = {"target_prefixes": ["AnyScaleFrontendService"]}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[name] = name


def watch_one_metric():
    """An alarm watches the metric with exactly its dimensions; the emulator takes all metrics of that name together, so
    that the errors of one Lambda function would set off the alarms of every other."""
    from ministack.services import cloudwatch

    evaluate, evaluating = cloudwatch._evaluate_alarm, threading.local()

    class Metrics(type(cloudwatch._metrics)):
        __slots__ = ()

        def items(self):
            wanted = getattr(evaluating, "dimensions", None)
            return [(key, points) for key, points in super().items() if wanted is None or key[2] == wanted]

    def evaluate_own(alarm):
        evaluating.dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(alarm.get("Dimensions") or []))
        try:
            evaluate(alarm)
        finally:
            evaluating.dimensions = None

    cloudwatch._metrics.__class__ = Metrics
    cloudwatch._evaluate_alarm = evaluate_own


def newest_first():
    """GetMetricData answers with the newest value first unless it is asked otherwise; the emulator always with the
    oldest."""
    from ministack.services import cloudwatch

    get_metric_data = cloudwatch._get_metric_data

    def get(params, request, is_cbor, is_json=False):
        status, headers, body = get_metric_data(params, request, is_cbor, is_json)
        if not is_json or status != 200 or request.get("ScanBy") == "TimestampAscending":
            return status, headers, body
        answer = json.loads(body)
        for result in answer.get("MetricDataResults", []):
            result["Timestamps"].reverse()
            result["Values"].reverse()
        return status, headers, json.dumps(answer).encode()

    cloudwatch._get_metric_data = get


def fail_callback_tasks_at_once():
    """A task that waits for its token fails at once where its function fails; the emulator swallows the error and
    waits the task's whole time out."""
    from ministack.services import stepfunctions

    call_lambda = stepfunctions._call_lambda
    invoke_with_callback = stepfunctions._invoke_with_callback
    waiting = threading.local()

    def call(func_ref, event):
        try:
            return call_lambda(func_ref, event)
        except stepfunctions._ExecutionError as error:
            task = stepfunctions._task_tokens.get(getattr(waiting, "token", None))
            if task:
                task["error"] = {"Error": error.error, "Cause": error.cause}
                task["event"].set()
            raise

    def invoke(resource, given, token, state):
        waiting.token = token
        try:
            return invoke_with_callback(resource, given, token, state)
        finally:
            waiting.token = None

    stepfunctions._call_lambda = call
    stepfunctions._invoke_with_callback = invoke


def parse_conditions_once():
    """A query's condition is parsed again for every item of the partition, which takes seconds for 10,000 of them.
    DynamoDB's index finds the items that it returns, and reads no others."""
    from ministack.services import dynamodb

    tokens = functools.lru_cache(maxsize=512)(dynamodb._tokenize)
    dynamodb._tokenize = lambda expression: list(tokens(expression))
    dynamodb._condition_syntax_error = functools.lru_cache(maxsize=512)(dynamodb._condition_syntax_error)


def keep_saved_queries():
    """CloudFormation has no saved queries of Logs Insights here and would roll the stack back. They are taken and
    kept nowhere: there is no Logs Insights console that could show them."""
    from ministack.services.cloudformation import provisioners

    provisioners._RESOURCE_HANDLERS["AWS::Logs::QueryDefinition"] = {
        "create": lambda logical_id, props, stack_name: (f"{stack_name}-{logical_id}", {}),
        "update": lambda physical_id, old_props, new_props, stack_name: (physical_id, {}),
        "delete": lambda physical_id, props: None,
    }


def refer_to_secrets_by_arn():
    """Ref of a secret is its ARN, as CloudFormation documents; here it is the name, which no policy matches.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html"""
    from ministack.services import secretsmanager
    from ministack.services.cloudformation import provisioners

    by_name = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]

    def name_of(arn):
        return secretsmanager._resolve(arn)[0]

    def create(logical_id, props, stack_name):
        _, attributes = by_name["create"](logical_id, props, stack_name)
        return attributes["Arn"], attributes

    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        _, attributes = by_name["update"](name_of(physical_id), old_props, new_props, stack_name, logical_id)
        return attributes["Arn"], attributes

    provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"] = {
        **by_name,
        "create": create,
        "update": update,
        "delete": lambda physical_id, props: by_name["delete"](name_of(physical_id), props),
    }


def keep_alarms_on_metric_math():
    """CloudFormation refuses alarms on metric math here and would roll the stack back. They are taken and described,
    with `Metrics`, as in AWS; nothing evaluates them, so they stay INSUFFICIENT_DATA."""
    from ministack.services.cloudformation import provisioners

    record_of = provisioners._cw_metric_alarm_record

    def record(name, props):
        if not props.get("Metrics"):
            return record_of(name, props)
        plain = {key: value for key, value in props.items() if key != "Metrics"}
        alarm = record_of(name, {**plain, "MetricName": "none", "Namespace": "none"})
        for one in ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period"):
            del alarm[one]
        return {**alarm, "Metrics": props["Metrics"]}

    provisioners._cw_metric_alarm_record = record
