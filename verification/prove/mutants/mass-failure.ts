import { answers, call, type Mutant, mutant, resolves, wrap } from './mutant.ts';

const close = 'lib/core/incident/close.ts';
const mass = 'lib/core/mass-failure/mass-failure.ts';
const list = 'lib/core/mass-failure/list.ts';
const notice = 'lib/core/mass-failure/notice.ts';
const page = 'lib/core/mass-failure/page.ts';
const rounds = 'lib/core/mass-failure/rounds.ts';
const after = 'lib/core/people/take-after-page.ts';

/** Mass failures: what counts toward one, and that one page lists everything that belongs to it. */
export const massFailureMutants: readonly Mutant[] = [
  mutant(
    'mass failure',
    'the pages of a mass failure list nobody',
    wrap(
      'lib/core/mass-failure/text.ts',
      'massFailurePages',
      '(real, environment, massFailure, found, isFirst) => real(environment, massFailure, [], isFirst).map((one) => ({ ...one, names: found }))',
    ),
  ),
  mutant(
    'mass failure',
    'the page of a mass failure is not sent',
    resolves(page, 'sendMassFailurePage', '[]'),
  ),
  mutant('mass failure', 'nobody is put on the list of a mass failure', answers(close, 'toBeListed', '[]')),
  mutant(
    'mass failure',
    'the list of a mass failure is never shortened',
    resolves(list, 'markListed', 'true'),
  ),
  mutant(
    'mass failure',
    'what only asks for a person does not count for a mass failure',
    wrap(mass, 'isCounted', "(real, { answer }) => answer === 'act'"),
  ),
  mutant(
    'mass failure',
    'an incident of a mass failure pages by itself, too',
    wrap(
      'lib/core/incident/outcomes.ts',
      'told',
      "(real, incident, verdict) => { const how = real(incident, verdict); return how === 'mass failure page' ? 'page' : how; }",
    ),
  ),
  mutant(
    'mass failure',
    'whoever asks has the right to page a mass failure',
    answers(rounds, 'isDue', 'true'),
    wrap(
      rounds,
      'takeTurn',
      "(real, database, massFailure) => update(database, massFailure, 'SET rounds = if_not_exists(rounds, :none) + :one, expiresAt = :expiresAt', { ':none': 0, ':one': 1, ':expiresAt': 4e9 })",
    ),
  ),
  mutant(
    'mass failure',
    'who takes the turn to page takes its own write, sent again, for another’s',
    wrap(
      rounds,
      'update',
      "(real, database, massFailure, change, values, condition) => real(database, massFailure, change, values, condition?.replace(' OR claim = :claim', ''))",
    ),
  ),
  mutant('mass failure', 'a notice stands for whom it does not list', resolves(notice, 'isListed', 'true')),
  mutant(
    'mass failure',
    'a notice that was never sent stands for others',
    call(notice, 'isListed', 'readIncident', 'undefined'),
  ),
  mutant('take', 'what a person has stays on the list of a mass failure', answers(after, 'offTheList', '[]')),
];
