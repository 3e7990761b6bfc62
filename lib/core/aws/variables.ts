/** Names of the environment variables that CDK sets and Lambdas read. */
export const variables = {
  /** Name of the Nightshift environment, e.g. `production`. */
  environment: 'NIGHTSHIFT_ENVIRONMENT',
  table: 'NIGHTSHIFT_TABLE',
  pageTopic: 'NIGHTSHIFT_PAGE_TOPIC_ARN',
  noticeTopic: 'NIGHTSHIFT_NOTICE_TOPIC_ARN',
  backupTopic: 'NIGHTSHIFT_BACKUP_TOPIC_ARN',
  /** Name of the Lambda that resolves pages. */
  resolveFunction: 'NIGHTSHIFT_RESOLVE_FUNCTION',
  /** EventBridge Scheduler group of the page deadlines. */
  deadlineGroup: 'NIGHTSHIFT_DEADLINE_GROUP',
  /** Role that EventBridge Scheduler assumes to publish a deadline page. */
  deadlineRole: 'NIGHTSHIFT_DEADLINE_ROLE_ARN',
  /** `yes` if alarms' own pages wait while Nightshift works on them, so it has to report that it does. */
  tellsWorking: 'NIGHTSHIFT_TELLS_WORKING',
  /** Comma-separated names of the log groups of the engine's Lambdas; only the widget's Lambda has it. */
  logGroups: 'NIGHTSHIFT_LOG_GROUPS',
  /** Comma-separated patterns of log groups whose error lines may appear in pages; only the Lambda of Diagnose has it. */
  diagnosedLogs: 'NIGHTSHIFT_DIAGNOSED_LOGS',
  /** ARN of the synthetic alarm, if there is one. */
  syntheticAlarm: 'NIGHTSHIFT_SYNTHETIC_ALARM_ARN',
  /** ARN of the secret with the heartbeat's URL, if there is one. */
  heartbeatSecret: 'NIGHTSHIFT_HEARTBEAT_SECRET_ARN',
  /** The answer page's URL with a slash at its end, if there is one. */
  answerUrl: 'NIGHTSHIFT_ANSWER_URL',
  /** ARN of the secret that its links are signed with, if there is one. */
  answerKey: 'NIGHTSHIFT_ANSWER_KEY_SECRET_ARN',
  /** How long a link works, in seconds, if there is an answer page. */
  answerSeconds: 'NIGHTSHIFT_ANSWER_SECONDS',
  /** Name of the Lambda that pages; it sends requests for an approval that page. */
  pageFunction: 'NIGHTSHIFT_PAGE_FUNCTION',
  /** Comma-separated subnet ids of a Lambda in a VPC; empty outside a VPC. */
  subnets: 'NIGHTSHIFT_SUBNETS',
} as const;

/**
 * Reads a variable that the deployment must have set.
 * @throws Error naming the variable: the function was not deployed by Nightshift's app
 */
export function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is not set; deploy with Nightshift's own CDK app.`);
  return value;
}
