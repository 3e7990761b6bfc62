import type { Happening } from './happenings.ts';
import { acting, alone, massFailure, restart, type Situation, twoSteps, unhelped } from './situation.ts';
import type { Story } from './story.ts';

/** What is old where a read is not consistent, and what two clocks say of one moment. */
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

/** Deaths and people at moments that chance seldom finds. */
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
  // A recovery that is interrupted in its hold.
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
  // By the link in the request. Where nobody answers, a scanner of mail has opened it all the same.
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

/** What only the last keeper of a promise keeps out. */
export const guardedTwice: readonly Situation[] = [
  // One a minute: no part of the window alone holds too many.
  {
    parts: massFailure(5, 2).map((part, index) => ({ ...part, healsAt: 0, after: 60 * index })),
    happenings: [],
  },
  // A worker that is slow, but within its time; its incident dies, and half a minute later another one wants its target.
  {
    parts: [1, 2].map(() => ({ runbook: { steps: ['flush'], verifyWithin: 180 }, healsAt: 0 })),
    happenings: [
      { at: 'ALARM#2', event: 'late' },
      { at: flushing, throwIn: 'dead execution' },
      { at: flushing, fault: 'stall before' },
    ],
  },
  // Its event is lost, so that it begins minutes later, and then everything dies.
  alone(unhelped({}, { verifyWithin: 180 }), {
    happenings: [
      { at: 'ALARM#1', event: 'lost' },
      { at: `${verifying}.Query#1`, throwIn: 'dead engine' },
    ],
  }),
  alone(unhelped({}, { verifyWithin: 180 }), {
    happenings: [{ at: `${verifying}.TransactWrite#1`, fault: 'sleep before' }],
  }),
  // No channel takes the page.
  alone(unhelped({}, { verifyWithin: 180 }), {
    happenings: [1, 2].map((nth) => ({ at: `PageFunctionArn#1 sns.Publish#${nth}`, fault: 'error before' })),
  }),
  alone(unhelped(), {
    weather: { staleReads: 10 },
    happenings: [{ at: `${acting} dynamodb.Query#1`, throwIn: 'stop-all' }],
  }),
];

/** The alarm is OK for a moment while the step that is to wait for it leaves its token, slowly. */
export const okMeanwhile = (seed: number): Story[] =>
  [0, 45].map((lag) => ({
    ...alone(
      { ...twoSteps, healsAt: 0 },
      { jitter: 3, ...(lag ? { lag, weather: { staleReads: 10 } } : {}) },
    ),
    happenings: [{ at: 'VerifyFunctionArn#1 dynamodb.Query#1', throwIn: 'flap' }],
    seed,
  }));
