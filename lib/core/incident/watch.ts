import type { Listed } from './history.ts';

/** What watches have shown for an alarm, or for all alarms of a runbook. */
export interface Watch {
  /** Watches that have ended. */
  readonly watched: number;
  /** … after which the alarm was OK again without an action. */
  readonly alone: number;
  /** … in which the runbook would have acted in mode auto. Not known for watches from before reasons had codes. */
  readonly wouldAct: number;
  /** … and the alarm recovered anyway: it would have acted for nothing. */
  readonly needless: number;
}

const isWatch = ({ answer, verdict, takenOver }: Listed): boolean =>
  answer === 'watch' && verdict !== undefined && !takenOver;

export function watchOf(incidents: readonly Listed[]): Watch {
  const watched = incidents.filter(isWatch);
  const alone = watched.filter(({ verdict }) => verdict === 'self-recovered');
  const wouldAct = ({ listed: { reason, wouldRefuse } }: Listed): boolean =>
    reason !== undefined && wouldRefuse === undefined;
  return {
    watched: watched.length,
    alone: alone.length,
    wouldAct: watched.filter(wouldAct).length,
    needless: alone.filter(wouldAct).length,
  };
}

/** `it would have acted on 4, 1 time for nothing; precision 75 %`: precision is the share of its actions that were needed. */
export const precision = (acted: number, needless: number): string =>
  `it would have acted on ${acted}, ${needless === 0 ? 'never' : needless === 1 ? '1 time' : `${needless} times`} for nothing; precision ${Math.round((100 * (acted - needless)) / acted)} %`;
