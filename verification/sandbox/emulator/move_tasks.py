"""Moves dead letters back to their queues. MiniStack 1.5.33 has dead-letter queues, but none of the three calls that redrive them.

As AWS documents them: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
Left out: another destination, cancelling, FIFO queues, and the permissions that the caller needs on both queues besides the call's own.
"""

import json
import threading
import time


def install():
    from ministack.services import sqs

    sqs._HANDLERS.update(
        StartMessageMoveTask=lambda data, _url: start(sqs, data),
        ListMessageMoveTasks=lambda data, _url: {"Results": listed(data)},
        ListDeadLetterSourceQueues=lambda data, _url: {
            "queueUrls": [url for url, _queue in sources_of(sqs, sqs._get_q(data["QueueUrl"]))]
        },
    )


# Newest first, by the dead-letter queue's ARN.
tasks = {}
# What the move of a queue is limited to where the caller sets no limit, in messages a second.
most_a_second = 500


def start(sqs, data):
    arn = data["SourceArn"]
    source = sqs._queue_by_arn(arn)
    if source is None:
        raise sqs._Err("ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist.")
    if not sources_of(sqs, source):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    earlier = tasks.setdefault(arn, [])
    if any(task["Status"] == "RUNNING" for task in earlier):
        raise sqs._Err("UnsupportedOperation", "Only one active message movement task is supported per queue at any given time.")
    task = {
        "TaskHandle": sqs.new_uuid(),
        "Status": "RUNNING",
        "SourceArn": arn,
        "ApproximateNumberOfMessagesToMove": len(source["messages"]),
        "ApproximateNumberOfMessagesMoved": 0,
        "StartedTimestamp": int(time.time() * 1000),
        **{name: data[name] for name in ("MaxNumberOfMessagesPerSecond",) if name in data},
    }
    earlier.insert(0, task)
    queues = {queue["attributes"]["QueueArn"]: queue for _url, queue in sources_of(sqs, source)}
    threading.Thread(target=move, args=(sqs, source, queues, task), daemon=True).start()
    return {"TaskHandle": task["TaskHandle"]}


def listed(data):
    """The handle only of a task that runs: no other can be cancelled."""
    found = tasks.get(data["SourceArn"], [])[: data.get("MaxResults", 1)]
    return [{name: its for name, its in task.items() if name != "TaskHandle" or task["Status"] == "RUNNING"} for task in found]


def sources_of(sqs, dead_letters):
    """The queues whose dead letters end in this one, each with its URL."""
    arn = dead_letters["attributes"]["QueueArn"]
    policies = [(url, queue, queue["attributes"].get("RedrivePolicy")) for url, queue in sqs._queues.items()]
    return [(url, queue) for url, queue, policy in policies if policy and json.loads(policy)["deadLetterTargetArn"] == arn]


def move(sqs, source, queues, task):
    """Redriven messages count as new: with another id, another time and no receives."""
    from ministack.core.concurrency import esm_wake

    while task["ApproximateNumberOfMessagesMoved"] < task["ApproximateNumberOfMessagesToMove"]:
        with sqs._queues_lock:
            now = time.time()
            message = next((one for one in source["messages"] if one["visible_at"] <= now), None)
            if message is None:
                break
            source["messages"].remove(message)
            system = dict(message["sys"])
            destination = queues[system.pop("DeadLetterQueueSourceArn")]
            system["SentTimestamp"] = str(int(now * 1000))
            fresh = {"id": sqs.new_uuid(), "receipt_handle": None, "receive_count": 0, "first_receive_at": None}
            destination["messages"].append({**message, **fresh, "sent_at": now, "visible_at": now, "enqueued_at": now, "sys": system})
            task["ApproximateNumberOfMessagesMoved"] += 1
        esm_wake.set()
        time.sleep(1 / task.get("MaxNumberOfMessagesPerSecond", most_a_second))
    task["Status"] = "COMPLETED"
