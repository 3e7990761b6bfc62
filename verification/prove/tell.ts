import { drills } from './gate.ts';
import { callFaults, eventFaults, type Happening, throwIns } from './happenings.ts';
import { accounts, acts, circumstances, type Doing, type Part, type Story, type Weather } from './story.ts';

/** A story in plain English, line by line. */
export function tell({
  parts,
  happenings,
  people = [],
  byLink,
  strangers = [],
  diagnoses,
  weather = {},
  jitter,
  order,
  lag,
}: Story): string[] {
  return [
    ...parts.flatMap(tellPart),
    ...(jitter ? [`Calls take up to ${jitter} s each, by chance.`] : []),
    ...(order === undefined ? [] : ['Calls take effect one at a time, in an order drawn by chance.']),
    ...(lag ? [`CloudWatch describes a recovery only ${lag} s after its event.`] : []),
    ...(diagnoses ? ['Something looks around beside each incident.'] : []),
    ...tellWeather(weather),
    ...(byLink ? ['People answer by the link in the message, which a scanner of mail opens before.'] : []),
    ...people.map(tellDoing),
    ...strangers.map((at) => `After ${at} s a colleague deploys the feature flags.`),
    ...happenings.map((one) => `Then ${wordsOf(one)}.`),
  ];
}

const wordsOf = (happening: Happening): string => {
  if ('fault' in happening) return `the call ${happening.at} ${callFaults[happening.fault].words}`;
  if ('event' in happening) return `the event ${happening.at} ${eventFaults[happening.event]}`;
  return `when ${happening.at} is about to be sent, ${throwIns[happening.throwIn]}`;
};

const nameOf = (runbook: Part['runbook']): string =>
  typeof runbook === 'string'
    ? runbook
    : `a made-up runbook (${runbook.steps.join(', then ') || 'no step'}${runbook.work === 'fails' ? ', whose work fails' : ''}${runbook.alias ? ` (${runbook.alias})` : ''}; ${runbook.mode ?? 'auto'}${runbook.answer ? `, a person would ${runbook.answer}` : ''})`;

const drilledIn = (runbook: Part['runbook']): string[] => {
  const how = typeof runbook === 'string' ? undefined : runbook.drilled;
  return how ? [`Its environment requires a drill: ${drills[how]}.`] : [];
};

function tellPart(part: Part): string[] {
  const { runbook, healsAt, after = 0, healsWithOthers, again = [], period, given, drill } = part;
  const helps = healsAt === 0 ? 'nothing it does helps' : `its step ${healsAt} helps`;
  const others = healsWithOthers ? ', and the fix of another incident does, too' : '';
  const later = again.length > 0 ? ` It breaks again after ${again.join(' s and ')} s.` : '';
  const slow = period ? ` Its alarm looks at periods of ${period} s.` : '';
  return [
    `${after > 0 ? `${after} s later the` : 'The'} service behind ${nameOf(runbook)} ${drill ? 'works' : 'breaks'}; ${helps}${others}.${later}${slow}`,
    ...drilledIn(runbook),
    ...(drill
      ? [
          `After ${drill.at} s it is drilled, for ${drill.lasts} s at most${drill.but ? `, but ${drill.but}` : ''}.`,
        ]
      : []),
    ...(given ? [`But ${circumstances[given]}.`] : []),
  ];
}

const tellDoing = ({ at, does, part = 0 }: Doing): string =>
  `After ${at} s a person ${acts[does]} (alarm ${part + 1}).`;

const words: { readonly [Name in keyof Required<Weather>]: (value: NonNullable<Weather[Name]>) => string } = {
  eventClock: (s) => `An event's moment differs from the described one by up to ${s} s.`,
  machineClocks: (s) => `The clocks of the functions' machines differ by up to ${s} s.`,
  staleReads: (s) => `Reads that are not consistent are ${s} s old.`,
  indexLag: (s) => `The table's indexes are ${s} s behind.`,
  lateTimers: (s) => `Waits and timeouts of Step Functions end up to ${s} s late.`,
  lateSchedules: (s) => `Schedules fire ${s} s late.`,
  schedules: (how) => (how === 'never' ? 'Schedules never fire.' : 'Schedules fire twice.'),
  twice: (share) => `${percent(share)} of the events arrive twice.`,
  late: (share) => `${percent(share)} of the events arrive up to a minute late.`,
  conflicts: (share) => `${percent(share)} of the transactions meet another one.`,
  account: (which) => `${accounts[which]} are in force.`,
  throttles: (share) => `${percent(share)} of the calls are throttled.`,
  sentAgain: (share) => `${percent(share)} of the writes are sent again, since their first answer is lost.`,
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const tellWeather = (weather: Weather): string[] =>
  (Object.entries(weather) as [keyof Weather, never][]).flatMap(([name, value]) =>
    value ? [words[name](value)] : [],
  );
