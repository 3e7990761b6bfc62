import { RemovalPolicy } from 'aws-cdk-lib';
import type { EnvironmentSpec } from '#define/index';
import type { Bundles } from './bundle.ts';
import { type Names, namesIn } from './names.ts';

/** What every construct needs to know of the environment that is deployed. */
export interface Deployment {
  readonly environment: EnvironmentSpec;
  readonly names: Names;
  readonly bundles: Bundles;
  /** Of what holds records: the table, the key, the deadlines. Logs go with their function. */
  readonly removalPolicy: RemovalPolicy;
}

/** Not kept from a first deployment that failed: the next one would find the names taken. */
const retained = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

export const deploymentOf = (environment: EnvironmentSpec, bundles: Bundles): Deployment => ({
  environment,
  names: namesIn(environment.name),
  bundles,
  removalPolicy: environment.onRemoval === 'destroy' ? RemovalPolicy.DESTROY : retained,
});
