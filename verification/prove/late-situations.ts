import type { Happening } from './happenings.ts';
import { acting, alone, massFailure, restart, type Situation, twoSteps, unhelped } from './situation.ts';
import type { Story } from './story.ts';

/** Harsh weather: stale reads, a lagging index, clocks that differ, duplicates and conflicts. */
export const harsh: readonly Situation[] = [
  alone(restart({}, { healsAt: 0 }), { weather: { staleReads: 10 } }),
  alone(restart(), {
    weather: { staleReads: 10 },
    happenings: [{ at: `${acting} dynamodb.Query#1`, throwIn: 'stop-all' }],
  }),
  { parts: [restart(), restart({}, { after: 60 })], happenings: [], weather: { staleReads: 300 } },
  alone(restart(), { weather: { indexLag: 300 } }),
  alone(restart(), { weather: { machineClocks: 5 } }),
  alone(restart(), { weather: { twice: 1 } }),
  alone(restart({}, { healsAt: 0 }), { weather: { schedules: 'twice' } }),
  alone(restart({}, { healsAt: 0 }), { weather: { conflicts: 0.3 } }),
];

/** Deaths, lost events and what people do, at moments that chance seldom finds. */
export const late: readonly Situation[] = [
  alone(restart({}, { healsAt: 0 }), {
    happenings: [
      { at: 'ALARM#1', event: 'lost' },
      ...[1, 2, 3].map(
        (run): Happening => ({
          at: `reconcile#${run} step-functions.StartExecution#1`,
          fault: 'error before',
        }),
      ),
    ],
  }),
  alone(restart({ verifyWithin: 180 }), {
    happenings: [
      { at: 'ALARM#1', event: 'undeliverable' },
      { at: 'dead-letters#1 sns.Publish#1', fault: 'error before' },
    ],
  }),
  alone(restart({ mode: 'watch', pageBy: 600 }, { healsAt: 0 }), {
    happenings: [{ at: 'ALARM#1', event: 'lost' }],
  }),
  // A recovery that is interrupted during its hold.
  alone(restart({ verifyWithin: 180, holdFor: 180 }), {
    happenings: [{ at: 'lambda.Invoke sweep#4', throwIn: 'no data' }],
  }),
  alone(restart({}, { healsAt: 0 }), {
    happenings: [
      { at: 'AdmitFunctionArn#1 dynamodb.Query#1', fault: 'sleep before' },
      { at: 'PageFunctionArn#1 sns.Publish#1', throwIn: 'dead engine' },
    ],
  }),
  alone(restart({ verifyWithin: 180 }, { healsAt: 0 }), {
    happenings: [
      { at: 'lambda.Invoke sweep#2', throwIn: 'second delivery' },
      { at: 'PageFunctionArn#1 sns.Publish#1', throwIn: 'dead engine' },
    ],
  }),
  alone(restart({ verifyWithin: 180 }, { healsAt: 0 }), {
    happenings: [{ at: 'VerifyFunctionArn#1 dynamodb.Query#1', throwIn: 'stop' }],
  }),
  alone(restart({ verifyWithin: 180 }, { healsAt: 0 }), { people: [{ at: 130, does: 'take' }] }),
  alone(restart({ verifyWithin: 180 }, { healsAt: 0, again: [700] }), {
    people: [{ at: 400, does: 'take' }],
  }),
  {
    ...alone(restart({}, { healsAt: 0 })),
    people: [
      { at: 30, does: 'off' },
      { at: 400, does: 'clear' },
    ],
  },
  { ...alone(restart()), people: [{ at: 20, does: 'run' }] },
  alone(
    {
      runbook: { steps: ['restart', 'flush'], mode: 'approve', pageBy: 1_200, verifyWithin: 120 },
      healsAt: 2,
    },
    { people: [{ at: 80, does: 'approve' }] },
  ),
  alone(
    {
      runbook: { steps: ['restart'], mode: 'approve', pageBy: 900, verifyWithin: 120 },
      healsAt: 1,
    },
    { people: [{ at: 80, does: 'deny' }] },
  ),
  // Answered by the link in the request. Even where nobody answers, a mail scanner has opened it.
  ...(['approve', 'deny', undefined] as const).map((answer) =>
    alone(
      {
        runbook: {
          steps: ['restart', 'flush'],
          mode: 'approve',
          pageBy: 1_200,
          ...(answer ? { answer } : {}),
        },
        healsAt: 2,
      },
      { byLink: true },
    ),
  ),
];

const flushing = 'FlushRedisCacheInDefaultFunctionArn#1 redis.SCAN#3';
const verifying = 'VerifyFunctionArn#1 dynamodb';

/** Stories in which only the last of several safeguards keeps the promise. */
export const guardedTwice: readonly Situation[] = [
  // One alarm a minute: no single counter of the window holds too many.
  {
    parts: massFailure(5, 2).map((part, index) => ({ ...part, healsAt: 0, after: 60 * index })),
    happenings: [],
  },
  // A worker is slow, but within its timeout. Its execution dies, and half a minute later another incident wants its target.
  {
    parts: [1, 2].map(() => ({ runbook: { steps: ['flush'], verifyWithin: 180 }, healsAt: 0 })),
    happenings: [
      { at: 'ALARM#2', event: 'late' },
      { at: flushing, throwIn: 'dead execution' },
      { at: flushing, fault: 'stall before' },
    ],
  },
  // The event is lost, so the incident begins minutes later, and then everything dies.
  alone(unhelped({}, { verifyWithin: 180 }), {
    happenings: [
      { at: 'ALARM#1', event: 'lost' },
      { at: `${verifying}.Query#1`, throwIn: 'dead engine' },
    ],
  }),
  alone(unhelped({}, { verifyWithin: 180 }), {
    happenings: [{ at: `${verifying}.TransactWrite#1`, fault: 'sleep before' }],
  }),
  // No channel accepts the page.
  alone(unhelped({}, { verifyWithin: 180 }), {
    happenings: [1, 2].map((nth) => ({ at: `PageFunctionArn#1 sns.Publish#${nth}`, fault: 'error before' })),
  }),
  alone(unhelped(), {
    weather: { staleReads: 10 },
    happenings: [{ at: `${acting} dynamodb.Query#1`, throwIn: 'stop-all' }],
  }),
];

/** The alarm is briefly OK while the step that is about to wait for it stores its token, with slow calls. */
export const okMeanwhile = (seed: number): Story[] =>
  [0, 45].map((lag) => ({
    ...alone(
      { ...twoSteps, healsAt: 0 },
      { jitter: 3, ...(lag ? { lag, weather: { staleReads: 10 } } : {}) },
    ),
    happenings: [{ at: 'VerifyFunctionArn#1 dynamodb.Query#1', throwIn: 'flap' }],
    seed,
  }));
