import { scheduler } from '../aws/clients.ts';
import { required, variables } from '../aws/variables.ts';
import type { Deadlines } from './deadline.ts';

/** What a Lambda arms and cancels page deadlines with, by its variables. @throws Error for one that it was not given */
export const deadlinesHere = (): Deadlines => ({
  scheduler: scheduler(),
  group: required(variables.deadlineGroup),
  roleArn: required(variables.deadlineRole),
  backupTopicArn: required(variables.backupTopic),
});
