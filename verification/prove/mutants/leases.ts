import { call, type Mutant, mutant, set, wrap } from './mutant.ts';

const armed = 'lib/core/lease/arm.ts';
const holds = 'lib/core/lease/holds.ts';
const changes = 'lib/core/lease/changes.ts';
const record = 'lib/core/lease/lease.ts';
const restored = 'lib/action/run/restore.ts';
const swept = 'lambdas/sweep/leases.ts';

const lock = 'lib/action/run/restore-lock.ts';

const whoeverHasIt = set(
  lock,
  'nobodyHas',
  'ConditionExpression',
  "'attribute_not_exists(pk) OR #until <= :now OR #until > :now'",
);

const whoeverLocksIt = set(
  lock,
  'keepBusy',
  'ConditionExpression',
  "'attribute_not_exists(pk) OR leaseUntil <= :now OR leaseUntil > :now'",
);

/** What rule 16 depends on: a temporary change is taken back, but only if it is ours, and nobody is left in the dark. */
export const leaseMutants: readonly Mutant[] = [
  mutant(
    '16',
    'a lease past its time is nobody’s business',
    wrap(swept, 'tellOverdue', 'async () => {}'),
    wrap(armed, 'armLease', 'async () => {}'),
  ),
  mutant('16', 'no schedule speaks for a lease', wrap(armed, 'armLease', 'async () => {}')),
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
  mutant(
    '16',
    'an alarm that needs a change of another incident does not count',
    call('lib/action/run/lease.ts', 'alreadyLeased', 'countOn', 'false'),
  ),
  mutant('16', 'a change is restored on a target that a person has', whoeverHasIt, whoeverLocksIt),
  mutant(
    '16',
    'an alarm that joins a lease as it ends is forgotten',
    set(
      lock,
      'begin',
      'where',
      "'attribute_not_exists(restoringAt) AND attribute_not_exists(outcome) AND (counted = :counted OR counted <> :counted)'",
    ),
    whoeverLocksIt,
  ),
];
