import { leaseTermsOf } from '#define/defaults';
import { days } from '#define/duration';
import { eachRunbook } from './draft.ts';
import { problemAt } from './problem.ts';

/** What has not been taken back for longer than this nobody means to be taken back. */
const longest = days(7).seconds;

/** Only a change that is taken back has a time for that, and a person is told of it after that time and not before. */
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
