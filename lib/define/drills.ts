import type { DrillHours } from '#core/drill/hours';
import type { Duration } from './duration.ts';

/** AWS FIS injects the fault that the step's action fixes, on resources with the tag `nightshift:drill`. */
export interface FisFault {
  readonly injector: 'fis';
  /** Parameters that the fault needs from the environment, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Two of the team's Systems Manager automation documents start and end the fault. */
export interface DocumentFault {
  readonly injector: 'document';
  readonly breaks: string;
  /** Started when the fault's time is up, or earlier. It must be safe to run twice. */
  readonly mends: string;
  /** Parameters of both documents. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** A person starts and ends the fault; the drill judges. */
export interface ByHandFault {
  readonly injector: 'by-hand';
  /** What that person does: `deploy revision shop:41`. */
  readonly does: string;
}

export type FaultSpec = FisFault | DocumentFault | ByHandFault;

/** A fault that AWS FIS injects. */
export const fis = (parameters: Readonly<Record<string, string>> = {}): FisFault => ({
  injector: 'fis',
  parameters,
});

/** A fault that the team's documents start and end. */
export const document = (
  documents: Pick<DocumentFault, 'breaks' | 'mends'>,
  parameters: Readonly<Record<string, readonly string[]>> = {},
): DocumentFault => ({ injector: 'document', ...documents, parameters });

/** A fault that a person starts and ends. */
export const byHand = (does: string): ByHandFault => ({ injector: 'by-hand', does });

/** How one runbook is drilled. */
export interface DrillSpec {
  /** The alarm that the fault triggers. The runbook must adopt it. */
  readonly alarm: string;
  readonly fault: FaultSpec;
  /** The number of the step that should heal it, from 1. @default 1 */
  readonly step?: number;
  /** What is broken, if it is not the fault that the step's action fixes. @default - the fault that the action fixes */
  readonly name?: string;
  /** Whether the fault ends on its own. @default - as the action says, else true; false if a person starts it */
  readonly endsByItself?: boolean;
  /**
   * The fault's longest duration, 2 minutes to 2 hours. Must exceed the runbook's watch in a control. @default - 30 minutes
   */
  readonly lasts?: Duration;
}

/** What an environment lets drills do. */
export interface DrillsSpec {
  /** What drills may touch: resource parts of ARNs, with `*` for any characters, e.g. `service/shop/*`. */
  readonly targets: readonly string[];
  /** Name of an alarm that fires when users are affected: AWS FIS then stops the fault. No runbook may adopt it. */
  readonly stopAlarm: string;
  /** By the runbook's id. */
  readonly runbooks: Readonly<Record<string, DrillSpec>>;
  /** How many drills may begin within 24 hours. @default 2 */
  readonly perDay?: number;
  /** When they may begin. @default - at any time */
  readonly hours?: DrillHours;
  /**
   * Scheduled drills within `hours`: the chance that a runbook is drilled in a week, above 0 and at most 1. @default - only
   * people start drills
   */
  readonly schedule?: { readonly chance: number };
  /** Why drills are allowed in a production environment. @default - they are not allowed */
  readonly allowProduction?: string;
}

/** Default of a fault's longest duration, in seconds. */
export const faultUsuallyLasts = 1_800;

/** Whether an environment serves real users. @default - its name begins with `prod` */
export const isProduction = ({ name, production }: { name?: string; production?: boolean }): boolean =>
  production ?? /^prod/.test(name ?? '');
