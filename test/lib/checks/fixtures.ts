import * as z from 'zod/mini';
import { type Evidence, type Resolution, resolveRunbooks, type Source } from '#checks/resolve';
import { type Action, defineAction } from '#core/action/define-action';
import { type EnvironmentSpec, minutes, type RunbookSpec } from '#define/index';
import type { LocalEnvironmentSpec } from '#define/local';

const common = {
  summary: 'Does something.',
  disruption: 'None.',
  permissions: () => [],
  timeoutSeconds: 30,
} as const;

const restart = defineAction({
  ...common,
  id: 'restart',
  title: 'Restart the service',
  network: 'aws-apis-only',
  parameters: z.strictObject({
    service: z.string().check(z.regex(/^[a-z][a-z-]*$/, 'a service name')),
    tasks: z.optional(z.int('a whole number of tasks')),
  }),
  targets: ({ service }, { region, account }) => [`arn:aws:ecs:${region}:${account}:service/${service}`],
});

const flush = defineAction({
  ...common,
  id: 'flush',
  title: 'Flush the cache',
  network: 'vpc',
  parameters: z.strictObject({ cache: z.string() }),
  targets: ({ cache }) => [cache],
});

const reboot = defineAction({
  ...common,
  id: 'reboot',
  title: 'Reboot machines',
  network: 'aws-apis-only',
  parameters: z.strictObject({ machines: z.array(z.string()) }),
  targets: ({ machines }) => machines,
});

const wordy = defineAction({
  ...common,
  id: 'wordy',
  title: `Restart ${'everything and '.repeat(4)}then some`,
  network: 'aws-apis-only',
  parameters: z.strictObject({}),
  targets: () => ['arn:everything'],
});

const ambiguous = defineAction({ ...wordy, id: 'ambiguous', title: 'Hold' });

/** A register erases the parameters' types: every action checks its own at run time. */
const erased = <Parameters extends object>(action: Action<Parameters>) => action as unknown as Action;

export const actions: Readonly<Record<string, Action>> = {
  restart: erased(restart),
  flush: erased(flush),
  reboot: erased(reboot),
  wordy: erased(wordy),
  ambiguous: erased(ambiguous),
};

/** A runbook without a mistake, as data that tests may spoil. */
export const aRunbook = (changes: Partial<RunbookSpec> = {}): RunbookSpec => ({
  id: 'shop-errors',
  owner: 'team-shop',
  why: 'The pool leaks.',
  when: { alarms: ['shop-5xx'] },
  steps: [{ action: 'restart', parameters: { service: 'shop' } }],
  page: { instructions: 'Look at the log.' },
  ...changes,
});

export const aNetwork = {
  vpcId: 'vpc-1',
  availabilityZones: ['us-east-1a'],
  subnetIds: ['subnet-1'],
  securityGroupIds: ['sg-1'],
};

/** An environment that deploys `aRunbook()`. */
export const anEnvironment = (changes: Partial<LocalEnvironmentSpec> = {}): EnvironmentSpec => ({
  name: 'test',
  runbooks: { 'shop-errors': {} },
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@shop.test' }],
    backup: [{ protocol: 'sms', endpoint: '+12125551943' }],
    notice: [{ protocol: 'email', endpoint: 'team@shop.test' }],
  },
  ...changes,
});

export const anAlarm = {
  name: 'shop-quiet',
  namespace: 'Shop',
  metricName: 'Errors',
  statistic: 'Sum',
  period: minutes(1),
  evaluationPeriods: 1,
  threshold: 5,
  comparison: 'GreaterThanThreshold',
} as const;

/** The file that holds a runbook, called after its id as far as it has one. */
const sourceOf = (spec: unknown, index: number) => ({
  file: `runbooks/${(spec as { id?: unknown } | undefined)?.id ?? `number-${index}`}.ts`,
  spec,
});

/** Resolves specs of any shape. */
export const resolve = (
  specs: readonly unknown[],
  environment: unknown = anEnvironment(),
  evidence?: Evidence,
): Resolution => resolveFiles(specs.map(sourceOf), environment, evidence);

/** Resolves files of any name. */
export const resolveFiles = (
  files: readonly Source[],
  environment: unknown = anEnvironment(),
  evidence?: Evidence,
): Resolution =>
  resolveRunbooks(files, { file: 'environments/test.ts', spec: environment }, actions, evidence);

/** The problems with one runbook, as `field: expected`. */
export const problemsWith = (spec: unknown, environment?: unknown): string[] =>
  resolve([spec], environment).problems.map(({ field, expected }) => `${field}: ${expected}`);

/** A test that this mistake is reported, once, and nothing else is. */
export const reports = (mistake: string, spec: unknown, problem: RegExp, environment?: unknown): void =>
  test(mistake, () => {
    expect(problemsWith(spec, environment)).toEqual([expect.stringMatching(problem)]);
  });

/** A test that nothing is wrong with this. */
export const accepts = (what: string, spec: unknown, environment?: unknown): void =>
  test(what, () => {
    expect(problemsWith(spec, environment)).toEqual([]);
  });

/** A runbook with these steps. */
export const withSteps = (...steps: readonly object[]) => ({ ...aRunbook(), steps });

/** A step that restarts; `service` is its one required parameter. */
export const restartWith = (parameters: object, options: object = {}) => ({
  action: 'restart',
  parameters,
  ...options,
});

/** A runbook that creates its alarm. */
export const creating = (alarm: object, changes: object = {}) => ({
  ...aRunbook({ when: { creates: [{ ...anAlarm, ...alarm }] } }),
  ...changes,
});
