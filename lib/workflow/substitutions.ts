import type { DeployedStep } from '#core/runbook/runbook';

/**
 * Names that stand in a definition as `${Name}` for what only the deployment knows: ARNs, and its own name. Whoever deploys or runs a
 * definition supplies exactly those that `compileWorkflow` returns.
 */
export const admitFunction = 'AdmitFunctionArn';
export const verifyFunction = 'VerifyFunctionArn';
export const pageFunction = 'PageFunctionArn';
export const backupTopic = 'BackupTopicArn';
/** Part of every page's key. */
export const environment = 'Environment';

const pascal = (id: string): string =>
  id.replace(/(^|-)([a-z0-9])/g, (_, _hyphen, letter) => letter.toUpperCase());

/** One Lambda per action and network: `RestartEcsTasksFunctionArn`, `FlushRedisCacheInDefaultFunctionArn`. */
export const actionFunction = (step: Pick<DeployedStep, 'action' | 'network'>): string =>
  `${pascal(step.action)}${step.network ? `In${pascal(step.network)}` : ''}FunctionArn`;

/** The placeholder as it stands in the definition. */
export const placeholder = (name: string): string => `\${${name}}`;
