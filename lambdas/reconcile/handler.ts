import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { cloudWatch, now, sns, stepFunctions } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { DeployedRunbook } from '#core/runbook/runbook';
import { openDatabase } from '#core/table/database';
import { type ReconcileServices, reconcile } from './reconcile.ts';

/** The deployed runbooks, written beside the bundle at deploy. */
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
