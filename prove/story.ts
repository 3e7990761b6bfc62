import { callFaults, eventFaults, type Happening, throwIns } from './happenings.ts';

/** A small runbook made for a story; all of them act on the same two targets, if they say nothing else. */
export interface Recipe {
  readonly steps: readonly ('restart' | 'flush')[];
  readonly mode?: 'auto' | 'approve' | 'watch' | 'off';
  /** What a person answers to each request for an approval, in mode approve. @default - nobody answers */
  readonly answer?: 'approve' | 'deny';
  /** In seconds. */
  readonly pageBy?: number;
  readonly verifyWithin?: number;
  readonly holdFor?: number;
  /** In seconds. @default 60 */
  readonly cooldown?: number;
  /** In seconds. @default 300 */
  readonly staleAfter?: number;
  /** @default 10 */
  readonly maxRunsPerDay?: number;
  /** Runs without effect that open its breaker for an hour. @default - more than there are */
  readonly breaker?: number;
  /** Incidents within five minutes that are no mass failure yet. @default 10 */
  readonly massFailure?: number;
  /** A step `restart` acts on the service that the alarm names, and the runbook allows these. @default - on `service` */
  readonly allows?: string | readonly string[];
  /** Which service a step `restart` acts on. @default shop */
  readonly service?: string;
  /** Whether a second metric has to agree that it has recovered. @default false */
  readonly andMetric?: boolean;
  /** Whether a change calendar has to be open. @default false */
  readonly calendar?: boolean;
}

/** What is not as it should be around an alarm, from the beginning. */
export const circumstances = {
  'forged state': 'somebody sets its alarm to ALARM, and nothing is broken',
  'actions disabled': "the alarm's own actions are disabled",
  suppressed: "another alarm suppresses this one's actions",
  'change freeze': 'the change calendar is closed',
  'foreign target': 'its alarm names a service that the runbook does not allow',
  'forged event': "its event names another service than the alarm's own",
  'late description': 'CloudWatch describes it as OK for 20 s after its event of ALARM',
  'quiet death':
    'what helps does not heal it: no metric is reported any more, which its alarm takes for good',
} as const;
export type Circumstance = keyof typeof circumstances;

/** One alarm with its runbook. */
export interface Part {
  /** A sample runbook's id, or a recipe. */
  readonly runbook: string | Recipe;
  /** The step after which its service works again; 0: nothing helps. */
  readonly healsAt: number;
  /** When its service breaks, in seconds after the story began. @default 0 */
  readonly after?: number;
  /** Whether the fix of another part heals it, too. @default false */
  readonly healsWithOthers?: boolean;
  /** When its service breaks anew, in seconds after the story began. @default - it does not */
  readonly again?: readonly number[];
  /** @default - everything is as it should be */
  readonly given?: Circumstance;
}

/** One story, whole: the same JSON gives the same story again, call by call. */
export interface Story {
  readonly parts: readonly Part[];
  readonly happenings: readonly Happening[];
  /** Of the jitter in back-offs and of latencies. */
  readonly seed: number;
  /** The longest a call takes, in seconds, by chance: the order of calls follows. @default - each takes 0.02 s */
  readonly jitter?: number;
  /** Calls take effect one at a time, in an order that fast-check's scheduler draws by this seed. @default - as they are sent */
  readonly order?: number;
  /** How far CloudWatch's descriptions of recoveries lag behind its events, in seconds. @default 0 */
  readonly lag?: number;
}

/** What a happening is called in tables. */
export const kindOf = (happening: Happening): string =>
  'fault' in happening
    ? happening.fault
    : 'event' in happening
      ? `event ${happening.event}`
      : happening.throwIn;

const wordsOf = (happening: Happening): string => {
  if ('fault' in happening) return `the call ${happening.at} ${callFaults[happening.fault].words}`;
  if ('event' in happening) return `the event ${happening.at} ${eventFaults[happening.event]}`;
  return `when ${happening.at} is about to be sent, ${throwIns[happening.throwIn]}`;
};

const nameOf = (runbook: Part['runbook']): string =>
  typeof runbook === 'string'
    ? runbook
    : `a made-up runbook (${runbook.steps.join(', then ')}; ${runbook.mode ?? 'auto'}${runbook.answer ? `, a person would ${runbook.answer}` : ''})`;

/** A story in plain English, a line each. */
export function tell({ parts, happenings, jitter, order, lag }: Story): string[] {
  return [
    ...parts.flatMap(tellPart),
    ...(jitter ? [`Calls take up to ${jitter} s each, by chance.`] : []),
    ...(order === undefined ? [] : ['Calls take effect one at a time, in an order drawn by chance.']),
    ...(lag ? [`CloudWatch describes a recovery only ${lag} s after its event.`] : []),
    ...happenings.map((one) => `Then ${wordsOf(one)}.`),
  ];
}

function tellPart({ runbook, healsAt, after = 0, healsWithOthers, again = [], given }: Part): string[] {
  const helps = healsAt === 0 ? 'nothing it does helps' : `its step ${healsAt} helps`;
  const others = healsWithOthers ? ', and the fix of another incident does, too' : '';
  const later = again.length > 0 ? ` It breaks again after ${again.join(' s and ')} s.` : '';
  return [
    `${after > 0 ? `${after} s later the` : 'The'} service behind ${nameOf(runbook)} breaks; ${helps}${others}.${later}`,
    ...(given ? [`But ${circumstances[given]}.`] : []),
  ];
}
