import { leftBehind } from '#testing/left-behind';
import type { Call } from '#testing/world/wire';
import type { Deed } from './deeds.ts';
import { type Interference, stranger } from './interfere.ts';
import type { Setup } from './stage.ts';

/** What should be gone by now: incidents of a mass failure that no page has listed, and everything else left behind. */
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
  // A restored table knows of no lease: its schedule tells a person when the time is over, which may be hours away.
  const isForgotten = (line: string) =>
    restoredAt !== undefined && line.startsWith('The page deadline of lease-');
  const old = restoredAt === undefined ? [] : endedByOld(world.wire.calls, restoredAt);
  // An invocation that read the incident before the restore does not know which locks it has in the restored table.
  const isUnknown = (line: string) => line.startsWith('The lock ') && old.some((id) => line.includes(id));
  // A worker that died between recording a lease and arming its schedule has changed nothing yet. The sweeper watches the
  // lease until its time is over.
  const isUnchanged = (line: string) => {
    const [, incident, step] = line.match(/^Nobody would be told that lease (\S+)-(\d+) is over/) ?? [];
    return step !== undefined && !deeds.some((one) => one.incident === incident && one.step === Number(step));
  };
  const isLeft = (line: string) =>
    ![isTheirs, isForgotten, isUnknown, isUnchanged].some((is) => is(line)) && !line.includes(stranger);
  return [...left.filter(isLeft), ...unlisted];
}

/** How long a call may take to arrive where calls are slow or take turns, in milliseconds. */
const onItsWay = 5_000;

/** Incidents whose verdict took effect after a moment, but was sent by an invocation that began before it. */
const endedByOld = (calls: readonly Call[], moment: number): string[] =>
  calls.flatMap(({ command, at, by, input }) => {
    const sent =
      command === 'TransactWrite' && Date.parse(at) >= moment - onItsWay ? JSON.stringify(input) : '';
    const id = sent.includes('SET verdict = ') ? sent.match(/"INCIDENT#([^"]+)"/)?.[1] : undefined;
    const began = calls.find((call) => call.by === by)?.at ?? at;
    return id !== undefined && by && Date.parse(began) < moment ? [id] : [];
  });
