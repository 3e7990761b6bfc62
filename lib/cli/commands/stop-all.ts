import { stopEverything } from '#core/people/switch';
import { errorText } from '#core/text';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Deployed, type Surroundings } from './command.ts';
import { openIncidents } from './incidents.ts';
import type { changeOptions } from './options.ts';
import { asJson, moment, paint, shown } from './text.ts';

/** `nightshift stop-all`. */
export async function stopAll(
  { values }: Given<typeof changeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const change = changeOf(values, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const { by, why, at, first } = await stopEverything(deployed.database, change);
  const flight = await inFlight(deployed);
  if (values.json) return asJson({ environment: values.environment, changed: first, by, why, at, ...flight });
  return [
    first
      ? `${paint('red', 'Stopped')}: nothing acts any more in ${values.environment}. Alarms are paged.`
      : `${values.environment} was stopped already; that stands.`,
    `  by ${shown(by)} at ${moment(at)}: ${shown(why)}`,
    ...inFlightText(flight),
    'nightshift resume --why "…" lifts it.',
  ].join('\n');
}

/** Ids of incidents that act, or why they are not known. */
type InFlight =
  | { readonly inFlight: readonly string[] }
  | { readonly inFlight: null; readonly unknown: string };

/** Reading them may fail; everything is stopped anyway. */
async function inFlight({ database }: Deployed): Promise<InFlight> {
  try {
    const open = await openIncidents(database);
    return {
      inFlight: open.filter(({ answer, verdict }) => answer === 'act' && !verdict).map(({ id }) => id),
    };
  } catch (error) {
    return { inFlight: null, unknown: errorText(error) };
  }
}

function inFlightText(flight: InFlight): string[] {
  if (flight.inFlight === null) return [`  What is in flight can't be read: ${flight.unknown}`];
  const count = flight.inFlight.length;
  if (count === 0) return ['  No incident was acting.'];
  return [
    count === 1
      ? '  1 incident was acting; no further step begins, and it is paged unless it recovers:'
      : `  ${count} incidents were acting; no further step begins, and each is paged unless it recovers:`,
    ...flight.inFlight.map((id) => `    nightshift show ${id}`),
  ];
}
