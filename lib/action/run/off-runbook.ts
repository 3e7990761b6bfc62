import { isDeepStrictEqual } from 'node:util';
import { because, type Reason } from '#core/reasons/reason';
import { FromAlarm, permits } from '#core/runbook/runbook';

/**
 * Checks the stored parameters against the runbook in the state machine's definition. The record only selects among the allowed
 * values, so write access to the table can't add targets.
 * @param stored a step's parameters in the incident's plan
 * @param authored the same step's parameters in the runbook: literal values, or what may be read from the alarm
 * @returns the first one that the runbook does not allow
 */
export function offRunbook(
  stored: Readonly<Record<string, unknown>>,
  authored: Readonly<Record<string, unknown>>,
): Reason | undefined {
  const names = new Set([...Object.keys(stored), ...Object.keys(authored)]);
  const wrong = [...names].find((name) => !isAllowed(stored[name], authored[name]));
  return wrong === undefined ? undefined : because('not-allowed', { parameter: wrong });
}

function isAllowed(stored: unknown, authored: unknown): boolean {
  const reference = FromAlarm.safeParse(authored);
  if (!reference.success) return isDeepStrictEqual(stored, authored);
  return typeof stored === 'string' && permits(reference.data.fromAlarm.allowed, stored);
}
