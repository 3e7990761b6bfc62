import type { Happening } from './happenings.ts';
import { leaseSituations } from './leases.ts';
import type { Part, Recipe, Story } from './story.ts';

export type Situation = Omit<Story, 'seed'>;

const restart = (recipe: Partial<Recipe> = {}, part: Partial<Part> = {}): Part => ({
  runbook: { steps: ['restart'], verifyWithin: 120, ...recipe },
  healsAt: 1,
  ...part,
});

const alone = (part: Part, more: Partial<Situation> = {}): Situation => ({
  parts: [part],
  happenings: [],
  ...more,
});

/** What was done before, what people have set, what is not as it should be: every guard has something to say. */
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

/** What no drill has proven lately asks before each step, in whatever way it came into mode auto. */
const drilled: readonly Situation[] = [
  ...(['never', 'another version', 'too long ago', 'lately'] as const).map((how) =>
    alone(restart({ drilled: how, pageBy: 1_200 })),
  ),
  alone(restart({ drilled: 'never', answer: 'approve', pageBy: 1_200, verifyWithin: 180 })),
  alone(restart({ drilled: 'until soon', pageBy: 1_200 }, { again: [900] })),
  alone(restart({ drilled: 'never', mode: 'watch', pageBy: 1_200 }, { after: 60 }), {
    people: [{ at: 10, does: 'auto' }],
  }),
  alone({
    runbook: { steps: ['restart', 'flush'], drilled: 'never', answer: 'approve', pageBy: 1_800 },
    healsAt: 2,
  }),
];

/** So many alarms at once, of services of their own, and how many of them are no mass failure yet. */
const massFailure = (count: number, limit: number): Part[] =>
  Array.from({ length: count }, (_, index) => restart({ massFailure: limit, service: `shop-${index}` }));

const acting = 'RestartEcsTasksFunctionArn#1';
const admitDies: Happening = { at: 'AdmitFunctionArn#1 dynamodb.Query#1', fault: 'crash before' };
const pageDies: Happening = { at: 'PageFunctionArn#1 dynamodb.Query#1', fault: 'crash before' };

/** A second alarm of the same service, in the second in which the first one's recovery is written down. */
const joinsAtTheEnd: readonly Part[] = [restart(), restart({}, { healsAt: 0, after: 200 })];

/** What was asked of ECS is done, and its answer lost. */
const answerIsLost: Happening = { at: `${acting} ecs.UpdateService#1`, fault: 'error after' };

const twoSteps: Part = { runbook: { steps: ['restart', 'flush'] }, healsAt: 2 };

const unhelped = (part: Partial<Part> = {}, recipe: Partial<Recipe> = {}): Part =>
  restart(recipe, { healsAt: 0, ...part });

/** What belongs to one outage: a flap after its page, an alarm that is OK while another is not, two that page in one moment. */
const outages: readonly Situation[] = [
  alone(unhelped(), { happenings: [{ at: 'lambda.Invoke sweep#8', throwIn: 'flap' }] }),
  { parts: [unhelped({ again: [1_200] }), unhelped({ after: 60 })], happenings: [] },
  ...[0, 1].map((order) => ({
    parts: [1, 2].map(() => unhelped({ given: 'change freeze' }, { calendar: true })),
    happenings: [],
    order,
  })),
];

/** Moments that chance seldom finds, each about a rule of the protocol. */
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
  // The third step would begin a few seconds after the page deadline, and half a minute before the sweep.
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
  // The reconciler starts it meanwhile, and it heals: the dead letter alone pages.
  alone(restart({ verifyWithin: 180 }), { happenings: [{ at: 'ALARM#1', event: 'undeliverable' }] }),
  alone(restart(), {
    happenings: [
      { at: `${acting} dynamodb.Query#1`, throwIn: 'stop-all' },
      { at: `${acting} dynamodb.Query#2`, fault: 'throttle' },
    ],
  }),
  // Its execution dies, nobody hears of it, and a minute later its event comes again.
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

/** What is old where a read is not consistent, and what two clocks say of one moment. */
const harsh: readonly Situation[] = [
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
const late: readonly Situation[] = [
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
];

const flushing = 'FlushRedisCacheInDefaultFunctionArn#1 redis.SCAN#3';
const verifying = 'VerifyFunctionArn#1 dynamodb';

/** What only the last keeper of a promise keeps out. */
const guardedTwice: readonly Situation[] = [
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
const okMeanwhile = (seed: number): Story[] =>
  [0, 45].map((lag) => ({
    ...alone(
      { ...twoSteps, healsAt: 0 },
      { jitter: 3, ...(lag ? { lag, weather: { staleReads: 10 } } : {}) },
    ),
    happenings: [{ at: 'VerifyFunctionArn#1 dynamodb.Query#1', throwIn: 'flap' }],
    seed,
  }));

/** Stories about guards and about rules, each as it is; more happens in others that are drawn from them. */
export const situations = (seed: number): Story[] => [
  ...[...rare, ...guarded, ...drilled, ...harsh, ...late, ...guardedTwice, ...leaseSituations].map(
    (story) => ({
      ...story,
      seed,
    }),
  ),
  ...[1, 2, 3, 4].flatMap((more) => okMeanwhile(seed + more)),
];
