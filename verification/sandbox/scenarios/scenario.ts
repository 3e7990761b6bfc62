import type { Scene } from './scene.ts';

/** One thing that goes wrong, and how it has to end. */
export interface Scenario {
  readonly name: string;
  /** Id of the runbook that adopts its first alarm. */
  readonly runbook: string;
  /** One sentence: what breaks and how it should end. */
  readonly story: string;
  /** Alarms whose incidents belong to it. The summary shows the incident that acted, else the first alarm's. */
  readonly alarms: readonly [string, ...string[]];
  /** Alarm whose first incident the summary shows. @default - that of the incident that acted, else the first alarm */
  readonly shows?: string;
  /** Alarms too numerous to report one by one. @default - all are reported */
  readonly crowd?: readonly string[];
  /** Scenarios that have to be over before this one starts, if they are played. @default - none */
  readonly startsAfter?: readonly string[];
  /**
   * It affects every incident of the environment, so it is played alone: after all that come before it in the
   * register, except those out of its reach. @default false
   */
  readonly alone?: boolean;
  /** Environment-wide switches do not affect it once it has started, so nothing waits for it. @default false */
  readonly outOfReach?: boolean;
  /** It needs features that only the sandbox's own emulator has. @default false */
  readonly needsOwnEmulator?: boolean;
  /** Breaks something, waits for the end and checks it from outside. If it throws, it failed. */
  readonly play: (scene: Scene) => Promise<void>;
}

/** A check from outside. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What was there instead. */
  readonly saw: string;
}

/** A scenario's part of the JSON line. */
export interface Result {
  readonly name: string;
  readonly runbook: string;
  /** `none` if the incident has no verdict, or if there was no incident. */
  readonly verdict: string;
  /** Id of the action that gets the credit. */
  readonly healedBy: string | null;
  /** Steps of its incidents that changed something or may have. */
  readonly actions: number;
  /** Distinct deduplication keys of the pages that arrived. */
  readonly pages: number;
  /** From the alarm's state change (whole seconds, rounded down by the emulator) to the first attempt's record. */
  readonly alarmToFirstActionMs: number | null;
  readonly alarmToVerdictMs: number | null;
  readonly ok: boolean;
}
