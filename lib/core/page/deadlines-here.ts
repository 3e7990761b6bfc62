import { scheduler } from '../aws/clients.ts';
import { required, variables } from '../aws/variables.ts';
import type { Deadlines } from './deadline.ts';

/** What a Lambda needs to arm and cancel page deadlines, from its environment variables. @throws Error if one is not set */
export const deadlinesHere = (): Deadlines => ({
  scheduler: scheduler(),
  group: required(variables.deadlineGroup),
  roleArn: required(variables.deadlineRole),
  backupTopicArn: required(variables.backupTopic),
});
