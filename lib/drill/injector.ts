import type { Drill } from './drill.ts';

/** What is known of a fault. */
export interface FaultState {
  readonly running: boolean;
  /** Why it is over before its time. @default - it has had its time, or has it still */
  readonly stopped?: string;
}

/**
 * What breaks something for a drill. The fault ends at `fault.endsAt` by itself, by whatever holds it: the end is armed before anything
 * is broken, so that a fault outlives neither the terminal nor the Lambda that began it. `by-hand` is the exception: there a person
 * breaks it, and mends it.
 */
export interface Injector {
  /** What `fault.injector` says. */
  readonly id: string;
  /** Arms the end, then breaks it. Done twice for one drill, it is broken once. */
  readonly inject: (drill: Drill) => Promise<void>;
  /** Ends it now; what is over already stays over. */
  readonly end: (drill: Drill) => Promise<void>;
  readonly state: (drill: Drill) => Promise<FaultState>;
}
