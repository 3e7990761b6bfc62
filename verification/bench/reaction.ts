import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { deployed } from '../sandbox/names.ts';
import { killAllNow, sleep, stopAll } from '../sandbox/processes.ts';
import { type Measured, median, type Part, type Row, rounded } from './part.ts';
import { bare } from './reaction/names.ts';
import { admitPatient, reactTo } from './reaction/round.ts';
import { type Stage, setStage } from './reaction/stage.ts';
import { type Call, hopsOf, roundsOf, type Way } from './reaction/trail.ts';

/** Events to each pipeline, in turns; in a cold round every invocation starts a worker. */
const rounds = { cold: 5, warm: 7 } as const;
type Start = keyof typeof rounds;

/** An incident goes on to its verdict after the call that is measured; the next one waits so long for it, in ms. */
const toVerdict = 7_500;

/** The Lambdas on either way, in the order in which an event comes to them. */
const stops = {
  nightshift: [
    { name: 'Admit', function: deployed.function('admit') },
    { name: 'action', function: deployed.function(restartEcsTasks.id) },
  ],
  bare: [{ name: 'Lambda', function: bare.function }],
} as const;

type Pair = Readonly<Record<keyof typeof stops, Way>>;

const signals = ['SIGINT', 'SIGTERM'] as const;
const interrupted = (): never => process.exit(130);

/** From an alarm's state change to the first remediation call, in the local AWS, beside the barest pipeline. */
export const reaction: Part = async (progress) => {
  process.once('exit', killAllNow);
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const stage = await setStage(progress);
    try {
      const warm = await measure('warm', stage, progress);
      return measured({ cold: await measure('cold', stage, progress), warm }, stage.emulator);
    } finally {
      stage.recorder.close();
    }
  } finally {
    await stopAll();
    for (const signal of signals) process.off(signal, interrupted);
    process.off('exit', killAllNow);
  }
};

/** The first pair of each starts workers and fills caches, and is not counted. */
async function measure(start: Start, stage: Stage, progress: (doing: string) => void): Promise<Pair[]> {
  const pairs: Pair[] = [];
  stage.startCold(start === 'cold');
  for (let round = 0; round <= rounds[start]; round++) {
    progress(`${start} start, round ${round} of ${rounds[start]}`);
    const react = async (of: keyof typeof stops) =>
      reactTo(await admitPatient(`${start}-${round}`, of, stage), stops[of], stage);
    const isOurTurn = round % 2 === 0;
    const first = await react(isOurTurn ? 'nightshift' : 'bare');
    const second = await react(isOurTurn ? 'bare' : 'nightshift');
    const [nightshift, other] = isOurTurn ? [first, second] : [second, first];
    if (round > 0) pairs.push({ nightshift, bare: other });
    await sleep(toVerdict);
  }
  return pairs;
}

const total = ({ event, remediation }: Way): number => remediation - event;

function measured(found: Readonly<Record<Start, readonly Pair[]>>, emulator: string): Measured {
  const starts = Object.keys(rounds) as Start[];
  const calls = found.warm.at(-1)?.nightshift.stops.flatMap((stop) => stop.calls) ?? [];
  return {
    tables: [
      {
        title: 'From the event to the first remediation call',
        rows: starts.map((start) => ratioRow(start, found[start])),
      },
      { title: 'What Nightshift spends it on, ms', rows: hopRows(found, ({ nightshift }) => nightshift) },
      { title: 'What the bare pipeline spends it on, ms', rows: hopRows(found, (pair) => pair.bare) },
      {
        title: 'AWS calls one after another before the remediation call',
        rows: roundsOf(calls).map(roundRow),
      },
    ],
    notes: [
      `Serial AWS calls before it: ${roundsOf(calls).length} (${calls.length} calls, those of a line side by side); the bare pipeline: 0.`,
      `In ${emulator}, on this machine: no proof of how long AWS takes. There rule, state machine and Lambda service have latencies of their own, a Lambda starts more slowly, and every call goes over a network with TLS.`,
      'Bare: a rule, a state machine of one state, a Lambda with that one call; no record, no lock, no deadline, no look at the alarm. Both get the same events in turns, one at a time. Medians; the ratio is the median of pairs.',
      'Cold: every invocation starts a worker of its own. Events are sent as CloudWatch would, by PutEvents; how long an alarm takes to fire is not in it.',
    ],
  };
}

function ratioRow(start: Start, pairs: readonly Pair[]): Row {
  return {
    start,
    pairs: pairs.length,
    'Nightshift ms': rounded(median(pairs.map(({ nightshift }) => total(nightshift)))),
    'bare ms': rounded(median(pairs.map((pair) => total(pair.bare)))),
    'more ms': rounded(median(pairs.map(({ nightshift, bare: other }) => total(nightshift) - total(other)))),
    ratio: rounded(median(pairs.map((pair) => total(pair.nightshift) / total(pair.bare))), 1),
  };
}

function hopRows(found: Readonly<Record<Start, readonly Pair[]>>, of: (pair: Pair) => Way): Row[] {
  const each = (start: Start) => found[start].map((pair) => hopsOf(of(pair)));
  const [cold, warm] = [each('cold'), each('warm')];
  const middle = (ways: typeof cold, hop: number) =>
    rounded(median(ways.map((hops) => hops[hop]?.ms ?? Number.NaN)), 1);
  return (warm[0] ?? []).map(({ name }, hop) => ({
    hop: name,
    cold: middle(cold, hop),
    warm: middle(warm, hop),
  }));
}

const roundRow = (round: readonly Call[], index: number): Row => ({
  '#': index + 1,
  calls: round.map(({ name }) => name).join(', '),
  ms: rounded(Math.max(...round.map(({ until }) => until)) - Math.min(...round.map(({ at }) => at)), 1),
});
