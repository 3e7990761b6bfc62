import * as z from 'zod/mini';

/** In characters. A form of the answer page has 20; Slack's interactions and PagerDuty's events have a few thousand. */
const longestBody = 200_000;

/**
 * A request of a Lambda function URL, payload format 2.0; AWS may add fields. Header names are lower case.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export const HttpRequest = z.object({
  rawPath: z.string().check(z.maxLength(2_000)),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  body: z.optional(z.string().check(z.maxLength(longestBody))),
  isBase64Encoded: z.optional(z.boolean()),
});
export type HttpRequest = z.infer<typeof HttpRequest>;

/** The response. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
