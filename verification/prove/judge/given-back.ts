import type { Facts } from '../facts.ts';
import { takenFor } from '../people.ts';
import { clock, type Rule } from './rule.ts';

/** The sweeper's minute, and its own calls, in milliseconds. */
const rungWithin = 130_000;

/** Whoever took over has it for a time; what still fires then is rung again. Only where nothing else is done or goes wrong. */
export const givenBack: Rule = {
  name: 'what a person had is rung again',
  counter: 'silent',
  broken: (facts) => {
    const { done, rings, changes, end } = facts;
    const [took, ...more] = done;
    if (took?.does !== 'take' || !took.done || more.length > 0 || isDisturbed(facts)) return [];
    // It is theirs since some moment of the command.
    const [until, latest] = [took.from + takenFor, took.to + takenFor + rungWithin];
    const { arn, alarm, part } = took.player;
    const last = changes.findLast((change) => change.arn === arn && change.at.getTime() <= latest);
    const fires = last?.state === 'ALARM' && last.at.getTime() < took.from && part.given === undefined;
    if (!fires || latest > end) return [];
    const isRung = rings.some(({ at, names }) => at >= until && at <= latest && names.includes(took.player));
    return isRung
      ? []
      : [`${alarm.name} fires on after a person had it until ${clock(until)}, and nobody was rung.`];
  },
};

const isDisturbed = ({ story, happened, faulted, stopped, dead, restoredAt, removedAt }: Facts): boolean =>
  faulted ||
  stopped.length > 0 ||
  dead !== undefined ||
  restoredAt !== undefined ||
  removedAt !== undefined ||
  story.weather !== undefined ||
  happened.length > 0;
