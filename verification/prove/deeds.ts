import { modesPartition } from '#core/table/keys';
import { isCarriedOut } from '#testing/world/failures';
import type { Invocation } from '#testing/world/invocation';
import type { Call } from '#testing/world/wire';
import { takesBack } from './leases.ts';
import type { Change, Player, Setup } from './stage.ts';

/** An execution: whose it is, and which change of its alarm it is about. */
export interface About {
  readonly player: Player | undefined;
  readonly change: Change | undefined;
}

/** A call that changes what an action is about, as it was sent. Moments are epoch milliseconds. */
export interface Deed extends About {
  readonly call: Call;
  readonly at: number;
  readonly incident: string;
  readonly step: number;
  readonly dryRun: boolean;
  readonly byHand: boolean;
  readonly execution: string;
  readonly invocation: string;
  /** When the invocation sent its first call, and in which contract it was asked. */
  readonly begunAt: number;
  readonly contract: number;
  /** When Admit was asked that opened its incident, by its execution, and the time of the event that it was asked about. */
  readonly admittedAt: number;
  readonly emittedAt: string | undefined;
  /** When its incident was opened, by the order in which transactions took effect; -1: that is not known. */
  readonly openedAs: number;
  /** What its step touches, and what that lies in. */
  readonly targets: readonly string[];
  readonly places: readonly string[];
  /** When this invocation last asked for the alarm and for the switches before it, and was answered; undefined: never. */
  readonly readAlarmAt: number | undefined;
  readonly readSwitchesAt: number | undefined;
  /** AWS said no to it, so that nothing was changed: it is no run and needs no time. */
  readonly refused: boolean;
  /** When the work that it began had failed, by AWS's own clock; undefined: it has not. */
  readonly workFailedAt: number | undefined;
}

interface Asked {
  readonly contract: number;
  readonly incident: string;
  readonly step: number;
  readonly dryRun: boolean;
  readonly byHand?: boolean;
  /** Of a step. @default - another function than a step's has sent it */
  readonly execution?: string;
}

/** Every call that changed what an action is about, whoever sent it, but for those that took a change back. */
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
  /** The same by the order in which transactions took effect; -1: it opened none. */
  readonly openedAs: number;
}

/** Each time that an execution asked Admit. More than one may open its incident: the table may be another one when it is redriven. */
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
    const { execution, event } = (input['Payload'] ?? {}) as Asking;
    if (service !== 'lambda' || !execution || event === undefined) continue;
    const opening = openings.get(input['Payload']) ?? { opened: Number.POSITIVE_INFINITY, openedAs: -1 };
    const its = admitted.get(execution) ?? [];
    admitted.set(execution, [...its, { at: Date.parse(at), emittedAt: event.time, ...opening }]);
  }
  return admitted;
}

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
