import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { cloudWatch, now, sns, stepFunctions } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { DeployedRunbook } from '../shared/runbook.ts';
import { required, variables } from '../shared/variables.ts';
import { type ReconcileServices, reconcile } from './reconcile.ts';

/** Written beside the bundle at deploy: which runbooks this deployment has. */
const Index = z.array(z.strictObject({ stateMachineArn: z.string(), runbook: DeployedRunbook }));

const services: ReconcileServices = {
  cloudwatch: cloudWatch(),
  database: openDatabase(required(variables.table)),
  sfn: stepFunctions(),
  sns: sns(),
  backupTopicArn: required(variables.backupTopic),
  environment: required(variables.environment),
  index: Index.parse(JSON.parse(readFileSync(new URL('./runbooks.json', import.meta.url), 'utf8'))),
  now,
};

export const handler = stageHandler(z.unknown(), () => reconcile(services));
