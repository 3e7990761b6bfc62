import { readSwitches } from '#core/switches/modes';
import { errorText } from '#core/text';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Deployed, type Surroundings } from './command.ts';
import { openIncidents } from './incidents.ts';
import type { changeOptions } from './options.ts';
import { writeSwitch } from './switches.ts';
import { asJson, moment, paint, shown } from './text.ts';

/** `nightshift stop-all`. */
export async function stopAll(
  { values }: Given<typeof changeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const change = changeOf(values, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const { stopAll: set } = await readSwitches(deployed.database, new Date(change.at));
  if (!set) await writeSwitch(deployed, change, { what: 'stop-all' });
  const { by, why, at } = set ?? change;
  const flight = await inFlight(deployed);
  if (values.json) return asJson({ environment: values.environment, changed: !set, by, why, at, ...flight });
  return [
    set
      ? `${values.environment} was stopped already; that stands.`
      : `${paint('red', 'Stopped')}: nothing acts any more in ${values.environment}. Alarms are paged.`,
    `  by ${shown(by)} at ${moment(at)}: ${shown(why)}`,
    ...inFlightText(flight),
    'nightshift resume --why "…" lifts it.',
  ].join('\n');
}

/** Ids of incidents that act, or why they are not known. */
type InFlight =
  | { readonly inFlight: readonly string[] }
  | { readonly inFlight: null; readonly unknown: string };

/** Reading them may fail; everything is stopped all the same. */
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
