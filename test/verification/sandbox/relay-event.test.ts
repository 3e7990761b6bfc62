import { readStateChange } from '#core/alarm/event';
import { stateChangeDetail, stateOf } from '#verification/sandbox/relay-event';

const alarm = {
  AlarmName: 'web-storefront-errors',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:web-storefront-errors',
  Namespace: 'Shop/Web',
  MetricName: 'web-storefront-errors',
  Dimensions: [{ Name: 'ServiceName', Value: 'web-storefront' }],
  Statistic: 'Sum' as const,
  Period: 3,
  Threshold: 2,
  StateValue: 'ALARM' as const,
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: new Date('2026-11-23T13:00:00Z'),
};
const before = { value: 'OK' as const, reason: 'fine', at: new Date('2026-11-23T12:00:00Z') };

describe('the event that the relay puts on the bus', () => {
  it('has the shape of a CloudWatch alarm state change', () => {
    expect(stateChangeDetail(alarm, before, {})).toEqual({
      alarmName: 'web-storefront-errors',
      configuration: {
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: {
                namespace: 'Shop/Web',
                name: 'web-storefront-errors',
                dimensions: { ServiceName: 'web-storefront' },
              },
              period: 3,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
      previousState: { value: 'OK', reason: 'fine', timestamp: '2026-11-23T12:00:00.000+0000' },
      state: {
        value: 'ALARM',
        reason: 'Threshold Crossed',
        reasonData: expect.stringContaining('"threshold":2'),
        timestamp: '2026-11-23T13:00:00.000+0000',
      },
    });
  });

  it('carries the tags of a tagged alarm, and no tag fields otherwise', () => {
    const tagged = stateChangeDetail(alarm, before, { 'nightshift:runbook': 'shop-pages-stale' });
    expect(tagged).toMatchObject({
      alarmTags: { 'nightshift:runbook': 'shop-pages-stale' },
      alarmTagsStatus: 'SUCCESS',
    });
    expect(stateChangeDetail(alarm, before, {})).not.toHaveProperty('alarmTags');
  });

  it('is read by Nightshift as the state change that it reports', () => {
    const event = {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      time: '2026-11-23T13:00:01Z',
      resources: [alarm.AlarmArn],
      detail: stateChangeDetail(alarm, before, {}),
    };
    expect(readStateChange(event)).toMatchObject({
      alarmName: 'web-storefront-errors',
      state: 'ALARM',
      at: '2026-11-23T13:00:00.000Z',
    });
  });

  it('calls an alarm that says nothing of its state undecided', () => {
    expect(stateOf({}).value).toBe('INSUFFICIENT_DATA');
  });
});
