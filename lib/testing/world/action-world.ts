import type { ActionHandler } from '#core/action/action-handler';
import type { Action, Place } from '#core/action/define-action';
import type { Remedy } from '../services.ts';
import type { World } from './world.ts';

/** What can go wrong with a step, by the names used on the command line and in tests. */
export const stepFaults = ['throttle', 'denied', 'timeout', 'crash', 'freeze', 'no-effect'] as const;
export type StepFault = (typeof stepFaults)[number];

/** What an action needs to build its part of a world. */
export interface Stage {
  readonly world: World;
  readonly place: Place;
  /**
   * Reports that something the action touches has really changed, e.g. through the call that is being answered.
   * @param afterSeconds how long it takes until users notice
   */
  readonly effect: (target: string, afterSeconds: number) => void;
}

/** An action's part of one world. */
export interface Built<Parameters extends object = Record<string, unknown>> {
  /** The action with its real calls, which go to this part of the world. */
  readonly remedy: Remedy;
  /** Creates what these parameters name, in a state in which the action can help. */
  readonly provide: (parameters: Parameters) => void;
}

/**
 * An action's part of the rehearsal's world: `actions/<action>/world.ts`, default export. No Lambda imports it;
 * it answers the action's calls from state that really changes.
 */
export interface ActionWorld<Parameters extends object = Record<string, unknown>> {
  readonly action: Action<Parameters>;
  /** The calls that change something, by their names on the wire, e.g. `ecs.UpdateService`. */
  readonly changes: readonly string[];
  /** Faults that can't happen to this action, each with the reason as a full sentence. @default - all can happen */
  readonly impossible?: Partial<Readonly<Record<StepFault, string>>>;
  /** The error with which its service refuses a call that is not permitted. @default - AccessDeniedException */
  readonly denied?: () => Error;
  readonly build: (stage: Stage) => Built<Parameters>;
}

/** An action with its real calls, typed to take any parameters. */
export const remedyOf = <Parameters extends object, Seen>(
  action: Action<Parameters>,
  handler: ActionHandler<Parameters, Seen>,
): Remedy => ({ action, handler }) as unknown as Remedy;

/** Declares an action's part of the world. Does nothing at run time but fixes the types. */
export const defineActionWorld = <Parameters extends object>(
  part: ActionWorld<Parameters>,
): ActionWorld<Parameters> => part;
