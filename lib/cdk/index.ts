import { App } from 'aws-cdk-lib';
import { NotDeployable, synthesize } from './synthesize.ts';

export { Nightshift, type NightshiftConstructProps } from './construct.ts';

/** The environment that is deployed unless the command line says `-c environment=<name>`. */
const defaultEnvironment = 'production';

/** `synthesize` counts the resources itself, and says what to do where there are too many; 0 switches CDK's own count off. */
const resourceLimit = '@aws-cdk/core:stackResourceLimit';

/**
 * A whole CDK app: every runbook of the project that the chosen environment deploys, and all that they need. Mistakes in the
 * project's files are printed, and end the process with a status of 1.
 * @example
 * import { nightshiftApp } from 'nightshift/cdk';
 *
 * await nightshiftApp();
 */
export async function nightshiftApp(): Promise<void> {
  const app = new App({ context: { [resourceLimit]: 0 } });
  try {
    const remarks = await synthesize(app, app.node.tryGetContext('environment') ?? defaultEnvironment);
    for (const remark of remarks) console.error(remark);
    app.synth();
  } catch (error) {
    if (!(error instanceof NotDeployable)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
