import { GetQueueAttributesCommand, GetQueueUrlCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { ifThere, type Send } from '../calls.ts';

/** A queue's URL and these attributes of it; undefined where there is no queue of this name. */
export async function queueCalled<Name extends QueueAttributeName>(
  QueueName: string,
  read: Send,
  ...AttributeNames: readonly Name[]
) {
  const found = await ifThere(read(new GetQueueUrlCommand({ QueueName })), 'QueueDoesNotExist');
  if (!found) return undefined;
  const { QueueUrl } = found;
  const asked = { QueueUrl, AttributeNames: [...AttributeNames] };
  const { Attributes = {} } = await read(new GetQueueAttributesCommand(asked));
  return { ...Attributes, QueueUrl };
}
