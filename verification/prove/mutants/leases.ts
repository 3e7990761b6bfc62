import { equivalent, type Mutant, mutant, set, wrap } from './mutant.ts';

const armed = 'lib/core/lease/arm.ts';
const holds = 'lib/core/lease/holds.ts';
const changes = 'lib/core/lease/changes.ts';
const record = 'lib/core/lease/lease.ts';
const restored = 'lib/action/run/restore.ts';
const swept = 'lambdas/sweep/leases.ts';

/** What rule 16 depends on: a temporary change is taken back, but only if it is ours, and nobody is left in the dark. */
export const leaseMutants: readonly Mutant[] = [
  mutant(
    '16',
    'a lease past its time is nobody’s business',
    wrap(swept, 'tellOverdue', 'async () => {}'),
    wrap(armed, 'armLease', 'async () => {}'),
  ),
  equivalent(
    '16',
    'no schedule speaks for a lease',
    'the sweeper tells the same, and nothing in a story keeps it from sweeping until then',
    wrap(armed, 'armLease', 'async () => {}'),
  ),
  mutant(
    '16',
    'the sweeper never sees a lease',
    set(record, 'leaseOf', 'open', 'undefined'),
    wrap(armed, 'armLease', 'async () => {}'),
  ),
  mutant('16', 'whatever is there is taken for ours', wrap(restored, 'whatElse', '() => undefined')),
  mutant('16', 'it is taken back while its alarm is on', wrap(holds, 'notHeld', '() => undefined')),
  mutant('16', 'a second switch-off is not counted', wrap(changes, 'countOn', 'async () => true')),
  mutant(
    '16',
    'a lost answer of a restore is told to nobody',
    wrap(
      swept,
      'tellOutcome',
      '(real, lease, services) => lease.outcome === "unknown" ? undefined : real(lease, services)',
    ),
    wrap(armed, 'armLease', 'async () => {}'),
  ),
  mutant(
    '16',
    'a schedule that could not be deleted at once stays armed',
    wrap(
      'lib/core/page/deadline.ts',
      'cancelDeadline',
      '(real, ...given) => real(...given).catch(() => undefined)',
    ),
  ),
  mutant(
    '16',
    'what a dead worker began is sent again',
    wrap(
      restored,
      'lookAfter',
      '(real, { taking, parameters, lease, services }) => taking.putBack(parameters, lease, { now: services.now })',
    ),
  ),
];
