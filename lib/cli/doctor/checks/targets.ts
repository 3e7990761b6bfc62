import { stepPermissions } from '#cdk/runbooks/action-functions';
import type { Permission } from '#core/action/define-action';
import { planSteps } from '#core/incident/plan';
import { FromAlarm } from '#core/runbook/runbook';
import {
  type Check,
  type Examination,
  isUsed,
  nameOf,
  type Planned,
  pairs,
  severityFor,
} from '../examination.ts';
import { type Found, forEach, looked, remark, unchecked } from '../finding.ts';
import { lookOf } from '../looks.ts';

/** What one step would act on. */
interface Use {
  readonly about: string;
  readonly action: string;
  readonly parameters: object;
  readonly severity: 'problem' | 'warning';
}

/** Whether the steps' targets exist, by each action's own look. */
export const targets: Check = {
  name: 'targets',
  about: 'what each step acts on exists',
  needs: [],
  permissions: readPermissions,
  run: async (examination) => {
    const inPlace = await forEach(usesOf(examination), (use) => lookAt(use, examination));
    return [...inPlace, ...outOfSight(examination)];
  },
};

/** Literal parameters as they are; parameters read from the alarm, once for each alarm. */
function usesOf({ runbooks, adopted, place, actions }: Examination): Use[] {
  const uses = new Map<string, Use>();
  const add = (use: Use) => {
    const key = JSON.stringify([use.action, use.parameters]);
    const known = uses.get(key);
    if (!known || (known.severity === 'warning' && use.severity === 'problem')) uses.set(key, use);
  };
  for (const { deployed: runbook } of runbooks.filter(({ deployed }) => isUsed(deployed))) {
    for (const [index, step] of runbook.steps.entries()) {
      if (Object.values(step.parameters).some((value) => FromAlarm.safeParse(value).success)) continue;
      const about = `runbook ${runbook.id}, step ${index + 1} (${step.title})`;
      add({ about, action: step.action, parameters: step.parameters, severity: severityFor(runbook) });
    }
  }
  for (const { alarm, reading, runbook } of pairs(adopted)) {
    const plan = reading ? planSteps(runbook, reading, place, actions) : { steps: [] };
    // If there is no plan, the check `timing` says why.
    for (const [index, step] of ('steps' in plan ? plan.steps : []).entries()) {
      const about = `runbook ${runbook.id}, step ${index + 1} (${step.title}), for alarm ${nameOf(alarm)}`;
      add({ about, action: step.action, parameters: step.parameters, severity: severityFor(runbook) });
    }
  }
  return [...uses.values()];
}

async function lookAt({ about, action, parameters, severity }: Use, { account }: Examination) {
  const look = await account.look(action);
  if (!look) {
    const error = new Error(`actions/${action} has neither a look.ts nor calls of the action kit`);
    return [unchecked(about, [`the look of ${action}`], error)];
  }
  return looked(about, look.reads, async (): Promise<Found[]> => {
    const trouble = await look.trouble(parameters);
    if (trouble === undefined) return [];
    const fix =
      'Correct the value in the runbook or the environment, or bring the target into this account and region.';
    return [{ severity, about, found: `It would refuse: ${trouble}.`, fix }];
  });
}

/** Reports what can't be seen from here. */
const outOfSight = ({ runbooks, actions }: Examination): Found[] =>
  runbooks
    .filter(({ deployed }) => isUsed(deployed))
    .flatMap(({ deployed: { id, steps } }) =>
      steps.flatMap(({ action, title, network }, index) =>
        actions[action]?.network === 'vpc'
          ? [
              remark(
                `runbook ${id}, step ${index + 1} (${title})`,
                `Whether its Lambda reaches the target from the network "${network}" can't be seen from here. To try it: nightshift run ${id} ${index + 1} --target … --reason "doctor" --dry-run`,
              ),
            ]
          : [],
      ),
    );

/** The read permissions among those that the steps are granted. */
async function readPermissions({ runbooks, actions, place }: Planned): Promise<Permission[]> {
  const steps = runbooks.flatMap(({ deployed }) => deployed.steps);
  return forEach(steps, async (step) => {
    const action = actions[step.action];
    const reads = (await lookOf(step.action))?.reads ?? [];
    if (!action) return [];
    return stepPermissions(step, action, place).flatMap((permission) => {
      const calls = permission.actions.filter((call) => reads.includes(call));
      return calls.length > 0 ? [{ ...permission, actions: calls }] : [];
    });
  });
}
