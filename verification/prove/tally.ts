import { formatTable } from '../bench/report.ts';
import { type Counter, counters, type Violation } from './judge/index.ts';
import type { Played } from './play.ts';
import { lengthOf } from './shrink.ts';
import { kindOf, type Story } from './story.ts';

/** A story that broke a promise. */
export interface Failure {
  readonly story: Story;
  readonly counter: Counter;
  readonly rule: string;
  readonly message: string;
}

/** The columns of the table: the stage at which something happened. */
const stages: ReadonlyArray<readonly [string, RegExp]> = [
  ['admit', /^(lambda\.Invoke )?Admit/],
  ['verify', /^(lambda\.Invoke )?Verify/],
  ['page', /^(lambda\.Invoke )?Page/],
  ['recover', /^(lambda\.Invoke )?recover/],
  ['sweep', /^(lambda\.Invoke )?(sweep|execution-ended)/],
  ['reconcile', /^(lambda\.Invoke )?reconcile/],
  ['event', /^(ALARM|OK|ENDED)#/],
  ['actions', /FunctionArn(-v\d)?#/],
  ['AWS', /./],
];

const stageOf = (at: string): string => stages.find(([, fits]) => fits.test(at))?.[0] ?? 'AWS';

/** What was played so far, and what it found. */
export class Tally {
  scenarios = 0;
  readonly counts: Record<Counter, number> = {
    silent: 0,
    doublePaged: 0,
    doubleActed: 0,
    harmful: 0,
    leaked: 0,
    lied: 0,
  };
  /** The shortest failing story of each rule. */
  readonly failures = new Map<string, Failure>();
  readonly #cells = new Map<string, Map<string, number>>();
  readonly #verdicts = new Map<string, number>();

  readonly add = (story: Story, { violations, verdicts }: Played): void => {
    this.scenarios++;
    for (const verdict of verdicts) this.#verdicts.set(verdict, (this.#verdicts.get(verdict) ?? 0) + 1);
    for (const happening of story.happenings) {
      const kind = kindOf(happening);
      const row = this.#cells.get(kind) ?? new Map<string, number>();
      this.#cells.set(kind, row);
      const stage = stageOf(happening.at);
      row.set(stage, (row.get(stage) ?? 0) + 1);
    }
    for (const violation of violations) this.#count(story, violation);
  };

  /** Continues from what an earlier run counted. */
  restore(scenarios: number, counts: Readonly<Record<Counter, number>>, failures: readonly Failure[]): void {
    this.scenarios = scenarios;
    Object.assign(this.counts, counts);
    for (const failure of failures) this.failures.set(failure.rule, failure);
  }

  #count(story: Story, { counter, rule, message }: Violation): void {
    this.counts[counter]++;
    const shortest = this.failures.get(rule);
    if (!shortest || lengthOf(story) < lengthOf(shortest.story))
      this.failures.set(rule, { story, counter, rule, message });
  }

  get failed(): boolean {
    return counters.some((counter) => this.counts[counter] > 0);
  }

  /** How often each thing happened, by stage; how incidents ended; and how often promises were broken. */
  table(): string {
    const columns = stages.map(([name]) => name);
    const rows = [...this.#cells].map(([kind, row]) => ({
      'what happens': kind,
      ...Object.fromEntries(columns.map((column) => [column, row.get(column) ?? 0])),
    }));
    const verdicts = [...this.#verdicts].map(([verdict, count]) => ({ verdict, incidents: count }));
    const promises = counters.map((counter) => ({ promise: counter, broken: this.counts[counter] }));
    return [
      formatTable({ title: 'Stories, by what happened and to whom', rows }),
      formatTable({ title: 'How their incidents ended', rows: verdicts }),
      formatTable({ title: 'Broken promises', rows: promises }),
    ].join('\n\n');
  }
}
