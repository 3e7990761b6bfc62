import type { DrillHours } from '#core/drill/hours';
import type { Duration } from './duration.ts';

/** AWS FIS makes the fault that the step's action cures, on the resources with the tag `nightshift:drill`. */
export interface FisFault {
  readonly injector: 'fis';
  /** What the action's fault asks of the environment, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Two Systems Manager automation documents of the team make it and end it. */
export interface DocumentFault {
  readonly injector: 'document';
  readonly breaks: string;
  /** Started when the fault has had its time, or earlier; once more does no harm. */
  readonly mends: string;
  /** Of both documents. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** A person breaks it, and mends it; the drill judges. */
export interface ByHandFault {
  readonly injector: 'by-hand';
  /** What that person does: `deploy revision shop:41`. */
  readonly does: string;
}

export type FaultSpec = FisFault | DocumentFault | ByHandFault;

/** A fault that AWS FIS makes. */
export const fis = (parameters: Readonly<Record<string, string>> = {}): FisFault => ({
  injector: 'fis',
  parameters,
});

/** A fault that documents of the team make and end. */
export const document = (
  documents: Pick<DocumentFault, 'breaks' | 'mends'>,
  parameters: Readonly<Record<string, readonly string[]>> = {},
): DocumentFault => ({ injector: 'document', ...documents, parameters });

/** A fault that a person makes and ends. */
export const byHand = (does: string): ByHandFault => ({ injector: 'by-hand', does });

/** How one runbook is drilled. */
export interface DrillSpec {
  /** The alarm that the fault has to make fire; one that the runbook adopts. */
  readonly alarm: string;
  readonly fault: FaultSpec;
  /** The number of the step that should heal it, from 1. @default 1 */
  readonly step?: number;
  /** What is broken, where the step's action does not say or another fault is made. @default - what the action cures */
  readonly name?: string;
  /** Whether it would be over at its end without anybody's help. @default - as the action says, else not */
  readonly endsByItself?: boolean;
  /** How long the fault lasts at most: longer than the runbook watches in a control. 2 minutes to 2 hours. @default - 30 minutes */
  readonly lasts?: Duration;
}

/** What an environment lets drills do. */
export interface DrillsSpec {
  /** What drills may touch: resource parts of ARNs, `*` for any run of characters, e.g. `service/shop/*`. */
  readonly targets: readonly string[];
  /** Name of an alarm that says that users suffer: AWS FIS stops a fault while it is in ALARM. None that a runbook adopts. */
  readonly stopAlarm: string;
  /** By the runbook's id. */
  readonly runbooks: Readonly<Record<string, DrillSpec>>;
  /** How many drills may begin within 24 hours. @default 2 */
  readonly perDay?: number;
  /** When they may begin. @default - at any time */
  readonly hours?: DrillHours;
  /** Drills by themselves, within `hours`: how likely a runbook is drilled in a week, above 0 and at most 1. @default - only people drill */
  readonly schedule?: { readonly chance: number };
  /** Why drills are allowed in a production environment. @default - they are not */
  readonly allowProduction?: string;
}

/** How long a fault lasts at most, where nobody says; in seconds. */
export const faultUsuallyLasts = 1_800;

/** Whether an environment serves real users. @default - its name begins with `prod` */
export const isProduction = ({ name, production }: { name?: string; production?: boolean }): boolean =>
  production ?? /^prod/.test(name ?? '');
