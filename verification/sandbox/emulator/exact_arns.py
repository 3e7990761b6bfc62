"""Checks Lambda roles against the ARNs that AWS checks them against.

With AUTH=true MiniStack 1.5.33 knows no exact resource for some calls, or another one than the service authorization
reference names, and so denies roles that have exactly what AWS asks for. Only calls that Nightshift makes are corrected.
"""

import json
import threading
from urllib.parse import unquote


def install():
    from ministack.core import iam_actions

    known = {
        "appconfig": appconfig,
        "ecs": ecs,
        "lambda": functions,
        "scheduler": scheduler,
        "monitoring": cloudwatch,
        "rds": rds,
        "sqs": dead_letters,
        "ssm": systems_manager,
        "states": step_functions,
    }
    resource_of = iam_actions.extract_resource_arn
    request_context = iam_actions.request_tag_context
    remember_whose_token()
    tell_functions_apart(iam_actions)

    def exact(service, method, path, headers, body, query, region, account):
        find = known.get(service)
        request = Request(path, headers, parsed(body), query, f"{region}:{account}")
        return (find and find(request)) or resource_of(service, method, path, headers, body, query, region, account)

    def context(service, action, body, query):
        found = dict(request_context(service, action, body, query))
        cluster = parsed(body).get("cluster") if service == "ecs" else None
        if cluster:
            found["ecs:cluster"] = f"arn:aws:ecs:{place()}:cluster/{name_of(cluster)}"
        namespace = parsed(body).get("Namespace") if service in ("monitoring", "cloudwatch") else None
        if namespace:
            found["cloudwatch:namespace"] = namespace
        return found

    iam_actions.extract_resource_arn = exact
    iam_actions.request_tag_context = context


class Request:
    """One call: what it asks for, and `region:account`."""

    def __init__(self, path, headers, body, query, at):
        self.path, self.body, self.query, self.at = path, body, query, at
        self.call = headers.get("x-amz-target", "").split(".")[-1] or query.get("Action") or ""
        if isinstance(self.call, list):
            self.call = self.call[0]


def appconfig(request):
    """Experiments are listed by a query, and the call is newer than the emulator."""
    if request.path != "/experimentdefinitions":
        return None
    application = next((its for name, its in request.query.items() if name.lower().startswith("application")), "*")
    return f"arn:aws:appconfig:{request.at}:application/{application[0] if isinstance(application, list) else application}"


def ecs(request):
    """Checked against the cluster's ARN instead."""
    body, at = request.body, f"arn:aws:ecs:{request.at}"
    cluster = name_of(body.get("cluster") or "default")
    if request.call == "UpdateService":
        return f"{at}:service/{cluster}/{name_of(body.get('service', ''))}"
    if request.call == "DescribeServices":
        return f"{at}:service/{cluster}/{name_of((body.get('services') or ['*'])[0])}"
    if request.call == "StopTask":
        return f"{at}:task/{cluster}/{name_of(body.get('task', ''))}"
    if request.call == "DescribeTasks":
        return f"{at}:task/{cluster}/{name_of((body.get('tasks') or ['*'])[0])}"
    # Its only resource type is a container instance, which a service's tasks don't have.
    return "*" if request.call == "ListTasks" else None


def scheduler(request):
    """Checked against the group `default` instead."""
    parts = [part for part in request.path.split("/") if part]
    if "schedules" not in parts[:-1]:
        return None
    group = request.body.get("GroupName") or request.query.get("groupName") or "default"
    group = group[0] if isinstance(group, list) else group
    return f"arn:aws:scheduler:{request.at}:schedule/{group}/{unquote(parts[parts.index('schedules') + 1])}"


def cloudwatch(request):
    """Alarms named in a list, and tagged resources, are not looked at."""
    if request.call == "DescribeAlarms":
        return f"arn:aws:cloudwatch:{request.at}:alarm:*"
    return request.body.get("ResourceARN") if request.call == "ListTagsForResource" else None


def rds(request):
    """A list of instances is checked against `*` instead."""
    lists = request.call == "DescribeDBInstances" and not request.query.get("DBInstanceIdentifier")
    return f"arn:aws:rds:{request.at}:db:*" if lists else None


def functions(request):
    """A call with a qualifier was checked against the function, not against its version or alias."""
    qualifier, parts = request.query.get("Qualifier"), [part for part in request.path.split("/") if part]
    if not qualifier or "functions" not in parts[:-1]:
        return None
    name = unquote(parts[parts.index("functions") + 1])
    return f"arn:aws:lambda:{request.at}:function:{name}:{qualifier[0] if isinstance(qualifier, list) else qualifier}"


def tell_functions_apart(iam_actions):
    """A call on one alias was checked as ListAliases, and one that reads a function's concurrency as the one that changes it."""
    action_of = iam_actions._lambda_action
    on_one_alias = {"GET": "GetAlias", "PUT": "UpdateAlias", "DELETE": "DeleteAlias"}
    on_concurrency = {"GET": "GetFunctionConcurrency", "DELETE": "DeleteFunctionConcurrency"}

    def exact(method, path):
        parts = [part for part in path.split("/") if part]
        if parts[-2:-1] == ["aliases"]:
            return on_one_alias.get(method)
        if parts[-1:] == ["concurrency"] and method in on_concurrency:
            return on_concurrency[method]
        return action_of(method, path)

    iam_actions._lambda_action = exact


def dead_letters(request):
    """Moves of messages name the queue by its ARN, and the calls are not the emulator's own."""
    return request.body.get("SourceArn")


def systems_manager(request):
    """A parameter named by its ARN is taken for one whose name begins with `arn:`."""
    name = request.body.get("Name", "")
    return name if name.startswith("arn:") else None


machines = {}


def step_functions(request):
    """A task's token is checked against `*`; in AWS it belongs to its state machine."""
    return machines.get(request.body.get("taskToken"))


def remember_whose_token():
    from ministack.services import stepfunctions

    execute = stepfunctions._execute_task
    call_back = stepfunctions._invoke_with_callback
    running = threading.local()

    def execute_task(state, given, execution, context):
        running.machine = context.get("StateMachine", {}).get("Id")
        return execute(state, given, execution, context)

    def invoke_with_callback(resource, given, token, state):
        machines[token] = running.machine
        return call_back(resource, given, token, state)

    stepfunctions._execute_task = execute_task
    stepfunctions._invoke_with_callback = invoke_with_callback


def place():
    from ministack.core.responses import get_account_id, get_region

    return f"{get_region()}:{get_account_id()}"


def parsed(body):
    try:
        value = json.loads(body or b"{}")
    except (ValueError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}


def name_of(name_or_arn):
    return name_or_arn.split("/")[-1]
