import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly Id?: string;
  readonly DistributionId?: string;
  readonly InvalidationBatch?: {
    readonly CallerReference?: string;
    readonly Paths?: { readonly Quantity?: number; readonly Items?: readonly string[] };
  };
}

interface Invalidation {
  readonly Id: string;
  readonly reference: string;
  readonly paths: readonly string[];
  readonly CreateTime: Date;
  Status: 'InProgress' | 'Completed';
}

/** A distribution; change its fields to change the world. */
export interface Distribution {
  enabled: boolean;
  /** Newest first. */
  readonly invalidations: Invalidation[];
}

/** How long an invalidation takes, in seconds. */
const completedAfter = 60;

/** CloudFront, limited to invalidations. */
export class CloudFront {
  readonly #stage: Stage;
  readonly #distributions = new Map<string, Distribution>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetDistribution: ({ Id = '' }: Asked) => ({
      Distribution: {
        Id,
        DomainName: 'd111111abcdef8.cloudfront.net',
        DistributionConfig: { Enabled: this.distribution(Id).enabled },
      },
    }),
    ListInvalidations: ({ DistributionId = '' }: Asked) => ({
      InvalidationList: { Items: this.distribution(DistributionId).invalidations.map((one) => ({ ...one })) },
    }),
    CreateInvalidation: (input: Asked) => this.#invalidate(input),
  };

  /** Creates an enabled distribution, unless it exists. */
  put(id: string): void {
    if (!this.#distributions.has(id)) this.#distributions.set(id, { enabled: true, invalidations: [] });
  }

  remove(id: string): void {
    this.#distributions.delete(id);
  }

  /** @throws Error AWS's own, if there is no such distribution */
  distribution(id: string): Distribution {
    const found = this.#distributions.get(id);
    if (!found) throw awsError('NoSuchDistribution', 'The specified distribution does not exist.');
    return found;
  }

  /** Creates an invalidation, the action's or a stranger's. */
  invalidate(id: string, paths: readonly string[], reference: string): Invalidation {
    const { invalidations } = this.distribution(id);
    const { clock } = this.#stage.world;
    const made: Invalidation = {
      Id: `I${invalidations.length + 1}`,
      reference,
      paths,
      CreateTime: clock.now(),
      Status: 'InProgress',
    };
    invalidations.unshift(made);
    clock.after(completedAfter, () => {
      made.Status = 'Completed';
    });
    return made;
  }

  /**
   * "If the value of CallerReference is … the same as a request that you already sent … and if the content of each Path … is
   * identical, CloudFront doesn't create a new invalidation". Different content is refused.
   * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_InvalidationBatch.html
   */
  #invalidate({ DistributionId = '', InvalidationBatch = {} }: Asked): object {
    const { CallerReference = '', Paths: { Quantity = 0, Items = [] } = {} } = InvalidationBatch;
    const { invalidations } = this.distribution(DistributionId);
    if (Quantity !== Items.length) throw awsError('InconsistentQuantities', 'Quantity and Items differ.');
    const before = invalidations.find(({ reference }) => reference === CallerReference);
    if (before && before.paths.join() !== Items.join())
      throw awsError('InvalidArgument', 'The caller reference was used with another batch.');
    const made = before ?? this.invalidate(DistributionId, Items, CallerReference);
    if (!before) this.#stage.effect(DistributionId, completedAfter);
    return { Invalidation: { ...made } };
  }
}
