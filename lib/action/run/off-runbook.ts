import { isDeepStrictEqual } from 'node:util';
import { FromAlarm, permits } from '#core/runbook/runbook';

/**
 * Holds the stored parameters against the runbook, as it stands in the state machine's definition: the record says which
 * of the allowed values it is, and no more. Whoever can write the table can't widen what is acted on.
 * @param stored a step's parameters in the incident's plan
 * @param authored the same step's parameters in the runbook: literal values, or what may be read off the alarm
 * @returns the first one that the runbook does not allow, completing "Not acting because …"
 */
export function offRunbook(
  stored: Readonly<Record<string, unknown>>,
  authored: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = new Set([...Object.keys(stored), ...Object.keys(authored)]);
  const wrong = [...names].find((name) => !isAllowed(stored[name], authored[name]));
  return wrong && `the record's value for ${wrong} is not one that the runbook allows`;
}

function isAllowed(stored: unknown, authored: unknown): boolean {
  const reference = FromAlarm.safeParse(authored);
  if (!reference.success) return isDeepStrictEqual(stored, authored);
  return typeof stored === 'string' && permits(reference.data.fromAlarm.allowed, stored);
}
