import {
  DescribeReplicationGroupsCommand,
  type ElastiCacheClient,
  type ReplicationGroup,
  ReplicationGroupNotFoundFault,
} from '@aws-sdk/client-elasticache';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Endpoint } from '#actions/flush-redis-cache/discover';

/** ElastiCache with the replication group sessions, and Secrets Manager, behind `send`. */
export class AwsWorld {
  group: ReplicationGroup | undefined;
  /** The string in the one secret there is. */
  secret: string | undefined;

  constructor(...primaries: Endpoint[]) {
    this.group = {
      ReplicationGroupId: 'sessions',
      Status: 'available',
      NodeGroups: primaries.map(({ host, port }) => ({ PrimaryEndpoint: { Address: host, Port: port } })),
    };
  }

  readonly clients = {
    elasticache: { send: async (command: object) => this.answer(command) } as unknown as ElastiCacheClient,
    secrets: { send: async (command: object) => this.answer(command) } as unknown as SecretsManagerClient,
  };

  private answer(command: object): object {
    const about = { message: 'not found', $metadata: {} };
    if (command instanceof DescribeReplicationGroupsCommand) {
      if (!this.group) throw new ReplicationGroupNotFoundFault(about);
      return { ReplicationGroups: [this.group] };
    }
    if (command instanceof GetSecretValueCommand) {
      if (this.secret === undefined) throw new ResourceNotFoundException(about);
      return { SecretString: this.secret };
    }
    throw new Error(`The fake AWS knows no ${command.constructor.name}`);
  }
}
