import { createHash } from 'node:crypto';
import {
  DescribeSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action from './action.ts';

/*
 * The window that remains: another rotation may end between the last look and the call. While one still runs, Secrets Manager
 * refuses.
 */

const reason = reasonsOf(action);

/** The version that has this label. */
const labelled = (versions: Readonly<Record<string, readonly string[]>>, label: string): string =>
  Object.entries(versions).find(([, labels]) => labels.includes(label))?.[0] ?? 'none';

export default kitCalls(action, {
  clients: { secretsmanager: SecretsManagerClient },

  observe: async ({ secret: SecretId }, read) =>
    ifThere(read(new DescribeSecretCommand({ SecretId })), 'ResourceNotFoundException'),

  judge: (found, { secret, rotationFunction: named }) => {
    const name = found?.Name ?? secret.split(':').at(-1) ?? secret;
    if (!found) return { never: reason('no-such-secret', { name }) };
    if (found.DeletedDate) return { never: reason('being-deleted', { name }) };
    if (!found.RotationEnabled) return { never: reason('rotation-off', { name }) };
    const by = found.RotationLambdaARN?.split(':')[6] ?? found.OwningService ?? 'nobody known';
    if (by !== named) return { never: reason('other-function', { name, by, named }) };
    const versions = found.VersionIdsToStages ?? {};
    const [current, pending] = [labelled(versions, 'AWSCURRENT'), labelled(versions, 'AWSPENDING')];
    // "If the AWSPENDING staging label is present but not attached to the same version as AWSCURRENT, then any later
    // invocation of RotateSecret assumes that a previous rotation request is still in progress and returns an error."
    if (pending !== 'none' && pending !== current)
      return { refuse: reason('rotation-running', { name, pending }) };
    const lastRotated = found.LastRotatedDate?.toISOString() ?? 'never';
    return {
      intends: `Rotate the secret ${name} by ${named}; it was last rotated ${found.LastRotatedDate ? `at ${lastRotated}` : 'never'}.`,
      before: { version: current, lastRotated },
      evidence: { nextRotation: found.NextRotationDate?.toISOString() ?? 'not planned' },
      pin: { version: current },
    };
  },

  change: async ({ secret: SecretId }, { attempt }, send) => {
    // 32 to 64 characters, and the same for each delivery: Secrets Manager then rotates once.
    const ClientRequestToken = createHash('sha256').update(attempt).digest('hex');
    const answer = await send(
      new RotateSecretCommand({ SecretId, ClientRequestToken, RotateImmediately: true }),
    );
    return {
      did: `Started a rotation of the secret ${answer.Name ?? SecretId}.`,
      after: { version: answer.VersionId ?? 'not reported' },
    };
  },
});
