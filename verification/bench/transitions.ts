import { admitFunction, pageFunction, verifyFunction } from '#workflow/substitutions';
import { type Measured, type Part, type Row, rounded } from './part.ts';
import { type Asked, costOf } from './transitions/cost.ts';
import { type Incident, incident } from './transitions/night.ts';
import { polled } from './transitions/polling.ts';
import { assumptions } from './transitions/prices.ts';

const outcomes = [
  { outcome: 'healed at step 1', healsAt: 1 },
  { outcome: 'healed at step 2', healsAt: 2 },
  { outcome: 'escalated', healsAt: undefined },
] as const;

/** State entries of a two-step runbook's compiled definition, and what 1,000 incidents of each outcome cost. */
export const transitions: Part = async (progress): Promise<Measured> => {
  const found: { outcome: string; ours: Incident; polling: Asked }[] = [];
  for (const { outcome, healsAt } of outcomes) {
    progress(outcome);
    found.push({ outcome, ours: await incident(healsAt), polling: polled(2, healsAt) });
  }
  const rows = found.flatMap(({ outcome, ours, polling }) => [
    counts(outcome, 'Nightshift', asked(ours)),
    counts(outcome, 'polling', polling),
  ]);
  const bills = found.flatMap(({ outcome, ours, polling }) => [
    bill(outcome, 'Nightshift', asked(ours)),
    bill(outcome, 'polling', polling),
  ]);
  const ways = found.map(({ outcome, ours }) => `${outcome}: ${ours.states.join(' → ')}.`);
  return {
    tables: [
      { title: 'What one incident asks of AWS', rows },
      { title: 'USD per 1,000 incidents, at list prices of us-east-1', rows: bills },
    ],
    notes: [
      ...ways,
      `Polling: the barest design, a Wait, a Lambda and a Choice each ${assumptions.pollSeconds} s for at most ${assumptions.pollFor / 60} minutes a step, no records, no deadline.`,
      `Assumed: ${JSON.stringify(assumptions)}.`,
      'Left out: logs, traces, KMS (by the request, and cached), SMS and what a pager costs, and what Nightshift costs while nothing happens.',
    ],
  };
};

const asked = ({ states, invocations, calls, tableOperations, units, ...rest }: Incident): Asked => ({
  ...rest,
  transitions: states.length,
  functions: new Set(invocations).size,
  invocations: invocations.length,
  calls: Object.values(calls).reduce((sum, count) => sum + count, 0),
  acts: invocations.filter((name) => !stages.has(name)).length,
  cloudWatch: calls['cloudwatch'] ?? 0,
  tableOperations,
  units,
});

/** What is invoked besides the actions: by the state machine, the alarm's OK event, or a failed execution. */
const stages = new Set([admitFunction, verifyFunction, pageFunction, 'recover', 'execution-ended']);

const counts = (outcome: string, design: string, of: Asked): Row => ({
  outcome,
  design,
  'state entries': of.transitions,
  'Lambda invocations': of.invocations,
  'table operations': of.tableOperations,
  'write units': of.units.writes,
  'read units': of.units.reads,
  'schedules fired': of.schedulesFired,
  publishes: of.publishes,
});

function bill(outcome: string, design: string, of: Asked): Row {
  const costs = Object.entries(costOf(of)).map(([service, cost]) => [service, rounded(cost * 1_000, 4)]);
  const total = Object.values(costOf(of)).reduce((sum, cost) => sum + cost, 0);
  return { outcome, design, ...Object.fromEntries(costs), total: rounded(total * 1_000, 4) };
}
