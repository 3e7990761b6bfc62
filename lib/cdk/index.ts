import { App } from 'aws-cdk-lib';
import { NotDeployable, synthesize } from './synthesize.ts';

export { Nightshift, type NightshiftConstructProps } from './construct.ts';

/** The environment that is deployed without `-c environment=<name>`. */
const defaultEnvironment = 'production';

/** 0 switches CDK's own count off: `synthesize` counts resources and says what to do about too many. */
const resourceLimit = '@aws-cdk/core:stackResourceLimit';

/**
 * A whole CDK app: every runbook of the project that the chosen environment deploys, with everything they need. Prints mistakes
 * in the project's files, and then exits with status 1.
 * @example import { nightshiftApp } from 'nightshift/cdk';
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
