import type { WholeIncident } from '../incident/history.ts';
import type { Incident } from '../incident/records.ts';
import type { Verb } from '../page/verbs.ts';
import { withoutStop } from '../text.ts';
import { clockTime, plusSeconds } from '../time.ts';
import { answerRequest } from './answer.ts';
import { type Change, Refusal } from './change.ts';
import { lowerToWatch, stopEverything } from './switch.ts';
import { type TakeServices, takeIncident } from './take.ts';

/** A request from a phone. */
export interface Asked {
  readonly verb: Verb;
  /** The step that an approval is meant for. @default - the one that is asked about */
  readonly step?: number | undefined;
  /** It was reassigned to this person elsewhere, so it is taken from any holder. @default false */
  readonly handedOver?: boolean | undefined;
}

/** The result: a sentence without its period, which begins with who did it. */
export interface Done {
  readonly text: string;
  /** What could not be done, one sentence each. @default - everything was done */
  readonly troubles?: readonly string[];
}

/** How long a person has an incident that was taken from a phone, in seconds: the default of `nightshift take`. */
const takenForSeconds = 3_600;

/**
 * Does what was asked for, with the guards of the command. A repeat changes nothing.
 * @throws Refusal if the command would refuse, with the same text
 */
export async function act(
  whole: WholeIncident,
  { verb, step, handedOver = false }: Asked,
  change: Change,
  services: TakeServices,
): Promise<Done> {
  const { incident } = whole;
  const { by, at } = change;
  switch (verb) {
    case 'take': {
      const until = plusSeconds(at, takenForSeconds);
      const { undone } = await takeIncident(whole, change, until, services, { fromAnybody: handedOver });
      return {
        text: `${by} took it at ${clockTime(at)} and has it until ${clockTime(until)}`,
        troubles: undone,
      };
    }
    case 'approve':
    case 'deny': {
      const answer = verb === 'approve' ? 'approved' : 'denied';
      const { given, asked, trouble } = await answerRequest(incident, { ...change, answer }, services, step);
      const text = `${given.by} ${answer} "${asked.title}" at ${clockTime(given.at)}`;
      return { text, ...(trouble ? { troubles: [trouble] } : {}) };
    }
    case 'watch':
      await lowerToWatch(services.database, incident.runbook.id, deployedMode(incident), change);
      return { text: `${by} switched runbook ${incident.runbook.id} to watch at ${clockTime(at)}` };
    case 'stop-all': {
      const { by: who, at: when, first } = await stopEverything(services.database, change);
      if (!first)
        throw new Refusal(`Everything was stopped by ${who} at ${clockTime(when)} already; that stands.`);
      return { text: `${by} stopped everything at ${clockTime(at)}` };
    }
  }
}

/** The runbook's deployed mode, as far as the incident has it. */
const deployedMode = ({ mode, deployedMode = mode }: Incident) => deployedMode;

/** What was done, as a sentence for a screen. */
export const doneInWords = ({ text, troubles = [] }: Done): string =>
  [`${withoutStop(text)}.`, ...troubles].join(' ');
