import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetDistributionCommand,
  ListInvalidationsCommand,
} from '@aws-sdk/client-cloudfront';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { alarmState } from '#action/services/cloudwatch';
import action from './action.ts';

/*
 * The window that remains: the origin may become unhealthy in the second before. A request that is sent again is the same one,
 * by its CallerReference.
 */

const reason = reasonsOf(action);

export default kitCalls(action, {
  clients: { cloudfront: CloudFrontClient, cloudwatch: CloudWatchClient },

  observe: async ({ distribution: Id, originAlarm }, read) => {
    const found = await ifThere(read(new GetDistributionCommand({ Id })), 'NoSuchDistribution');
    if (!found?.Distribution) return { found: undefined, state: undefined, invalidations: [] };
    const [state, { InvalidationList }] = await Promise.all([
      alarmState(read, originAlarm),
      // Newest first. https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListInvalidations.html
      read(new ListInvalidationsCommand({ DistributionId: Id, MaxItems: 20 })),
    ]);
    return { found: found.Distribution, state, invalidations: InvalidationList?.Items ?? [] };
  },

  judge: ({ found, state, invalidations }, { distribution, paths, originAlarm: name }) => {
    if (!found) return { never: reason('no-such-distribution', { distribution }) };
    if (!found.DistributionConfig?.Enabled) return { never: reason('disabled', { distribution }) };
    if (!state) return { never: reason('no-such-alarm', { name }) };
    if (state !== 'OK') return { refuse: reason('origin-not-ok', { name, state }) };
    const going = invalidations
      .filter(({ Status }) => Status !== 'Completed')
      .map(({ Id = 'unknown' }) => Id);
    if (going.length > 0)
      return { refuse: reason('already-invalidating', { distribution, invalidations: going }) };
    const last = invalidations[0]?.Id ?? 'none';
    return {
      intends: `Invalidate ${paths.join(', ')} of ${distribution} (${found.DomainName}).`,
      before: { lastInvalidation: last },
      evidence: { originAlarm: state, lastAt: invalidations[0]?.CreateTime?.toISOString() ?? 'never' },
      pin: { lastInvalidation: last },
    };
  },

  change: async ({ distribution: DistributionId, paths }, { attempt: CallerReference }, send) => {
    const Paths = { Quantity: paths.length, Items: [...paths] };
    const { Invalidation } = await send(
      new CreateInvalidationCommand({ DistributionId, InvalidationBatch: { CallerReference, Paths } }),
    );
    return {
      did: `Started to invalidate ${paths.join(', ')} of ${DistributionId}.`,
      after: { invalidation: Invalidation?.Id ?? 'not reported' },
    };
  },
});
