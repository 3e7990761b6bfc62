import { leftBehind } from '#testing/left-behind';
import type { Call } from '#testing/world/wire';
import type { Deed } from './deeds.ts';
import { type Interference, stranger } from './interfere.ts';
import type { Setup } from './stage.ts';

/** Incidents of a mass failure that no page has listed, and all else that should not be there any more. */
export function leftIn(
  { world, night, done }: Setup,
  { restoredAt }: Interference,
  deeds: readonly Deed[],
): string[] {
  const kept = done.filter(({ does }) => does === 'take').map(({ incident }) => incident ?? '');
  const unlisted = world.dynamodb
    .all(({ sk }) => String(sk).startsWith('UNLISTED#'))
    .map(({ incident }) => `Incident ${incident} still waits to be listed in a page.`);
  const left = leftBehind({ world, running: night.running, incidents: night.incidents() });
  const isTheirs = (line: string) =>
    line.startsWith('The lock ') && kept.some((id) => line.includes(id) && id !== '');
  // A table from yesterday knows of no change: its schedule tells a person when the time is over, which may be hours away.
  const isForgotten = (line: string) =>
    restoredAt !== undefined && line.startsWith('The page deadline of lease-');
  const old = restoredAt === undefined ? [] : endedByOld(world.wire.calls, restoredAt);
  // Whoever has read the incident in the table before does not know which locks it has in this one.
  const isUnknown = (line: string) => line.startsWith('The lock ') && old.some((id) => line.includes(id));
  // Whoever died between the record of a lease and its schedule has changed nothing yet; until its time is over the sweeper watches it.
  const isUnchanged = (line: string) => {
    const [, incident, step] = line.match(/^Nobody would be told that lease (\S+)-(\d+) is over/) ?? [];
    return step !== undefined && !deeds.some((one) => one.incident === incident && one.step === Number(step));
  };
  const isLeft = (line: string) =>
    ![isTheirs, isForgotten, isUnknown, isUnchanged].some((is) => is(line)) && !line.includes(stranger);
  return [...left.filter(isLeft), ...unlisted];
}

/** How long a call may be on its way where calls are slow or in an order of their own, in milliseconds. */
const onItsWay = 5_000;

/** Incidents whose verdict took effect after a moment, sent by an invocation that began before it. */
const endedByOld = (calls: readonly Call[], moment: number): string[] =>
  calls.flatMap(({ command, at, by, input }) => {
    const sent =
      command === 'TransactWrite' && Date.parse(at) >= moment - onItsWay ? JSON.stringify(input) : '';
    const id = sent.includes('SET verdict = ') ? sent.match(/"INCIDENT#([^"]+)"/)?.[1] : undefined;
    const began = calls.find((call) => call.by === by)?.at ?? at;
    return id !== undefined && by && Date.parse(began) < moment ? [id] : [];
  });
