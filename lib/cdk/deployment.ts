import { RemovalPolicy } from 'aws-cdk-lib';
import type { EnvironmentSpec } from '#define/index';
import type { Bundles } from './bundle.ts';
import { type Names, namesIn } from './names.ts';

/** What every construct needs to know about the deployed environment. */
export interface Deployment {
  readonly environment: EnvironmentSpec;
  readonly names: Names;
  readonly bundles: Bundles;
  /** For records: the table, the key, the deadlines. Logs are deleted with their function. */
  readonly removalPolicy: RemovalPolicy;
}

/** Not kept after a failed first deployment: the next one would find the names taken. */
const retained = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

export const deploymentOf = (environment: EnvironmentSpec, bundles: Bundles): Deployment => ({
  environment,
  names: namesIn(environment.name),
  bundles,
  removalPolicy: environment.onRemoval === 'destroy' ? RemovalPolicy.DESTROY : retained,
});
