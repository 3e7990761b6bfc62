/** Names of the environment variables that CDK sets and Lambdas read: the contract between deploy and run time. */
export const variables = {
  /** Name of the Nightshift environment, e.g. `production`. */
  environment: 'NIGHTSHIFT_ENVIRONMENT',
  table: 'NIGHTSHIFT_TABLE',
  pageTopic: 'NIGHTSHIFT_PAGE_TOPIC_ARN',
  noticeTopic: 'NIGHTSHIFT_NOTICE_TOPIC_ARN',
  backupTopic: 'NIGHTSHIFT_BACKUP_TOPIC_ARN',
  /** Name of the Lambda that closes pages. */
  resolveFunction: 'NIGHTSHIFT_RESOLVE_FUNCTION',
  /** EventBridge Scheduler group of the page deadlines. */
  deadlineGroup: 'NIGHTSHIFT_DEADLINE_GROUP',
  /** Role that EventBridge Scheduler assumes to publish a deadline page. */
  deadlineRole: 'NIGHTSHIFT_DEADLINE_ROLE_ARN',
  /** `yes` where alarms' own pages wait for as long as Nightshift works on them: then it says that it does. */
  tellsWorking: 'NIGHTSHIFT_TELLS_WORKING',
  /** Comma-separated names of the log groups of the engine's Lambdas; only the widget's Lambda has it. */
  logGroups: 'NIGHTSHIFT_LOG_GROUPS',
  /** Comma-separated patterns of log groups whose error lines may stand in pages; only the diagnosing Lambda has it. */
  diagnosedLogs: 'NIGHTSHIFT_DIAGNOSED_LOGS',
  /** ARN of the synthetic alarm; only where one travels. */
  syntheticAlarm: 'NIGHTSHIFT_SYNTHETIC_ALARM_ARN',
  /** ARN of the secret with the heartbeat's URL; only where there is one. */
  heartbeatSecret: 'NIGHTSHIFT_HEARTBEAT_SECRET_ARN',
  /** Comma-separated subnet ids that a Lambda in a VPC sits in; empty outside a VPC. */
  subnets: 'NIGHTSHIFT_SUBNETS',
} as const;

/**
 * Reads a variable that the deployment must have set.
 * @throws Error naming the variable; it means that the function was deployed by something other than Nightshift's app
 */
export function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is not set; deploy with Nightshift's own CDK app.`);
  return value;
}
