import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly SecretId?: string;
  readonly ClientRequestToken?: string;
}

/** How long a rotation function takes, in seconds. */
const rotatedAfter = 20;
const monthMilliseconds = 30 * 86_400_000;

/** Secrets Manager, limited to rotation; secrets have no values. */
export class SecretsManager {
  readonly #stage: Stage;
  readonly #secrets = new Map<string, DescribeSecretResponse>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeSecret: ({ SecretId = '' }: Asked) => ({ ...this.secret(SecretId) }),
    RotateSecret: (input: Asked) => this.#rotate(input),
  };

  /** Creates a secret that this function rotates, unless it exists. */
  put(arn: string, rotationFunction: string): void {
    const { partition, region, account } = this.#stage.place;
    if (this.#secrets.has(arn)) return;
    this.#secrets.set(arn, {
      ARN: arn,
      Name: (arn.split(':').at(-1) ?? '').slice(0, -7),
      RotationEnabled: true,
      RotationLambdaARN: `arn:${partition}:lambda:${region}:${account}:function:${rotationFunction}`,
      LastRotatedDate: new Date(this.#stage.world.clock.milliseconds - monthMilliseconds),
      VersionIdsToStages: { old: ['AWSCURRENT', 'AWSPENDING'] },
    });
  }

  /** @throws Error AWS's own, if there is no such secret */
  secret(arn: string): DescribeSecretResponse {
    const found = this.#secrets.get(arn);
    if (!found)
      throw awsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return found;
  }

  change(arn: string, changes: DescribeSecretResponse): void {
    this.#secrets.set(arn, { ...this.secret(arn), ...changes });
  }

  remove(arn: string): void {
    this.#secrets.delete(arn);
  }

  /** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (ClientRequestToken; Errors) */
  #rotate({ SecretId = '', ClientRequestToken = '' }: Asked): object {
    const { ARN, Name, DeletedDate, RotationLambdaARN, VersionIdsToStages = {} } = this.secret(SecretId);
    if (ClientRequestToken.length < 32 || ClientRequestToken.length > 64)
      throw awsError('InvalidParameterException', 'ClientRequestToken has 32 to 64 characters.');
    if (DeletedDate || !RotationLambdaARN)
      throw awsError(
        'InvalidRequestException',
        'The secret is scheduled for deletion or has no rotation function.',
      );
    const answer = { ARN, Name, VersionId: ClientRequestToken };
    if (VersionIdsToStages[ClientRequestToken]) return answer;
    const isPending = Object.values(VersionIdsToStages).some(
      (labels) => labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT'),
    );
    if (isPending)
      throw awsError(
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    const others = Object.entries(VersionIdsToStages).map(
      ([version, labels]) => [version, labels.filter((label) => label !== 'AWSPENDING')] as const,
    );
    this.change(SecretId, {
      VersionIdsToStages: { ...Object.fromEntries(others), [ClientRequestToken]: ['AWSPENDING'] },
    });
    this.#stage.world.clock.after(rotatedAfter, () => this.#rotated(SecretId, ClientRequestToken));
    this.#stage.effect(SecretId, rotatedAfter);
    return answer;
  }

  #rotated(arn: string, version: string): void {
    const { VersionIdsToStages = {} } = this.secret(arn);
    const before = Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes('AWSCURRENT'));
    this.change(arn, {
      LastRotatedDate: this.#stage.world.clock.now(),
      VersionIdsToStages: {
        ...(before && { [before[0]]: ['AWSPREVIOUS'] }),
        [version]: ['AWSCURRENT', 'AWSPENDING'],
      },
    });
  }
}
