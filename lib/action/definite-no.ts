/** The fields of an SDK error that tell whether AWS has carried out the request. */
interface AwsError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Throttling errors, whatever their status: EC2 and S3 throttle with 503. From the SDK's own list. */
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

/** 4xx errors after which AWS may have begun the request: the answer is lost, and the effect is unknown. */
const brokenOff = new Set(['RequestAbortedException', 'RequestTimeout', 'RequestTimeoutException']);

/** Whether AWS throttled a request ("denied due to request throttling"), so that it may be sent again. */
export const isThrottled = (error: unknown): boolean => {
  const { name = '', $metadata } = Object(error) as AwsError;
  return throttled.has(name) || $metadata?.httpStatusCode === 429;
};

/**
 * Whether AWS has refused a request, so that it changed nothing: access denied, invalid, not found, wrong state, throttled.
 * After a server failure (5xx) or a lost answer the effect is unknown.
 * https://docs.aws.amazon.com/mgn/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function isDefiniteNo(error: unknown): boolean {
  if (isThrottled(error)) return true;
  const { name = '', $metadata } = Object(error) as AwsError;
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408 && !brokenOff.has(name);
}
