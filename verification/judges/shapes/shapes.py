"""Holds calls against AWS's own service models, as botocore carries them.

Reads one call a line from standard input, writes one line for each: {"id", "problems": [...]}, or {"id", "skipped"}.
botocore checks types, required members and lower bounds; what it reads and does not check is checked here: upper
bounds, patterns and enums.
"""
import base64
import datetime
import json
import re
import sys
from decimal import Decimal

import botocore.session
from boto3.dynamodb.types import TypeSerializer
from botocore.validate import ParamValidator

session = botocore.session.get_session()
serializer = TypeSerializer()
models = {}

# The document client's names for DynamoDB's operations.
documents = {
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "BatchGet": "BatchGetItem",
    "BatchWrite": "BatchWriteItem",
    "TransactWrite": "TransactWriteItems",
}
services = {"step-functions": "stepfunctions", "secrets-manager": "secretsmanager", "lambda-api": "lambda", "states": "stepfunctions", "elasticloadbalancing": "elbv2"}


def model_of(service):
    if service not in models:
        models[service] = session.get_service_model(service)
    return models[service]


def plain(value):
    """Takes moments and bytes out of their JSON, and leaves out what is undefined in JavaScript."""
    if isinstance(value, dict):
        if set(value) == {"$date"}:
            return datetime.datetime.fromisoformat(value["$date"].replace("Z", "+00:00"))
        if set(value) == {"$bytes"}:
            return base64.b64decode(value["$bytes"])
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def marshalled(shape, value):
    """What the document client makes of plain values: AttributeValues, wherever the model has them."""
    if shape.name == "AttributeValue":
        return serializer.serialize(json.loads(json.dumps(value), parse_float=Decimal))
    if shape.type_name == "structure" and isinstance(value, dict):
        members = shape.members
        return {key: marshalled(members[key], one) if key in members else one for key, one in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [marshalled(shape.member, one) for one in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: marshalled(shape.value, one) for key, one in value.items()}
    return value


def bounds(size, metadata, what):
    if "max" in metadata and size > metadata["max"]:
        yield f"{what} {size} is over the maximum of {metadata['max']}"
    if "min" in metadata and size < metadata["min"]:
        yield f"{what} {size} is under the minimum of {metadata['min']}"


def text_problems(shape, value):
    metadata = shape.metadata
    yield from bounds(len(value), metadata, "length")
    if metadata.get("enum") and value not in metadata["enum"]:
        yield f"{value!r} is none of {metadata['enum']}"
    pattern = metadata.get("pattern")
    if pattern and not re.fullmatch(pythonic(pattern), value, re.S):
        yield f"{value[:60]!r} does not match {pattern}"


def pythonic(pattern):
    """Java's classes, and its pairs of surrogates, which Python's regular expressions do not know."""
    beyond = pattern.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\U00010000-\U0010FFFF")
    return beyond.replace("\\p{Print}", "\x20-\x7e").replace("\\p{ASCII}", "\x00-\x7f")


def problems(shape, value, path):
    kind = shape.type_name
    found = []
    if kind == "structure":
        for key, one in value.items():
            if key in shape.members:
                yield from problems(shape.members[key], one, f"{path}.{key}")
    elif kind == "list":
        found = bounds(len(value), shape.metadata, "count")
        for index, one in enumerate(value):
            yield from problems(shape.member, one, f"{path}[{index}]")
    elif kind == "map":
        found = bounds(len(value), shape.metadata, "count")
        for key, one in value.items():
            yield from problems(shape.key, key, f"{path} key {key}")
            yield from problems(shape.value, one, f"{path}[{key}]")
    elif kind == "string":
        found = text_problems(shape, value)
    elif kind in ("integer", "long", "float", "double"):
        found = bounds(value, shape.metadata, "value")
    yield from (f"{path}: {one}" for one in found)


def judge(call):
    service = services.get(call["service"], call["service"])
    command = documents.get(call["command"], call["command"]) if service == "dynamodb" else call["command"]
    operation = model_of(service).operation_model(command)
    shape = operation.input_shape
    given = plain(call["input"])
    if service == "dynamodb":
        given = marshalled(shape, given)
    # The rehearsal hands its own functions values; an action hands a team's function bytes.
    if service == "lambda" and not isinstance(given.get("Payload", b""), bytes):
        given["Payload"] = json.dumps(given["Payload"]).encode()
    report = ParamValidator().validate(given, shape)
    if report.has_errors():
        return report.generate_report().splitlines()
    # The types are right, so that the walk below can rely on them.
    return list(problems(shape, given, command))


for line in sys.stdin:
    call = json.loads(line)
    try:
        print(json.dumps({"id": call["id"], "problems": judge(call)}))
    except Exception as error:  # An operation that AWS does not have is a finding, not a crash.
        print(json.dumps({"id": call["id"], "problems": [f"{type(error).__name__}: {error}"]}))
