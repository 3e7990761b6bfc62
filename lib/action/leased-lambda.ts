import type { Context } from 'aws-lambda';
import type { Facts } from '#core/action/action-handler';
import { stageHandler } from '#core/aws/lambda';
import { onBehalfOf } from '#core/aws/on-behalf';
import { required } from '#core/aws/variables';
import { armLease } from '#core/lease/arm';
import { deadlinesHere } from '#core/page/deadlines-here';
import type { Kit } from './calls.ts';
import { remediationOf } from './lambda.ts';
import { actionLambda, commonServices } from './run/action-lambda.ts';
import { isRestore, RestoreInput } from './run/contract.ts';
import { restore } from './run/restore.ts';

/** The Lambda handler of an action of the kit with temporary changes: it acts and restores. */
export function leasedLambda<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
) {
  const remediation = remediationOf(kit);
  const deadlines = deadlinesHere();
  const acts = actionLambda(remediation, {
    leases: {
      arm: (lease) => armLease(deadlines, lease),
      // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
      functionName: required('AWS_LAMBDA_FUNCTION_NAME'),
    },
  });
  const services = commonServices();
  const restores = stageHandler(RestoreInput, (input) =>
    onBehalfOf(input.restore.lease, () => restore(remediation, input, services)),
  );
  return (event: unknown, context: Context) => (isRestore(event) ? restores : acts)(event, context);
}
