import runbook from '#runbooks/checkout-api-errors';
import { type RehearseOptions, rehearse } from '#testing/rehearse';
import { names } from '#workflow/names';

/** An alarm's event as somebody might have saved it: with what EventBridge adds to it. */
export const savedEvent = ({ alarm = 'checkout-api-5xx', state = 'ALARM' } = {}) => ({
  version: '0',
  id: '2dde0eb1-528b-d2d5-9ca6-6d590caf2329',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-02-03T03:17:08Z',
  region: 'us-east-1',
  resources: [`arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarm}`],
  detail: {
    alarmName: alarm,
    configuration: {
      metrics: [
        {
          id: 'a1',
          metricStat: {
            metric: { namespace: 'Shop', name: 'Errors5xx', dimensions: { Service: 'checkout-api' } },
            period: 60,
            stat: 'Sum',
          },
          returnData: true,
        },
      ],
    },
    state: { value: state, timestamp: '2026-02-03T03:17:08.123+0000', reason: 'Threshold Crossed' },
    previousState: { value: 'OK', timestamp: '2026-02-03T01:00:00.000+0000' },
  },
});

/** An execution's history as Step Functions exports it, of a night that was rehearsed. */
export async function historyOf(options: RehearseOptions): Promise<{ events: object[] }> {
  const night = await rehearse(runbook, {
    ...options,
    surroundings: { firstEvent: savedEvent() },
    alarmAt: '2026-02-03T03:17:08.123Z',
    alarm: { arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-api-5xx' },
  });
  const acts = night.runbook.steps.map((_, index) => names.act(index + 1, night.runbook));
  const { status, output, error, cause } = night.execution;
  const events = [
    {
      type: 'ExecutionStarted',
      executionStartedEventDetails: {
        input: JSON.stringify(savedEvent()),
        inputDetails: { truncated: false },
      },
    },
    ...night.states.flatMap(({ name }) => {
      const attempt = night.attempts[acts.indexOf(name)];
      const outcome = attempt?.state === 'started' ? 'unknown' : attempt?.state;
      const answer = { Payload: { contract: 1, outcome, summary: attempt?.summary } };
      return [
        { type: 'TaskStateEntered', stateEnteredEventDetails: { name } },
        ...(attempt
          ? [{ type: 'TaskSucceeded', taskSucceededEventDetails: { output: JSON.stringify(answer) } }]
          : []),
      ];
    }),
    status === 'SUCCEEDED'
      ? { type: 'ExecutionSucceeded', executionSucceededEventDetails: { output: JSON.stringify(output) } }
      : { type: 'ExecutionFailed', executionFailedEventDetails: { error, cause } },
  ];
  return { events: events.map((event, index) => ({ id: index + 1, ...event })) };
}
