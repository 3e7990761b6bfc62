import { contractVersion } from '#core/aws/contract';
import { stageDeclarations } from '#core/stages';
import { placeholder, verifyFunction } from './substitutions.ts';

/** A state of the Amazon States Language (https://states-language.net), as used here. */
export type State = Readonly<Record<string, unknown>> & { readonly Type: string };

/** Function timeouts of the stages that a workflow calls, in seconds. CDK sets them, and every Task's timeout is longer. */
export const stageTimeoutSeconds = {
  admit: stageDeclarations.admit.timeoutSeconds,
  verify: stageDeclarations.verify.timeoutSeconds,
  page: stageDeclarations.page.timeoutSeconds,
} as const;

/** How much longer a Task's timeout is than its function's, in seconds, so that the function always ends first. */
export const marginSeconds = 5;

/** Lambda throttled the invocation, so none of our code has run. */
const neverRan: readonly string[] = ['Lambda.TooManyRequestsException'];

/**
 * The function is inactive: Lambda has reclaimed its resources after idle weeks, and this call wakes it up. None of our code
 * has run. The API documents the first name, and returns the second.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html ("Inactive")
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (ResourceNotReadyException),
 * https://github.com/boto/boto3/issues/3788
 */
const notReadyErrors = ['Lambda.ResourceNotReadyException', 'Lambda.CodeArtifactUserPendingException'];

/**
 * Errors of the Lambda service only. Errors of our code are never retried by name.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html ("Handle transient Lambda exceptions")
 */
const transientErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  ...neverRan,
];

export const lambdaServiceErrors: readonly string[] = [...notReadyErrors, ...transientErrors];

/**
 * A function wakes up within two minutes, so retries go on for three. If the page deadline passes meanwhile, it pages, and no
 * step starts after it.
 * https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/issues/801 (40 to 106 s
 * were seen)
 */
const untilItWakes = { ErrorEquals: notReadyErrors, IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 18 };

/** The longest wait between two attempts, in seconds. With full jitter, half of it on average. */
const longestWaitSeconds = 20;

/** Step Functions waits between 0 and 1 s, then up to 2 s, 4 s and so on. */
const backOff = { IntervalSeconds: 1, BackoffRate: 2, JitterStrategy: 'FULL' } as const;

/**
 * How the Lambda service's errors are retried. The first retrier that names an error counts its attempts. Each attempt has the
 * Task's whole timeout.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const retriers = (patienceSeconds: number | undefined) => [
  ...(patienceSeconds === undefined ? [] : [untilItRuns(patienceSeconds)]),
  untilItWakes,
  { ErrorEquals: transientErrors, ...backOff, MaxAttempts: 3 },
];

/** Retries for at most `withinSeconds`, since a throttled attempt itself takes no time. */
function untilItRuns(withinSeconds: number) {
  let attempts = 0;
  for (let wait = 1, waited = 1; waited <= withinSeconds; waited += wait) {
    attempts++;
    wait = Math.min(2 * wait, longestWaitSeconds);
  }
  return {
    ErrorEquals: neverRan,
    ...backOff,
    MaxDelaySeconds: longestWaitSeconds,
    MaxAttempts: attempts,
  };
}

interface LambdaTask {
  readonly comment: string;
  readonly function: string;
  readonly functionTimeoutSeconds: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly next: string;
  /** How long to retry while Lambda throttles, in seconds. @default - about 7 s, as for its other errors */
  readonly patienceSeconds?: number;
  /** The next state after any failure. */
  readonly onFailure: string;
  /** `data` replaces the state machine's data by the answer; `nothing` keeps the data. */
  readonly keeps: 'data' | 'nothing';
}

/** Every stage's input includes the execution and the contract version. */
const addressed = (payload: Readonly<Record<string, unknown>>) => ({
  contract: contractVersion,
  'execution.$': '$$.Execution.Id',
  ...payload,
});

/** Calls a Lambda and goes on; every failure leads to `onFailure`, with the data unchanged. */
export function lambdaTask(task: LambdaTask): State {
  return {
    Type: 'Task',
    Comment: task.comment,
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: placeholder(task.function), Payload: addressed(task.payload) },
    TimeoutSeconds: task.functionTimeoutSeconds + marginSeconds,
    ...(task.keeps === 'data' ? { OutputPath: '$.Payload' } : { ResultPath: null }),
    Retry: retriers(task.patienceSeconds),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: task.onFailure }],
    Next: task.next,
  };
}

/** Shared by every Task that verifies. If it gave up too soon, the next step would begin before this one had its full time. */
export const verifying = {
  function: verifyFunction,
  functionTimeoutSeconds: stageTimeoutSeconds.verify,
  patienceSeconds: 60,
} as const;

/** Passes a task token to a Lambda, and waits until it is answered or `waitSeconds` have passed. */
export function waitingTask(task: Omit<LambdaTask, 'keeps'> & { readonly waitSeconds: number }): State {
  return {
    ...lambdaTask({ ...task, keeps: 'nothing', payload: { ...task.payload, 'token.$': '$$.Task.Token' } }),
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    TimeoutSeconds: task.waitSeconds,
  };
}
