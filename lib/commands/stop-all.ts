import { readSwitches } from '../../lambdas/shared/modes.ts';
import { errorText } from '../../lambdas/shared/text.ts';
import { type Command, changeOf, changeOptions, changeUsage, type Deployed, readCommand } from './command.ts';
import { openIncidents } from './incidents.ts';
import { writeSwitch } from './switches.ts';
import { asJson, moment, paint, shown } from './text.ts';

const usage = `npx nightshift stop-all --why TEXT [--by NAME]

Nothing acts any more, in any runbook, until \`npx nightshift resume\`: new alarms are paged at once, and incidents in
flight take no further step and are paged. A step that has begun is not torn out. If Nightshift's own code is not to be
trusted to obey, use \`npx nightshift hard-stop\`.

${changeUsage}`;

/** `npx nightshift stop-all`. */
export const stopAll: Command = {
  name: 'stop-all',
  summary: 'stops everything: nothing acts any more, alarms are paged',
  usage,
  run: async (args, surroundings) => {
    const { values } = readCommand(args, changeOptions, usage, 0);
    const change = changeOf(values, usage, surroundings);
    const deployed = await surroundings.connect(values.environment);
    const { stopAll: set } = await readSwitches(deployed.database, new Date(change.at));
    if (!set) await writeSwitch(deployed, change, { what: 'stop-all' });
    const { by, why, at } = set ?? change;
    const flight = await inFlight(deployed);
    if (values.json)
      return asJson({ environment: values.environment, changed: !set, by, why, at, ...flight });
    return [
      set
        ? `${values.environment} was stopped already; that stands.`
        : `${paint('red', 'Stopped')}: nothing acts any more in ${values.environment}. Alarms are paged.`,
      `  by ${shown(by)} at ${moment(at)}: ${shown(why)}`,
      ...inFlightText(flight),
      'npx nightshift resume --why "…" lifts it.',
    ].join('\n');
  },
};

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
    ...flight.inFlight.map((id) => `    npx nightshift show ${id}`),
  ];
}
