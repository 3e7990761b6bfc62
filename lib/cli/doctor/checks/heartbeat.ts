import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Check, Examination } from '../examination.ts';
import { type Found, looked, problem } from '../finding.ts';

const call = 'secretsmanager:DescribeSecret';

/** Whether the secret with the heartbeat's URL exists: without it, nothing outside AWS notices that the engine is down. */
export const heartbeat: Check = {
  name: 'heartbeat',
  about: "the heartbeat's secret exists",
  needs: [],
  permissions: ({ spec }) => {
    const arn = spec.synthetic?.heartbeat;
    // Secrets Manager adds six characters to the name, which the environment may leave out.
    return arn ? [{ actions: [call], resources: [arn, `${arn}-??????`] }] : [];
  },
  run: async (examination) => {
    const arn = examination.spec.synthetic?.heartbeat;
    return arn ? looked('heartbeat', [call], () => secretOf(arn, examination)) : [];
  },
};

async function secretOf(SecretId: string, { account, spec }: Examination): Promise<Found[]> {
  const secret = await account.secrets
    .send(new DescribeSecretCommand({ SecretId }))
    .catch((error: unknown) => {
      if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
      return undefined;
    });
  if (secret && !secret.DeletedDate) return [];
  return [
    problem(
      'heartbeat',
      `The secret ${SecretId} ${secret ? 'is being deleted' : 'does not exist'}: no heartbeat would be sent, and the service that waits for it would page, or stay silent.`,
      `Create it with the URL as its value, or correct synthetic.heartbeat of ${spec.name}.`,
    ),
  ];
}
