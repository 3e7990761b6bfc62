import type { Check } from './draft.ts';
import { problemAt } from './problem.ts';

/** What a flood of requests to a public function may use up has to be its own. */
export const answersReserveTheirOwn: Check = ({ environment: { file, sections } }) =>
  sections.answers && sections.reservedConcurrency === false
    ? [
        problemAt(
          file,
          ['reservedConcurrency'],
          false,
          'a number, where there is an answer page: anybody can call it, and without a limit of its own it could use up every execution of the account',
        ),
      ]
    : [];
