/** What of an SDK's error tells whether AWS has carried the request out. */
interface AwsError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Refused by rate, whatever status a service gives it: EC2 and S3 throttle with 503. The SDK's own list, as far as it is about rates. */
const throttled = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** 4xx that end a request which AWS may have begun: the answer is lost, the effect is not known. */
const brokenOff = new Set(['RequestAbortedException', 'RequestTimeout', 'RequestTimeoutException']);

/** Whether AWS refused a request by its rate ("denied due to request throttling"), so that it may be sent again. */
export const isThrottled = (error: unknown): boolean => {
  const { name = '', $metadata } = Object(error) as AwsError;
  return throttled.has(name) || $metadata?.httpStatusCode === 429;
};

/**
 * Whether AWS has said no to a request, so that it changed nothing: access denied, not valid, not there, in the wrong state, too
 * many. A server's own failure (5xx) and an answer that never came leave it open.
 * https://docs.aws.amazon.com/mgn/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function isDefiniteNo(error: unknown): boolean {
  if (isThrottled(error)) return true;
  const { name = '', $metadata } = Object(error) as AwsError;
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408 && !brokenOff.has(name);
}
