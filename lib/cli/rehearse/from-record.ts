import { basename } from 'node:path';
import * as z from 'zod/mini';
import type { Attempt, Incident } from '#core/incident/records';
import type { RunbookSpec } from '#define/index';
import { isFromAlarm } from '#define/values';
import type { AdoptedNight, StepStory } from '#testing/adopted';
import type { StepFault } from '#testing/world/action-world';
import { CommandError } from '../command-line.ts';

/** What the table holds about an incident. */
export interface IncidentInFile {
  readonly incident: Incident;
  readonly attempts: readonly Attempt[];
}

type Item = Readonly<Record<string, unknown>>;

const text = z.string().check(z.minLength(1));

/** What a replay needs. The id becomes a file name. */
const Recorded = z.object({
  incident: z.object({
    id: z.string().check(z.regex(/^[\w-]{1,64}$/)),
    runbook: z.object({ id: text }),
    alarm: z.object({ arn: text, name: text }),
    since: z.iso.datetime(),
    plan: z.array(z.object({ action: text, parameters: z.record(z.string(), z.unknown()) })),
  }),
  attempts: z.array(z.object({ step: z.number(), action: text, state: text })),
});

/** The output of `nightshift show --json` or `aws dynamodb query`; undefined for anything else. */
export function recordIn(data: unknown): IncidentInFile | undefined {
  const { Items } = (data ?? {}) as { Items?: unknown };
  const record = Array.isArray(Items) ? recordOf(Items) : data;
  return Recorded.safeParse(record).success ? (record as IncidentInFile) : undefined;
}

/** An incident's items as the table holds them. */
function recordOf(exported: readonly unknown[]): { readonly incident: unknown; readonly attempts: unknown } {
  const items = exported
    .filter((item) => typeof item === 'object' && item !== null)
    .map((item) => unmarshalled({ M: item }) as Item);
  return {
    incident: items.find(({ sk }) => sk === 'INCIDENT'),
    attempts: items.filter(({ sk }) => String(sk).startsWith('ATTEMPT#')),
  };
}

/** A value in DynamoDB's JSON, e.g. `{"S":"text"}`; plain values are left as they are. */
function unmarshalled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[type, inner] = ['', undefined]] = Object.entries(value);
  switch (type) {
    case 'N':
      return Number(inner);
    case 'NULL':
      return null;
    case 'L':
      return (inner as unknown[]).map(unmarshalled);
    case 'M':
      return Object.fromEntries(
        Object.entries(inner as object).map(([name, one]) => [name, unmarshalled(one)]),
      );
    default:
      return inner;
  }
}

/** Answers to an alarm that a rehearsal of one alarm can't bring about. */
const elsewhere: Partial<Record<Incident['answer'], string>> = {
  join: 'it joined another incident, and one night is about one alarm',
  page: 'a guard kept it from acting for a reason outside this night',
};

/** An incident's record as a fixture. @throws CommandError in one sentence */
export function fromRecord(
  { incident, attempts }: IncidentInFile,
  spec: RunbookSpec,
  file: string,
): AdoptedNight {
  const { id, verdict, alarm, since, mode } = incident;
  if (!verdict) throw new CommandError(`Incident ${id} has no verdict yet; adopt it when it is over.`);
  const why = incident.byHand ? 'a person ran it by hand, without an alarm' : elsewhere[incident.answer];
  if (why)
    throw new CommandError(
      `Incident ${id} can't be rehearsed: ${why} (${incident.notActing ?? incident.byHand?.why ?? 'not said'}).`,
    );
  const steps = (incident.plan.length > 0 ? incident.plan : spec.steps).map(({ action }, index) => {
    const attempt = attempts.find(({ step }) => step === index + 1);
    const fault = faultOf(attempt);
    return { action, story: storyOf(attempt, attempts, verdict), ...(fault ? { fault } : {}) };
  });
  return {
    incident: id,
    runbook: spec.id,
    from: `the record in ${basename(file)}`,
    mode: verdict === 'suppressed' && mode !== 'off' ? 'auto' : mode,
    event: eventOf(incident),
    alarm: {
      name: alarm.name,
      arn: alarm.arn,
      dimensions: dimensionsOf(incident, spec),
      ...(alarm.pagesByItself ? { actions: ['arn:aws:sns:::their-own'] } : {}),
      ...(verdict === 'suppressed' && mode !== 'off' ? { actionsEnabled: false } : {}),
    },
    alarmAt: since,
    steps,
    ...answersOf(incident),
    ...(verdict === 'self-recovered' ? { recoversAlone: true } : {}),
    expected: {
      verdict,
      tried: attempts.filter(({ state }) => mayHaveActed(state)).map(({ action }) => action),
    },
  };
}

/** How a person answered each request for approval. */
function answersOf({ approvals = {} }: Incident): Pick<AdoptedNight, 'approves'> {
  const answered = Object.entries(approvals).filter(([, { answer }]) => answer !== undefined);
  if (answered.length === 0) return {};
  return {
    approves: Object.fromEntries(answered.map(([step, { answer }]) => [step, answer === 'approved'])),
  };
}

const mayHaveActed = (state: Attempt['state']): boolean => state === 'started' || state === 'acted';

function storyOf(
  attempt: Attempt | undefined,
  attempts: readonly Attempt[],
  verdict: Incident['verdict'],
): StepStory {
  if (!attempt) return 'not reached';
  if (attempt.state === 'refused') return 'refused';
  if (attempt.state === 'never-started') return 'never started';
  const last = attempts.findLast(({ state }) => mayHaveActed(state));
  if (verdict === 'healed' && attempt === last) return 'helped';
  return attempt.state === 'acted' ? 'did not help' : 'unknown';
}

/** `started` means that no answer came; a refusal by AWS is recorded as refused. */
const faultOf = (attempt: Attempt | undefined): StepFault | undefined =>
  attempt?.state === 'started' ? 'timeout' : undefined;

/** Dimensions that the runbook reads from the alarm, taken from the plan. */
function dimensionsOf({ plan }: Incident, { steps }: RunbookSpec): Record<string, string> {
  const read = steps.flatMap(({ parameters }, index) =>
    Object.entries(parameters).flatMap(([name, value]) => {
      const found = plan[index]?.parameters[name];
      return isFromAlarm(value) && found !== undefined ? [[value.fromAlarm.dimension, String(found)]] : [];
    }),
  );
  return Object.fromEntries(read);
}

/** The event as EventBridge delivered it, as far as the record has it. */
const eventOf = ({ alarm, since }: Incident) => ({
  version: '0',
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  time: since,
  account: alarm.arn.split(':')[4] ?? '',
  region: alarm.arn.split(':')[3] ?? '',
  resources: [alarm.arn],
  detail: {
    alarmName: alarm.name,
    state: { value: 'ALARM', timestamp: since.replace('Z', '+0000'), reason: alarm.reason },
  },
});
