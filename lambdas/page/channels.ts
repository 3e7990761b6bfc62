import type { SNSClient } from '@aws-sdk/client-sns';
import { required, variables } from '../shared/variables.ts';
import type { Road } from './page.ts';
import { snsTopic } from './sns-topic/channel.ts';

/** The pager's channels, by what the record of a page calls them. A new channel is a folder and a line here. */
export const channels = (sns: SNSClient): Readonly<Record<string, Road>> => ({
  'the page topic': snsTopic(sns, required(variables.pageTopic)),
});
