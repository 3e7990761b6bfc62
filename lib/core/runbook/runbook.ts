import * as z from 'zod/mini';
import { DeployedGuards } from '../guards/derived.ts';
import { modes } from './mode.ts';

export { actsIn, type Mode, modes } from './mode.ts';

/**
 * A runbook as it is deployed: values of one environment filled in, every duration in seconds, JSON. It is part of
 * the state machine's definition, so a running incident keeps the runbook that it started with.
 */

/** A parameter whose value is read off the alarm, within the targets that the runbook allows. */
export const FromAlarm = z.strictObject({
  fromAlarm: z.strictObject({
    dimension: z.string(),
    /** The only values that are accepted, or a pattern with `*` for any run of characters. */
    allowed: z.union([z.array(z.string()), z.string()]),
  }),
});
export type FromAlarm = z.infer<typeof FromAlarm>;

/** Whether a list of values, or a pattern of them, allows this one. */
export const permits = (allowed: FromAlarm['fromAlarm']['allowed'], value: string): boolean =>
  typeof allowed === 'string' ? matchesPattern(value, allowed) : allowed.includes(value);

export const DeployedStep = z.strictObject({
  action: z.string(),
  /** The action's title, e.g. `Restart ECS tasks`. */
  title: z.string(),
  /** Literal values, or `FromAlarm`. */
  parameters: z.record(z.string(), z.unknown()),
  /** Name of the environment's network that the action's Lambda sits in. */
  network: z.optional(z.string()),
  timeoutSeconds: z.number(),
  verifyWithinSeconds: z.number(),
  /** A person is asked before it acts, whatever the mode. @default - only in mode `approve` */
  approval: z.optional(z.literal('required')),
  /** Only of an action whose change is taken back. */
  lease: z.optional(z.strictObject({ restoreAfterSeconds: z.number(), atMostSeconds: z.number() })),
});
export type DeployedStep = z.infer<typeof DeployedStep>;

/** A second, independent metric that must agree before an alarm that went OK counts as recovered. */
export const AndMetric = z.strictObject({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.union([z.string(), FromAlarm])),
  statistic: z.enum(['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount']),
  atLeast: z.number(),
  /** How far back to look, in seconds. No datapoint in that time is not agreement. */
  withinSeconds: z.number(),
});
export type AndMetric = z.infer<typeof AndMetric>;

/** Which alarms a runbook adopts. */
export const Adoption = z.strictObject({
  names: z.array(z.string()),
  prefixes: z.array(z.string()),
  /** Alarms whose tag `nightshift:runbook` is the runbook's id, if their name matches (`*` = anything). */
  taggedWithin: z.optional(z.string()),
});
export type Adoption = z.infer<typeof Adoption>;

/** How a person is asked for an approval: a page rings, a notice waits until somebody looks. */
export const asks = ['page', 'notice'] as const;

export const DeployedRunbook = z.strictObject({
  id: z.string(),
  /** Of the runbook as it is written and of its actions' code: see lib/core/drill/version.ts. @default - a rehearsal has none */
  version: z.optional(z.string()),
  owner: z.string(),
  why: z.string(),
  mode: z.enum(modes),
  adopts: Adoption,
  /** None where the runbook only pages. */
  steps: z.array(DeployedStep),
  /** How long a person may take to approve a step; nobody has by then, and on-call is paged. */
  approvalWithinSeconds: z.number(),
  /** What a drill may touch, by the resource part of an ARN, `*` for anything. @default - the environment has no drills */
  drills: z.optional(z.strictObject({ targets: z.array(z.string()) })),
  /** How a person is asked to approve a step. @default - by a page at night, by a notice by day */
  approval: z.optional(z.strictObject({ asks: z.enum(asks) })),
  recovered: z.strictObject({ holdForSeconds: z.number(), andMetric: z.optional(AndMetric) }),
  guards: DeployedGuards,
  page: z.strictObject({
    urgency: z.enum(['high', 'low']),
    pageBySeconds: z.number(),
    /** Of the owner; a name of the IANA time zone database. @default - UTC alone is said */
    timeZone: z.optional(z.string()),
    instructions: z.string(),
  }),
});
export type DeployedRunbook = z.infer<typeof DeployedRunbook>;

/** Whether a person may have to approve steps as it is deployed: a drill that it needs may be missing, or grow too old. */
export const mayAsk = ({
  mode,
  guards,
}: Pick<DeployedRunbook, 'mode'> & {
  readonly guards: Pick<DeployedRunbook['guards'], 'requireDrill'>;
}): boolean => mode === 'approve' || (mode === 'auto' && guards.requireDrill !== undefined);

/** Whether `value` matches `pattern`, in which `*` stands for any run of characters. */
export function matchesPattern(value: string, pattern: string): boolean {
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's').test(value);
}

/** Whether a runbook adopts an alarm by its name. */
export const adoptsByName = ({ names, prefixes }: Adoption, alarm: string): boolean =>
  names.includes(alarm) || prefixes.some((prefix) => alarm.startsWith(prefix));

/** Whether it adopts an alarm of this name, if the alarm carries the runbook's tag. */
export const adoptsByTag = ({ taggedWithin }: Adoption, alarm: string): boolean =>
  taggedWithin !== undefined && matchesPattern(alarm, taggedWithin);

/** Whether it adopts an alarm of this name, by whichever way. The tag was the rule's to check. */
export const adopts = (adoption: Adoption, alarm: string): boolean =>
  adoptsByName(adoption, alarm) || adoptsByTag(adoption, alarm);

/** The tag by which a team adopts a runbook for its own alarm; its value is the runbook's id. */
export const adoptionTag = 'nightshift:runbook';
