import * as z from 'zod/mini';
import type { Action } from '#core/action/define-action';
import { aim } from '#lambdas/admit/aim';
import { aStep } from '#test/support/scenes';

const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const arn = (cluster: string, service: string) =>
  `arn:aws:ecs:eu-central-1:111122223333:service/${cluster}/${service}`;

const action: Action = {
  id: 'restart',
  title: 'Restart it',
  summary: 'Restarts it.',
  disruption: 'None.',
  parameters: z.strictObject({
    cluster: z.string(),
    service: z.string().check(z.regex(/^[a-z-]+$/)),
    how: z.optional(z.string()),
  }) as unknown as Action['parameters'],
  targets: ({ cluster, service }) => [arn(String(cluster), String(service))],
  permissions: () => [],
  network: 'aws-apis-only',
  timeoutSeconds: 30,
};

const from = (dimension: string, allowed: string | string[]) => ({ fromAlarm: { dimension, allowed } });

/** What a target comes to with these parameters in the runbook. */
const aimed = (parameters: Record<string, unknown>, target: string) =>
  aim(aStep('restart', { parameters }), target, action, place);

describe('a step comes to no plan', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    [
      'for another target than the one that is written',
      { cluster: 'a', service: 'web' },
      'db',
      `db is none of its targets: ${arn('a', 'web')}`,
    ],
    ['for a part of a name', { cluster: 'a', service: 'web-shop' }, 'shop', 'shop is none of its targets'],
    [
      'for a name off the list',
      { cluster: 'a', service: from('S', ['web', 'pay']) },
      'db',
      'db is none of its targets',
    ],
    [
      'for a name outside the pattern',
      { cluster: 'a', service: from('S', 'web-*') },
      'db',
      'db is none of its targets that the runbook allows',
    ],
    [
      'for an ARN of another account',
      { cluster: 'a', service: from('S', 'web-*') },
      arn('a', 'web-x').replace('1111', '9999'),
      'is none of its targets',
    ],
    [
      'for an ARN of another cluster',
      { cluster: 'a', service: from('S', 'web-*') },
      arn('b', 'web-x'),
      'is none of its targets',
    ],
    [
      'for a name that the action does not take',
      { cluster: 'a', service: from('S', '*') },
      'WEB',
      'WEB is none of its targets',
    ],
    [
      'for a name that two targets end in',
      { cluster: from('C', ['a', 'b']), service: 'web' },
      'web',
      `web can mean more than one thing: ${arn('a', 'web')}, ${arn('b', 'web')}`,
    ],
    [
      'where another value is open',
      { cluster: 'a', service: 'web', how: from('H', ['soft', 'hard']) },
      'web',
      'web can mean more than one thing: the runbook allows several values for it',
    ],
    [
      'where there are too many',
      {
        cluster: from(
          'C',
          Array.from({ length: 1_001 }, (_, n) => `c${n}`),
        ),
        service: 'web',
      },
      'web',
      'more than 1000 combinations',
    ],
  ])('%s', (_, parameters, target, because) => {
    expect(aimed(parameters, target)).toContain(because);
  });

  test('without the action in this deployment', () => {
    expect(aim(aStep('restart'), 'web', undefined, place)).toBe('this deployment has no action "restart"');
  });
});

describe('a step is planned', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['by its last part', { cluster: 'a', service: 'web' }, 'web', arn('a', 'web')],
    ['by more of it', { cluster: from('C', ['a', 'b']), service: 'web' }, 'b/web', arn('b', 'web')],
    [
      'by an ARN, with all that is read off the alarm',
      { cluster: from('C', '*'), service: from('S', 'web-*') },
      arn('b', 'web-x'),
      arn('b', 'web-x'),
    ],
  ])('%s', (_, parameters, target, expected) => {
    expect(aimed(parameters, target)).toMatchObject({ action: 'restart', targets: [expected] });
  });
});
