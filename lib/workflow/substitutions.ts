import type { DeployedStep } from '#core/runbook/runbook';

/**
 * Names for values that only the deployment knows, written as `${Name}` in a definition: ARNs and the environment's name. To
 * deploy or run a definition, supply exactly those that `compileWorkflow` returns.
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

/** The placeholder in the definition. */
export const placeholder = (name: string): string => `\${${name}}`;
