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
  /** When Admit was asked by its execution, and the time of the event that it was asked about. */
  readonly admittedAt: number;
  readonly emittedAt: string | undefined;
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
  { world: { wire }, changing, ended }: Setup,
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
  const admitted = admissionsOf(wire.calls);
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
    const admission = admitted.get(execution);
    return {
      ...{ call, at, contract, incident, step, dryRun, byHand, execution, player, change },
      invocation: call.by?.name ?? '',
      begunAt: Date.parse(before[0]?.at ?? call.at),
      admittedAt: admission ? Date.parse(admission.at) : at,
      emittedAt: (admission?.input['Payload'] as { event?: { time?: string } } | undefined)?.event?.time,
      targets: player?.targets[step - 1] ?? [],
      places: player?.places[step - 1] ?? [],
      readAlarmAt: lastAt(answered, ({ command }) => command === 'DescribeAlarms'),
      readSwitchesAt: lastAt(answered, ({ input }) => valuesOf(input)[':pk'] === modesPartition),
      refused: refused.has(call),
      workFailedAt: ended.find(({ work, failed }) => failed && work.endsWith(`:${call.input['name']}`))?.at,
    };
  });
}

/** The call by which each execution first asked Admit. */
function admissionsOf(calls: readonly Call[]): ReadonlyMap<string, Call> {
  const admitted = new Map<string, Call>();
  for (const call of calls) {
    if (call.service !== 'lambda') continue;
    const { execution, event } = (call.input['Payload'] ?? {}) as { execution?: string; event?: unknown };
    if (execution && event !== undefined && !admitted.has(execution)) admitted.set(execution, call);
  }
  return admitted;
}

const lastAt = (calls: readonly Call[], fits: (call: Call) => boolean): number | undefined => {
  const last = calls.findLast(fits);
  return last && Date.parse(last.at);
};

const valuesOf = (input: Call['input']): Record<string, unknown> =>
  (input['ExpressionAttributeValues'] ?? {}) as Record<string, unknown>;
