import type { Violation } from './judge/index.ts';

interface Known {
  readonly rule: string;
  /** @default - whatever is said */
  readonly message?: RegExp;
  /** What the engine still does, a whole sentence. */
  readonly because: string;
}

/** What the engine is known to break until it is mended. It is counted and reported, and fails no run. */
export const known: readonly Known[] = [
  {
    rule: 'one outage, one page',
    because: 'A flap of an alarm, or another alarm of the same target, still rings under a key of its own.',
  },
  {
    rule: 'one copy',
    because:
      'A step that outlasts the page deadline lets the schedule and the sweeper ring, one after the other.',
  },
  {
    rule: 'nothing acts where it must not',
    message: /too late to be verified before the page/,
    because: 'A step still begins that can not be verified before the page.',
  },
  {
    rule: 'nothing acts where it must not',
    message: /after a person was asked to take over/,
    because: 'After a page that left no record, the reconciler still starts the runbook, which acts.',
  },
  {
    rule: 'a joiner waits for its own alarm',
    because: 'A joiner still waits no longer than the other incident, whatever its own alarm needs.',
  },
  {
    rule: 'nothing is left',
    message: /still waits with|still runs/,
    because:
      'The wait of a watch or a joiner counts from the start of its execution, however late that was, and outlasts its deadline.',
  },
  {
    rule: 'a page names an alarm',
    message: /an event of its own could not be delivered/,
    because: "A dead letter of an execution's end still pages without naming its alarm.",
  },
  {
    rule: 'told means told',
    because: 'The sweeper still records as told what a person has taken over, and nobody was told of.',
  },
];

/** Why a violation fails no run. @default - it is a new one */
export const knownAs = ({ rule, message }: Violation): string | undefined =>
  known.find((one) => one.rule === rule && (one.message?.test(message) ?? true))?.because;
