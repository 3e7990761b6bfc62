import type { Answer, Incident, Verdict } from '#core/incident/records';
import { iso } from '#core/time';

interface Kind {
  readonly verdict?: Exclude<Verdict, 'duplicate'>;
  readonly answer: Answer;
  readonly summary?: string;
  readonly notActing?: string;
  readonly healedBy?: string;
}

const kinds: readonly Kind[] = [
  {
    verdict: 'healed',
    answer: 'act',
    summary: 'recovered after Restart ECS tasks',
    healedBy: 'Restart ECS tasks',
  },
  {
    verdict: 'healed',
    answer: 'act',
    summary: 'recovered after Flush Redis cache',
    healedBy: 'Flush Redis cache',
  },
  {
    verdict: 'healed',
    answer: 'act',
    summary: 'recovered after Restart ECS tasks',
    healedBy: 'Restart ECS tasks',
  },
  { verdict: 'self-recovered', answer: 'act', summary: 'the alarm was OK again before anything acted' },
  { verdict: 'escalated', answer: 'act', summary: 'Every step was tried, and the alarm is in ALARM.' },
  {
    verdict: 'escalated',
    answer: 'page',
    notActing: '3 runs of this runbook on service/shop/web today, the limit is 3',
    summary: 'Not acting because 3 runs of this runbook on service/shop/web today, the limit is 3.',
  },
  {
    verdict: 'suppressed',
    answer: 'suppressed',
    notActing: 'its own actions are disabled',
    summary: 'Not acting because its own actions are disabled',
  },
];

const runbooks = [
  ['web-service-hung', 'team-web', 'web-catalog-errors'],
  ['checkout-api-errors', 'team-checkout', 'checkout-api-5xx'],
  ['orders-writer-stuck', 'team-orders', 'orders-writes-failing'],
  ['shop-pages-stale', 'team-shop', 'shop-frontpage-stale'],
] as const;

/** An incident of a made-up past, as the table would hold it: the same number is the same incident. */
export function pastIncident(number: number, at: Date, changes: Partial<Incident> = {}): Incident {
  const [runbook, owner, name] = runbooks[number % runbooks.length] ?? runbooks[0];
  const { verdict, ...kind } = kinds[(number * 5) % kinds.length] ?? (kinds[0] as Kind);
  const since = iso(at);
  const alarm = {
    arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
    name,
    reason: 'Threshold Crossed.',
  };
  return {
    id: `${since.slice(0, 10).replaceAll('-', '')}-${since.slice(11, 16).replace(':', '')}-${number.toString(16).padStart(8, '0')}`,
    environment: 'sandbox',
    runbook: {
      id: runbook,
      owner,
      why: 'It has happened before.',
      page: { urgency: 'high', pageBySeconds: 900, instructions: 'Look at the log.' },
      recovered: { holdForSeconds: 60 },
      guards: { cooldownSeconds: 1800, maxRunsPerDay: 3, staleAfterSeconds: 300 },
    },
    mode: 'auto',
    alarm: { ...alarm, pagesByItself: false },
    since,
    month: since.slice(0, 7),
    listed: { runbook, owner, alarm: name },
    execution: `arn:aws:states:us-east-1:000000000000:execution:nightshift-sandbox-${runbook}:${number}`,
    plan: [],
    openedAt: since,
    pageBy: iso(at.getTime() + 900_000),
    step: 0,
    contract: 1,
    expiresAt: Math.floor(at.getTime() / 1000) + 400 * 86_400,
    ...kind,
    ...(verdict
      ? {
          verdict,
          verdictAt: iso(at.getTime() + (verdict === 'suppressed' ? 1_000 : 90_000 + (number % 9) * 21_000)),
        }
      : {}),
    ...changes,
  };
}
