import { drillSituations } from './drills.ts';
import { gateSituations } from './gate.ts';
import type { Happening } from './happenings.ts';
import { kindSituations } from './kind-situations.ts';
import { guardedTwice, harsh, late, okMeanwhile } from './late-situations.ts';
import { leaseSituations } from './leases.ts';
import { acting, alone, massFailure, restart, type Situation, twoSteps, unhelped } from './situation.ts';
import type { Part, Story } from './story.ts';

/** Situations that make each guard speak: earlier runs, what people have set up, and unusual circumstances. */
const guarded: readonly Situation[] = [
  alone(restart({ cooldown: 1_800 }, { again: [900] })),
  alone(restart({ cooldown: 600 }, { again: [900] })),
  alone(restart({ cooldown: 600 }, { again: [900, 1_350] })),
  alone(restart({}, { given: 'muted' })),
  alone(restart({ mode: 'watch' }, { given: 'pages by itself', healsAt: 0 })),
  alone(restart({ cooldown: 1_800 }, { again: [2_000, 3_100] })),
  alone(restart({ maxRunsPerDay: 2 }, { again: [700, 1_400, 2_100] })),
  alone(restart({ breaker: 2 }, { healsAt: 0, again: [700, 1_400] })),
  alone(restart({ calendar: true })),
  alone(restart({ calendar: true }, { given: 'change freeze' })),
  alone(restart({}, { given: 'forged state' })),
  alone(restart({}, { given: 'late description' })),
  alone(restart({}, { given: 'actions disabled' })),
  alone(restart({}, { given: 'suppressed' })),
  alone(restart({ allows: ['shop'] }, { given: 'foreign target' })),
  alone(restart({ allows: 's*' }, { given: 'foreign target' })),
  alone(restart({ allows: '*' }, { given: 'forged event' })),
  alone(restart({ andMetric: true })),
  alone(restart({ andMetric: true, verifyWithin: 240 }, { given: 'quiet death' })),
  alone(restart({ verifyWithin: 240 }, { given: 'quiet death' })),
  alone(restart({ staleAfter: 20 }), { happenings: [{ at: 'ALARM#1', event: 'late' }] }),
];

const admitDies: Happening = { at: 'AdmitFunctionArn#1 dynamodb.Query#1', fault: 'crash before' };
const pageDies: Happening = { at: 'PageFunctionArn#1 dynamodb.Query#1', fault: 'crash before' };

/** A second alarm of the same service, in the very second in which the first one's recovery is recorded. */
const joinsAtTheEnd: readonly Part[] = [restart(), restart({}, { healsAt: 0, after: 200 })];

/** ECS does what it was asked, but its answer is lost. */
const answerIsLost: Happening = { at: `${acting} ecs.UpdateService#1`, fault: 'error after' };

/** What belongs to one outage: a flap after its page, an alarm that is OK while another is not, two pages at the same moment. */
const outages: readonly Situation[] = [
  alone(unhelped(), { happenings: [{ at: 'lambda.Invoke sweep#8', throwIn: 'flap' }] }),
  { parts: [unhelped({ again: [1_200] }), unhelped({ after: 60 })], happenings: [] },
  ...[0, 1].map((order) => ({
    parts: [1, 2].map(() => unhelped({ given: 'change freeze' }, { calendar: true })),
    happenings: [],
    order,
  })),
];

/** Moments that chance seldom finds, each of which tests a rule of the protocol. */
const rare: readonly Situation[] = [
  alone(restart(), { happenings: [{ at: `lambda.Invoke ${acting}`, fault: 'two copies' }] }),
  alone(restart({ cooldown: 1_800 }, { healsAt: 0, again: [900] }), { happenings: [answerIsLost] }),
  alone({ ...twoSteps, healsAt: 0 }, { happenings: [answerIsLost] }),
  { parts: massFailure(5, 2), happenings: [] },
  { parts: massFailure(4, 3), happenings: [], jitter: 0.2 },
  { parts: [restart(), restart({}, { after: 60 })], happenings: [] },
  { parts: [restart({}, { healsAt: 0 }), restart({}, { healsAt: 0, after: 60 })], happenings: [] },
  ...outages,
  ...Array.from({ length: 6 }, (_, order) => ({ parts: joinsAtTheEnd, happenings: [], order })),
  // The third step would begin a few seconds after the page deadline and half a minute before the sweep.
  alone({
    runbook: { steps: ['restart', 'flush', 'restart'], pageBy: 240, verifyWithin: 120 },
    healsAt: 0,
  }),
  alone(restart(), { happenings: [admitDies, pageDies] }),
  ...[
    { at: 'AdmitFunctionArn#1 scheduler.CreateSchedule#1', throwIn: 'dead engine' } as const,
    { at: `${acting} dynamodb.Query#1`, throwIn: 'lost lock' } as const,
    { at: `${acting} dynamodb.Query#1`, throwIn: 'no data' } as const,
    { at: 'VerifyFunctionArn#1 dynamodb.Query#1', throwIn: 'no data' } as const,
    { at: `${acting} dynamodb.Query#1`, throwIn: 'switch off' } as const,
    { at: 'AdmitFunctionArn#1 dynamodb.TransactWrite#1', throwIn: 'rolled-back-deploy' } as const,
    { at: `${acting} dynamodb.Query#1`, throwIn: 'stop-all' } as const,
    { at: 'PageFunctionArn#1 sns.Publish#1', throwIn: 'dead engine' } as const,
    { at: 'PageFunctionArn#1 sns.Publish#1', fault: 'throttle' } as const,
    { at: 'ALARM#1', event: 'lost' } as const,
  ].map((happening) => alone(restart({}, { healsAt: 0 }), { happenings: [happening] })),
  // The reconciler starts the runbook meanwhile, which heals the service: only the dead letter pages.
  alone(restart({ verifyWithin: 180 }), { happenings: [{ at: 'ALARM#1', event: 'undeliverable' }] }),
  alone(restart(), {
    happenings: [
      { at: `${acting} dynamodb.Query#1`, throwIn: 'stop-all' },
      { at: `${acting} dynamodb.Query#2`, fault: 'throttle' },
    ],
  }),
  // The execution dies, the event of its end is lost, and a minute later the alarm event is delivered again.
  alone(restart({ verifyWithin: 180 }, { healsAt: 0 }), {
    happenings: [
      { at: 'ENDED#1', event: 'lost' },
      { at: 'lambda.Invoke VerifyFunctionArn#1', throwIn: 'dead execution' },
      { at: 'lambda.Invoke sweep#3', throwIn: 'second delivery' },
    ],
  }),
  alone(restart(), { lag: 20 }),
  alone(twoSteps, { lag: 45, jitter: 1 }),
];

/** Stories about guards and rules, each as it is. Others are drawn from them and add more happenings. */
export const situations = (seed: number): Story[] => [
  ...[
    ...rare,
    ...guarded,
    ...gateSituations,
    ...harsh,
    ...late,
    ...guardedTwice,
    ...leaseSituations,
    ...kindSituations,
    ...drillSituations,
  ].map((story) => ({
    ...story,
    seed,
  })),
  ...[0, 1, 2, 3, 4, 5].flatMap((more) => okMeanwhile(seed + more)),
];
