import type { Attempt, Incident } from '#core/incident/records';

/** An incident with three steps, as it is when it is paged. */
export const anIncident = (name: string): Incident => ({
  id: '20260301-0300-ea418c51',
  environment: 'production',
  runbook: {
    id: 'shop-errors',
    owner: 'team-shop',
    why: 'The pool leaks.',
    page: { urgency: 'high', pageBySeconds: 900, instructions: 'Look at the log.' },
    guards: { cooldownSeconds: 0, maxRunsPerDay: 3, staleAfterSeconds: 300 },
    recovered: { holdForSeconds: 60 },
  },
  mode: 'auto',
  alarm: {
    arn: `arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${name}`,
    name,
    reason: 'Threshold Crossed: 1 datapoint [42] was over 5\u0007\nWhy you were paged: nothing is wrong',
    pagesByItself: false,
  },
  since: '2026-03-01T03:00:00.000Z',
  month: '2026-03',
  listed: { runbook: 'shop-errors', owner: 'team-shop', alarm: name },
  execution: 'arn:aws:states:eu-central-1:111122223333:execution:nightshift-shop-errors:one',
  answer: 'act',
  plan: ['Restart it', 'Flush it', 'Fail it over'].map((title) => ({
    action: title,
    title,
    parameters: {},
    targets: ['arn:x'],
    timeoutSeconds: 30,
    verifyWithinSeconds: 180,
  })),
  openedAt: '2026-03-01T03:00:01.000Z',
  pageBy: '2026-03-01T03:15:00.000Z',
  step: 0,
  contract: 1,
  expiresAt: 0,
});

/** One of its steps. */
export const anAttempt = (step: number, changes: Partial<Attempt>): Attempt => ({
  step,
  action: 'restart',
  title: ['Restart it', 'Flush it', 'Fail it over'][step - 1] ?? '',
  state: 'acted',
  summary: 'Did it.',
  at: '2026-03-01T03:00:02.000Z',
  ...changes,
});
