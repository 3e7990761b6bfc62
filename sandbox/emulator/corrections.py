"""What MiniStack 1.5.33 does otherwise than AWS, as far as the sandbox depends on it."""

import json
from urllib.parse import unquote


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


def check_exact_arns():
    """With AUTH=true, a call on an ECS service or task is checked against its cluster's ARN, and a call on a
    schedule against the default group. Both would deny a role that has the exact ARNs of AWS. The condition key
    `ecs:cluster` is not filled in either."""
    from ministack.core import iam_actions

    resource_of = iam_actions.extract_resource_arn
    request_context = iam_actions.request_tag_context

    def exact(service, method, path, headers, body, query, region, account):
        if service == "ecs":
            arn = ecs_resource(headers, body, region, account)
        elif service == "scheduler":
            arn = schedule_resource(method, path, body, query, region, account)
        else:
            arn = None
        return arn or resource_of(service, method, path, headers, body, query, region, account)

    def context(service, action, body, query):
        found = dict(request_context(service, action, body, query))
        if service == "ecs":
            cluster = parsed(body).get("cluster")
            if cluster:
                found["ecs:cluster"] = ecs_arn("cluster", name_of(cluster))
        return found

    iam_actions.extract_resource_arn = exact
    iam_actions.request_tag_context = context


def ecs_resource(headers, body, region, account):
    """The resource that the service authorization reference names for the calls that Nightshift makes."""
    call = headers.get("x-amz-target", "").split(".")[-1]
    request = parsed(body)
    cluster = name_of(request.get("cluster") or "default")
    place = (region, account)
    if call in ("UpdateService", "DeleteService"):
        return ecs_arn(f"service/{cluster}", name_of(request.get("service", "")), *place)
    if call == "DescribeServices":
        return ecs_arn(f"service/{cluster}", name_of((request.get("services") or ["*"])[0]), *place)
    if call == "StopTask":
        return ecs_arn(f"task/{cluster}", name_of(request.get("task", "")), *place)
    if call == "DescribeTasks":
        return ecs_arn(f"task/{cluster}", name_of((request.get("tasks") or ["*"])[0]), *place)
    # Its only resource type is a container instance, which a service's tasks don't have.
    return "*" if call == "ListTasks" else None


def ecs_arn(kind, name, region=None, account=None):
    from ministack.core.responses import get_account_id, get_region

    return f"arn:aws:ecs:{region or get_region()}:{account or get_account_id()}:{kind}/{name}"


def schedule_resource(method, path, body, query, region, account):
    parts = [part for part in path.split("/") if part]
    if "schedules" not in parts[:-1]:
        return None
    name = unquote(parts[parts.index("schedules") + 1])
    group = parsed(body).get("GroupName") or query.get("groupName") or "default"
    group = group[0] if isinstance(group, list) else group
    return f"arn:aws:scheduler:{region}:{account}:schedule/{group}/{name}"


def count_loopback_as_secure():
    """The emulator speaks plain HTTP on loopback, and calls from its own Step Functions come without any
    transport at all. Policies that deny insecure transport, as they should, would deny them all."""
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolve_secure(key, context):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_secure


def parsed(body):
    try:
        value = json.loads(body or b"{}")
    except (ValueError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}


def name_of(name_or_arn):
    return name_or_arn.split("/")[-1]
