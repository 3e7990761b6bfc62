import { withReason } from '#core/incident/held-back';
import type { Answer, Incident, Verdict } from '#core/incident/records';
import { because, notActingText, type Reason, reasonText } from '#core/reasons/reason';
import { iso } from '#core/time';

interface Kind {
  readonly verdict?: Exclude<Verdict, 'duplicate'>;
  readonly answer: Answer;
  /** Why it did not act. @default - it acted, or its alarm was OK */
  readonly reason?: Reason;
  /** Why it ended that way. @default - the reason */
  readonly ground?: Reason;
  readonly healedBy?: string;
}

const healedBy = (step: string): Kind => ({
  verdict: 'healed',
  answer: 'act',
  ground: because('recovered-after', { step, by: '' }),
  healedBy: step,
});

const kinds: readonly Kind[] = [
  healedBy('Restart ECS tasks'),
  healedBy('Flush Redis cache'),
  healedBy('Restart ECS tasks'),
  { verdict: 'self-recovered', answer: 'act', ground: because('recovered-untouched') },
  {
    verdict: 'escalated',
    answer: 'act',
    ground: because('steps-did-not-help', { done: 2, steps: 2, finding: 'the alarm is in ALARM' }),
  },
  {
    verdict: 'escalated',
    answer: 'page',
    reason: because('too-many-runs', { target: 'service/shop/web', runs: 3, limit: 3 }),
  },
  { verdict: 'suppressed', answer: 'suppressed', reason: because('actions-disabled') },
];

const runbooks = [
  ['web-service-hung', 'team-web', 'web-catalog-errors'],
  ['checkout-api-errors', 'team-checkout', 'checkout-api-5xx'],
  ['orders-writer-stuck', 'team-orders', 'orders-writes-failing'],
  ['shop-pages-stale', 'team-shop', 'shop-frontpage-stale'],
] as const;

/** An incident from a made-up past, as the table would hold it; the same number gives the same incident. */
export function pastIncident(number: number, at: Date, changes: Partial<Incident> = {}): Incident {
  const [runbook, owner, name] = runbooks[number % runbooks.length] ?? runbooks[0];
  const {
    verdict,
    reason,
    ground = reason,
    ...kind
  } = kinds[(number * 5) % kinds.length] ?? (kinds[0] as Kind);
  const since = iso(at);
  const alarm = {
    arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
    name,
    reason: 'Threshold Crossed.',
  };
  const past: Incident = {
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
    listed: { runbook, owner, alarm: name, ...(ground ? { ground: ground.code } : {}) },
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
    ...(ground ? { ground, summary: ground === reason ? notActingText(ground) : reasonText(ground) } : {}),
  };
  return { ...(reason ? withReason(past, reason) : past), ...changes };
}
