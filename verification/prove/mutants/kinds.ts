import { changesLater, equivalent, type Mutant, mutant, test, wrap } from './mutant.ts';

const ended = 'lib/action/run/work-ended.ts';
const planned = 'lib/core/incident/plan.ts';

/** What each kind of step depends on: how its work ends, what its target lies in, whether it can be undone, that it only reads. */
export const kindMutants: readonly Mutant[] = [
  mutant('7', 'work that has failed wakes nobody', wrap(ended, 'endItsWait', 'async () => {}')),
  mutant(
    '6',
    'work that has succeeded ends its step',
    changesLater(ended, 'whatBecame', '({ ...one, state: "failed" })'),
  ),
  equivalent(
    '6',
    'an old end of work ends the wait of another step',
    'Whoever looks then finds that the step has neither had its time nor failed, so that no other one follows: a person hears of it earlier.',
    test(ended, 'endItsWait', 1, 'false'),
  ),
  mutant(
    '3',
    'locks do not know what a target lies in',
    wrap(planned, 'locks', '(real, targets) => ({ targets })'),
    wrap('lib/action/run/may-begin.ts', 'offPlan', '() => undefined'),
  ),
  mutant(
    'approval',
    'what can never be taken back asks nobody',
    wrap('lib/define/defaults.ts', 'approvalOf', '() => ({})'),
  ),
  mutant(
    'read-only',
    'whoever looks around restarts what it finds',
    wrap(
      'lambdas/diagnose/diagnose.ts',
      'diagnose',
      `async (real, event, services) => {
        class UpdateServiceCommand {
          input = { cluster: 'proof', service: 'shop', forceNewDeployment: true };
        }
        await services.ecs.send(new UpdateServiceCommand());
        return real(event, services);
      }`,
    ),
  ),
];
