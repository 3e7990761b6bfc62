import { StandardRetryStrategy } from '@smithy/core/retry';
import { cloudWatch, now } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { onBehalfOf } from '#core/aws/on-behalf';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { isThrottled } from '../definite-no.ts';
import { ActInput } from './contract.ts';
import { type ActServices, type Remediation, runAction } from './run-action.ts';

/** Services of every action's Lambda. */
export const commonServices = (): Omit<ActServices, 'leases'> => ({
  database: openDatabase(required(variables.table)),
  cloudwatch: cloudWatch(),
  now,
});

/** The Lambda handler of one action. */
export function actionLambda<Parameters extends object, Seen>(
  remediation: Remediation<Parameters, Seen>,
  more: Pick<ActServices, 'leases' | 'takeNote'> = {},
) {
  const services: ActServices = { ...commonServices(), ...more };
  return stageHandler(ActInput, (input) =>
    onBehalfOf(input.incident, () => runAction(remediation, input, services)),
  );
}

/** Retries throttled requests only: after a lost answer, a second request would act again. */
class ThrottlesOnly extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    ...[token, error]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    // The SDK then throws the original error.
    if (!isThrottled(error.error)) throw new Error('Only a throttled request is sent again.');
    return super.refreshRetryTokenForRetry(token, error);
  }
}

/**
 * SDK settings for calls that must take effect once. A throttled request had no effect ("denied due to request throttling") and
 * is sent up to three times, any other request once. Reads keep the SDK's own retries.
 */
export const sentOnce = { retryStrategy: new ThrottlesOnly(3) };
