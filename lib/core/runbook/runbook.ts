import * as z from 'zod/mini';
import { DeployedGuards } from '../guards/derived.ts';
import { modes } from './mode.ts';

export { actsIn, type Mode, modes } from './mode.ts';

/**
 * A runbook as deployed: JSON with one environment's values and every duration in seconds. It is part of the state machine's
 * definition, so a running incident keeps the runbook that it started with.
 */

/** A parameter whose value is read from the alarm, within the targets that the runbook allows. */
export const FromAlarm = z.strictObject({
  fromAlarm: z.strictObject({
    dimension: z.string(),
    /** The accepted values, or a pattern with `*` for any characters. */
    allowed: z.union([z.array(z.string()), z.string()]),
  }),
});
export type FromAlarm = z.infer<typeof FromAlarm>;

/** Whether a list or pattern of values allows this one. */
export const permits = (allowed: FromAlarm['fromAlarm']['allowed'], value: string): boolean =>
  typeof allowed === 'string' ? matchesPattern(value, allowed) : allowed.includes(value);

export const DeployedStep = z.strictObject({
  action: z.string(),
  /** The action's title, e.g. `Restart ECS tasks`. */
  title: z.string(),
  /** Literal values, or `FromAlarm`. */
  parameters: z.record(z.string(), z.unknown()),
  /** Name of the environment's network of the action's Lambda. */
  network: z.optional(z.string()),
  timeoutSeconds: z.number(),
  verifyWithinSeconds: z.number(),
  /** A person is asked before it acts, in any mode. @default - only in mode `approve` */
  approval: z.optional(z.literal('required')),
  /** Only for an action whose change is temporary. */
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
  /** Alarms whose tag `nightshift:runbook` is the runbook's id, if their name matches (`*`: any characters). */
  taggedWithin: z.optional(z.string()),
});
export type Adoption = z.infer<typeof Adoption>;

/** How a person is asked for an approval: a page rings, a notice does not. */
export const asks = ['page', 'notice'] as const;

export const DeployedRunbook = z.strictObject({
  id: z.string(),
  /** The version of the runbook and its actions' code: see lib/core/drill/version.ts. @default - a rehearsal has none */
  version: z.optional(z.string()),
  owner: z.string(),
  why: z.string(),
  mode: z.enum(modes),
  adopts: Adoption,
  /** Empty if the runbook only pages. */
  steps: z.array(DeployedStep),
  /** How long a person may take to approve a step. After that, on-call is paged. */
  approvalWithinSeconds: z.number(),
  /**
   * What a drill may touch, by the resource part of an ARN, with `*` for any characters. @default - the environment has no
   * drills
   */
  drills: z.optional(z.strictObject({ targets: z.array(z.string()) })),
  /** How a person is asked to approve a step. @default - by a page at night, by a notice by day */
  approval: z.optional(z.strictObject({ asks: z.enum(asks) })),
  recovered: z.strictObject({ holdForSeconds: z.number(), andMetric: z.optional(AndMetric) }),
  guards: DeployedGuards,
  page: z.strictObject({
    urgency: z.enum(['high', 'low']),
    pageBySeconds: z.number(),
    /** The owner's time zone, an IANA name. @default - only UTC is shown */
    timeZone: z.optional(z.string()),
    instructions: z.string(),
  }),
});
export type DeployedRunbook = z.infer<typeof DeployedRunbook>;

/** Whether a person may have to approve steps as deployed: a required drill may be missing or become too old. */
export const mayAsk = ({
  mode,
  guards,
}: Pick<DeployedRunbook, 'mode'> & {
  readonly guards: Pick<DeployedRunbook['guards'], 'requireDrill'>;
}): boolean => mode === 'approve' || (mode === 'auto' && guards.requireDrill !== undefined);

/** Whether `value` matches `pattern`, in which `*` stands for any characters. */
export function matchesPattern(value: string, pattern: string): boolean {
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's').test(value);
}

/** Whether a runbook adopts an alarm by its name. */
export const adoptsByName = ({ names, prefixes }: Adoption, alarm: string): boolean =>
  names.includes(alarm) || prefixes.some((prefix) => alarm.startsWith(prefix));

/** Whether it adopts an alarm of this name, if the alarm has the runbook's tag. */
export const adoptsByTag = ({ taggedWithin }: Adoption, alarm: string): boolean =>
  taggedWithin !== undefined && matchesPattern(alarm, taggedWithin);

/** Whether it adopts an alarm of this name in any way. The rule has already checked the tag. */
export const adopts = (adoption: Adoption, alarm: string): boolean =>
  adoptsByName(adoption, alarm) || adoptsByTag(adoption, alarm);

/** The tag by which a team adopts a runbook for its own alarm; its value is the runbook's id. */
export const adoptionTag = 'nightshift:runbook';
