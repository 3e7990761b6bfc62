import { type RehearseOptions, rehearse } from '#testing/rehearse';
import { admitFunction } from '#workflow/substitutions';
import runbook from '../../runbooks/web-service-hung.ts';
import { hushed } from '../support/scenes.ts';

hushed();

/** Every call takes so long, in virtual seconds, and nothing else takes any time: what has passed is how many waited for each other. */
const latency = 1;

test('from the alarm until the first change, at most six rounds of calls wait for each other', async () => {
  const sent: { readonly command: string; readonly at: number }[] = [];
  const arrange: NonNullable<RehearseOptions['arrange']> = ({ world }) => {
    world.wire.beforeEach = ({ command, by }) => {
      const isOnTheWay = by?.function === admitFunction || by?.function.startsWith('RestartEcsTasks');
      if (isOnTheWay) sent.push({ command, at: world.clock.milliseconds / 1_000 });
    };
  };
  const { verdict } = await rehearse(runbook, { mode: 'auto', healsAt: 1, latency, arrange });
  const [first] = sent;
  const change = sent.find(({ command }) => command === 'UpdateService');
  expect(verdict).toBe('healed');
  expect(((change?.at ?? Number.NaN) - (first?.at ?? Number.NaN)) / latency).toBeLessThanOrEqual(6);
});
