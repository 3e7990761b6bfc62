import { describe, expect, test } from '@jest/globals';
import { overLimits } from '#checks/limits';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EnvironmentSpec } from '#define/index';

const environment = {
  file: 'environments/a-rather-long-name.ts',
  spec: { name: 'a-rather-long-name' } as EnvironmentSpec,
};

function found(
  id: string,
  names: string[],
  steps: Pick<DeployedRunbook['steps'][number], 'action' | 'network'>[] = [],
) {
  const deployed = { id, steps, adopts: { names, prefixes: [] } } as unknown as DeployedRunbook;
  return overLimits([{ file: `runbooks/${id}.ts`, deployed, creates: [] }], environment);
}

describe("AWS's limits", () => {
  test('leave a runbook of usual size alone', () => {
    expect(found('checkout-api-errors', ['checkout-api-5xx'], [{ action: 'restart-ecs-tasks' }])).toEqual([]);
  });

  test('are told where the name of a rule would be too long', () => {
    expect(found('r'.repeat(40), [])).toEqual([
      expect.objectContaining({
        field: 'id',
        expected: expect.stringMatching(/at most 64 characters .* 6 fewer/),
      }),
    ]);
  });

  test('are told where the name of a Lambda would be too long', () => {
    const steps = [{ action: 'fail-over-aurora-cluster', network: 'the-inner-network-b' }];
    expect(found('short', [], steps)).toEqual([expect.objectContaining({ field: 'steps[0]' })]);
  });

  test('take into account that further rules of a runbook with many alarms have longer names', () => {
    const id = 'r'.repeat(34);
    const names = Array.from({ length: 100 }, (_, index) => `checkout-api-target-${index}-errors`);
    expect(found(id, names.slice(0, 1))).toEqual([]);
    expect(found(id, names)).toEqual([
      expect.objectContaining({
        field: 'id',
        expected: expect.stringMatching(/at most 64 characters .* 2 fewer/),
      }),
    ]);
  });
});
