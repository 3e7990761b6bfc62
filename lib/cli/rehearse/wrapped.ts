import { CommandError } from '../command-line.ts';

/** What was in a file, without the message around it. */
export interface Unwrapped {
  readonly event: unknown;
  /** Where it was, e.g. `an SQS message (Messages[0].Body)`. @default - the file itself */
  readonly within?: string;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const recordsOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Messages that may carry an event, and what they are called. */
interface Carrier {
  readonly called: string;
  readonly messages: readonly unknown[];
}

/**
 * The ways in which SNS and SQS deliver a message: to a Lambda function, to a queue, and to `aws sqs receive-message`.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
function carrierOf(data: Json): Carrier | undefined {
  const { Records, Messages, Type, TopicArn, Message } = data;
  if (Array.isArray(Messages)) {
    const messages = recordsOf(Messages).map(({ Body }) => Body);
    return { called: 'an SQS message (Messages[0].Body)', messages };
  }
  if (Type === 'Notification' && TopicArn !== undefined)
    return { called: 'an SNS notification (Message)', messages: [Message] };
  const records = recordsOf(Records);
  if (records.some(({ eventSource }) => eventSource === 'aws:sqs')) {
    return { called: 'an SQS message (Records[0].body)', messages: records.map(({ body }) => body) };
  }
  if (!records.some(({ EventSource }) => EventSource === 'aws:sns')) return undefined;
  const messages = records.map(({ Sns }) => (isObject(Sns) ? Sns['Message'] : undefined));
  return { called: 'an SNS notification (Records[0].Sns.Message)', messages };
}

/**
 * Takes an event out of the SNS notification or SQS message that it is in, also if one is inside the other.
 * @throws CommandError in one sentence if that holds no alarm event
 */
export function unwrapped(data: unknown, file: string, within?: string): Unwrapped {
  const carrier = isObject(data) ? carrierOf(data) : undefined;
  if (!carrier) {
    if (within !== undefined) refuseOther(data, file, within);
    return within === undefined ? { event: data } : { event: data, within };
  }
  const { called, messages } = carrier;
  if (messages.length !== 1) {
    throw new CommandError(
      `${file} holds ${messages.length === 0 ? 'no message' : `${messages.length} messages`} of a queue or topic; save one that carries an alarm event.`,
    );
  }
  const place = within === undefined ? called : `${called} in ${within}`;
  return unwrapped(parsed(messages[0]), file, place);
}

function parsed(message: unknown): unknown {
  try {
    return typeof message === 'string' ? JSON.parse(message) : message;
  } catch {
    return message;
  }
}

/** What an alarm itself sends to a topic is not an event, and gives the time of the change in another form. */
function refuseOther(data: unknown, file: string, within: string): void {
  if (isObject(data) && data['detail-type'] !== undefined) return;
  const name = isObject(data) ? data['AlarmName'] : undefined;
  throw new CommandError(
    name === undefined
      ? `${file} holds ${within}, and what is in it is no alarm event.`
      : `${file} holds ${within} with what the alarm ${name} tells its topic, which starts nothing; save the event that EventBridge delivers.`,
  );
}

/** Refuses CloudWatch alarm events that only look like a state change. @throws CommandError in one sentence */
export function refuseNoStateChange(event: unknown, file: string): void {
  if (!isObject(event)) return;
  const detail = isObject(event['detail']) ? event['detail'] : {};
  const name = detail['alarmName'];
  if (event['detail-type'] === 'CloudWatch Alarm Contributor State Change') {
    throw new CommandError(
      `${file} is about one contributor${attributesOf(detail['alarmContributor'])} of the alarm ${name}, which is no state change of the alarm and starts nothing; save the alarm's own "CloudWatch Alarm State Change".`,
    );
  }
  if (event['detail-type'] === 'CloudWatch Alarm Configuration Change') {
    throw new CommandError(
      `${file} says that the configuration of the alarm ${name} was changed (${detail['operation'] ?? 'operation not said'}), which starts nothing; save a "CloudWatch Alarm State Change".`,
    );
  }
  if (isObject(event['alarmData'])) {
    throw new CommandError(
      `${file} is what an alarm hands to a Lambda function that it invokes, which starts no runbook; save the event that EventBridge delivers.`,
    );
  }
}

function attributesOf(contributor: unknown): string {
  const attributes = isObject(contributor) ? contributor['attributes'] : undefined;
  const listed = isObject(attributes)
    ? Object.entries(attributes).map(([name, value]) => `${name}=${value}`)
    : [];
  return listed.length > 0 ? ` (${listed.join(', ')})` : '';
}
