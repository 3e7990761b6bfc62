import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { deployable } from '#testing/deployable';
import { prepare } from '#testing/interpret';
import { type RehearseOptions, rehearse } from '#testing/rehearse';
import { World } from '#testing/world/world';
import { hushed } from '../support/scenes.ts';

hushed();

const runbooks = (await loadRunbooks())
  .map(({ spec }) => spec as RunbookSpec)
  .filter(({ steps }) => steps.length > 0);

const scenarios: Readonly<Record<string, RehearseOptions>> = {
  'the first step heals': { mode: 'auto', approves: true, healsAt: 1 },
  'nothing helps': { mode: 'auto', approves: true },
  'the first step is not allowed': { mode: 'auto', approves: true, faults: { 1: 'denied' } },
  'the first step never answers': { mode: 'auto', approves: true, faults: { 1: 'timeout' } },
  'it only watches': { mode: 'watch', healsAt: 1 },
  'a person denies': { mode: 'approve', approves: false },
  'nobody answers': { mode: 'approve' },
  'it is off': { mode: 'off' },
};

describe.each(runbooks.map((runbook) => [runbook.id, runbook] as const))('%s', (_, runbook) => {
  test('compiles to the same definition', () => {
    const { runbook: deployed } = deployable(runbook, { mode: 'auto' });
    const { States, ...rest } = prepare(deployed, new World()).definition as {
      States: Record<string, object>;
    };
    const states = Object.entries(States).map(([name, state]) => `${name}: ${JSON.stringify(state)}`);
    expect([JSON.stringify(rest), ...states].join('\n')).toMatchSnapshot();
  });

  test.each(Object.entries(scenarios))('tells people the same when %s', async (_, options) => {
    const { verdict, incident, attempts, pages, notices } = await rehearse(runbook, options);
    const texts = [...pages, ...notices].map(
      ({ topic, at, subject, body }) => `${topic} at ${at}\n${subject ?? ''}\n\n${body}`,
    );
    const tried = attempts.map(
      ({ action, state, ...rest }) => `${action}: ${state}, ${JSON.stringify(rest)}`,
    );
    const parts = [`${verdict}: ${incident?.summary}`, ...tried, ...texts];
    expect(parts.join('\n\n----\n\n')).toMatchSnapshot();
  });
});
