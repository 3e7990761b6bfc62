import type { Action } from '#core/action/define-action';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { type DrillSpec, type DrillsSpec, faultUsuallyLasts } from '#define/drills';
import type { DrillRequest } from './services.ts';

/** What an environment says of the drills of one runbook. */
export interface Declared {
  readonly environment: string;
  readonly drills: DrillsSpec;
  readonly runbook: DeployedRunbook;
  readonly drill: DrillSpec;
}

/** A request for the drill that an environment declares, except for who wants it and why. */
export function requestOf(
  { environment, drills, runbook, drill }: Declared,
  actions: Readonly<Record<string, Action>>,
): Omit<DrillRequest, 'by' | 'why'> {
  const expects = drill.step ?? 1;
  const cured = actions[runbook.steps[expects - 1]?.action ?? '']?.drill;
  const { fault } = drill;
  return {
    environment,
    runbook,
    alarm: drill.alarm,
    fault: {
      injector: fault.injector,
      name: drill.name ?? (fault.injector === 'by-hand' ? fault.does : (cured?.fault ?? fault.injector)),
      // What a person breaks stays broken. A fault that nobody describes is assumed to end by itself, which proves less.
      endsByItself:
        drill.endsByItself ?? (fault.injector === 'by-hand' ? false : (cured?.endsByItself ?? true)),
    },
    lastsSeconds: drill.lasts?.seconds ?? faultUsuallyLasts,
    expects,
    perDay: drills.perDay,
    hours: drills.hours,
  };
}
