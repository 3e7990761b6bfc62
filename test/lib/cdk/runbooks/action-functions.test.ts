import { describe, expect, test } from '@jest/globals';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { actionUses, stepPermissions } from '#cdk/runbooks/action-functions';
import type { Action } from '#core/action/define-action';
import type { DeployedRunbook, DeployedStep } from '#core/runbook/runbook';

const place = { partition: 'aws', region: 'eu-central-1', account: '123456789012' };
const restart = restartEcsTasks as unknown as Action;
const actions = { [restart.id]: restart };

const step = (parameters: Record<string, unknown>, network?: string): DeployedStep => ({
  action: restart.id,
  title: restart.title,
  parameters,
  ...(network ? { network } : {}),
  timeoutSeconds: 30,
  verifyWithinSeconds: 180,
});
const runbook = (...steps: DeployedStep[]) => ({ steps }) as unknown as DeployedRunbook;
const fromAlarm = (allowed: string | string[]) => ({ fromAlarm: { dimension: 'ServiceName', allowed } });
const services = (permissions: ReturnType<typeof stepPermissions>) =>
  permissions.flatMap(({ resources }) => resources).filter((resource) => resource.includes(':service/'));

describe("a step's permissions", () => {
  test('name the literal target', () => {
    expect(services(stepPermissions(step({ cluster: 'demo', service: 'web' }), restart, place))).toEqual([
      'arn:aws:ecs:eu-central-1:123456789012:service/demo/web',
    ]);
  });

  test('name each value that the runbook lets the alarm choose', () => {
    const allowed = step({ cluster: 'demo', service: fromAlarm(['web-a', 'web-b']) });
    expect(services(stepPermissions(allowed, restart, place))).toEqual([
      'arn:aws:ecs:eu-central-1:123456789012:service/demo/web-a',
      'arn:aws:ecs:eu-central-1:123456789012:service/demo/web-b',
    ]);
  });

  test('hold the pattern in place, and say why it is there', () => {
    const permissions = stepPermissions(
      step({ cluster: 'demo', service: fromAlarm('web-*') }),
      restart,
      place,
    );
    expect(services(permissions)).toEqual(['arn:aws:ecs:eu-central-1:123456789012:service/demo/web-*']);
    for (const permission of permissions) expect(permission.anyResourceBecause).toBeTruthy();
  });
});

describe("an action's Lambda", () => {
  test('may do what all its steps in all runbooks need, each statement once', () => {
    const [use, ...others] = actionUses(
      [
        runbook(step({ cluster: 'demo', service: 'web' }), step({ cluster: 'demo', service: 'web' })),
        runbook(step({ cluster: 'demo', service: 'api' })),
      ],
      actions,
      place,
    );
    expect(others).toEqual([]);
    expect(services([...(use?.permissions ?? [])])).toEqual([
      'arn:aws:ecs:eu-central-1:123456789012:service/demo/api',
      'arn:aws:ecs:eu-central-1:123456789012:service/demo/web',
    ]);
  });

  test('is one per network, with the permissions of the steps there', () => {
    const uses = actionUses(
      [
        runbook(
          step({ cluster: 'demo', service: 'web' }, 'inner'),
          step({ cluster: 'demo', service: 'api' }),
        ),
      ],
      actions,
      place,
    );
    expect(uses.map(({ network, permissions }) => [network, services([...permissions])])).toEqual([
      ['inner', ['arn:aws:ecs:eu-central-1:123456789012:service/demo/web']],
      [undefined, ['arn:aws:ecs:eu-central-1:123456789012:service/demo/api']],
    ]);
  });
});
