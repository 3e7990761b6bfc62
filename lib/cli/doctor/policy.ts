import { merged } from '#cdk/runbooks/action-functions';
import type { Permission } from '#core/action/define-action';
import { checks } from './checks/index.ts';
import type { Planned } from './examination.ts';
import { permissionsToBegin } from './examine.ts';

/** The IAM policy needed to run the doctor: read only. */
export async function readPolicy(planned: Planned): Promise<object> {
  const needed = await Promise.all(checks.map((check) => check.permissions(planned)));
  const permissions = [...permissionsToBegin(planned), ...needed.flat()];
  return { Version: '2012-10-17', Statement: merged(permissions.map(plain)).map(statement) };
}

/** Reasons are for readers of the code; statements that differ only in them merge. */
const plain = ({ anyResourceBecause: _, ...permission }: Permission): Permission => ({
  ...permission,
  actions: [...permission.actions].sort(),
});

const statement = ({ actions, resources, conditions }: Permission) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(conditions ? { Condition: conditions } : {}),
});
