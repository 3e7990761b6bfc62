import { definitionProblems, subjectOf } from '#checks/invariants/definition';
import type { RunbookSpec } from '#define/index';
import { deployable } from '#testing/deployable';
import { rehearse } from '#testing/rehearse';
import { compileWorkflow } from '#workflow/compile';
import '#testing/matchers';
import { hushed } from '../support/scenes.ts';

hushed();

/** A runbook without steps. */

const runbook: RunbookSpec = {
  id: 'disk-fills',
  owner: 'team-orders',
  why: 'Nobody knows yet why the disk fills.',
  when: { alarms: ['disk-fills'] },
  steps: [],
  page: { instructions: 'Look at what fills it.' },
};

test.each(['watch', 'approve', 'auto'] as const)(
  'pages at once in mode %s, once, and leaves nothing behind',
  async (mode) => {
    const night = await rehearse(runbook, { mode });
    expect(night).toPage();
    expect(night.pages).toHaveLength(1);
    expect(night.pages[0]?.body).toContain('Nothing was tried');
    expect(Date.parse(night.pages[0]?.at ?? '') - Date.parse(night.since)).toBeLessThan(30_000);
    expect(night).toLeaveNothingBehind();
  },
);

test('leaves the page to an alarm that pages by itself, while it only watches', async () => {
  const alarm = { actions: ['arn:aws:sns:eu-central-1:111122223333:on-call'] };
  const night = await rehearse(runbook, { mode: 'watch', alarm });
  expect(night.pages).toEqual([]);
  expect(night.notices).toHaveLength(1);
});

test('says nothing of an alarm that is OK again before it is read', async () => {
  const night = await rehearse(runbook, {
    mode: 'auto',
    arrange: ({ world, night: { events } }) => {
      events.disturb('ALARM', 1, { late: 30 });
      const pass = world.cloudwatch.onChange;
      world.cloudwatch.onChange = (change) => {
        pass(change);
        if (change.state === 'ALARM') world.clock.after(5, () => world.cloudwatch.set(change.name, 'OK'));
      };
    },
  });
  expect(night.verdict).toBe('self-recovered');
  // It may fire again, which is another incident.
  expect(night.pages.filter(({ body }) => body.includes(night.incident?.id ?? ''))).toEqual([]);
});

test('has a definition that keeps every promise, and calls nothing that it does not need', () => {
  const deployed = deployable(runbook).runbook;
  const workflow = compileWorkflow(deployed);
  expect(definitionProblems('runbooks/disk-fills.ts', subjectOf(deployed, workflow))).toEqual([]);
  expect(workflow.substitutions).not.toContain('VerifyFunctionArn');
});
