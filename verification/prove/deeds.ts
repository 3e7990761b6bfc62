import { modesPartition } from '#core/table/keys';
import { isCarriedOut } from '#testing/world/failures';
import type { Invocation } from '#testing/world/invocation';
import type { Call } from '#testing/world/wire';
import { takesBack } from './leases.ts';
import type { Change, Player, Setup } from './stage.ts';

/** Whose execution it is, and which change of its alarm it is about. */
export interface About {
  readonly player: Player | undefined;
  readonly change: Change | undefined;
}

/** A call that changes what an action acts on, as it was sent. Moments are epoch milliseconds. */
export interface Deed extends About {
  readonly call: Call;
  readonly at: number;
  readonly incident: string;
  readonly step: number;
  readonly dryRun: boolean;
  readonly byHand: boolean;
  readonly execution: string;
  readonly invocation: string;
  /** When the invocation sent its first call, and the contract in its payload. */
  readonly begunAt: number;
  readonly contract: number;
  /** When its execution invoked the Admit that opened the incident, and the time of the event passed to it. */
  readonly admittedAt: number;
  readonly emittedAt: string | undefined;
  /** The place of the transaction that opened its incident, in the order in which they took effect; -1: not known. */
  readonly openedAs: number;
  /** ARNs that its step touches, and the same with what those lie in. */
  readonly targets: readonly string[];
  readonly places: readonly string[];
  /** When this invocation last read the alarm, and the switches, before the call and got an answer; undefined: never. */
  readonly readAlarmAt: number | undefined;
  readonly readSwitchesAt: number | undefined;
  /** AWS refused it, so nothing changed: it does not count as a run and needs no time. */
  readonly refused: boolean;
  /** When the work that it started failed, by AWS's own clock; undefined: it did not fail. */
  readonly workFailedAt: number | undefined;
}

interface Asked {
  readonly contract: number;
  readonly incident: string;
  readonly step: number;
  readonly dryRun: boolean;
  readonly byHand?: boolean;
  /** The step's execution. @default - the call was not sent by a step's function */
  readonly execution?: string;
}

/** Every deed, whichever function sent it, except calls that took a change back. */
export function deedsOf(
  { world: { wire }, changing, ended, written }: Setup,
  about: (execution: string) => About,
): Deed[] {
  const sent = wire.calls.filter(
    (call) => call.by && changing.has(`${call.service}.${call.command}`) && !takesBack(call),
  );
  if (sent.length === 0) return [];
  const unanswered = new Set(
    wire.struck.filter(({ failure }) => !isCarriedOut(failure)).map(({ call }) => call),
  );
  const refused = new Set(wire.refused);
  for (const { failure, call } of wire.struck)
    if (failure === 'throttle' || failure === 'denied') refused.add(call);
  const admitted = admissionsOf(wire.calls, written);
  const acting = new Set(sent.map(({ by }) => by));
  const ofInvocations = Map.groupBy(
    wire.calls.filter(({ by }) => acting.has(by)),
    ({ by }) => by,
  );
  return sent.map((call) => {
    const asked = (call.by as Invocation).payload as Asked;
    const { contract, incident, step, dryRun, byHand = false, execution = '' } = asked;
    const before = ofInvocations.get(call.by)?.filter(({ index }) => index < call.index) ?? [];
    const answered = before.filter((one) => !unanswered.has(one));
    const at = Date.parse(call.at);
    const { player, change } = about(execution);
    const asks = admitted.get(execution) ?? [];
    const admission = asks.findLast(({ opened }) => opened < call.index) ?? asks[0];
    return {
      ...{ call, at, contract, incident, step, dryRun, byHand, execution, player, change },
      invocation: call.by?.name ?? '',
      begunAt: Date.parse(before[0]?.at ?? call.at),
      admittedAt: admission?.at ?? at,
      emittedAt: admission?.emittedAt,
      openedAs: admission?.openedAs ?? -1,
      targets: player?.targets[step - 1] ?? [],
      places: player?.places[step - 1] ?? [],
      readAlarmAt: lastAt(answered, ({ command }) => command === 'DescribeAlarms'),
      readSwitchesAt: lastAt(answered, ({ input }) => valuesOf(input)[':pk'] === modesPartition),
      refused: refused.has(call),
      workFailedAt: ended.find(({ work, failed }) => failed && work.endsWith(`:${call.input['name']}`))?.at,
    };
  });
}

interface Admission {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly emittedAt: string | undefined;
  /** The index of the call that opened the incident; Infinity: it opened none. */
  readonly opened: number;
  /** The same, in the order in which transactions took effect; -1: it opened none. */
  readonly openedAs: number;
}

/** Each time that an execution invoked Admit. More than one may open its incident: a redrive may find a restored table. */
function admissionsOf(
  calls: readonly Call[],
  written: Setup['written'],
): ReadonlyMap<string, readonly Admission[]> {
  const openings = new Map<unknown, Pick<Admission, 'opened' | 'openedAs'>>();
  for (const { by, command, input, index } of calls) {
    if (command !== 'TransactWrite' || !by?.function.startsWith('Admit')) continue;
    const openedAs = written.indexOf(input['TransactItems'] as Setup['written'][number]);
    if (openedAs >= 0) openings.set(by.payload, { opened: index, openedAs });
  }
  const admitted = new Map<string, Admission[]>();
  for (const { service, input, at } of calls) {
    if (service !== 'lambda' || !admit.test(String(input['FunctionName']))) continue;
    const { execution, event } = (input['Payload'] ?? {}) as Asking;
    if (!execution) continue;
    const opening = openings.get(input['Payload']) ?? { opened: Number.POSITIVE_INFINITY, openedAs: -1 };
    const its = admitted.get(execution) ?? [];
    admitted.set(execution, [...its, { at: Date.parse(at), emittedAt: event?.time, ...opening }]);
  }
  return admitted;
}

/** Admit, as a deployed version may name it. */
const admit = /:AdmitFunctionArn(-v\d+)?$/;

interface Asking {
  readonly execution?: string;
  readonly event?: { readonly time?: string };
}

const lastAt = (calls: readonly Call[], fits: (call: Call) => boolean): number | undefined => {
  const last = calls.findLast(fits);
  return last && Date.parse(last.at);
};

const valuesOf = (input: Call['input']): Record<string, unknown> =>
  (input['ExpressionAttributeValues'] ?? {}) as Record<string, unknown>;
