import { leaseTermsOf } from '#define/defaults';
import { days } from '#define/duration';
import { eachRunbook } from './draft.ts';
import { problemAt } from './problem.ts';

/** A change that stays longer than this is not temporary. */
const longest = days(7).seconds;

/** Only temporary changes have these times, and a person is told after the change should be restored, not before. */
export const leasesEnd = eachRunbook(({ file, sections: { steps = [] } }, { actions }) =>
  steps.flatMap((step, index) => {
    const action = Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;
    if (!action) return [];
    const at = (name: 'restoreAfter' | 'atMost', expected: string) =>
      problemAt(file, ['steps', index, name], step[name], expected);
    if (!action.leased) {
      const names = (['restoreAfter', 'atMost'] as const).filter((name) => step[name]);
      return names.map((name) => at(name, `nothing: what ${action.id} changes is not restored`));
    }
    const { restoreAfterSeconds, atMostSeconds } = leaseTermsOf(step);
    if (atMostSeconds > longest) return [at('atMost', 'at most 7 days')];
    return restoreAfterSeconds < atMostSeconds
      ? []
      : [at('atMost', 'longer than restoreAfter, or a person is told before it can be restored')];
  }),
);
