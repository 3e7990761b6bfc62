import type { Drill } from './drill.ts';

/** The state of a fault. */
export interface FaultState {
  readonly running: boolean;
  /** Why it is over before its time. @default - it has had its time, or has it still */
  readonly stopped?: string;
}

/**
 * Makes a drill's fault. Its end at `fault.endsAt` is armed before anything is broken, so that no fault outlives the terminal
 * or Lambda that began it. `by-hand` is the exception: a person makes and ends the fault.
 */
export interface Injector {
  /** What `fault.injector` says. */
  readonly id: string;
  /** Arms the end, then makes the fault. A repeat for one drill does it once. */
  readonly inject: (drill: Drill) => Promise<void>;
  /** Ends the fault now, if it is not over. */
  readonly end: (drill: Drill) => Promise<void>;
  readonly state: (drill: Drill) => Promise<FaultState>;
}
