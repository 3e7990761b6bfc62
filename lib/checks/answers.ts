import type { Check } from './draft.ts';
import { problemAt } from './problem.ts';

/** A public function has to reserve its concurrency, so that a flood of requests uses up nothing else. */
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
