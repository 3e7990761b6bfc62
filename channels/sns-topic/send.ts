import type { Send } from '#channel/sender';
import type { Settings } from './channel.ts';

/** Publishes to the topic; the SDK's client retries. */
export const send: Send<Settings> = ({ topicArn }, message, tools) => tools.publish(topicArn, message);
