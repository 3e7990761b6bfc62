import * as z from 'zod/mini';
import { between } from '../parameters.ts';

/**
 * Limits for actions that choose several members of a fleet: a share, an absolute floor, exceptions by name. Data and pure
 * functions.
 */

/** A runbook's limits for a fleet. */
export const fleetLimits = {
  /** Never more than this share of the fleet at once, in percent, rounded down. @default 20 */
  atMostPercent: z.optional(between(1, 50)),
  /** At least this many members have to be healthy. @default 2 */
  neverFewerThan: z.optional(between(1, 1_000)),
  /** Members that are never chosen. @default - none */
  except: z.optional(z.array(z.string().check(z.minLength(1))).check(z.maxLength(50))),
};

export interface FleetLimits {
  readonly atMostPercent?: number | undefined;
  readonly neverFewerThan?: number | undefined;
  readonly except?: readonly string[] | undefined;
}

/** The observed state of a fleet. */
export interface Fleet {
  readonly all: readonly string[];
  readonly healthy: readonly string[];
  /** Members that an action would act on. */
  readonly ill: readonly string[];
}

type FleetFacts = { readonly all: number; readonly healthy: number; readonly ill: number };

/** Why a fleet is left alone. */
export const fleetReasons = {
  'none-ill': ({ all }: FleetFacts) => `none of its ${all} members is ill, apart from those that are spared`,
  'too-few-healthy': (its: FleetFacts & { floor: number }) =>
    `${its.healthy} of its ${its.all} members are healthy, fewer than the floor of ${its.floor}`,
  'share-too-small': (its: FleetFacts & { percent: number }) =>
    `${its.percent} % of its ${its.all} members is less than one`,
  'too-many-ill': (its: FleetFacts & { percent: number }) =>
    `${its.ill} of its ${its.all} members are ill, more than half: the fault is hardly theirs`,
};

/** The members that may be acted on now, ordered by name, or why none. */
export type Allowed =
  | { readonly chosen: readonly string[] }
  | {
      readonly code: keyof typeof fleetReasons;
      readonly facts: FleetFacts & { floor: number; percent: number };
    };

/**
 * The ill members that are not excepted, up to the share. None if fewer members than the floor are healthy, and none if most are
 * ill: a shared fault (a bad release, a database) would come back with their replacements.
 */
export function allowedOf({ all, healthy, ill }: Fleet, limits: FleetLimits): Allowed {
  const { atMostPercent: percent = 20, neverFewerThan: floor = 2, except = [] } = limits;
  const mayChoose = ill.filter((one) => !except.includes(one)).sort();
  const most = Math.floor((all.length * percent) / 100);
  const facts = { all: all.length, healthy: healthy.length, ill: ill.length, floor, percent };
  if (mayChoose.length === 0) return { code: 'none-ill', facts };
  if (ill.length > all.length / 2) return { code: 'too-many-ill', facts };
  if (healthy.length < floor) return { code: 'too-few-healthy', facts };
  return most === 0 ? { code: 'share-too-small', facts } : { chosen: mayChoose.slice(0, most) };
}
