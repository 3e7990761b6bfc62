import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { grownBy, growth, growthReasons } from '#action/services/growth';
import { instanceIdentifier } from '#action/services/rds';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  instance: instanceIdentifier,
  /** At least 10 % of the present storage each time. */
  ...growth,
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly instance: string };

export default kitAction({
  id: 'grow-storage',
  shown: 'emulator',
  title: 'Grow storage',
  summary:
    'Grows the storage of an RDS instance outside clusters, up to a cap. It can never be undone: RDS does not shrink storage.',
  disruption:
    'None as a rule; the storage is optimized afterwards, for hours, and cannot be changed for at least six.',
  irreversible: true,
  addsUpTo: grownBy,
  fits: (symptom) => {
    const { instance } = symptom.behind;
    const isFull = complains(symptom, { in: 'AWS/RDS', below: ['FreeStorageSpace'] });
    return instance && !instance.growsItself && isFull
      ? {
          parameters: { instance: instance.instance },
          asks: {
            growByGiB: 'by how much it grows each time, in GiB, at least 10 % of what it has',
            upToGiB: 'the most storage that it may have, in GiB',
          },
          because: 'Its storage fills up, and nothing else grows it',
          turn: 'then',
        }
      : undefined;
  },
  parameters: Parameters,
  service: 'rds',
  target: ({ instance }) => `db:${instance}`,
  reads: ['DescribeDBInstances'],
  changes: ['ModifyDBInstance'],
  reasons: {
    'no-such-instance': ({ instance }: Its) =>
      `there is no DB instance ${instance} in this account and region`,
    'in-a-cluster': (its: Its & { cluster: string }) =>
      `instance ${its.instance} belongs to cluster ${its.cluster}, whose storage is not the instance's`,
    'grows-itself': (its: Its & { most: number }) =>
      `RDS grows the storage of ${its.instance} by itself, up to ${its.most} GiB; raise that instead`,
    'not-available': (its: Its & { status: string }) =>
      `instance ${its.instance} is ${its.status}; RDS changes storage only while an instance is available, and not while it optimizes the last change`,
    'changes-pending': (its: Its & { changes: readonly string[] }) =>
      `growing at once would apply what else is pending for ${its.instance}: ${its.changes.join(', ')}`,
    ...growthReasons,
    'too-small-a-step': (its: Its & { least: number; step: number }) =>
      `RDS would grow ${its.instance} by 10 %, which is ${its.least} GiB, and the runbook allows ${its.step}`,
  },
});
