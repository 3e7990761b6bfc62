import { cloudWatch, now } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { onBehalfOf } from '../shared/on-behalf.ts';
import { required, variables } from '../shared/variables.ts';
import { ActInput } from './contract.ts';
import { type ActServices, type Remediation, runAction } from './run-action.ts';

/** The Lambda handler of one action. */
export function actionLambda<Parameters extends object, Seen>(remediation: Remediation<Parameters, Seen>) {
  const services: ActServices = {
    database: openDatabase(required(variables.table)),
    cloudwatch: cloudWatch(),
    now,
  };
  return stageHandler(ActInput, (input) =>
    onBehalfOf(input.incident, () => runAction(remediation, input, services)),
  );
}

/**
 * SDK settings for calls that must not be sent twice: a retry after a lost answer would act again.
 * Reads keep the SDK's own retries.
 */
export const sentOnce = { maxAttempts: 1 };
